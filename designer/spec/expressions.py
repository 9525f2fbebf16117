"""The `${{ … }}` expressions and `$[[ … ]]` groups of the dialect, found and filled in. Knows no document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from designer.spec.scalars import text_of

Kind = Literal["input", "output", "parent_input", "parent_output", "node_output", "node", "search_space", "other"]

# None of these may look at a character twice per start: commands can be megabytes of somebody's choice.
_EXPRESSION = re.compile(r"\$\{\{([^{}]*)\}\}")
_GROUP = re.compile(r"\$\[\[((?:(?!\$\[\[).)*?)\]\]", re.S)
_MAX_INNER = 500
_NODE_OUTPUT = re.compile(r"parent\.jobs\.([^.\s]+)\.outputs\.([^.\s]+)\Z")
_NODE = re.compile(r"parent\.jobs\.([^.\s]+)\Z")
_SIMPLE: tuple[tuple[str, Kind], ...] = (
    ("parent.inputs.", "parent_input"),
    ("parent.outputs.", "parent_output"),
    ("inputs.", "input"),
    ("outputs.", "output"),
    ("search_space.", "search_space"),
)


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


def parse_inner(inner: str, start: int = 0, end: int = 0) -> Expression:
    inner = inner.strip()
    if len(inner) > _MAX_INNER:
        return Expression("other", "", None, inner, start, end)
    compact = re.sub(r"\s*\.\s*", ".", inner)
    found = _NODE_OUTPUT.match(compact)
    if found:
        return Expression("node_output", found.group(2), found.group(1), compact, start, end)
    for prefix, kind in _SIMPLE:
        if compact.startswith(prefix):
            port = compact[len(prefix) :]
            if port and "." not in port and not any(c.isspace() for c in port):
                return Expression(kind, port, None, compact, start, end)
    found = _NODE.match(compact)
    if found:
        return Expression("node", "", found.group(1), compact, start, end)
    return Expression("other", "", None, compact, start, end)


def find(text: str) -> list[Expression]:
    """Every expression inside `text`, in order."""
    if "${{" not in text:
        return []
    return [parse_inner(m.group(1), m.start(), m.end()) for m in _EXPRESSION.finditer(text)]


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
