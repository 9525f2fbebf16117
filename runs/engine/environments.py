"""Which Python a step runs with, and having it built while the run waits in Preparing."""

from __future__ import annotations

import logging
from pathlib import Path

from designer.spec.plan import Step
from penstock.environments import EnvironmentFailed, current_path, ensure_current
from penstock.mappings import CURRENT
from runs.engine.mapped import interpreter_of
from runs.engine.workers import Workers
from runs.ports import Ready, Runtime, Say

MOST_TOLD = 20  # each line is a fact of each step that waits: in a graph of thousands the first ones speak for all
log = logging.getLogger("penstock.runner")


class Environments:
    """The built-in environment `current`: every step's, until components bring their own."""

    def __init__(self, folder: Path, workers: Workers) -> None:
        self.folder = folder
        self.workers = workers
        place = current_path(folder)
        self.id = place.name
        self.python: str | None = str(place / "bin" / "python") if (place / ".ok").exists() else None
        self._waiting: list[tuple[Ready, Say]] = []
        self._runtimes: dict[str, Runtime] = {}  # by interpreter; "" is the built-in one that is not built

    def known(self, step: Step) -> Runtime:
        """The built-in environment, or an interpreter of the user's own."""
        own = interpreter_of(step)
        python = own or self.python or ""
        found = self._runtimes.get(python)
        if found is None:
            found = Runtime(self.id, own or CURRENT, python, built=bool(python))
            self._runtimes[python] = found
        return found

    def get(self, step: Step, ready: Ready, progress: Say) -> None:
        """Build it when it is missing; all who ask meanwhile hear of the same build."""
        progress("building environment current")
        self._waiting.append((ready, progress))
        if len(self._waiting) == 1:
            self.workers.run(lambda: str(ensure_current(self.folder, self._say)), self._built)

    def _say(self, line: str) -> None:
        self.workers.post(lambda: self._tell(line))

    def _tell(self, line: str) -> None:
        for _, progress in self._waiting[:MOST_TOLD]:
            progress(line)

    def _built(self, python: str | None, error: Exception | None) -> None:
        if error is not None and not isinstance(error, EnvironmentFailed | OSError):
            log.error("building the environment broke", exc_info=error)
        self.python = python
        waiting, self._waiting = self._waiting, []
        for ready, _ in waiting:
            ready(python, None if error is None else f"the environment current cannot be built: {error}")
