"""Korean from the first string on: every sentence of the server has its translation, and it is what people get."""

import ast
import re
from pathlib import Path

from django.test import Client
from django.utils import translation

from penstock.messages import LOCALE, compile_messages, read_po, to_mo

ROOT = Path(__file__).resolve().parents[3]
CALLS = ("_", "gettext", "gettext_lazy")


def sentences() -> set[str]:
    """Everything that the server may say by gettext."""
    found: set[str] = set()
    for package in ("penstock", "designer", "runs"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                    found |= {arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant)}
    for path in (ROOT / "templates").glob("*.html"):
        found |= set(re.findall(r'\{% translate "([^"]+)" %\}', path.read_text(encoding="utf-8")))
    return found


def catalogue() -> dict[str, str]:
    return read_po((LOCALE / "ko" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8"))


def test_every_sentence_has_a_korean_translation() -> None:
    assert sorted(sentences() - set(catalogue())) == []


def test_translations_name_the_same_values() -> None:
    for said, korean in catalogue().items():
        assert sorted(re.findall(r"%\(\w+\)\w", said)) == sorted(re.findall(r"%\(\w+\)\w", korean)), said


def test_compiled_messages_are_what_gettext_reads(tmp_path: Path) -> None:
    folder = tmp_path / "ko" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "a"\nmsgstr "가\\n"\n'
    )
    assert compile_messages(tmp_path) == [folder / "django.mo"]
    assert compile_messages(tmp_path) == []
    import gettext

    with (folder / "django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("a") == "가\n"
    assert to_mo({})[:4] == b"\xde\x12\x04\x95"


def test_korean_readers_get_korean(stranger: Client, api: Client) -> None:
    page = stranger.get("/", headers={"accept-language": "ko-KR,ko;q=0.9"})
    assert '<html lang="ko">' in page.content.decode()
    assert "토큰" in page.content.decode()
    refused = api.get("/api/v1/none", headers={"accept-language": "ko"})
    assert "없습니다" in refused.json()["error"]["message"]
    assert api.get("/api/v1/me", headers={"accept-language": "ko"}).json()["language"] == "ko"


def test_the_chosen_language_wins_over_the_browsers(signed_in: Client) -> None:
    signed_in.cookies["django_language"] = "ko"
    assert signed_in.get("/api/v1/me", headers={"accept-language": "en"}).json()["language"] == "ko"
    with translation.override("ko"):
        assert translation.gettext("Sign in") == "로그인"
