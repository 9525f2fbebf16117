"""`patched`: a text in which only the lines of what changed are changed. Pure; knows YAML and no dialect."""

from __future__ import annotations

from typing import Any

from designer.spec.document import read_text
from designer.spec.emit import dump
from designer.spec.patch.match import same
from designer.spec.patch.roundtrip import round_trip
from designer.spec.patch.settle import settled
from designer.spec.patch.splice import Splice
from designer.spec.patch.tree import CannotPatch

__all__ = ["means", "patched", "settled"]

_BOM = "\ufeff"


def patched(text: str, new: Any) -> str:
    """`text` changed so that it is read as `new`; no change leaves every character as it is.

    What cannot be spliced is written by a round trip through ruamel.yaml, and what that cannot do is written whole.
    """
    if not isinstance(new, dict | list) and means(text, new):
        return text  # a document of one value has no lines to splice
    bom = _BOM if text.startswith(_BOM) else ""
    body = text.removeprefix(_BOM)
    spliced = _spliced(body, new)
    for candidate in spliced:
        if means(candidate, new):
            return bom + candidate
    if means(body, new):
        return text
    rewritten = round_trip(body, new) if body.strip() else None
    if rewritten is not None:
        rewritten = _with_breaks_of(body, rewritten)
        if means(rewritten, new):
            return bom + rewritten
    for candidate in (*spliced, *([rewritten] if rewritten is not None else [])):
        if means(candidate, new, ordered=False):
            return bom + candidate
    return bom + _with_breaks_of(body, dump(new))


def means(text: str, value: Any, *, ordered: bool = True) -> bool:
    """Whether the text is read as this very value, types and (when asked) the order of keys included."""
    try:
        return same(read_text(text).root, value, ordered=ordered)
    except (UnicodeError, RecursionError):
        return False


def _spliced(text: str, new: Any) -> list[str]:
    """Candidates, the best first: a file without a line break at its end keeps that where it may."""
    try:
        found = Splice(text).run(new)
    except (CannotPatch, UnicodeError, RecursionError):
        return []
    if not text.endswith(("\n", "\r")):
        bare = found.removesuffix("\n").removesuffix("\r")
        return [bare, bare + _with_breaks_of(text, "\n")]
    return [found]


def _with_breaks_of(text: str, rewritten: str) -> str:
    """Everything written anew has the line breaks of the text it replaces."""
    if "\r\n" in text:
        return rewritten.replace("\n", "\r\n")
    return rewritten.replace("\n", "\r") if "\r" in text and "\n" not in text else rewritten
