"""What the registry asks of the part that runs jobs, which it does not know. Filled in when the product starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from designer.failures import NotHere


@dataclass(frozen=True, slots=True)
class JobOutput:
    """The output of a job that is here: `place` on this disk, or why it is not to be had."""

    place: Path | None
    why: str = ""


def _nobody(address: str) -> JobOutput | None:
    return None


# Answers None for an address that is no job's, or of a job that is not here.
job_output: Callable[[str], JobOutput | None] = _nobody


def provide_job_outputs(answer: Callable[[str], JobOutput | None]) -> None:
    global job_output
    job_output = answer


def find_job_output(address: str) -> JobOutput | None:
    """For `runs:/JOB/path`, `azureml://jobs/JOB/outputs/PORT/paths/PATH` and their longer forms."""
    return job_output(address)


def _nowhere(address: str) -> Path:
    raise NotHere("data", address[:200])


def _no_table(place: Path, rows: int) -> dict[str, Any] | None:
    return None


# The local place of data that is registered by its address, fetched when it is not here.
data_place: Callable[[str], Path] = _nowhere
# The first rows of a table that takes more than the server has to be read; None for what is no such table.
table_preview: Callable[[Path, int], dict[str, Any] | None] = _no_table


def provide_looks(place: Callable[[str], Path], preview: Callable[[Path, int], dict[str, Any] | None]) -> None:
    global data_place, table_preview
    data_place, table_preview = place, preview


def find_data(address: str) -> Path:
    """Raises what tells people why it is not to be had."""
    return data_place(address)


def preview_table(place: Path, rows: int) -> dict[str, Any] | None:
    return table_preview(place, rows)


def _no_document(name: str) -> tuple[str, str, str] | None:
    return None


# (text, snapshot of its files, path of the document in there) of a job by its name.
job_document: Callable[[str], tuple[str, str, str] | None] = _no_document


def provide_job_documents(answer: Callable[[str], tuple[str, str, str] | None]) -> None:
    global job_document
    job_document = answer


def find_job_document(name: str) -> tuple[str, str, str] | None:
    """What a job was made from; None when it is not here."""
    return job_document(name)


def _idle(name: str) -> tuple[int, int]:
    return (0, 0)


# (steps that run, steps that wait) on a compute by its name.
compute_load: Callable[[str], tuple[int, int]] = _idle


def provide_compute_loads(answer: Callable[[str], tuple[int, int]]) -> None:
    global compute_load
    compute_load = answer


def load_of_compute(name: str) -> tuple[int, int]:
    """How busy a compute is: (running, queued)."""
    return compute_load(name)
