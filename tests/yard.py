"""A step daemon by itself, and a client of it: steps without runs, runners or databases."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from runs.backends.local import LocalBackend
from runs.ports import Launch, Report
from runs.stepd import processes


class Yard:
    """A daemon in a folder of its own, and a client of it."""

    def __init__(self, folder: Path, slots: int = 2) -> None:
        self.folder = folder
        (folder / "run").mkdir(parents=True)
        self.backend = LocalBackend(folder / "run", folder / "stepd.log", slots)
        self.heard: list[Report] = []

    def start(self, name: str, command: str, **more: Any) -> Launch:
        folder = self.folder / name
        folder.mkdir()
        argv = ["/bin/bash", "-c", command]
        launch = Launch(f"{name}#1", str(folder), argv, {}, str(folder), str(folder / "log"), **{"grace": 0.5, **more})
        self.backend.start(launch)
        self.backend.flush()
        return launch

    def wait(self, kind: str, name: str, seconds: float = 15) -> Report:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.heard += self.backend.poll()
            for report in self.heard:
                if (report.kind, report.id) == (kind, f"{name}#1"):
                    self.heard.remove(report)
                    return report
            time.sleep(0.01)
        raise AssertionError(f"{name} was not reported {kind}")

    def run(self, name: str, command: str, seconds: float = 30, **more: Any) -> Report:
        self.start(name, command, **more)
        return self.wait("exited", name, seconds)

    def left(self) -> list[int]:
        """Processes of steps that are alive."""
        return processes.find_marked(f"PENSTOCK_STEPD={os.path.realpath(self.folder / 'run')}".encode())

    def close(self) -> None:
        for launch in list(self.backend.asked.values()):
            self.backend.stop(launch.id)
        self.backend.close()
        if self.backend.daemon is not None:
            self.backend.daemon.kill()
            self.backend.daemon.wait()

    def pid(self) -> int:
        assert self.backend.daemon is not None
        return self.backend.daemon.pid


@pytest.fixture
def yard(tmp_path: Path) -> Iterator[Yard]:
    made = Yard(tmp_path)
    yield made
    made.close()
