"""Environments that steps ask for are not among those that nobody uses."""

from __future__ import annotations

import os
import time
from pathlib import Path

from penstock.environments.shelf import MARKER
from runs.engine.environments import Environments
from runs.engine.workers import Workers
from runs.testing import command


def test_an_environment_is_marked_as_used_as_long_as_steps_ask_for_it(tmp_path: Path) -> None:
    known, step = Environments(tmp_path, Workers()), command("a")
    place = known.shelf.place(known.recipe("current"))
    assert place is not None
    place.mkdir()
    (place / MARKER).touch()
    for _ in range(2):
        os.utime(place / MARKER, (1, 1))
        assert known.known(step) is not None
        assert time.time() - (place / MARKER).stat().st_mtime < 60
        known._kept["current"].seen = 0.0  # a second later
