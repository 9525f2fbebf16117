"""Puts a runner together: ledger, machine, workers, environments, and the file that says how it is."""

from __future__ import annotations

import fcntl
import gc
import json
import logging
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from django.db import connection

from designer.datastores import documents
from penstock.workspace import CHECKOUT, Workspace
from runs.backends.local import DaemonUnavailable, LocalBackend
from runs.backends.shell import find_shell
from runs.engine.delivering import Naming
from runs.engine.driver import Driver
from runs.engine.environments import Environments
from runs.engine.staging import Staging
from runs.engine.workers import Workers
from runs.ledger import DjangoLedger, OwnerLock
from runs.wakeup import FACTS, PEOPLE, listen

STATE = "runner.json"
LOCK = "runner.lock"
TOOLS = CHECKOUT / ".tools" / "bin"  # what setup fetched
STATE_BYTES = 1024  # always so many
PATIENCE = 3  # seconds that a write waits for another program before people are told
DAEMON_PAUSE = 2.0  # seconds before a daemon that does not start is tried again
pause = time.sleep  # tests wait for nothing
log = logging.getLogger("penstock.runner")


class Runner:
    """A driver with everything around it. `only` makes it the runner of one run in the foreground."""

    def __init__(self, workspace: Workspace, lock: OwnerLock | None = None, only: str | None = None) -> None:
        self.backend = LocalBackend(workspace.run, workspace.logs / "stepd.log", _slots())  # first: it may be refused
        self.lock = lock or OwnerLock(workspace.run / "owners")
        self.wake = listen(workspace.run / PEOPLE)
        self.workers = Workers()
        self.ledger = DjangoLedger(self.lock, workspace.run / FACTS, only)
        self.driver = Driver(
            ledger=self.ledger,
            backend=self.backend,
            workers=self.workers,
            environments=Environments(workspace.environments, self.workers),
            sources=Staging(str(workspace.root), self.workers, documents, _register),
            workspace=str(workspace.root),
            shell=find_shell(TOOLS),
            wake=self.wake,
        )

    def close(self) -> None:
        """Leave steps to the daemon and runs to the next runner."""
        self.ledger.release()
        self.backend.close()
        self.workers.close()
        self.wake.close()
        self.lock.close()


def _register(naming: Naming) -> str:
    from runs.registering import register  # few jobs register anything, and it loads much of the designer

    return register(naming)


def serve(workspace: Workspace) -> int:
    """Be the workspace's runner until told to stop. Returns at once when another is alive."""
    held = os.open(workspace.run / LOCK, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        log.error("another runner is at work in %s", workspace.root)
        return 1
    runner = start(workspace)
    stop_on_signals(runner.driver.stop)
    quiet_collector()
    be_impatient()
    report = _Reporter(workspace.run / STATE, runner.driver)
    from runs.clock import Clock  # a run in the foreground needs none, and starts without what it loads
    from runs.retention import Housekeeper

    clock = Clock(Housekeeper(workspace).look)
    clock.start()
    try:
        runner.driver.run(until=report)
    finally:
        clock.stop()
        runner.close()
    return 0


def start(workspace: Workspace) -> Runner:
    """A runner, as soon as the step daemon can be had; until then the pages say what is wrong."""
    while True:
        try:
            return Runner(workspace)
        except DaemonUnavailable as unavailable:
            log.error("%s", unavailable)
            state = {"state": "waiting", "trouble": str(unavailable), "since": time.time()}
            _write_in_place(workspace.run / STATE, json.dumps(state))
            pause(DAEMON_PAUSE)


def runner_state(workspace: Workspace) -> dict[str, Any]:
    """{"state": "ok" | "waiting" | "down", "trouble": why it waits, "since": Unix seconds}."""
    try:
        fd = os.open(workspace.run / LOCK, os.O_WRONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return {"state": "down", "trouble": "", "since": None}
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read_state(workspace.run / STATE)
    finally:
        os.close(fd)
    return {"state": "down", "trouble": "", "since": None}


def _read_state(file: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(file.read_text())
        if time.time() - file.stat().st_mtime > 15:
            # It lives, or its lock would be free: it hangs in something, most likely in the disk.
            return {"state": "waiting", "trouble": "the runner does not answer", "since": file.stat().st_mtime}
    except (FileNotFoundError, ValueError):
        return {"state": "starting", "trouble": "", "since": None}
    return found


def be_impatient() -> None:
    """The runner tries again by itself: it says early that the database is locked, and is not stuck in it meanwhile."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000}")


class _Reporter:
    """Called once a turn: keeps the state file's time fresh, rewrites it when the trouble changes."""

    def __init__(self, file: Path, driver: Driver) -> None:
        self.file, self.driver = file, driver
        self.trouble: str | None = None
        self.next = 0.0

    def __call__(self) -> bool:
        now = time.monotonic()
        if self.driver.trouble != self.trouble or now >= self.next:
            self.next = now + 5.0
            self.trouble = self.driver.trouble
            state = {"state": "waiting" if self.trouble else "ok", "trouble": self.trouble, "since": time.time()}
            try:
                _write_in_place(self.file, json.dumps(state))
            except OSError as error:  # a full disk is exactly when this file cannot be written
                log.warning("cannot write %s: %s", self.file, error)
        return False


def _write_in_place(file: Path, text: str) -> None:
    """One write over the same bytes: it needs no room, so that it works on a full disk, when it is most wanted."""
    fd = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.pwrite(fd, text.encode().ljust(STATE_BYTES), 0)
    finally:
        os.close(fd)


def stop_on_signals(stop: Callable[[], None]) -> None:
    """SIGTERM and SIGINT end the loop in good order."""

    def handler(number: int, frame: FrameType | None) -> None:
        stop()

    signal.signal(signal.SIGTERM, handler)
    signal.signal(signal.SIGINT, handler)


def quiet_collector() -> None:
    """The loop makes much that lives long and no cycles: full collections would only cost."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _slots() -> int | None:
    """Steps at a time; `PENSTOCK_SLOTS` overrides the number of CPUs."""
    return int(os.environ["PENSTOCK_SLOTS"]) if os.environ.get("PENSTOCK_SLOTS") else None
