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
    origin = models.CharField(max_length=300, blank=True)  # "sample:digits", "import:pipeline.yml", "job:…"
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["-updated", "id"]
        indexes: ClassVar = [models.Index(fields=["-updated"])]

    def __str__(self) -> str:
        return self.name


class Component(models.Model):
    """A name in the registry."""

    name = models.CharField(max_length=255, unique=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class ComponentVersion(models.Model):
    """One immutable version: its files are a snapshot, its interface is read once."""

    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="versions")
    version = models.CharField(max_length=100)
    type = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)  # of document, code and everything else it needs
    snapshot = models.CharField(max_length=64)
    main = models.CharField(max_length=500)
    interface = models.JSONField()
    created = models.DateTimeField(auto_now_add=True)

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
