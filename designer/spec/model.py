"""The job as read: what is written (`body`, in file order) beside what it means. No checks, no files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from designer.spec.expressions import Expression
from designer.spec.problems import Problem

GivenKind = Literal["literal", "data", "binding", "null"]


@dataclass(frozen=True, slots=True)
class Given:
    """What stands behind the name of an input or output of a node, or of a pipeline job.

    literal  `value`; `type` when the mapping form declares it.
    data     `value` is the mapping as written ({type, path, mode, …}).
    binding  `binding`; `extra` holds the keys written next to it, `mapping` tells `{path: ${{…}}}` from the bare text.
    null     nothing is written behind the name.
    """

    kind: GivenKind
    value: Any = None
    binding: Expression | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    mapping: bool = False
    type: str = ""

    @property
    def path(self) -> str | None:
        found = self.value.get("path") if self.kind == "data" else None
        return found if isinstance(found, str) else None

    def attribute(self, key: str) -> str | None:
        """A text attribute (`mode`, `type`) of the mapping form."""
        if not self.mapping:
            return None
        found = (self.value if self.kind == "data" else self.extra).get(key)
        return found if isinstance(found, str) else None


@dataclass(frozen=True, slots=True)
class Port:
    """One declared input or output of a component (or of a pipeline, or inferred for an inline job)."""

    name: str
    type: str
    optional: bool = False
    has_default: bool = False
    default: Any = None
    minimum: Any = None
    maximum: Any = None
    enum: tuple[Any, ...] | None = None
    description: str | None = None
    mode: str | None = None

    @property
    def required(self) -> bool:
        return not self.optional and not self.has_default


@dataclass(frozen=True, slots=True)
class Node:
    """One entry of `jobs:`. `where` is the path of its body inside the document."""

    name: str
    type: str
    body: dict[str, Any]
    inputs: dict[str, Given]
    outputs: dict[str, Given]
    component: str | dict[str, Any] | None = None
    where: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class PipelineJob:
    """A pipeline job, or a pipeline component (`kind` tells). `component` is set for a job made of a component."""

    kind: Literal["pipeline", "pipeline_component"]
    body: dict[str, Any]
    inputs: dict[str, Given]
    outputs: dict[str, Given]
    nodes: dict[str, Node]
    file: str = ""
    base: str = ""
    component: str | dict[str, Any] | None = None
    layout: dict[str, Any] | None = None
    root: Any = None  # document that holds `body` at `where`, for positions
    where: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class CommandJob:
    """A job of one step: the whole document is the body of `node`, whose name is "job". `type` is mostly command."""

    type: str
    body: dict[str, Any]
    node: Node
    file: str = ""
    base: str = ""
    layout: dict[str, Any] | None = None
    root: Any = None
    where: tuple[str | int, ...] = ()

    @property
    def kind(self) -> str:
        return self.type


Job = PipelineJob | CommandJob


@dataclass(frozen=True, slots=True)
class Component:
    """A reusable step. `pipeline` is set when its type is pipeline; `inline` when it was written inside a node."""

    ref: str
    type: str
    body: dict[str, Any]
    inputs: dict[str, Port]
    outputs: dict[str, Port]
    name: str | None = None
    version: str | None = None
    file: str = ""
    base: str = ""
    pipeline: PipelineJob | None = None
    inline: bool = False
    open_ports: bool = False  # an inline job: whatever the node gives is declared by that
    root: Any = None
    where: tuple[str | int, ...] = ()

    @property
    def identity(self) -> str:
        """Equal for the same written component, whatever node uses it."""
        return f"{self.file}#{'/'.join(map(str, self.where))}" if self.inline else self.file


@dataclass(frozen=True, slots=True)
class ReadResult:
    """`job` is None when nothing can be made of the text; then `problems` says why."""

    job: Job | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadComponent:
    component: Component | None
    problems: tuple[Problem, ...] = ()
