"""A runner with real processes: the real daemon, the real database, on a workspace of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from designer.spec.plan import Step
from penstock.workspace import Workspace
from runs import reads
from runs.models import Run
from runs.runner import Runner
from runs.services import NewRun, create_run
from runs.storage.logs import log_place


class Desk:
    """Submits plans, drives them with a runner in this process, and looks at what came of them."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.runner = Runner(workspace)

    def submit(self, plan: Step, **more: Any) -> Run:
        return create_run(new=NewRun(plan=plan, display_name=more.pop("title", "test"), **more))[0]

    def drive(self, until: Callable[[], bool], seconds: float = 60) -> None:
        """Let the runner work until something is so."""
        deadline = time.monotonic() + seconds
        while not until():
            assert time.monotonic() < deadline, "it did not happen in time"
            self.runner.driver.turn(0.05)

    def finish(self, run: Run) -> dict[str, Any]:
        self.drive(lambda: Run.objects.get(pk=run.pk).ended)
        return reads.state_of(run)["nodes"]

    def run(self, plan: Step, **more: Any) -> dict[str, Any]:
        return self.finish(self.submit(plan, **more))

    def status(self, run: Run, path: str = "") -> str:
        return str(reads.state_of(run)["nodes"][path]["status"])

    def log(self, run: Run, path: str, attempt: int | None = None) -> str:
        place = log_place(self.workspace.jobs, run.name, path, "user_logs/std_log.txt", attempt)
        return place.read_text() if place else ""

    def crash(self) -> None:
        """What is left when a runner is killed: nothing is said to anybody, and a new one comes."""
        self.runner.backend.line.sock.close()  # type: ignore[union-attr]
        self.runner.wake.close()
        self.runner.workers.close()
        os.close(self.runner.lock._fd)  # as the system does; the file stays behind
        self.runner = Runner(self.workspace)

    def daemon(self) -> psutil.Process:
        return next(p for p in psutil.process_iter() if f"{self.workspace.run}" in _line(p) and "stepd" in _line(p))

    def processes(self) -> list[psutil.Process]:
        """Processes of steps that are alive."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("PENSTOCK_STEPD") == str(self.workspace.run) and process.status() != "zombie":
                    found.append(process)
            except psutil.Error:
                continue
        return found


def _line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


@pytest.fixture
def desk(tmp_path: Path, transactional_db: None, settings: Any) -> Iterator[Desk]:
    workspace = Workspace(tmp_path / "workspace").ensure()
    settings.WORKSPACE = workspace
    made = Desk(workspace)
    yield made
    made.runner.close()
    for process in [*made.processes(), *(p for p in psutil.process_iter() if str(workspace.run) in _line(p))]:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGKILL)
