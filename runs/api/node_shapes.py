"""The JSON of one node from near, as types: its story, and a first look at its files. The rest is in `shapes`."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from designer.shapes import Scalar
from runs.api.shapes import Progress, Status


class Environment(TypedDict):
    """As the job wrote it, and the name of the built one it ran in."""

    written: Any
    resolved: str


class Source(TypedDict):
    path: str | None
    port: str


# `from` is a word of Python's own, so this one cannot be written as a class.
NodeInput = TypedDict(
    "NodeInput",
    {
        "name": str,
        "type": str,
        "kind": str,
        "value": NotRequired[Scalar],
        "uri": NotRequired[str | None],
        "mode": NotRequired[str],
        "from": NotRequired[Source],
        "files": NotRequired[int | None],
        "size": NotRequired[int | None],
    },
)


class NodeOutput(TypedDict):
    """`uri`: where it was written beside the job's own folder; `registered`: what it is called in the registry;
    `note`: why it is not where its document says."""

    name: str
    type: str
    path: str | None
    size: int | None
    files: int | None
    mode: NotRequired[str]
    uri: NotRequired[str]
    registered: NotRequired[str]
    note: NotRequired[str]


class Phase(TypedDict):
    name: str
    start: str | None
    end: str | None


class Place(TypedDict):
    job: str
    path: str
    href: str


class Part(TypedDict):
    """One part of a reuse key, beside that of the run it is compared with."""

    part: str
    same: bool
    mine: str | None
    theirs: str | None


class Reuse(TypedDict):
    """Why the step ran or did not: `why` is a word, `reason` a sentence in the reader's language."""

    decision: Literal["reused", "joined", "ran"]
    why: str
    reason: str
    origin: Place | None
    origin_deleted: bool
    compared_with: Place | None
    parts: list[Part]


class Attempt(TypedDict):
    attempt: int
    status: Status
    exit_code: int | None
    start_time: str | None
    end_time: str | None
    error: str | None


class NodeDetail(TypedDict):
    name: str
    path: str
    display_name: str
    type: str
    status: Status
    attempt: int
    queued_time: str | None
    start_time: str | None
    end_time: str | None
    exit_code: int | None
    error: str | None
    reason: str | None
    reused_from: str | None
    progress: Progress | None
    component: str | None
    command: str | None
    command_line: str | None
    environment: Environment | None
    compute: str | None
    inputs: list[NodeInput]
    outputs: list[NodeOutput]
    phases: list[Phase]
    usage: dict[str, float | None] | None
    reuse: Reuse | None
    warnings: list[str]
    attempts: list[Attempt]


class Column(TypedDict):
    name: str
    type: str


class TablePreview(TypedDict):
    """The first rows as text; `total_rows` is null where counting would take long."""

    kind: Literal["table"]
    columns: list[Column]
    rows: list[list[str]]
    total_rows: int | None
    truncated: bool


class TextPreview(TypedDict):
    kind: Literal["text", "json"]
    text: str
    truncated: bool


class ImagePreview(TypedDict):
    kind: Literal["image"]
    href: str
    width: NotRequired[int]
    height: NotRequired[int]


class BinaryPreview(TypedDict):
    kind: Literal["binary"]
    size: int


Preview = TablePreview | TextPreview | ImagePreview | BinaryPreview
