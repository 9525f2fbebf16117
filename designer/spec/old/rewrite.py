"""Changes a read document step by step, keeping the original, its lines, and a note of each change. Knows no form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from designer.spec.document import Map, Seq, where
from designer.spec.problems import Problem
from designer.spec.scalars import text_of

Where = tuple[str | int, ...]
MAX_NOTES = 500
_BRIEF = 90
_PARENT = re.compile(r"\$\{\{\s*parent\.")


class Rewrite:
    """The document being translated. Containers are copied when first changed, so `root` stays the very same object
    when nothing is old. `strong` tells that a form was met that today's dialect cannot mean."""

    def __init__(self, root: Any, file: str) -> None:
        self.root, self.file = root, file
        self._original = root
        self.found: list[Problem] = []
        self.strong = False
        self._today: bool | None = None
        self.written: dict[Where, str] = {}  # texts as they stood before a node's name in them changed
        self._own: set[int] = set()
        self._keep: list[Any] = []  # an id may not be given twice while it is remembered

    def get(self, path: Where) -> Any:
        here = self.root
        for part in path:
            try:
                here = here[part]
            except (KeyError, IndexError, TypeError):
                return None
        return here

    @property
    def today(self) -> bool:
        """Whether the document says `${{parent.…}}` somewhere, which is younger than expressions without a dollar:
        beside it, a text that looks like one of those is only a text."""
        if self._today is None:
            self._today = _says_parent(self._original)
        return self._today

    def edit(self, path: Where) -> Any:
        """The container at `path`, as a copy that may be changed."""
        self.root = self._copied(self.root)
        here = self.root
        for part in path:
            inner = self._copied(here[part])
            here[part] = inner
            here = inner
        return here

    def _copied(self, value: Any) -> Any:
        if id(value) in self._own:
            return value
        made: Map | Seq
        if isinstance(value, dict):
            made = Map(value)
            made.marks = dict(getattr(value, "marks", {}))
        else:
            made = Seq(value)
            made.marks = list(getattr(value, "marks", ()))
        made.at = getattr(value, "at", (0, 0))
        self._own.add(id(made))
        self._keep.append(made)
        return made

    def note(
        self, path: Where, was: str, now: str, *, node: str | None = None, at: tuple[int, int] | None = None
    ) -> None:
        if len(self.found) >= MAX_NOTES:
            return
        line, column = at if at is not None else where(self.root, path)
        message = f"`{was}` is read as `{now}`"
        node = node or (str(path[1]) if len(path) > 1 and path[0] == "jobs" else None)
        dotted = ".".join(map(str, path))
        hint = "this is a form of an older dialect; nothing needs to be done"
        said = {"was": was, "now": now}
        self.found.append(Problem("warning", "translated", message, self.file, line, column, dotted, hint, node, said))


def _says_parent(root: Any) -> bool:
    """Asked before anything is translated: what is translated says `parent.`, too."""
    todo, seen = [root], set()
    while todo:
        value = todo.pop()
        if isinstance(value, str):
            if "${{" in value and _PARENT.search(value):
                return True
        elif isinstance(value, dict | list) and id(value) not in seen:
            seen.add(id(value))
            todo.extend(value.values() if isinstance(value, dict) else value)
    return False


class Place:
    """One mapping of the document, by its path. Reading is free; every change is noted unless told otherwise."""

    def __init__(self, rewrite: Rewrite, path: Where = ()) -> None:
        self.rewrite, self.path = rewrite, path

    @property
    def value(self) -> Mapping[str, Any]:
        found = self.rewrite.get(self.path)
        return found if isinstance(found, dict) else {}

    def get(self, key: str) -> Any:
        return self.value.get(key)

    def child(self, *keys: str) -> Place:
        return Place(self.rewrite, (*self.path, *keys))

    def children(self, key: str) -> list[Place]:
        """The mappings inside the mapping `key`."""
        inner = self.value.get(key)
        if not isinstance(inner, dict):
            return []
        return [self.child(key, name) for name, item in inner.items() if isinstance(item, dict)]

    def become(
        self, key: str, value: Any, new_key: str | None = None, *, strong: bool = True, quiet: bool = False
    ) -> None:
        """`key` now reads `new_key: value`, in the same place of the order and with the same line."""
        new_key = key if new_key is None else new_key
        if not quiet:
            self.say(key, brief(key, self.value.get(key)), brief(new_key, value), strong=strong)
        self.swap(key, {new_key: value})

    def swap(self, key: str, entries: Mapping[str, Any]) -> None:
        """Puts `entries` where `key` stood, without a word. What is written elsewhere under the same name wins."""
        body = self.rewrite.edit(self.path)
        at = body.marks.get(key, body.at)
        items, marks = list(body.items()), dict(body.marks)
        body.clear()
        body.marks.clear()
        taken = {name for name, _ in items if name != key}
        for name, item in items:
            if name != key:
                body[name] = item
                if name in marks:
                    body.marks[name] = marks[name]
                continue
            for new_name, value in entries.items():
                if new_name not in taken:
                    body[new_name] = marked(value, at)
                    body.marks[new_name] = at

    def put(self, key: str, value: Any, at: tuple[int, int] | None = None) -> None:
        """Adds or replaces `key` without a word."""
        body = self.rewrite.edit(self.path)
        at = at or body.marks.get(key, body.at)
        body[key] = marked(value, at)
        body.marks[key] = at

    def drop(self, key: str) -> None:
        body = self.rewrite.edit(self.path)
        body.pop(key, None)
        body.marks.pop(key, None)

    def mark(self, key: str) -> tuple[int, int]:
        return where(self.rewrite.root, (*self.path, key))

    def say(self, key: str, was: str, now: str, *, strong: bool = True) -> None:
        self.rewrite.strong = self.rewrite.strong or strong
        self.rewrite.note((*self.path, key), was, now)


def marked(value: Any, at: tuple[int, int]) -> Any:
    """A value made here gets the line of the form it came from; what was read keeps its own."""
    if hasattr(value, "marks"):
        return value
    if isinstance(value, dict):
        made = Map({name: marked(item, at) for name, item in value.items()})
        made.marks = dict.fromkeys(value, at)
        made.at = at
        return made
    if isinstance(value, list):
        items = Seq(marked(item, at) for item in value)
        items.marks = [at] * len(value)
        items.at = at
        return items
    return value


def brief(key: str, value: Any) -> str:
    """`key: value` on one line, cut when long: what people see of a form."""
    text = f"{key}: {_flow(value, 3)}".rstrip()
    return text if len(text) <= _BRIEF else text[: _BRIEF - 1] + "…"


def _flow(value: Any, depth: int) -> str:
    if isinstance(value, dict):
        if depth == 0:
            return "{…}"
        return "{" + ", ".join(f"{name}: {_flow(item, depth - 1)}" for name, item in list(value.items())[:6]) + "}"
    if isinstance(value, list):
        return "[…]" if depth == 0 else "[" + ", ".join(_flow(item, depth - 1) for item in value[:6]) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(text_of(value)[:_BRIEF].split())
