"""A YAML text as a tree that knows the place of every piece. Positions only; knows no dialect and changes nothing."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import yaml

from designer.spec.scalars import resolve

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_PROPERTIES = re.compile(r"(?:[&!]\S*(?:[ \t]+|$)?)*")
_NAMED = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool")
MAX_DEPTH = 64
MAX_SIZE = 2_000_000  # values, aliases counted as often as they are used


class CannotPatch(Exception):
    """This text, or this change of it, is nothing that can be done by replacing parts of it."""


class Piece:
    """A value where it stands: `text[start:end]`. `kind` is scalar, map, seq or alias.

    `items` are (key, value) pairs of a map and values of a seq; `value` is what the piece means, aliases resolved.
    """

    __slots__ = ("anchor", "begin", "end", "flow", "items", "kind", "merges", "size", "start", "style", "tag", "value")

    def __init__(self, kind: str, start: int, end: int) -> None:
        self.kind, self.start, self.end = kind, start, end
        self.begin = start  # of its anchor and tag
        self.value: Any = None
        self.items: list[Any] = []
        self.flow = False
        self.style = ""
        self.anchor: str | None = None
        self.tag: str | None = None
        self.merges = False  # the key `<<`
        self.size = 1

    @property
    def empty(self) -> bool:
        return self.kind == "scalar" and self.start == self.end

    @property
    def written(self) -> int:
        """Where a new value begins: the tag goes away with the old one, the anchor stays."""
        return self.begin if self.tag is not None else self.start


@dataclass(slots=True)
class Place:
    """Where a value stands: `after` is the index behind its colon or dash, `column` that of its key or dash."""

    after: int
    column: int
    flow: bool
    colon: str = ""  # what must be written before a value that has no colon yet


@dataclass(slots=True)
class Entry:
    """A pair of a mapping or an item of a list: from key or dash to the end of its value."""

    start: int
    end: int
    place: Place
    value: Piece
    key: Piece | None = None


class Lines:
    """Where the lines of a text begin, with every line break that YAML knows."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        self.ends: list[int] = []
        for found in _BREAK.finditer(text):
            self.ends.append(found.start())
            self.starts.append(found.end())
        self.ends.append(len(text))

    def __len__(self) -> int:
        return len(self.starts)

    def of(self, index: int) -> int:
        """The number, from 0, of the line that holds the character at `index`."""
        return bisect_right(self.starts, index) - 1

    def line(self, number: int) -> str:
        return self.text[self.starts[number] : self.ends[number]]

    def after(self, number: int) -> int:
        """Where the line after this one begins, or the end of the text."""
        return self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)

    def break_of(self, number: int) -> str:
        """The line break of this line, or of the nearest one before it that has one."""
        while number >= 0:
            found = self.text[self.ends[number] : self.after(number)]
            if found:
                return found
            number -= 1
        return "\n"


class Tree:
    """`root` of the first and only document of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: Piece | None = None
        self.aliased = False
        self.quotes = {"'": 0, '"': 0}
        self._anchors: dict[str, Piece] = {}
        self._stack: list[Piece] = []
        self._keys: list[Piece | None] = []
        self._plain: dict[str, Any] = {}
        self._read()

    @property
    def quote(self) -> str:
        return '"' if self.quotes['"'] > self.quotes["'"] else "'"

    def _read(self) -> None:
        handlers = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
        }
        documents = 0
        parser = _LOADER(self.text)
        try:
            for event in iter(parser.get_event, None):
                handler = handlers.get(type(event))
                if handler is not None:
                    handler(event)
                elif type(event) is yaml.DocumentStartEvent:
                    documents += 1
        except yaml.YAMLError as error:
            raise CannotPatch("no YAML") from error
        finally:
            parser.dispose()
        if documents != 1 or self.root is None:
            raise CannotPatch("not one document")

    def _scalar(self, event: Any) -> None:
        start, end, written, tag = event.start_mark.index, event.end_mark.index, event.value, event.tag
        piece = Piece("scalar", start, end)
        piece.style = event.style or ""
        if piece.style in ("|", ">"):
            piece.end = self._end_of_block(piece)
        if tag is None and event.anchor is None and (piece.style or event.implicit[0]):
            if not piece.style:
                value = self._plain.get(written, self)
                piece.value = self._resolved(written) if value is self else value
            else:
                piece.value = written
                if piece.style in self.quotes:
                    self.quotes[piece.style] += 1
        else:
            self._with_properties(piece, event)
        self._put(piece, written)

    def _end_of_block(self, piece: Piece) -> int:
        """The end of the last line that a block scalar really holds; the parser goes on to what follows."""
        raw = self.text[piece.start : piece.end]
        header = re.split("[\\n\\r\x85\u2028\u2029#]", raw, maxsplit=1)[0]
        if "+" in header:
            last = re.search("(?:\\r\\n|[\\n\\r\x85\u2028\u2029])[ ]*\\Z", raw)
            return piece.start + last.start() if last else piece.end
        found = _BREAK.search(self.text, piece.start + len(raw.rstrip()))
        return min(found.start(), piece.end) if found else piece.end

    def _resolved(self, written: str) -> Any:
        value = self._plain[written] = resolve(written)
        return value

    def _with_properties(self, piece: Piece, event: Any) -> None:
        """The piece begins behind its anchor and tag."""
        tag, written = event.tag, event.value
        if tag not in (None, "!", *_NAMED):
            raise CannotPatch("an unknown tag")
        if tag is None:
            piece.value = self._resolved(written) if event.implicit[0] else written
        else:
            piece.value = self._resolved(written) if tag in _NAMED[1:] else written
        piece.tag = tag
        piece.anchor = event.anchor
        skipped = _PROPERTIES.match(self.text, piece.start, piece.end)
        assert skipped is not None
        piece.start = skipped.end()
        if event.anchor is not None:
            self._anchors[event.anchor] = piece
            self.aliased = True

    def _open(self, event: Any) -> None:
        piece = Piece("map" if type(event) is yaml.MappingStartEvent else "seq", event.start_mark.index, 0)
        piece.flow = bool(event.flow_style)
        piece.anchor, piece.tag = event.anchor, event.tag
        piece.value = {} if piece.kind == "map" else []
        if piece.anchor is not None or piece.tag is not None:
            self.aliased = self.aliased or piece.anchor is not None
            if piece.flow:
                piece.start = event.end_mark.index - 1
        if len(self._stack) >= MAX_DEPTH:
            raise CannotPatch("too deep")
        self._stack.append(piece)
        self._keys.append(None)

    def _close(self, event: Any) -> None:
        piece = self._stack.pop()
        self._keys.pop()
        if piece.flow:
            piece.end = event.end_mark.index
        else:
            last = piece.items[-1] if piece.items else None
            inner = last[1] if isinstance(last, tuple) else last
            piece.end = inner.end if inner is not None else piece.start
            if isinstance(last, tuple):
                piece.end = max(piece.end, last[0].end)
        if piece.anchor is not None:
            self._anchors[piece.anchor] = piece
        self._put(piece, None)

    def _alias(self, event: Any) -> None:
        target = self._anchors.get(event.anchor)
        if target is None:
            raise CannotPatch("an alias without an anchor")
        piece = Piece("alias", event.start_mark.index, event.end_mark.index)
        piece.anchor, piece.value, piece.size = event.anchor, target.value, target.size
        self.aliased = True
        self._put(piece, None)

    def _put(self, piece: Piece, written: str | None) -> None:
        if not self._stack:
            self.root = piece
            return
        holder = self._stack[-1]
        holder.size += piece.size
        if holder.size > MAX_SIZE:
            raise CannotPatch("too large")
        if holder.kind == "seq":
            holder.items.append(piece)
            holder.value.append(piece.value)
            return
        key = self._keys[-1]
        if key is None:
            if written is None:
                raise CannotPatch("a key that is no word")
            piece.merges = written == "<<" and not piece.style
            piece.value = written  # a key is what stands there
            self._keys[-1] = piece
            return
        self._keys[-1] = None
        holder.items.append((key, piece))
        if key.merges and isinstance(piece.value, dict | list):
            for source in piece.value if isinstance(piece.value, list) else [piece.value]:
                for name, item in source.items() if isinstance(source, dict) else ():
                    holder.value.setdefault(name, item)
        else:
            holder.value[key.value] = piece.value
