"""The plan: what a job will do, with every reference resolved. The compiler writes it, the runner reads it.

A plan is a tree of steps. Paths are the node names from the root joined by "/"; the root's path is "".
Data never flows through a pipeline node: the compiler follows bindings through nested pipelines down to the
step that writes the data, so a step inside a sub-pipeline starts as soon as what it really reads is there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Literal

ValueKind = Literal["literal", "data", "node", "none"]


@dataclass(frozen=True, slots=True)
class Value:
    """What an input is given.

    literal  `value` is a str, int, float or bool, already read by the declared type of the input.
    data     `uri` as written; `snapshot` + `subpath` when the bytes are in the store (content-addressed folder).
    node     the output `port` of the step at the absolute path `path`.
    none     an optional input without a value: its `$[[…]]` groups disappear.
    """

    kind: ValueKind
    type: str = "string"  # string, integer, number, boolean, uri_file, uri_folder, mltable, mlflow_model, …
    value: str | int | float | bool | None = None
    uri: str | None = None
    snapshot: str | None = None
    subpath: str = ""  # "" is the snapshot's folder itself
    path: str | None = None
    port: str | None = None
    mode: str | None = None


@dataclass(frozen=True, slots=True)
class OutputSpec:
    """One output of a step: `type` uri_folder or uri_file (…), `uri` where the file says it should be stored, `name`
    and `version` what it is registered as when the step has completed."""

    type: str = "uri_folder"
    mode: str | None = None
    uri: str | None = None
    name: str | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One node of the tree. `kind` is "pipeline" for a group, "command" for a step that runs a process;
    other kinds are looked up in the kernel's table of kinds."""

    name: str  # last part of the path; the job's display name for the root
    path: str
    kind: str
    needs: tuple[str, ...] = ()  # absolute paths that must be Completed first (data and order alike)
    children: tuple[Step, ...] = ()
    inputs: dict[str, Value] = field(default_factory=dict)
    outputs: dict[str, OutputSpec] = field(default_factory=dict)
    command: str = ""  # bash, with ${{inputs.x}}, ${{outputs.x}}, $[[ … ]] still in it
    code: str | None = None  # snapshot of the code folder, None for an empty working directory
    environment: Any = None  # as written: text or mapping
    environment_variables: dict[str, str] = field(default_factory=dict)
    compute: str | None = None
    timeout: float | None = None  # seconds
    resources: dict[str, Any] = field(default_factory=dict)
    component: str | None = None  # reference as written, e.g. "azureml:train:3", "./train.yml"
    component_name: str | None = None
    component_version: str | None = None
    display_name: str | None = None
    deterministic: bool = True
    force_rerun: bool = False
    continue_on_step_failure: bool = False  # meaningful on pipelines
    outputs_from: dict[str, tuple[str, str]] = field(default_factory=dict)
    """On pipelines: own output -> (absolute path of the step that writes it, its port)."""
    warnings: tuple[str, ...] = ()
    spec: dict[str, Any] = field(default_factory=dict)  # what only the step's kind understands

    def walk(self) -> list[Step]:
        """This step and everything below it, parents before children, in the order of the file."""
        found, todo = [], [self]
        while todo:
            step = todo.pop()
            found.append(step)
            todo.extend(reversed(step.children))
        return found


def to_json(step: Step) -> dict[str, Any]:
    """Plain data, only what differs from the defaults: 5,000 steps stay a few megabytes."""
    out: dict[str, Any] = {"name": step.name, "path": step.path, "kind": step.kind}
    for key, value, default in zip(_SIMPLE, _simple_of(step), _DEFAULTS, strict=True):
        if value is not default and value != default:
            out[key] = value
    if step.children:
        out["children"] = [to_json(child) for child in step.children]
    if step.inputs:
        out["inputs"] = {k: _slim(v) for k, v in step.inputs.items()}
    if step.outputs:
        out["outputs"] = {k: _slim(v) for k, v in step.outputs.items()}
    return out


def from_json(data: dict[str, Any]) -> Step:
    """The inverse of `to_json`; lists become tuples where the dataclass says so."""
    known = dict(data)
    known["children"] = tuple(from_json(child) for child in data.get("children", ()))
    known["inputs"] = {k: Value(**v) for k, v in data.get("inputs", {}).items()}
    known["outputs"] = {k: OutputSpec(**v) for k, v in data.get("outputs", {}).items()}
    known["needs"] = tuple(data.get("needs", ()))
    known["warnings"] = tuple(data.get("warnings", ()))
    known["outputs_from"] = {k: (v[0], v[1]) for k, v in data.get("outputs_from", {}).items()}
    return Step(**known)


_BLANK = Step(name="", path="", kind="")
_SIMPLE = tuple(
    f for f in Step.__dataclass_fields__ if f not in ("name", "path", "kind", "children", "inputs", "outputs")
)
_simple_of = attrgetter(*_SIMPLE)
_DEFAULTS: tuple[Any, ...] = _simple_of(_BLANK)
_KEPT = ("kind", "type")  # written even when they are the defaults
_LEFT_OUT: dict[type, tuple[tuple[str, Any], ...]] = {
    cls: tuple((key, found.default) for key, found in cls.__dataclass_fields__.items() if key not in _KEPT)
    for cls in (Value, OutputSpec)
}


def _slim(item: Value | OutputSpec) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": item.kind} if isinstance(item, Value) else {}
    found["type"] = item.type
    for key, default in _LEFT_OUT[type(item)]:
        value = getattr(item, key)
        if value is not default and value != default:
            found[key] = value
    return found
