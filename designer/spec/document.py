"""Read YAML text into plain dicts and lists that know their lines. Guards size, depth and aliases; knows no dialect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml

from designer.spec.problems import Problem
from designer.spec.scalars import resolve
from designer.spec.unreadable import (
    FILL_IN,
    MAX_PROBLEMS,
    TEMPLATE,
    Unreadable,
    decode,
    line_of,
    placeholders,
    simple,
    yaml_problem,
)

MAX_DEPTH = 64
MAX_ALIASED = 100_000  # values that aliases may add; a "billion laughs" file stops here
MAX_VALUES = 600_000  # keys and values; a pipeline of 10,000 nodes has fewer
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"


class Map(dict[str, Any]):
    """A mapping with `marks[key] = (line, column)` of each key and `at` of itself."""

    __slots__ = ("at", "marks")
    at: tuple[int, int]
    marks: dict[str, tuple[int, int]]


class Seq(list[Any]):
    """A list with `marks[i]` of each item and `at` of itself."""

    __slots__ = ("at", "marks")
    at: tuple[int, int]
    marks: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Document:
    """`root` is None when the text could not be read; then `problems` says why."""

    file: str
    root: Any
    problems: tuple[Problem, ...] = ()
    text: str = field(default="", repr=False)


def read_text(text: str | bytes, file: str = "pipeline.yml") -> Document:
    """Never raises: what is wrong with the text comes back as problems."""
    try:
        decoded, problems = decode(text, file)
        builder = _Builder(file, decoded, problems)
        root = builder.build()
    except Unreadable as stop:
        return Document(file, None, (stop.problem,), text if isinstance(text, str) else "")
    problems.extend(placeholders(decoded, file))
    return Document(file, root, tuple(problems[:MAX_PROBLEMS]), decoded)


def where(root: Any, path: tuple[str | int, ...]) -> tuple[int, int]:
    """Line and column of the deepest part of `path` that exists; (0, 0) for documents not read from text."""
    found = getattr(root, "at", (0, 0))
    here = root
    for part in path:
        try:
            found = here.marks[part]
            here = here[part]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return found


@dataclass(slots=True)
class _Frame:
    """A container being filled: `key` is the pending key of a mapping."""

    value: Map | Seq
    anchor: str | None
    started: int
    key: Any = None
    key_at: tuple[int, int] = (0, 0)
    has_key: bool = False
    merges: bool = False


class _Resolved(dict[str, Any]):
    """What plain scalars mean, each text looked at once."""

    def __missing__(self, text: str) -> Any:
        value = self[text] = resolve(text)
        return value


class _Builder:
    """Turns parser events into values, one pass, no recursion."""

    def __init__(self, file: str, text: str, problems: list[Problem]) -> None:
        self.file, self.text, self.problems = file, text, problems
        self.stack: list[_Frame] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.open_anchors: set[str] = set()
        self.count = 0
        self.aliased = 0
        self.root: Any = None
        self.documents = 0
        self.plain = _Resolved()

    def build(self) -> Any:
        try:
            self._run()
        except yaml.YAMLError as error:
            raise Unreadable(yaml_problem(error, self.text, self.file)) from None
        if self.root is None and not self.problems:
            message = "the file is empty" if not self.text.strip() else "the file holds no value, only comments or null"
            raise Unreadable(simple("empty_document", message, self.file, 1, 1))
        return self.root

    def _run(self) -> None:
        # Dispatch by class, and no generator in between, keep a 5,000-node file well under a second.
        text = self._scalar
        handlers: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: text,
            yaml.MappingStartEvent: self._open_map,
            yaml.SequenceStartEvent: self._open_seq,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        parser = _LOADER(self.text)
        try:
            for event in iter(parser.get_event, None):
                handler = handlers.get(type(event))
                if handler is not None and (handler is not text or not self._is_taken(event)):
                    handler(event)
        finally:
            parser.dispose()

    def _is_taken(self, event: Any) -> bool:
        """Takes in what nearly all of a file is: plain keys of a mapping and their plain values. False: not that."""
        if not self.stack or event.tag is not None or event.anchor is not None or self.count >= MAX_VALUES:
            return False
        frame, written = self.stack[-1], event.value
        holder: Any = frame.value
        if type(holder) is not Map or written == "<<":
            return False
        if frame.has_key:
            key = frame.key
            if frame.merges or key in holder.marks:
                return False
            frame.has_key = False
            holder[key] = self.plain[written] if event.implicit[0] else written
            holder.marks[key] = frame.key_at
        else:
            mark = event.start_mark
            frame.key_at, frame.key = (mark.line + 1, mark.column + 1), written
            frame.has_key, frame.merges = True, False
        self.count += 1
        return True

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            self._stop(event, "several_documents", "the file holds several YAML documents", "keep one per file")

    def _stop(self, event: Any, code: str, message: str, hint: str = "") -> None:
        mark = event.start_mark
        raise Unreadable(simple(code, message, self.file, mark.line + 1, mark.column + 1, hint))

    def _scalar(self, event: Any) -> None:
        tag, written = event.tag, event.value
        if tag is None:
            value = self.plain[written] if event.implicit[0] else written
        else:
            value = written if tag == "!" else self._tagged(event, tag)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, 1)
        self._put(event, value, written)

    def _tagged(self, event: Any, tag: str) -> Any:
        if tag == _TAG + "str":
            return event.value
        if tag in (_TAG + "int", _TAG + "float", _TAG + "bool", _TAG + "null"):
            return resolve(event.value)
        self._stop(event, "unknown_tag", f"the tag `{tag}` is not allowed here", "remove the tag")

    def _open_map(self, event: Any) -> None:
        value = Map()
        value.marks = {}
        self._open(event, value)

    def _open_seq(self, event: Any) -> None:
        value = Seq()
        value.marks = []
        self._open(event, value)

    def _open(self, event: Any, value: Map | Seq) -> None:
        mark = event.start_mark
        value.at = (mark.line + 1, mark.column + 1)
        if len(self.stack) >= MAX_DEPTH:
            self._stop(event, "too_deep", f"the file nests deeper than {MAX_DEPTH} levels", "move inner parts to files")
        if event.tag not in (None, "!", _TAG + "map", _TAG + "seq"):
            self._stop(event, "unknown_tag", f"the tag `{event.tag}` is not allowed here", "remove the tag")
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, Map) and not top.has_key:
            hint = (
                FILL_IN
                if TEMPLATE.search(line_of(self.text, mark.line)) or "{{" in line_of(self.text, mark.line)
                else ""
            )
            code = "template_placeholder" if hint else "complex_key"
            what = "a placeholder that was not filled in" if hint else "a mapping or list as a key"
            self._stop(event, code, f"{what} cannot be read", hint or "keys are plain words")
        if event.anchor is not None:
            self.open_anchors.add(event.anchor)
        self.stack.append(_Frame(value, event.anchor, self.count))

    def _close(self, event: Any) -> None:
        frame = self.stack.pop()
        if frame.anchor is not None:
            self.open_anchors.discard(frame.anchor)
            self.anchors[frame.anchor] = (frame.value, self.count - frame.started + 1)
        self._put(event, frame.value, None)

    def _alias(self, event: Any) -> None:
        if event.anchor in self.open_anchors:
            self._stop(event, "recursive_alias", f"the alias `*{event.anchor}` contains itself")
        if event.anchor not in self.anchors:
            self._stop(event, "unknown_alias", f"there is no anchor `&{event.anchor}` before this alias")
        value, size = self.anchors[event.anchor]
        self.aliased += size
        self.count += size
        if self.aliased > MAX_ALIASED:
            self._stop(event, "alias_bomb", "the aliases of this file blow it up beyond all measure", "write it out")
        self._put(event, value, None)

    def _put(self, event: Any, value: Any, written: str | None) -> None:
        self.count += 1
        if self.count > MAX_VALUES:
            self._stop(
                event, "too_many_values", f"the file holds more than {MAX_VALUES} values", "move inner parts to files"
            )
        if not self.stack:
            self.root = value
            return
        frame = self.stack[-1]
        holder: Any = frame.value
        if frame.has_key:
            frame.has_key = False
            if frame.merges or frame.key in holder.marks:
                self._set_oddly(frame, value)
            else:
                holder[frame.key] = value
                holder.marks[frame.key] = frame.key_at
            return
        mark = event.start_mark
        at = (mark.line + 1, mark.column + 1)
        if type(holder) is Seq:
            holder.append(value)
            holder.marks.append(getattr(value, "at", at))
            return
        frame.key_at = at
        frame.has_key = True
        # A key is what stands there: `1:` and `on:` are the texts "1" and "on".
        frame.key = written if written is not None else str(value)
        frame.merges = written == "<<" and bool(event.implicit[0])  # a quoted "<<" is a key like others

    def _set_oddly(self, frame: _Frame, value: Any) -> None:
        """A merge key, or a key that is there already."""
        holder, key = frame.value, frame.key
        assert isinstance(holder, Map)
        if frame.merges and isinstance(value, dict | list):
            for source in value if isinstance(value, list) else [value]:
                for name, item in source.items() if isinstance(source, dict) else ():
                    holder.setdefault(name, item)
            return
        if key in holder.marks and len(self.problems) < MAX_PROBLEMS:
            first = holder.marks[key][0]
            message = f"the key `{key}` is written twice (first in line {first})"
            self.problems.append(
                Problem("error", "duplicate_key", message, self.file, *frame.key_at, key, "keep one of the two")
            )
        holder[key] = value
        holder.marks[key] = frame.key_at
