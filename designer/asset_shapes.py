"""The JSON of everything that can be registered, as types."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from designer.shapes import FileEntry, InterfaceInput, Problem

AssetKind = Literal["component", "data", "environment", "model", "compute", "datastore", "schedule", "endpoint"]
UserKind = Literal["draft", "component", "data", "model", "environment", "job", "schedule", "endpoint"]


class AssetCreation(TypedDict):
    created_at: str
    created_by: str
    last_modified_at: str


class Git(TypedDict, total=False):
    """The state of the folder that something came from."""

    remote: str
    branch: str
    commit: str
    dirty: bool


class Users(TypedDict):
    """Something that uses an asset; `version` is what it asks for, "" for the latest or a label."""

    kind: UserKind
    id: str
    name: str
    href: str
    version: str


class Credentials(TypedDict):
    """What may be known of a datastore's secrets: the names of those that are given, and that there are some."""

    type: str
    set: bool
    keys: list[str]


class ModelCard(TypedDict):
    """Of an MLflow model: each flavour's facts, and what goes in and comes out."""

    flavors: dict[str, dict[str, Any]]
    signature: dict[str, Any] | None


class ModelJob(TypedDict):
    """The job that a model came from; `node` is null for the job itself."""

    name: str
    node: str | None


class NewAlias(TypedDict):
    alias: str
    version: str


class AssetFacts(TypedDict):
    """`spec` is the document as JSON, `path` where the bytes are; without `latest` all versions are archived."""

    kind: AssetKind
    name: str
    version: str | None
    ref: str
    id: str
    type: str
    display_name: str | None
    description: str | None
    tags: dict[str, str]
    properties: dict[str, Any]
    labels: list[str]
    archived: bool
    updated: str
    creator: str
    creation_context: AssetCreation
    latest: str | None
    versions: list[str]
    path: NotRequired[str]
    stage: NotRequired[str]
    aliases: NotRequired[list[str]]
    job: NotRequired[ModelJob | None]
    mlflow: NotRequired[ModelCard | None]
    spec: dict[str, Any]
    digest: str
    next_fire_times: NotRequired[list[str]]
    enabled: NotRequired[bool]
    is_enabled: NotRequired[bool]
    last_fire_time: NotRequired[str | None]
    last_job: NotRequired[str | None]
    trouble: NotRequired[str]
    deployments: NotRequired[list[str]]
    defaults: NotRequired[dict[str, str]]
    credentials: NotRequired[Credentials]
    is_default: NotRequired[bool]
    running: NotRequired[int]
    queued: NotRequired[int]
    max_concurrent: NotRequired[int | None]


class Asset(AssetFacts):
    created: str


class RegisteredAsset(AssetFacts):
    """The answer to registering: `created` is False when this very content was registered before. The problems are
    warnings."""

    created: bool
    problems: NotRequired[list[Problem]]


class Deployment(TypedDict):
    """One pipeline behind an endpoint."""

    kind: Literal["deployment"]
    name: str
    endpoint_name: str
    ref: str
    id: str
    type: str
    display_name: str | None
    description: str | None
    tags: dict[str, str]
    properties: dict[str, Any]
    archived: bool
    created: str
    updated: str
    creator: str
    creation_context: AssetCreation
    spec: dict[str, Any]
    digest: str
    is_default: bool


class DeploymentDetail(Deployment):
    """`inputs` is what a call may give."""

    yaml: str
    files: list[FileEntry]
    git: Git
    inputs: list[InterfaceInput]


class DeploymentList(TypedDict):
    items: list[Deployment]


class ChangeEndpoint(TypedDict, total=False):
    """`defaults` names the deployment that answers."""

    description: str | None
    tags: dict[str, str]
    display_name: str
    properties: dict[str, Any]
    archived: bool
    defaults: dict[str, str]


class AssetPage(TypedDict):
    """`next` is the `after` of the next page."""

    items: list[Asset]
    next: str | None


class AssetFamily(TypedDict):
    """A name with all its versions, newest first."""

    kind: AssetKind
    name: str
    latest: str | None
    versions: list[Asset]
    labels: dict[str, str]
    archived: bool
    tags: dict[str, str]
    description: str | None


class AssetDetail(Asset):
    yaml: str
    files: list[FileEntry]
    used_by: list[Users]
    git: Git


class ChangeAsset(TypedDict, total=False):
    description: str | None
    tags: dict[str, str]
    properties: dict[str, Any]
    display_name: str
    stage: str
    archived: bool
    credentials: dict[str, str] | None


class NewLabel(TypedDict):
    label: str


class TextPair(TypedDict):
    before: str
    after: str


class FileChange(TypedDict):
    """`diff` is unified text; empty for files that are not shown as text."""

    path: str
    change: Literal["added", "removed", "changed"]
    diff: str


class PortChange(TypedDict):
    """`before` and `after` are the port as the interface describes it; `why` says what breaks."""

    name: str
    change: Literal["added", "removed", "changed"]
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    breaking: bool
    why: Literal["", "removed", "new_required", "now_required", "type", "enum", "range"]


class KeyChange(TypedDict):
    key: str
    before: Any
    after: Any


class AssetDiff(TypedDict):
    """What `after` changed over `before`."""

    before: str
    after: str
    same: bool
    breaking: bool
    yaml: TextPair
    files: list[FileChange]
    inputs: list[PortChange]
    outputs: list[PortChange]
    other: list[KeyChange]


class AssetColumn(TypedDict):
    name: str
    type: str


class AssetPreview(TypedDict):
    """As the preview of a job's file: a table, text, JSON, an image, or the size of something binary."""

    kind: Literal["table", "text", "json", "image", "binary"]
    columns: NotRequired[list[AssetColumn]]
    rows: NotRequired[list[list[str]]]
    total_rows: NotRequired[int | None]
    truncated: NotRequired[bool]
    text: NotRequired[str]
    href: NotRequired[str]
    width: NotRequired[int]
    height: NotRequired[int]
    size: NotRequired[int]
