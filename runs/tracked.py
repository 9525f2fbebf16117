"""What jobs logged to MLflow, as their JSON tells it: run, latest metrics, parameters. Asks no server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import orjson
from django.conf import settings

from penstock.tracking.ending import read_marker
from penstock.tracking.places import Tracking
from penstock.tracking.runs_of_jobs import marker_place
from runs.models import Job

SIGN = '"tracking":'


class Row(Protocol):
    """The columns of a job that matter here."""

    @property
    def status(self) -> str: ...
    @property
    def attempt(self) -> int: ...
    @property
    def reused_from(self) -> str | None: ...
    @property
    def detail(self) -> str: ...


def tracked(root: str, jobs: Mapping[str, Row]) -> dict[str, dict[str, Any]]:
    """Path -> {mlflow_run_id, metrics, parameters} of those that have a run. Costs little where nothing was logged."""
    found = {path: _kept(job.detail) for path, job in jobs.items() if SIGN in job.detail}
    taken = {path: job.reused_from for path, job in jobs.items() if job.reused_from and job.status == "Completed"}
    if taken and Tracking(settings.WORKSPACE).index("any").parent.is_dir():  # somebody has tracked here
        names = list(dict.fromkeys(taken.values()))
        rows = Job.objects.filter(name__in=names, detail__contains=SIGN).values_list("name", "detail")
        origins = {name: _kept(detail) for name, detail in rows}
        found |= {path: origins[name] for path, name in taken.items() if name in origins}
    if _marker(root, "", 1):
        for path, job in jobs.items():
            running = job.status in ("Running", "Finalizing", "CancelRequested") or not path
            if path not in found and running and (marker := _marker(root, path, job.attempt)):
                found[path] = {"mlflow_run_id": marker["run_id"]}
    return found


def _marker(root: str, path: str, attempt: int) -> dict[str, Any] | None:
    place: Path = marker_place(settings.WORKSPACE.jobs, root, path, attempt)
    return read_marker(place.parent)


def _kept(detail: str) -> dict[str, Any]:
    kept = orjson.loads(detail).get("tracking") or {}
    return {
        "mlflow_run_id": kept.get("run_id"),
        "metrics": kept.get("metrics") or {},
        "parameters": kept.get("params") or {},
    }
