"""Turns what a machine says about an attempt into what the kernel hears, outputs collected."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from typing import Any

from runs.engine import harvest, mapped
from runs.engine.active import ActiveRun
from runs.engine.delivering import NotDelivered
from runs.engine.workers import Workers
from runs.kernel import messages as m
from runs.kernel.status import Status
from runs.ports import Report, Say, Sources
from runs.storage.content import TooLarge
from runs.storage.layout import LAYER, AttemptFolder, job_name
from runs.storage.masking import mask_of

NOTHING_MORE: Mapping[str, Any] = {}


def take_in(
    report: Report,
    run: ActiveRun,
    path: str,
    attempt: int,
    folder: AttemptFolder,
    workspace: str,
    workers: Workers,
    more: Mapping[str, Any] = NOTHING_MORE,
    sources: Sources | None = None,
) -> None:
    """Put into the run's inbox what follows from a report; with large outputs once a worker has collected them.

    `more` goes into the detail of the end.
    """
    if report.kind != "started" and os.path.exists(layer := f"{folder.root}/{LAYER}"):
        workers.run(lambda: shutil.rmtree(layer, ignore_errors=True), lambda *_: None)
    if report.kind == "started":
        run.inbox.append(m.JobStarted(path, attempt, report.at))
    elif report.kind == "lost":
        run.inbox.append(m.JobLost(path, attempt, report.at))
    elif report.reason == "exit" and report.code == 0:
        _publish(report, run, path, attempt, folder, workspace, workers, more, sources)
    else:
        detail = {"exit_code": report.code, "usage": report.usage, "reason": report.reason, **more}
        if report.reason != "stopped" or run.state.nodes[path].status is not Status.CANCEL_REQUESTED:
            # Who was asked to stop did nothing wrong: why it was asked is told with the status.
            detail["error"] = harvest.failure(report, folder, mask_of(workspace))
        again = report.reason not in ("stopped", "not_started")
        run.inbox.append(m.JobExited(path, attempt, False, report.at, detail, again))


def _leaving(
    sources: Sources | None, run: ActiveRun, path: str, folder: AttemptFolder, say: Say
) -> Callable[[dict[str, Any]], None] | None:
    """What brings the outputs to where they belong; None for most steps."""
    if sources is None:
        return None
    return sources.leaving(run.state.nodes[path].step, run.root, job_name(run.root, path), folder.root, say)


def _publish(
    report: Report,
    run: ActiveRun,
    path: str,
    attempt: int,
    folder: AttemptFolder,
    workspace: str,
    workers: Workers,
    more: Mapping[str, Any],
    sources: Sources | None,
) -> None:
    """Collect the outputs: here and now, or beside the loop when that would hold up everybody else."""
    step = run.state.nodes[path].step

    def published(outputs: Any, error: Exception | None) -> None:
        detail = {"exit_code": report.code, "usage": report.usage, **more}
        if error is None:
            detail["outputs"] = outputs
        else:
            why = str(error).encode("utf-8", "backslashreplace").decode()  # file names need not be UTF-8
            detail["error"] = why if isinstance(error, NotDelivered) else f"the outputs cannot be collected: {why}"
        run.inbox.append(m.JobExited(path, attempt, error is None, report.at, detail))

    def finalizing(line: str) -> None:
        run.inbox.append(m.JobProgressed(path, attempt, Status.FINALIZING, report.at, {"progress": {"text": line}}))

    leave = _leaving(sources, run, path, folder, finalizing)

    def publish() -> dict[str, Any]:
        outputs = harvest.publish(step, folder, workspace)
        mapped.copy_outputs(step, job_name(run.root, path), outputs, workspace)
        if leave is not None:
            leave(outputs)
        return outputs

    try:
        if leave is not None or step.spec.get(mapped.PLACES):
            raise TooLarge  # nobody knows how long a copy takes
        outputs = harvest.publish(step, folder, workspace, harvest.INLINE_BYTES)
    except TooLarge:
        run.inbox.append(m.JobProgressed(path, attempt, Status.FINALIZING, report.at))
        (sources.beside if leave is not None and sources is not None else workers.run)(publish, published)
    except (OSError, ValueError) as error:
        published(None, error)
    else:
        published(outputs, None)
