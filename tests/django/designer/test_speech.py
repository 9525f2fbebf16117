"""Problems are said in the reader's language, values and all."""

import ast
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from designer import speech
from designer.speech import say

ROOT = Path(speech.__file__).parent
KNOWN = json.loads((ROOT / "speech_ko.json").read_text(encoding="utf-8"))
SAYERS = {
    "error",
    "warning",
    "did_you_mean",
    "Problem",
    "FileError",
    "refuse",
    "SnapshotError",
    "BadRequest",
    "simple",
    "_stop",
    "wrong",
    "Misfit",
}
HINTS = {"message", "hint"}


def template(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    holes = iter(range(10))
    parts = (part.value if isinstance(part, ast.Constant) else f"{{{next(holes)}}}" for part in node.values)
    return "".join(str(part) for part in parts)


def sentences() -> set[str]:
    """What is given to those who make problems, and what is called message or hint before that."""
    said: set[str] = set()
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            given: list[ast.AST] = []
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in SAYERS and path.name != "samples.py":
                    given = [*node.args, *(word.value for word in node.keywords)]
            elif isinstance(node, ast.Assign) and any(getattr(one, "id", "") in HINTS for one in node.targets):
                given = [node.value]
            said |= {text for one in given if (text := template(one)) and " " in text}
    return said - {"`{0}` {1}"}  # made of two phrases; each way of it is in the table


def test_every_sentence_about_a_document_has_a_korean_one() -> None:
    assert sorted(sentences() - set(KNOWN)) == []


def test_translations_use_the_values_of_the_sentence() -> None:
    for english, korean in KNOWN.items():
        assert set(speech._HOLE.findall(korean)) == set(speech._HOLE.findall(english)), english


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("the component file `./a b.yml` does not exist", "컴포넌트 파일 `./a b.yml`이(가) 없습니다"),
        ("did you mean `train`?", "혹시 `train`인가요?"),
        ("the file is empty", "파일이 비어 있습니다"),
        ("a job is a mapping of keys, here is a list", "작업은 키의 매핑이어야 하는데 목록이(가) 있습니다"),
        ("write `${{parent.inputs.x}}`", "`${{parent.inputs.x}}`로 써 주세요"),
        ("nobody ever said this", "nobody ever said this"),
        ("", ""),
    ],
)
def test_a_problem_is_said_in_korean_with_its_values(english: str, korean: str) -> None:
    with translation.override("ko"):
        assert say(english) == korean
    with translation.override("en"):
        assert say(english) == english


@pytest.mark.django_db
def test_the_api_tells_problems_in_the_readers_language(api: Client) -> None:
    file = SimpleUploadedFile("flow.yml", b"jobs: {a: {component: ./none.yml}}")
    draft = api.post("/api/v1/drafts/import", {"file": file}, headers={"accept-language": "ko"}).json()
    assert draft["problems"][0]["message"] == "컴포넌트 파일 `./none.yml`이(가) 없습니다"
    empty = SimpleUploadedFile("flow.yml", b"")
    refused = api.post("/api/v1/drafts/import", {"file": empty}, headers={"accept-language": "ko"}).json()
    assert refused["error"]["message"] == "파일이 비어 있습니다"
