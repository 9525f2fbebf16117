"""Writes a YAML text anew in one style with every comment it has: steps of two, plain words without quotes."""

from __future__ import annotations

import re
from typing import Any

from designer.spec import emit
from designer.spec.patch import blocks
from designer.spec.patch.splice import Splice
from designer.spec.patch.tree import CannotPatch, Entry, Piece

WIDTH = 120
_HEADER = re.compile(r"([|>])([1-9]?[+-]?|[+-][1-9])\s*(#.*)?\Z")


def printed(text: str) -> str | None:
    """None for a text that has forms which are better left alone."""
    try:
        return _Printer(text).run()
    except (CannotPatch, UnicodeError, RecursionError, ValueError):
        return None


class _Printer:
    def __init__(self, text: str) -> None:
        self.at = Splice(text)
        self.text, self.lines = text, self.at.lines
        self.columns: list[tuple[int, int]] = []  # (old, new) column of each block that the last entry was in

    def run(self) -> str:
        root = self.at.tree.root
        if root is None or root.kind != "map" or root.flow:
            raise CannotPatch("no block mapping")
        first = self.lines.of(root.items[0][0].begin)
        out: list[str] = []
        self._gap(0, first, 0, out)
        end = self._block(root, 0, out)
        self._gap(end + 1, len(self.lines), 0, out)
        while out and not out[-1]:
            out.pop()
        return "\n".join(out) + "\n"

    def _gap(self, start: int, stop: int, column: int, out: list[str]) -> None:
        """Comments and blank lines between two entries: a comment stays with the block it was indented to."""
        for number in range(start, stop):
            line = self.lines.line(number).strip()
            if not line:
                if out and out[-1]:
                    out.append("")
            elif line.startswith("#"):
                written = self.lines.line(number)
                old = len(written) - len(written.lstrip(" \t"))
                inside = [new for was, new in self.columns if was <= old and new >= column]
                out.append(" " * (max(inside) if inside else column) + line)
            else:
                out.append(line)  # `---`, `...` and directives

    def _block(self, piece: Piece, column: int, out: list[str]) -> int:
        """Answers the last line of the text that it used."""
        entries = blocks.pairs(self.at, piece) if piece.kind == "map" else blocks.items(self.at, piece)
        last = -1
        for entry in entries:
            line = self.lines.of(entry.start)
            if last >= 0:
                self._gap(last + 1, line, column, out)
            self.columns = [pair for pair in self.columns if pair[1] < column]
            self.columns.append((entry.place.column, column))
            last = self._entry(entry, column, out)
        return last

    def _entry(self, entry: Entry, column: int, out: list[str]) -> int:
        value, pad = entry.value, " " * column
        if entry.place.colon or (entry.key is not None and self.text[entry.start] == "?"):
            raise CannotPatch("a key written with a question mark")
        head = f"{pad}-" if entry.key is None else f"{pad}{self._word(entry.key, flow=False)}:"
        properties = self._properties(value)
        if value.kind in ("map", "seq") and not value.flow:
            return self._nested(entry, head + properties, column, out)
        last = self.lines.of(entry.end)
        note = self._note(entry.end)
        several = last > self.lines.of(value.begin)
        if value.empty:
            out.append(head + properties + note)
        elif value.style in ("|", ">"):
            self._block_text(value, head + properties, column, out)
        elif several and value.kind == "scalar":
            raw = self.text[value.start : value.end].splitlines()
            out.append(f"{head}{properties} {raw[0].strip()}")
            out.extend(f"{pad}  {line.strip()}".rstrip() for line in raw[1:])
            out[-1] += note
        else:
            self._flow(value, head + properties, column, note, out)
        return last

    def _nested(self, entry: Entry, head: str, column: int, out: list[str]) -> int:
        value = entry.value
        first = value.items[0][0] if value.kind == "map" else value
        begin = first.begin if value.kind == "map" else blocks.items(self.at, value)[0].start
        own, below = self.lines.of(entry.place.after - 1), self.lines.of(begin)
        note = self._note(self._behind_properties(value, entry.place.after)) if below > own else ""
        inner: list[str] = []
        self.columns = [pair for pair in self.columns if pair[1] <= column]
        if below > own:
            self._gap(own + 1, below, column + 2, inner)
        while inner and not inner[0]:
            inner.pop(0)
        last = self._block(value, column + 2, inner)
        joins = entry.key is None and not note and head.endswith("-") and not inner[0].lstrip().startswith("#")
        if joins:
            out.append(f"{head} {inner[0][column + 2 :]}")
            out.extend(inner[1:])
        else:
            out.append(head + note)
            out.extend(inner)
        return last

    def _behind_properties(self, value: Piece, after: int) -> int:
        match = re.compile(r"[ \t]*(?:[&!]\S*[ \t]*)*").match(self.text, after)
        return match.end() if match else after

    def _properties(self, value: Piece) -> str:
        if value.kind == "alias" or (value.anchor is None and value.tag is None):
            return ""
        found = re.compile(r"(?:[&!]\S*[ \t]*)+").match(self.text, value.begin)
        return f" {' '.join(found.group().split())}" if found else ""

    def _note(self, index: int) -> str:
        """The comment at the end of a line."""
        rest = self.text[index : self.lines.ends[self.lines.of(index)]].strip()
        if rest and not rest.startswith("#"):
            raise CannotPatch("something behind a value")
        return f"  {rest}" if rest else ""

    def _word(self, piece: Piece, *, flow: bool) -> str:
        """Plain words stand without quotes; a number or a word of YAML stays as it is written."""
        if piece.kind == "alias" or (not piece.style and piece.anchor is None):
            return self.text[piece.start : piece.end]
        if piece.tag is not None or not isinstance(piece.value, str):
            return self.text[piece.start : piece.end]
        return emit.flow_text(piece.value) if flow else emit.scalar(piece.value)

    def _block_text(self, value: Piece, head: str, column: int, out: list[str]) -> None:
        raw = self.text[value.start : value.end].splitlines()
        header = _HEADER.match(raw[0])
        if header is None or any(sign.isdigit() for sign in header.group(2)):
            raise CannotPatch("a block with an indentation of its own")
        note = f"  {header.group(3)}" if header.group(3) else ""
        chomp = header.group(2)
        if not value.value.endswith("\n") and "-" not in chomp:
            chomp = "-"  # at the end of a file without a last line break, which it will have now
        out.append(f"{head} {header.group(1)}{chomp}{note}")
        indent = next((len(line) - len(line.lstrip(" ")) for line in raw[1:] if line.strip()), 0)
        for line in raw[1:]:
            out.append(" " * (column + 2) + line[indent:] if line.strip() or len(line) > indent else "")
        if value.value.endswith("\n\n") or value.value in ("", "\n"):
            raise CannotPatch("blank lines that count")

    def _flow(self, value: Piece, head: str, column: int, note: str, out: list[str]) -> None:
        inside = self.text[value.start : value.end]
        if "#" in inside and value.kind in ("map", "seq") and self._has_comments(value):
            first, *rest = [line.strip() for line in inside.splitlines()]
            out.append(f"{head} {first}")
            out.extend(" " * (column if line[:1] in ("}", "]") else column + 2) + line if line else "" for line in rest)
            out[-1] += note
            return
        line = f"{head} {self._inline(value)}"
        marked = re.search(r"[&*]", inside) is not None
        if len(line) <= WIDTH or value.kind not in ("map", "seq") or marked or not value.items:
            out.append(line + note)
            return
        lines = emit.entry_lines(head.lstrip(), value.value, column)
        out.append(" " * column + lines[0] + note)
        out.extend(lines[1:])

    def _has_comments(self, value: Piece) -> bool:
        """A number sign that is in no word."""
        todo, bare, here = [value], [], value.start
        words = []
        while todo:
            piece = todo.pop()
            words += [piece] if not piece.items else []
            todo.extend(part for item in piece.items for part in (item if isinstance(item, tuple) else (item,)))
        for word in sorted(words, key=lambda piece: piece.start):
            bare.append(self.text[here : word.start])
            here = word.end
        return "#" in "".join([*bare, self.text[here : value.end]])

    def _inline(self, value: Piece) -> str:
        if value.kind == "scalar" or value.kind == "alias":
            return self._word(value, flow=value.flow)
        inside: Any = [self._pair(*item) if isinstance(item, tuple) else self._item(item) for item in value.items]
        opened, closed = "{}" if value.kind == "map" else "[]"
        return opened + ", ".join(inside) + closed

    def _item(self, value: Piece) -> str:
        return (self._properties(value) + " " + self._inline_word(value)).strip()

    def _inline_word(self, value: Piece) -> str:
        return self._word(value, flow=True) if value.kind in ("scalar", "alias") else self._inline(value)

    def _pair(self, key: Piece, value: Piece) -> str:
        if value.empty:
            return f"{self._word(key, flow=True)}:"
        return f"{self._word(key, flow=True)}:{self._properties(value)} {self._inline_word(value)}"
