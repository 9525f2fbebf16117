"""What jobs left behind, by the addresses that documents give it: named outputs, and artifacts of steps."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from designer.outside import JobOutput
from designer.spec.references import HOME
from penstock.tracking.ending import read_marker
from penstock.tracking.logged import place_in, place_of_run
from penstock.tracking.places import Tracking
from runs.job_json import job_json
from runs.models import Run
from runs.storage.browse import Outside, genuine, inside
from runs.storage.layout import attempt_folder
from runs.storage.logs import latest_attempt

_RUN = re.compile(r"runs:/{1,2}(?P<job>[^/\s]+)(?:/(?P<path>\S*))?\Z")
_JOB = re.compile(
    rf"(?:azureml:/{{1,2}}|{HOME})jobs/(?P<job>[^/\s]+)/outputs/(?P<port>[^/\s]+)(?:/paths(?:/(?P<path>\S*))?|/)?\Z"
)
ARTIFACTS = "artifacts"  # the output under which Azure ML keeps what a step left in ./outputs and logged


def job_of(address: str) -> str | None:
    """The job, or the child of one, that an address is about; None for an address of another kind."""
    match = _RUN.match(address) or _JOB.match(address)
    return match["job"] if match else None


def find(address: str) -> JobOutput | None:
    """Where it is. None for an address of another kind, or of a job that is not here."""
    match = _RUN.match(address) or _JOB.match(address)
    if match is None:
        return None
    groups = match.groupdict()
    root = groups["job"].partition(".")[0]
    run = Run.objects.filter(name=root).first()
    if run is None:
        place = place_of_run(Tracking(settings.WORKSPACE), groups["job"], groups["path"] or "")
        return JobOutput(place) if place is not None else None
    job = _child(job_json(run), groups["job"])
    if job is None:
        return JobOutput(None, _("the job %(name)s has no such child") % {"name": root})
    path = (groups["path"] or "").strip("/")
    place = _output(job, groups["port"], path) if groups.get("port") else _artifact(job, path)
    if place is None and (port := groups.get("port")) and port != ARTIFACTS and port not in job["outputs"]:
        known = ", ".join(job["outputs"]) or "-"
        return JobOutput(None, _("its outputs are: %(names)s") % {"names": known})
    if place is None:
        return JobOutput(None, _("the job %(name)s is %(status)s and left nothing there") % job)
    return JobOutput(place)


def document(name: str) -> tuple[str, str, str] | None:
    """What a job was made from: its text, the snapshot of its files, and where in there the text stands."""
    run = Run.objects.select_related("document").filter(name=name).first()
    return None if run is None else (run.document.yaml, run.folder, run.main)


def _child(job: dict[str, Any], name: str) -> dict[str, Any] | None:
    for part in name.split(".")[1:]:
        job = (job.get("jobs") or {}).get(part)  # type: ignore[assignment]
        if job is None:
            return None
    return job


def _output(job: dict[str, Any], port: str, path: str) -> Path | None:
    """A named output, or something in it."""
    stored = (job["outputs"].get(port) or {}).get("path")
    if not stored:
        return _artifact(job, path) if port == ARTIFACTS else None
    base = settings.WORKSPACE.root / stored
    return _below(base, path) if genuine(settings.WORKSPACE.root, base) else None


def _artifact(job: dict[str, Any], path: str) -> Path | None:
    """What a step left in `./outputs` or `./logs`, by its whole path or the rest of it; else a named output."""
    root, _dot, inner = (job["reused_from"] or job["name"]).partition(".")
    inner = inner.replace(".", "/")
    attempt = latest_attempt(settings.WORKSPACE.jobs, root, inner)
    if attempt is not None and "jobs" not in job:
        folder = attempt_folder(settings.WORKSPACE.jobs, root, inner, attempt)
        wd = Path(folder.wd)
        first = path.partition("/")[0]
        for base, rest in ((wd, path if first in ("outputs", "logs") else None), (wd / "outputs", path)):
            if rest is not None and genuine(settings.WORKSPACE.root, base) and (place := _below(base, rest)):
                return place
        marker = read_marker(folder.root)
        if marker is not None and (logged := place_in(Tracking(settings.WORKSPACE), marker, path)):
            return logged
    port, _slash, rest = path.partition("/")
    return _output(job, port, rest) if port in job["outputs"] else None


def _below(base: Path, path: str) -> Path | None:
    try:
        return inside(base, path)
    except (Outside, FileNotFoundError, NotADirectoryError):
        return None
