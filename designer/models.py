"""Rows of the designer: drafts and registered components. Fields, constraints and small properties only."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.db import models

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that can be misread in a URL


def short_id() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


def empty_canvas() -> dict[str, Any]:
    return {
        "format": "penstock.canvas/1",
        "kind": "pipeline",
        "job": {},
        "inputs": [],
        "outputs": [],
        "nodes": [],
        "edges": [],
        "layout": {"nodes": {}, "notes": []},
    }


class Draft(models.Model):
    """A pipeline being edited. `revision` counts saves; a save must name the revision it started from."""

    id = models.CharField(primary_key=True, max_length=32, default=short_id)
    name = models.CharField(max_length=200)
    canvas = models.JSONField(default=empty_canvas)
    nodes = models.PositiveIntegerField(default=0)  # of the canvas: lists do not read documents
    revision = models.PositiveIntegerField(default=1)
    folder = models.CharField(max_length=64, blank=True)  # snapshot of the files it was imported with
    main = models.CharField(max_length=500, blank=True)  # path of its document in that folder
    source = models.BinaryField(default=b"", blank=True)  # the document as it came; edits are spliced into it
    origin = models.CharField(max_length=300, blank=True)  # "sample:digits", "import:pipeline.yml", "job:…"
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["-updated", "id"]
        indexes: ClassVar = [models.Index(fields=["-updated"])]

    def __str__(self) -> str:
        return self.name


class Described(models.Model):
    """What people say about anything registered. It may change; what it means and holds may not."""

    description = models.TextField(blank=True)
    tags = models.JSONField(default=dict)
    archived = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Defined(Described):
    """Something with a document of its own. `spec` is that document as plain JSON."""

    type = models.CharField(max_length=100)
    display_name = models.CharField(max_length=255, blank=True)
    properties = models.JSONField(default=dict)
    spec = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)  # of everything that may not change
    snapshot = models.CharField(max_length=64, blank=True)  # the document and the files it needs
    main = models.CharField(max_length=500, blank=True)  # path of the document in there
    git = models.JSONField(default=dict)  # {remote, branch, commit, dirty} of the folder it came from
    creator = models.CharField(max_length=255, blank=True)

    class Meta:
        abstract = True


class Family(Described):
    """A name in the registry. `words` is what a search looks at; `labels` maps a label to a version."""

    labels = models.JSONField(default=dict)
    words = models.TextField(blank=True)

    class Meta:
        abstract = True


class Version(Defined):
    """One immutable version of a name."""

    version = models.CharField(max_length=100)

    class Meta:
        abstract = True


class Component(Family):
    """A name of components. `newest` is the newest version that is not archived."""

    name = models.CharField(max_length=255, unique=True)
    newest = models.ForeignKey("ComponentVersion", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class ComponentVersion(Version):
    """One version of a component: its files are a snapshot, its interface is read once."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="versions")
    interface = models.JSONField()

    class Meta:
        ordering: ClassVar = ["component__name", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["component", "version"], name="one_content_per_version"),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        return f"azureml:{self.component.name}:{self.version}"


class Asset(Family):
    """A name of data, environments or models. `kind` is data, environment or model."""

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=255)
    newest = models.ForeignKey("AssetVersion", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["kind", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "name"], name="one_asset_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class AssetVersion(Version):
    """One version. Its bytes are a snapshot (`content`, and `subpath` in it for a single file), or lie at `uri`."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="versions")
    content = models.CharField(max_length=64, blank=True)
    subpath = models.CharField(max_length=500, blank=True)
    uri = models.CharField(max_length=4000, blank=True)
    stage = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering: ClassVar = ["asset__name", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["asset", "version"], name="one_content_per_asset_version"),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        return f"azureml:{self.asset.name}:{self.version}"


class Plain(Defined):
    """Something known by its name alone: registering it again changes it."""

    name = models.CharField(max_length=255, unique=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        return f"azureml:{self.name}"


class Compute(Plain):
    """A place to run steps, by the name that files give it."""


class Datastore(Plain):
    """A place where data lies, by the name that files give it."""


class Schedule(Plain):
    """When to make a job, and of what. `due` is the next time, None while it is disabled or over."""

    enabled = models.BooleanField(default=True)
    due = models.DateTimeField(null=True, db_index=True)
    fired = models.DateTimeField(null=True)  # the due time that last made a job
    last_job = models.CharField(max_length=128, blank=True)
    trouble = models.TextField(blank=True)  # why the last time made no job


class Endpoint(Plain):
    """A name under which pipelines are called. `default` is the deployment that answers."""

    default = models.CharField(max_length=255, blank=True)


class Deployment(Defined):
    """One pipeline behind an endpoint."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deployments")
    name = models.CharField(max_length=255)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["endpoint", "name"], name="one_deployment_per_name"),
        ]

    def __str__(self) -> str:
        return f"{self.endpoint.name}/{self.name}"

    @property
    def ref(self) -> str:
        return f"azureml:{self.name}"


class Mention(models.Model):
    """A registered document (`kind`, `name`, `version`) names an asset: the answer to "used by" without a search."""

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=255)
    version = models.CharField(max_length=100, blank=True)
    target_kind = models.CharField(max_length=20)  # component, environment, or data for data and models
    target = models.CharField(max_length=255)
    target_version = models.CharField(max_length=100, blank=True)  # "" for the latest or a label

    class Meta:
        indexes: ClassVar = [models.Index(fields=["target"]), models.Index(fields=["kind", "name", "version"])]
