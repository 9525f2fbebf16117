"""How the runner is, as pages are told."""

import fcntl
import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from penstock.workspace import Workspace
from runs import runner


@pytest.fixture
def alive(tmp_path: Path) -> Any:
    workspace = Workspace(tmp_path).ensure()
    held = os.open(workspace.run / runner.LOCK, os.O_WRONLY | os.O_CREAT, 0o600)
    fcntl.flock(held, fcntl.LOCK_EX)
    yield workspace
    os.close(held)


def test_a_runner_that_lives_and_says_nothing_is_waiting_not_down(alive: Workspace) -> None:
    file = alive.run / runner.STATE
    file.write_text(json.dumps({"state": "ok", "trouble": "", "since": 1.0}))
    os.utime(file, (1, 1))
    assert runner.runner_state(alive)["state"] == "waiting"
    assert runner.runner_state(alive)["trouble"]


def test_trouble_is_told_without_new_room_on_the_disk(alive: Workspace) -> None:
    driver: Any = SimpleNamespace(trouble="a long sentence about a disk that is full")
    file = alive.run / runner.STATE
    report = runner._Reporter(file, driver)
    report()
    number, size = file.stat().st_ino, file.stat().st_size
    assert runner.runner_state(alive)["state"] == "waiting"
    driver.trouble = ""
    report()
    assert runner.runner_state(alive) | {"since": 0} == {"state": "ok", "trouble": "", "since": 0}
    assert (file.stat().st_ino, file.stat().st_size) == (number, size)
