"""The JSON of runs, as types. The words are those of the command line's `job show` where both say the same."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict


class JobSummary(TypedDict):
    name: str
    display_name: str
    experiment_name: str
    type: str
    status: str
    created: str
    updated: float
    start_time: str | None
    end_time: str | None
    duration: float | None
    counts: dict[str, int]
    reused: int
    error: str | None
    draft: str | None
    creator: str
    tags: dict[str, str]


class JobPage(TypedDict):
    """`next` is the cursor of the following page, null on the last one."""

    items: list[JobSummary]
    next: str | None
    experiments: list[str]


class Submit(TypedDict):
    """One of `draft`, `yaml`, `sample`; or multipart with a `file` (yml or zip) and `main`."""

    draft: NotRequired[str]
    yaml: NotRequired[str]
    sample: NotRequired[str]
    name: NotRequired[str]
    display_name: NotRequired[str]
    experiment_name: NotRequired[str]
    description: NotRequired[str]
    tags: NotRequired[dict[str, str]]
    inputs: NotRequired[dict[str, Any]]
    settings: NotRequired[dict[str, Any]]
    force_rerun: NotRequired[bool]


class JobState(TypedDict):
    status: str
    start_time: str | None
    end_time: str | None
    error: str | None
    attempt: int
    warnings: list[str]


class NodeState(TypedDict):
    status: str
    attempt: int
    kind: str
    queued_time: str | None
    start_time: str | None
    end_time: str | None
    exit_code: int | None
    error: str | None
    reason: str | None
    reused_from: str | None
    progress: dict[str, Any] | None


class State(TypedDict):
    """Every node by its path; `seq` is the number of the last event that is in it."""

    seq: int
    job: JobState
    nodes: dict[str, NodeState]


class Crumb(TypedDict):
    path: str
    name: str


class Graph(TypedDict):
    canvas: dict[str, Any]
    components: dict[str, Any]
    breadcrumb: list[Crumb]


class Where(TypedDict):
    path: NotRequired[str]
    paths: NotRequired[list[str]]


class Again(TypedDict):
    inputs: NotRequired[dict[str, Any]]
    force_rerun: NotRequired[bool]
    display_name: NotRequired[str]
    experiment_name: NotRequired[str]


class Changes(TypedDict):
    display_name: NotRequired[str]
    description: NotRequired[str]
    tags: NotRequired[dict[str, str]]
    experiment_name: NotRequired[str]
    archived: NotRequired[bool]


class Event(TypedDict):
    seq: int
    kind: str
    path: str
    attempt: int
    at: str
    status: NotRequired[str]
    reason: NotRequired[str]
    exit_code: NotRequired[int]
    error: NotRequired[str]
    reused_from: NotRequired[str]
    progress: NotRequired[dict[str, Any]]
    steps: NotRequired[list[dict[str, str]]]


class EventPage(TypedDict):
    items: list[Event]


class File(TypedDict):
    name: str
    path: str
    size: int
    is_dir: bool


class Entries(TypedDict):
    entries: list[File]


class Log(TypedDict):
    name: str
    size: int


class Logs(TypedDict):
    files: list[Log]


class CodeFile(TypedDict):
    path: str
    size: int


class Code(TypedDict):
    files: list[CodeFile]


class FileText(TypedDict):
    text: str
    language: str


class Runner(TypedDict):
    state: str
    trouble: str
    since: float | None


class Disk(TypedDict):
    free: int
    total: int
    low: bool


class System(TypedDict):
    version: str
    runner: Runner
    disk: Disk
    database: str
