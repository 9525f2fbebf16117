"""Problem: one thing wrong with the user's document, told so that a person can cure it. Knows no check."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any, Literal

_WORD = 200  # characters; nobody mistypes a longer word
_LOOKED_AT = 1000  # names; comparing more takes longer than the hint is worth
Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Lines and columns count from 1, 0 means unknown. `path` is like `jobs.train.inputs.rate`.

    `code` is stable, `args` holds what the message was made of, so that it can be said in another language.
    """

    severity: Severity
    code: str
    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    path: str = ""
    hint: str = ""
    node: str | None = None
    args: dict[str, Any] = field(default_factory=dict, hash=False)

    def to_json(self) -> dict[str, Any]:
        return {
            "severity": self.severity,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "path": self.path,
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "node": self.node,
            "args": self.args,
        }


def errors(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == "error"]


@lru_cache(maxsize=1024)
def _nearest(word: str, words: tuple[str, ...]) -> str:
    """The same mistake is made many times in one document."""
    by_folded = {item.casefold().replace("-", "_"): item for item in words}
    near = difflib.get_close_matches(word.casefold().replace("-", "_"), list(by_folded), n=1, cutoff=0.6)
    return by_folded[near[0]] if near else ""


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A hint with the nearest known word, or the whole list when it is short, or `otherwise`."""
    words = tuple(str(item) for item in islice(known, _LOOKED_AT))
    near = _nearest(word[:_WORD], words)
    if near:
        return f"did you mean `{near}`?"
    if words and len(words) <= 12:
        return "known here: " + ", ".join(f"`{item}`" for item in words)
    return otherwise
