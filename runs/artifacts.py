"""What a step left in its `./outputs` and `./logs`, as the output `artifacts` of every step. Nothing is copied."""

from __future__ import annotations

import os
from collections.abc import Container
from pathlib import Path, PurePosixPath
from typing import Any

from penstock.workspace import Workspace
from runs.models import Job
from runs.storage.browse import Outside, entries, genuine
from runs.storage.layout import ARTIFACTS as FOLDERS
from runs.storage.layout import AttemptFolder, attempt_folder
from runs.storage.logs import latest_attempt

ARTIFACTS = "artifacts"


def artifacts_place(job: Job, workspace: Workspace) -> Path:
    """The folder that holds `outputs` and `logs`; a reused step's is its origin's. Raises FileNotFoundError."""
    folder = _folder(job, workspace)
    if folder is None:
        raise FileNotFoundError(job.name)
    place = Path(folder.wd)
    if not genuine(workspace.root, place):
        raise Outside(str(place))
    return place


def left_behind(job: Job, root: Path, outputs: Container[str]) -> list[dict[str, Any]]:
    """The output `artifacts` of a step that has none of that name and left something in `./outputs`."""
    if job.kind == "pipeline" or ARTIFACTS in outputs or not job.started_at:
        return []
    folder = _folder(job, Workspace(root))
    try:
        with os.scandir(folder.wd + "/outputs" if folder else "") as found:
            empty = next(found, None) is None
    except OSError:
        empty = True
    if folder is None or empty:
        return []
    path = os.path.relpath(folder.wd, root)
    return [{"name": ARTIFACTS, "type": "uri_folder", "path": path, "size": None, "files": None}]


def _folder(job: Job, workspace: Workspace) -> AttemptFolder | None:
    root, _, path = (job.reused_from or job.name).partition(".")
    path = path.replace(".", "/")
    attempt = latest_attempt(workspace.jobs, root, path)
    return None if attempt is None else attempt_folder(workspace.jobs, root, path, attempt)


def entries_of(wd: Path, folder: str) -> list[dict[str, Any]]:
    """What is shown of a working directory: its code and scratch files are not."""
    if folder.strip("/"):
        refuse_others(folder)
        return entries(wd, folder)
    return [entry for entry in entries(wd) if entry["name"] in FOLDERS and entry["is_dir"]]


def refuse_others(path: str) -> None:
    """Raises FileNotFoundError for what is not below `outputs` or `logs`."""
    parts = PurePosixPath(path).parts
    if not parts or parts[0] not in FOLDERS or ".." in parts:
        raise FileNotFoundError(path)
