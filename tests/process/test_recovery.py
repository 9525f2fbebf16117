"""Whoever is killed, a run goes on: nothing that finished runs twice, nothing is lost, and logs say what happened."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import signal
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from benchmarks.kills import Killer
from designer.spec.plan import OutputSpec, Step
from runs import services
from runs.backends import local
from runs.engine import launch
from runs.ledger import DjangoLedger, OwnerLock
from runs.models import Event, Run
from runs.runner import LOCK, STATE, runner_state, serve, start
from runs.testing import command, install_rounds, pipeline
from runs.wakeup import FACTS
from tests.faults import fault


def waits_for(flag: Path) -> str:
    """A command that goes on when a file appears."""
    return f"echo begun; while [ ! -e {flag} ]; do sleep 0.02; done; echo done"


def starts(run: Run, path: str) -> int:
    return Event.objects.filter(run=run, path=path, status="Running").count()


@fault(
    "Server",
    "the runner is killed while a step runs",
    "Running all the time; the next runner adopts the step, its log has every line, nothing runs twice",
)
def test_a_killed_runner_adopts_the_running_step(desk: Any, tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    run = desk.submit(pipeline("", command("a", command=waits_for(flag))))
    desk.drive(lambda: desk.status(run, "a") == "Running")
    desk.crash()
    desk.drive(lambda: run.name in desk.runner.driver.runs)
    flag.touch()
    nodes = desk.finish(run)
    assert nodes["a"]["status"] == "Completed"
    assert nodes["a"]["attempt"] == 1
    assert starts(run, "a") == 1
    assert desk.log(run, "a") == "begun\ndone\n"


@fault(
    "Server",
    "a step ends while there is no runner",
    "its end, code and times are found on disk by the next runner",
)
def test_a_killed_runner_collects_the_step_that_ended_meanwhile(desk: Any, tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    text = waits_for(flag) + "; echo 7 > ${{outputs.out}}/x"
    run = desk.submit(pipeline("", command("a", command=text, outputs={"out": OutputSpec()})))
    desk.drive(lambda: desk.status(run, "a") == "Running")
    flag.touch()
    exit_record = desk.workspace.jobs / run.name / "a/attempt-1/exit.json"
    desk.drive(lambda: exit_record.exists() or desk.runner.backend.poll() is None)
    desk.crash()
    assert desk.finish(run)["a"]["status"] == "Completed"
    assert starts(run, "a") == 1


def test_a_killed_runner_cancels_what_it_was_told_to_cancel(desk: Any, tmp_path: Path) -> None:
    run = desk.submit(pipeline("", command("a", command="trap '' TERM; while :; do sleep 0.1; done")))
    desk.drive(lambda: desk.status(run, "a") == "Running")
    services.request_cancel(name=run.name)
    desk.drive(lambda: desk.status(run, "a") == "CancelRequested")
    desk.crash()
    assert desk.finish(run)["a"]["status"] == "Canceled"
    assert desk.processes() == []


def test_a_killed_runner_goes_on_with_children_born_during_the_run(desk: Any, tmp_path: Path) -> None:
    install_rounds()
    flag = tmp_path / "flag"
    spec = {"rounds": 2, "width": 2, "command": waits_for(flag)}
    run = desk.submit(pipeline("", Step("loop", "loop", "rounds", spec=spec)))
    desk.drive(lambda: starts(run, "loop/iteration_0001") == 1)
    desk.crash()
    flag.touch()
    nodes = desk.finish(run)
    assert nodes["loop/iteration_0004"]["status"] == "Completed"
    assert starts(run, "loop/iteration_0001") == 1


@fault(
    "Server",
    "the step daemon itself is killed",
    "its steps end with it and begin again as a second attempt; their logs say why",
)
def test_a_killed_daemon_takes_its_steps_along_and_they_run_again(desk: Any, tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    run = desk.submit(pipeline("", command("a", command=waits_for(flag)), command("b", "a")))
    desk.drive(lambda: desk.status(run, "a") == "Running")
    before = {process.pid for process in desk.processes()}
    desk.daemon().send_signal(signal.SIGKILL)
    desk.drive(lambda: starts(run, "a") == 2)
    assert before.isdisjoint({process.pid for process in desk.processes()})
    flag.touch()
    nodes = desk.finish(run)
    assert nodes["a"]["attempt"] == 2
    assert nodes["b"]["status"] == "Completed"
    assert desk.log(run, "a", 1) == "begun\n"
    assert "step daemon was killed while attempt 1" in desk.log(run, "a", 2)


@fault(
    "Server",
    "the step daemon is killed each time the step runs",
    "Failed after the third time: the step was lost 3 times",
)
def test_a_daemon_killed_again_and_again_fails_the_step_instead_of_hanging(desk: Any) -> None:
    run = desk.submit(pipeline("", command("a", command="sleep 60")))
    for attempt in (1, 2, 3):
        desk.drive(lambda attempt=attempt: starts(run, "a") == attempt)
        desk.daemon().send_signal(signal.SIGKILL)
    nodes = desk.finish(run)
    assert nodes["a"]["status"] == "Failed"
    assert "lost 3 times" in nodes["a"]["error"]


def test_two_runners_never_drive_one_run(desk: Any) -> None:
    run = desk.submit(pipeline("", command("a")))
    ledger = desk.runner.driver.ledger
    other = DjangoLedger(OwnerLock(desk.workspace.run / "owners"), desk.workspace.run / FACTS)
    assert [claimed.root for claimed in ledger.claim()] == [run.name]
    assert other.claim() == []
    other.lock.close()


def test_a_run_of_a_dead_owner_is_taken_over_at_once(desk: Any) -> None:
    run = desk.submit(pipeline("", command("a")))
    other = DjangoLedger(OwnerLock(desk.workspace.run / "owners"), desk.workspace.run / FACTS)
    other.claim()
    os.close(other.lock._fd)  # as the system does for a killed process; its file stays behind
    assert desk.finish(run)["a"]["status"] == "Completed"


@fault(
    "Server",
    "another program locks the database",
    "steps go on; pages say why the runner waits; what happened is written once the lock is gone",
)
def test_a_locked_database_stops_nothing_for_good(desk: Any, tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    run = desk.submit(pipeline("", command("a", command=waits_for(flag)), command("b", "a")))
    desk.drive(lambda: desk.status(run, "a") == "Running")
    connection.cursor().execute("PRAGMA busy_timeout=50")
    intruder = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
    intruder.execute("BEGIN IMMEDIATE")
    flag.touch()
    desk.drive(lambda: "locked" in desk.runner.driver.trouble)
    intruder.execute("ROLLBACK")
    intruder.close()
    assert desk.finish(run)["b"]["status"] == "Completed"
    assert starts(run, "a") == 1
    assert desk.runner.driver.trouble == ""


def test_a_full_disk_holds_a_step_back_until_there_is_room(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    full = [True]
    real = launch.os.mkdir

    def mkdir(*arguments: Any) -> None:
        if full[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(*arguments)

    monkeypatch.setattr(launch.os, "mkdir", mkdir)
    run = desk.submit(pipeline("", command("a")))
    desk.drive(lambda: "No space left" in desk.runner.driver.trouble)
    full[0] = False
    assert desk.finish(run)["a"]["status"] == "Completed"


def test_a_second_runner_of_a_workspace_leaves_at_once(desk: Any) -> None:
    lock = os.open(desk.workspace.run / LOCK, os.O_WRONLY | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    assert serve(desk.workspace) == 1
    assert runner_state(desk.workspace)["state"] != "down"
    os.close(lock)
    assert runner_state(desk.workspace)["state"] == "down"


@fault(
    "Server",
    "the step daemon cannot be started",
    "pages say so and where its log is; it is tried again until it can",
)
def test_a_daemon_that_does_not_start_is_said_and_tried_again(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    daemon = desk.daemon()
    desk.runner.close()
    daemon.wait(10)  # it goes when nobody needs it; until then it answers
    real, said = local.STEPD, []
    monkeypatch.setattr(local, "STEPD", Path("/nowhere"))
    monkeypatch.setattr(local, "START_TIMEOUT", 0.2)

    def repaired(seconds: float) -> None:
        said.append(json.loads((desk.workspace.run / STATE).read_text())["trouble"])
        monkeypatch.setattr(local, "STEPD", real)
        monkeypatch.setattr(local, "START_TIMEOUT", 10.0)

    monkeypatch.setattr("runs.runner.DAEMON_PAUSE", 0)
    monkeypatch.setattr("runs.runner.pause", repaired)
    desk.runner = start(desk.workspace)
    assert "the step daemon does not start" in said[0]
    assert desk.run(pipeline("", command("a")))["a"]["status"] == "Completed"


def test_kills_at_random_moments_lose_nothing(tmp_path: Path) -> None:
    """The short form of `make kills`."""
    began = time.monotonic()
    folder = tmp_path / "workspace"
    folder.mkdir()
    tally = Killer(folder, seed=11, pause=(0.05, 0.6)).run(12)
    assert tally.clean, tally.line()
    assert tally.kills == 12
    assert time.monotonic() - began < 300
