"""The JSON of runs, as types. The words are those of the command line's `job show` where both say the same."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from designer.shapes import Canvas, Interface, Scalar

Status = Literal[
    "NotStarted",
    "Queued",
    "Preparing",
    "Starting",
    "Running",
    "Finalizing",
    "CancelRequested",
    "Canceled",
    "Completed",
    "Failed",
    "NotResponding",
    "Paused",
]


class Progress(TypedDict, total=False):
    done: float
    total: float
    text: str


class JobSummary(TypedDict):
    name: str
    display_name: str
    experiment_name: str
    type: str
    status: Status
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


class JobData(TypedDict):
    """A value that is data: where it lies, and what is known of it."""

    type: str
    path: str | None
    mode: NotRequired[str | None]
    size: NotRequired[int | None]
    files: NotRequired[int | None]
    uri: NotRequired[str]  # where it was written, beside the job's own folder
    registered: NotRequired[str]  # what it is called since, as azureml:name:version
    note: NotRequired[str]


class Creation(TypedDict):
    created_at: str
    created_by: str
    created_by_type: str


class Job(TypedDict):
    """A job and, in `jobs`, its children by name, which are jobs again. The last members are the root's alone."""

    name: str
    display_name: str
    experiment_name: str
    type: str
    status: Status
    parent_job_name: str | None
    queued_time: str | None
    start_time: str | None
    end_time: str | None
    exit_code: int | None
    attempt: int
    reused_from: str | None
    error: str | None
    warnings: list[str]
    component: str | None
    compute: str | None
    environment: Any
    resolved_environment: str | None
    resolved_compute: str | None
    limits: dict[str, Any]
    resources: dict[str, Any]
    inputs: dict[str, JobData | Scalar]
    outputs: dict[str, JobData]
    parameters: dict[str, Any]
    metrics: dict[str, Any]
    mlflow_run_id: str | None
    jobs: NotRequired[dict[str, Job]]
    description: NotRequired[str | None]
    tags: NotRequired[dict[str, str]]
    properties: NotRequired[dict[str, Any]]
    settings: NotRequired[dict[str, Any]]
    creation_context: NotRequired[Creation]
    services: NotRequired[dict[str, Any]]
    draft: NotRequired[str | None]
    archived: NotRequired[bool]
    size: NotRequired[int | None]


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
    git: NotRequired[dict[str, Any]]
    maps: NotRequired[dict[str, str]]
    environments: NotRequired[dict[str, str]]
    conda_from_pypi: NotRequired[bool]


class Plan(Submit):
    """A submission, or a `job` that is submitted once more, to be looked at only."""

    job: NotRequired[str]


class Invocation(TypedDict):
    """A call of a published pipeline. A local path of an input lies on this machine: its terminal may name it."""

    inputs: NotRequired[dict[str, Any]]
    outputs: NotRequired[dict[str, Any]]
    deployment: NotRequired[str]
    experiment_name: NotRequired[str]
    display_name: NotRequired[str]
    description: NotRequired[str]
    tags: NotRequired[dict[str, str]]
    settings: NotRequired[dict[str, Any]]
    job_name: NotRequired[str]


class JobState(TypedDict):
    status: Status
    start_time: str | None
    end_time: str | None
    error: str | None
    attempt: int
    warnings: list[str]


class NodeState(TypedDict):
    status: Status
    attempt: int
    kind: str
    queued_time: str | None
    start_time: str | None
    end_time: str | None
    exit_code: int | None
    error: str | None
    reason: str | None
    reused_from: str | None
    progress: Progress | None


class State(TypedDict):
    """Every node by its path; `seq` is the number of the last event that is in it."""

    seq: int
    job: JobState
    nodes: dict[str, NodeState]


class Crumb(TypedDict):
    path: str
    name: str


class Graph(TypedDict):
    canvas: Canvas
    components: dict[str, Interface]
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


class BornStep(TypedDict):
    path: str
    name: str
    kind: str


class Event(TypedDict):
    seq: int
    kind: str
    path: str
    attempt: int
    at: str
    status: NotRequired[Status]
    reason: NotRequired[str]
    exit_code: NotRequired[int]
    error: NotRequired[str]
    reused_from: NotRequired[str]
    progress: NotRequired[Progress]
    steps: NotRequired[list[BornStep]]


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
    state: Literal["ok", "waiting", "down"]
    trouble: str
    since: float | None


class Disk(TypedDict):
    free: int
    total: int
    low: bool


class Machine(TypedDict):
    """What steps may have of this machine; memory in bytes."""

    cpus: int
    gpus: int
    memory: int


class System(TypedDict):
    version: str
    runner: Runner
    disk: Disk
    machine: Machine
    database: str
