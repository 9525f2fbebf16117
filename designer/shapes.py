"""The JSON that the designer's part of the API gives and takes, as types. Words are those of the canvas document."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

Severity = Literal["error", "warning"]
Scalar = str | int | float | bool | None
Canvas = dict[str, Any]  # penstock.canvas/1; its shape is owned by `designer.spec.canvas` and the golden files


class Problem(TypedDict):
    """Lines and columns count from 1, 0 is unknown. `path` is like `jobs.train.inputs.rate`."""

    severity: Severity
    file: str
    line: int
    column: int
    path: str
    code: str
    message: str
    hint: str
    node: str | None
    args: dict[str, Any]


class InterfaceInput(TypedDict):
    name: str
    type: str
    optional: bool
    default: NotRequired[Scalar]
    min: NotRequired[float]
    max: NotRequired[float]
    enum: NotRequired[list[Scalar]]
    description: NotRequired[str]


class InterfaceOutput(TypedDict):
    name: str
    type: str
    description: NotRequired[str]


class Face(TypedDict):
    ref: str
    display_name: str | None
    description: str | None
    type: str
    tags: dict[str, Any]
    is_deterministic: bool
    inputs: list[InterfaceInput]
    outputs: list[InterfaceOutput]
    environment: NotRequired[Any]
    command: NotRequired[Any]


class Interface(Face):
    """A component from outside: what ports and forms are made of. What is written in place has no name."""

    name: str | None
    version: str | None


class Draft(TypedDict):
    id: str
    name: str
    revision: int
    created: str
    updated: str
    origin: str
    canvas: Canvas
    components: dict[str, Interface]
    problems: list[Problem]
    yaml: str
    files: list[str]


class DraftItem(TypedDict):
    id: str
    name: str
    created: str
    updated: str
    revision: int
    nodes: int
    origin: str


class DraftList(TypedDict):
    items: list[DraftItem]


class NewDraft(TypedDict, total=False):
    """`copy` is the id of a draft to copy, its files included."""

    name: str
    canvas: Canvas
    copy: str


class SaveDraft(TypedDict):
    canvas: Canvas
    revision: int


class RenameDraft(TypedDict):
    name: str


class SubCanvas(TypedDict):
    """The pipeline at a path inside of another, to look at."""

    canvas: Canvas
    components: dict[str, Interface]


class FileEntry(TypedDict):
    path: str
    size: int


class ComponentItem(Face):
    """A registered component, which always has a name."""

    kind: Literal["component"]
    id: str
    name: str
    version: str
    created: str
    updated: str
    creator: str
    creation_context: dict[str, str]
    versions: list[str]
    latest: str | None
    labels: list[str]
    archived: bool
    properties: dict[str, Any]
    spec: dict[str, Any]
    digest: str


class ComponentList(TypedDict):
    items: list[ComponentItem]
    next: str | None


class UsedBy(TypedDict):
    """`version` is what it asks for, "" for the latest or a label."""

    kind: Literal["draft", "component", "data", "model", "environment", "job", "schedule", "endpoint"]
    id: str
    name: str
    href: str
    version: str


class ComponentDetail(ComponentItem):
    yaml: str
    files: list[FileEntry]
    used_by: list[UsedBy]
    git: dict[str, Any]


class ComponentFile(TypedDict):
    path: str
    text: str
    size: int
    truncated: bool


class Sample(TypedDict):
    name: str
    title: str
    description: str
    nodes: int
    canvas: Canvas
    components: dict[str, Interface]


class SampleList(TypedDict):
    items: list[Sample]
