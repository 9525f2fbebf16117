"""The `${{ … }}` expressions and `$[[ … ]]` groups of the dialect, found and filled in. Knows no document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from designer.spec.scalars import text_of

Kind = Literal["input", "output", "parent_input", "parent_output", "node_output", "node", "search_space", "other"]

# None of these may look at a character twice per start: commands can be megabytes of somebody's choice.
_EXPRESSION = re.compile(r"\$\{\{([^{}]*)\}\}")
_GROUP = re.compile(r"\$\[\[((?:(?!\$\[\[).)*?)\]\]", re.S)
_SPACE = re.compile(r"\s")
_MAX_INNER = 500
_SHORT = 500  # texts up to here are remembered: a document says the same few things again and again
_NODE = re.compile(r"parent\.jobs\.([^.\s]+)(?:\.outputs\.([^.\s]+))?\Z")
_PORT = re.compile(r"(parent\.inputs|parent\.outputs|inputs|outputs|search_space)\.([^.\s]+)\Z")
_KINDS: dict[str, Kind] = {
    "parent.inputs": "parent_input",
    "parent.outputs": "parent_output",
    "inputs": "input",
    "outputs": "output",
    "search_space": "search_space",
}


@dataclass(frozen=True, slots=True)
class Expression:
    """`port` is the input, output or search space name, `node` the job name of `parent.jobs.<node>`."""

    kind: Kind
    port: str = ""
    node: str | None = None
    inner: str = ""
    start: int = 0
    end: int = 0

    @property
    def text(self) -> str:
        return "${{" + self.inner + "}}"


def parse_inner(inner: str) -> Expression:
    """What stands between the braces, without its place in a text."""
    inner = inner.strip()
    return Expression("other", inner=inner) if len(inner) > _MAX_INNER else _parsed(inner)


@lru_cache(maxsize=16_384)
def _parsed(inner: str) -> Expression:
    compact = re.sub(r"\s*\.\s*", ".", inner) if _SPACE.search(inner) else inner
    if found := _PORT.match(compact):
        return Expression(_KINDS[found.group(1)], found.group(2), None, compact)
    if found := _NODE.match(compact):
        node, port = found.groups()
        return Expression("node", "", node, compact) if port is None else Expression("node_output", port, node, compact)
    return Expression("other", inner=compact)


def find(text: str) -> tuple[Expression, ...]:
    """Every expression inside `text`, in order."""
    if "${{" not in text:
        return ()
    return _found_in_short(text) if len(text) <= _SHORT else _found(text)


def _found(text: str) -> tuple[Expression, ...]:
    found = []
    for match in _EXPRESSION.finditer(text):
        e = parse_inner(match.group(1))
        found.append(Expression(e.kind, e.port, e.node, e.inner, match.start(), match.end()))
    return tuple(found)


_found_in_short = lru_cache(maxsize=4096)(_found)


def whole(text: Any) -> Expression | None:
    """The expression when the text is nothing but one."""
    if not isinstance(text, str) or "${{" not in text:
        return None
    match = _EXPRESSION.fullmatch(text.strip())
    return parse_inner(match.group(1)) if match else None


def groups(text: str) -> list[str]:
    """What stands inside each `$[[ … ]]`."""
    return [match.group(1) for match in _GROUP.finditer(text)] if "$[[" in text else []


def outside_groups(text: str) -> str:
    return _GROUP.sub(" ", text) if "$[[" in text else text


def render_command(command: str, inputs: Mapping[str, Any], outputs: Mapping[str, str]) -> str:
    """The command as bash gets it. An input that is None (or absent) has no value: its groups disappear whole.

    A group without an expression stays as plain text; an unknown expression stays as it is.
    """

    def group(match: re.Match[str]) -> str:
        inner = match.group(1)
        names = [e.port for e in find(inner) if e.kind == "input"]
        return "" if any(inputs.get(name) is None for name in names) else inner

    def expression(match: re.Match[str]) -> str:
        found = parse_inner(match.group(1))
        if found.kind == "input":
            return text_of(inputs.get(found.port)) if found.port in inputs else match.group()
        if found.kind == "output" and found.port in outputs:
            return outputs[found.port]
        return match.group()

    text = _GROUP.sub(group, command) if "$[[" in command else command
    return _EXPRESSION.sub(expression, text) if "${{" in text else text
