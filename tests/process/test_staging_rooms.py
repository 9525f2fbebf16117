"""Many transfers at a time: who waits for whom."""

from __future__ import annotations

import select
import threading
from pathlib import Path
from typing import Any

import pytest

from designer.spec.plan import Value
from runs.engine import staging
from runs.engine.workers import Workers


def test_what_is_on_this_machine_does_not_wait_for_servers_that_hang(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hang = threading.Event()
    monkeypatch.setattr(staging, "ask", lambda *_args, **_more: hang.wait(30) and {"id": "x", "name": "x"})
    workers = Workers()
    made = staging.Staging(str(tmp_path), workers, lambda: ())
    far: list[Any] = []
    near: list[Any] = []
    for number in range(2 * staging.AT_ONCE):
        there = Value("data", "uri_file", uri=f"https://host/{number}")
        made.identify(there, lambda given, why: far.append(given), lambda line: None)
    (tmp_path / "here").write_text("here")
    here = Value("data", "uri_file", uri=str(tmp_path / "here"))
    made.identify(here, lambda given, why: near.append(given), lambda line: None)
    assert select.select([workers.fileno()], [], [], 20)[0]
    workers.collect()
    assert (len(near), far) == (1, [])
    hang.set()
