"""The folders of a run on disk. Names only; nothing here reads or writes.

jobs/<root>/<path>/attempt-1/     one attempt of one step
    start.json exit.json          the daemon's records
    user_logs/std_log.txt         the step's output; of a step with several ranks `rank_log` names one for each
    layer/                        packages that the step installed for itself; gone when it ended
    wd/                           its working directory: a copy of its code, ./outputs and ./logs
    out.part/<port>               its outputs while it runs, private
    out/<port>                    the same after it completed: one rename makes them visible
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LOG = "user_logs/std_log.txt"
ARTIFACTS = ("outputs", "logs")  # folders of the working directory whose content is kept with the job
LAYER = "layer"  # below an attempt's folder: packages that the step installed for itself
RUN_LOG = "logs/azureml/executionlogs.txt"


@dataclass(frozen=True, slots=True)
class AttemptFolder:
    """One attempt's folder; all parts as text, because the hot path joins strings."""

    root: str

    @property
    def wd(self) -> str:
        return self.root + "/wd"

    @property
    def part(self) -> str:
        return self.root + "/out.part"

    @property
    def out(self) -> str:
        return self.root + "/out"

    @property
    def log(self) -> str:
        return f"{self.root}/{LOG}"


def attempt_folder(jobs: Path | str, root: str, path: str, attempt: int) -> AttemptFolder:
    """The folder of an attempt. Node names have no hyphen, so "attempt-1" cannot be one."""
    return AttemptFolder(f"{jobs}/{root}/{path}/attempt-{attempt}" if path else f"{jobs}/{root}/attempt-{attempt}")


def rank_log(rank: int, ranks: int = 1) -> str:
    """The log of one process of a step, by its global rank, named as Azure ML names it."""
    return LOG if ranks <= 1 else f"user_logs/std_log_process_{rank:02d}.txt"


def job_name(root: str, path: str) -> str:
    """The name of a child job. Node names have no dot, so this can be undone by the root's name."""
    return f"{root}.{path.replace('/', '.')}" if path else root


def output_place(folder: str, port: str, type_: str) -> str:
    """Where a step writes an output: a folder, or for a uri_file one file in a folder of its own."""
    return f"{folder}/{port}/{port}" if type_ == "uri_file" else f"{folder}/{port}"
