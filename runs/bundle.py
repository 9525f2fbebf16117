"""The folder that a job leaves to people: job.json, named outputs, artifacts and logs, the same for every child."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from penstock.workspace import Workspace
from runs.storage.browse import genuine, readable
from runs.storage.layout import attempt_folder
from runs.storage.logs import latest_attempt


def write_job(job: dict[str, Any]) -> str:
    """`job.json`: the job as `job show` prints it."""
    return json.dumps(job, indent=2, ensure_ascii=False)


def bundle(job: dict[str, Any], workspace: Workspace, output: str | None = None) -> Iterator[tuple[str, Path | str]]:
    """(name in the folder, file or text) of everything that a person gets; of one output alone where it is named."""
    if output is None:
        yield "job.json", write_job(job)
        yield from files_of(job, workspace)
    else:
        yield from _output(job["outputs"][output], workspace, f"named-outputs/{output}")


def files_of(job: dict[str, Any], workspace: Workspace, under: str = "") -> Iterator[tuple[str, Path]]:
    """(name in the folder, file) of everything below a job; `job` is what `runs.job_json` made."""
    for name, output in job["outputs"].items():
        yield from _output(output, workspace, f"{under}named-outputs/{name}")
    for name, child in job.get("jobs", {}).items():
        yield from files_of(child, workspace, f"{under}jobs/{name}/")
    if "jobs" not in job:
        yield from _artifacts(job, workspace, f"{under}artifacts/")


def _output(output: dict[str, Any], workspace: Workspace, under: str) -> Iterator[tuple[str, Path]]:
    if output["path"]:
        place = workspace.root / output["path"]
        if genuine(workspace.root, place):  # a step can put a link in the place of its folders
            yield from _below(place, under)


def _artifacts(job: dict[str, Any], workspace: Workspace, under: str) -> Iterator[tuple[str, Path]]:
    """What a step left in ./outputs and ./logs, and its log; a reused step's are its origin's."""
    root, _, path = (job["reused_from"] or job["name"]).partition(".")
    path = path.replace(".", "/")
    attempt = latest_attempt(workspace.jobs, root, path)
    if attempt is None:
        return
    folder = attempt_folder(workspace.jobs, root, path, attempt)
    for place in (f"{folder.wd}/outputs", f"{folder.wd}/logs", f"{folder.root}/user_logs"):
        if genuine(workspace.root, Path(place)):
            yield from _below(Path(place), under + os.path.basename(place))


def _below(place: Path, under: str) -> Iterator[tuple[str, Path]]:
    if place.is_symlink():
        return
    if place.is_file():
        yield readable(f"{under}/{place.name}"), place
        return
    for folder, folders, names in os.walk(place):
        folders.sort()
        for name in sorted(names):
            file = Path(folder, name)
            if not file.is_symlink() and file.is_file():
                yield readable(f"{under}/{file.relative_to(place)}"), file


def leave(found: Iterable[tuple[str, Path | str]], target: Path) -> tuple[int, int]:
    """Put it below a folder of the user's; answers how many files and bytes that were."""
    files = size = 0
    target.mkdir(parents=True, exist_ok=True)
    for name, source in found:
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(source, str):
            place.write_text(source, encoding="utf-8")
        else:
            shutil.copy2(source, place)
        files, size = files + 1, size + place.stat().st_size
    return files, size
