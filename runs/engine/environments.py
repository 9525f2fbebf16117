"""Which Python a step runs with, and having it built while the run waits in Preparing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from penstock.environments import EnvironmentFailed, current_path, ensure_current
from runs.engine.workers import Workers

MOST_TOLD = 20  # each line is a fact of each step that waits: in a graph of thousands the first ones speak for all
log = logging.getLogger("penstock.runner")

Ready = Callable[[str | None, str | None], None]
"""Called with (python, None) when the environment is there, or (None, why not)."""


class Environments:
    """The built-in environment `current`: every step's, until components bring their own."""

    def __init__(self, folder: Path, workers: Workers) -> None:
        self.folder = folder
        self.workers = workers
        place = current_path(folder)
        self.id = place.name
        self.python: str | None = str(place / "bin" / "python") if (place / ".ok").exists() else None
        self._waiting: list[tuple[Ready, Callable[[str], None]]] = []

    def get(self, ready: Ready, progress: Callable[[str], None]) -> None:
        """Build it when it is missing; all who ask meanwhile hear of the same build."""
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
