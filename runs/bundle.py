"""The folder that a job leaves to people: job.json, named outputs, artifacts and logs, the same for every child."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from penstock.tracking.ending import read_marker
from penstock.tracking.logged import logged_by
from penstock.tracking.places import Tracking
from penstock.workspace import Workspace
from runs.artifacts import ARTIFACTS
from runs.storage.browse import genuine, readable
from runs.storage.layout import attempt_folder
from runs.storage.logs import latest_attempt
from runs.storage.masking import Mask, mask_of


def write_job(job: dict[str, Any]) -> str:
    """`job.json`: the job as `job show` prints it."""
    return json.dumps(job, indent=2, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Log:
    """A log is given without the secrets of the store."""

    place: Path
    mask: Mask

    def pieces(self) -> Iterator[bytes]:
        with self.place.open("rb") as file:
            yield from self.mask.stream(file)


Content = Path | Log
"""A file of a job: as it is, or masked."""


def bundle(job: dict[str, Any], workspace: Workspace, output: str | None = None) -> Iterator[tuple[str, Content | str]]:
    """(name in the folder, file or text) of everything that a person gets; of one output alone where it is named."""
    if output == ARTIFACTS and output not in job["outputs"]:
        yield from _artifacts(job, workspace, "named-outputs/artifacts/")
    elif output is None:
        yield "job.json", write_job(job)
        yield from files_of(job, workspace)
    else:
        yield from _output(job["outputs"][output], workspace, f"named-outputs/{output}")


def files_of(job: dict[str, Any], workspace: Workspace, under: str = "") -> Iterator[tuple[str, Content]]:
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


def _artifacts(job: dict[str, Any], workspace: Workspace, under: str) -> Iterator[tuple[str, Content]]:
    """What a step left in ./outputs and ./logs, and its log; a reused step's are its origin's."""
    root, _, path = (job["reused_from"] or job["name"]).partition(".")
    path = path.replace(".", "/")
    attempt = latest_attempt(workspace.jobs, root, path)
    if attempt is None:
        return
    folder = attempt_folder(workspace.jobs, root, path, attempt)
    mask = mask_of(workspace.root)
    for place in (f"{folder.wd}/outputs", f"{folder.wd}/logs", f"{folder.root}/user_logs"):
        if not genuine(workspace.root, Path(place)):
            continue
        masked = mask and not place.endswith("/outputs")
        for name, file in _below(Path(place), under + os.path.basename(place)):
            yield name, Log(file, mask) if masked else file
    if marker := read_marker(folder.root):
        for name, place_of_it in logged_by(Tracking(workspace), marker):
            yield from _below(place_of_it, (under + name).rstrip("/"))


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


def leave(found: Iterable[tuple[str, Content | str]], target: Path) -> tuple[int, int]:
    """Put it below a folder of the user's; answers how many files and bytes that were."""
    files = size = 0
    target.mkdir(parents=True, exist_ok=True)
    for name, source in found:
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(source, str):
            place.write_text(source, encoding="utf-8")
        elif isinstance(source, Log):
            with place.open("wb") as file:
                file.writelines(source.pieces())
        else:
            shutil.copy2(source, place)
        files, size = files + 1, size + place.stat().st_size
    return files, size
