"""Says problems in the reader's language. They are written once, in English, with the values already in them; a
table of patterns (`speech_ko.json`: English with {0}, {1}… → Korean) finds the values again. Changes no problem."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

FOLDER = Path(__file__).resolve().parent
_HOLE = re.compile(r"\{(\d)\}")
_MOST = 2000  # characters; longer texts carry somebody else's words


def say(text: str) -> str:
    """`text` in the active language; as it is when nobody translated it."""
    language = (get_language() or "en").partition("-")[0]
    if not text or language == "en" or len(text) > _MOST:
        return text
    return _said(text, language)


@lru_cache(maxsize=4096)
def _said(text: str, language: str) -> str:
    exact, patterns = _table(language)
    if text in exact:
        return exact[text]
    for pattern, translated in patterns:
        match = pattern.fullmatch(text)
        if match:
            # A value may be a phrase of ours itself ("a text"); names and paths stay as they are.
            return _filled(translated, [exact.get(value, value) for value in match.groups()])
    return text


def _filled(translated: str, values: list[str]) -> str:
    return _HOLE.sub(lambda hole: values[int(hole[1])], translated)


@lru_cache(maxsize=4)
def _table(language: str) -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """Exact sentences, and patterns with the most literal first."""
    path = FOLDER / f"speech_{language}.json"
    if not path.is_file():
        return {}, []
    known: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    exact = {english: said for english, said in known.items() if not _HOLE.search(english)}
    holed = [english for english in known if english not in exact]
    holed.sort(key=lambda english: -len(_HOLE.sub("", english)))
    return exact, [(_pattern(english), known[english]) for english in holed]


def _pattern(english: str) -> re.Pattern[str]:
    parts = _HOLE.split(english)
    return re.compile("".join("(.*?)" if i % 2 else re.escape(part) for i, part in enumerate(parts)), re.DOTALL)
