"""What a job logged to MLflow. The server is asked over HTTP, never for long; the page asks again."""

from __future__ import annotations

import json
from typing import Any, Literal, TypedDict

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from penstock.openapi import describe
from penstock.tracking import measured
from penstock.tracking.ending import read_marker
from penstock.tracking.places import Tracking
from penstock.tracking.runs_of_jobs import marker_place
from runs.api.base import RunsView, find_run, number, text_of
from runs.api.nodes import origin_of
from runs.models import Job


class Metric(TypedDict):
    """`points` are [step, milliseconds, value], at most a thousand; a value that is no number is null."""

    key: str
    value: float | None
    step: int
    timestamp: int
    count: int
    points: list[list[float | None]]


class Named(TypedDict):
    key: str
    value: str


class LoggedModel(TypedDict):
    """`version` is empty for a model that is not registered."""

    name: str
    version: str
    path: str


class Artifact(TypedDict):
    path: str
    is_dir: bool
    size: int | None


class Measured(TypedDict):
    """`none`: nothing was logged. `starting`, `unreachable`: what was known when the job ended, if it ended."""

    state: Literal["ok", "none", "starting", "unreachable"]
    run_id: str | None
    experiment_id: str | None
    url: str | None
    metrics: list[Metric]
    params: list[Named]
    tags: list[Named]
    models: list[LoggedModel]
    artifacts: list[Artifact]


class Metrics(RunsView):
    @describe(Measured, query={"node": str, "attempt": int}, operation="get_metrics")
    def get(self, request: Request, name: str) -> Response:
        name, _, below = name.partition(".")
        path = text_of(request, "node") or text_of(request, "path") or below.replace(".", "/")
        root, place, wanted = origin_of(find_run(name), path, number(request, "attempt", 0))
        job = Job.objects.filter(run__name=root, path=place).first()
        last = job.attempt if job else 1
        marker = read_marker(folder_of(root, place, wanted or last))
        if marker is None:
            return Response(measured.NOTHING)
        kept: dict[str, Any] = json.loads(job.detail).get("tracking") if job and wanted in (None, last) else {}
        return Response(measured.measured(Tracking(settings.WORKSPACE), marker, kept))


def folder_of(root: str, path: str, attempt: int) -> str:
    """Where an attempt's marker lies; a pipeline's lies in its own folder."""
    return str(marker_place(settings.WORKSPACE.jobs, root, path, attempt).parent)
