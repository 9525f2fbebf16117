"""A scalar written anew in the style that stands there: its quotes, its block, its line breaks."""

from __future__ import annotations

import re
from typing import Any

from designer.spec import emit
from designer.spec.patch.tree import Piece

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_HEADER = re.compile(r"([|>])(?:([1-9])([+-]?)|([+-]?)([1-9]?))(.*)\Z", re.S)


def scalar_text(new: Any, old_style: str, quote: str, *, flow: bool) -> str:
    """On one line, in the quotes of the old value when it had some."""
    if not isinstance(new, str):
        return emit.scalar(new)
    if old_style == "'" and "\n" not in new and not emit.is_odd(new):
        return emit.single_quoted(new)
    if old_style == '"':
        return emit.quoted(new)
    return emit.flow_text(new, quote) if flow else emit.scalar(new, quote)


def key_text(new: str, old_style: str, quote: str, *, flow: bool) -> str:
    return scalar_text(new, old_style, quote, flow=flow)


def block_text(text: str, piece: Piece, new: str, line_break: str) -> str | None:
    """A `|` or `>` block that says `new`, its unchanged lines as they were; None when a block cannot."""
    raw = _lines(text[piece.start : piece.end])
    header = _HEADER.match(raw[0][0])
    old_body, new_body = piece.value.rstrip("\n"), new.rstrip("\n")
    ends = (len(piece.value) - len(old_body), len(new) - len(new_body))
    if header is None or not new_body.strip() or emit.is_odd(new_body) or "\t" in new_body[:1]:
        return None
    if ends[0] > 1 or ends[1] > 1 or not old_body.strip():
        return None
    first = next(line for line in new_body.split("\n") if line.strip())
    indicated = header.group(2) or header.group(5)
    indent = _indent(raw[1:], old_body, bool(indicated))
    if indent is None or (first[0] in " \t" and not indicated):
        return None
    sign, body = _content(header.group(1), raw[1:], indent, old_body, new_body)
    if body is None:
        return None
    chomp = header.group(3) or header.group(4) or ""
    if ends[0] != ends[1]:
        chomp = "" if ends[1] else "-"
    head = f"{sign}{indicated or ''}{chomp}{header.group(6)}"
    joined = [f"{line}{brk or line_break}" for line, brk in body[:-1]]
    return head + (raw[0][1] or line_break) + "".join(joined) + body[-1][0]


_Lines = list[tuple[str, str]]


def _lines(text: str) -> _Lines:
    """(line, its break) pairs; the last one has no break."""
    found, start = [], 0
    for match in _BREAK.finditer(text):
        found.append((text[start : match.start()], match.group()))
        start = match.end()
    return [*found, (text[start:], "")]


def _indent(raw: _Lines, body: str, indicated: bool) -> int | None:
    for line, said in zip(raw, body.split("\n"), strict=False):
        if said.strip():
            indent = len(line[0]) - len(said) if indicated else len(line[0]) - len(line[0].lstrip(" "))
            return indent if indent > 0 else None
        if not line[0].strip():
            continue
    return None


def _content(sign: str, raw: _Lines, indent: int, old: str, new: str) -> tuple[str, _Lines | None]:
    if sign == "|":
        return sign, _literal(raw, indent, old.split("\n"), new.split("\n"))
    words = [line[0][indent:] for line in raw]
    if "\n" in new or any(not word or word[0] in " \t" for word in words) or " ".join(words) != old:
        return "|", [(" " * indent + line if line else "", "") for line in new.split("\n")]
    return sign, _folded(raw, indent, words, new)


def _literal(raw: _Lines, indent: int, old: list[str], new: list[str]) -> _Lines | None:
    if len(raw) != len(old):
        return None
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    stop = 0
    while stop < min(len(old), len(new)) - start and old[-1 - stop] == new[-1 - stop]:
        stop += 1
    middle = [(" " * indent + line if line else "", "") for line in new[start : len(new) - stop]]
    return [*raw[:start], *middle, *raw[len(raw) - stop :]]


def _folded(raw: _Lines, indent: int, words: list[str], new: str) -> _Lines | None:
    """Lines of a folded text stay where the words in them did not change."""
    start, used = 0, 0
    while start < len(words) and new.startswith(words[start] + " ", used):
        used += len(words[start]) + 1
        start += 1
    stop, rest = 0, len(new)
    while stop < len(words) - start and rest - len(words[-1 - stop]) - 1 >= used:
        if not new.endswith(" " + words[-1 - stop], used, rest):
            break
        rest -= len(words[-1 - stop]) + 1
        stop += 1
    middle = new[used:rest]
    if not middle or middle[0] in " \t" or middle[-1] == " ":
        if new[0] in " \t" or new[-1] == " ":
            return None
        return [(" " * indent + new, "")]
    return [*raw[:start], (" " * indent + middle, ""), *raw[len(raw) - stop :]]
