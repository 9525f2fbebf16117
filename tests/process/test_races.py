"""What happens at the same time: cancel while preparing, another owner, a locked database half way, our own bugs."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from designer.spec.plan import Step
from runs import journal, services
from runs.engine import driver as engine
from runs.engine import environments, launch
from runs.kernel.kinds import KINDS
from runs.kernel.state import Node
from runs.ledger import DjangoLedger, OwnerLock
from runs.models import Run
from runs.testing import command, pipeline
from runs.wakeup import FACTS


def waits_for(flag: Path) -> str:
    return f"while [ ! -e {flag} ]; do sleep 0.02; done"


def take_over(run: Run, owner: str) -> None:
    """What another runner does to a run."""
    Run.objects.filter(pk=run.pk).update(owner=owner, lease_until=2e9 if owner else 0)


def test_cancel_while_the_environment_is_built_ends_the_run_at_once(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    driver, gate = desk.runner.driver, threading.Event()
    monkeypatch.setattr(environments, "build", lambda shelf, recipe, say: gate.wait(60))
    monkeypatch.setattr(environments, "is_complete", lambda place: gate.is_set())
    run = desk.submit(pipeline("", command("a", command="true")))
    try:
        desk.drive(lambda: desk.status(run, "a") == "Preparing")
        services.request_cancel(name=run.name)
        assert desk.finish(run)["a"]["status"] == "Canceled"
    finally:
        gate.set()
    desk.drive(lambda: not driver.waits.environments._waiting)
    assert not (desk.workspace.jobs / run.name / "a/attempt-1/start.json").exists()


def test_a_running_step_is_adopted_without_waiting_for_a_new_environment(
    desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new version of Penstock brings a new one, which takes minutes to build."""
    flag = tmp_path / "flag"
    run = desk.submit(pipeline("", command("a", command=waits_for(flag))))
    desk.drive(lambda: desk.status(run, "a") == "Running")
    desk.crash()
    monkeypatch.setattr(environments, "build", lambda *_: pytest.fail("nothing needs it"))
    monkeypatch.setattr(environments, "is_complete", lambda place: False)
    flag.touch()
    assert desk.finish(run)["a"]["status"] == "Completed"


def test_a_build_that_breaks_in_an_unknown_way_fails_the_step_and_not_the_runner(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: Any) -> Any:
        raise RuntimeError("no such colour")

    monkeypatch.setattr(environments, "is_complete", lambda place: False)
    monkeypatch.setattr(environments, "build", broken)
    node = desk.run(pipeline("", command("a")))["a"]
    assert node["status"] == "Failed"
    assert "no such colour" in node["error"]


def test_a_run_that_another_took_leaves_nothing_behind_and_can_come_back(desk: Any, tmp_path: Path) -> None:
    driver, flag = desk.runner.driver, tmp_path / "flag"
    run = desk.submit(pipeline("", *(command(f"n{i}", command=f"{waits_for(flag)}; : {i}") for i in range(40))))
    room = driver.backend.room
    desk.drive(lambda: desk.status(run, "n0") == "Running")
    assert len(driver.launcher.queue)
    take_over(run, "elsewhere-1-abc")
    flag.touch()
    desk.drive(lambda: run.name not in driver.runs)
    assert (len(driver.launcher.queue), len(driver.launcher.attempts), driver.backend.room) == (0, 0, room)
    take_over(run, "")
    nodes = desk.finish(run)
    assert {node["status"] for node in nodes.values()} == {"Completed"}
    assert {node["attempt"] for node in nodes.values()} == {1}


def test_a_run_that_another_took_is_let_go_even_while_nothing_happens(
    desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "RENEW_EVERY", 0.05)
    run = desk.submit(pipeline("", command("a", command=waits_for(tmp_path / "flag"))))
    desk.drive(lambda: desk.status(run, "a") == "Running")
    take_over(run, "elsewhere-1-abc")
    desk.drive(lambda: run.name not in desk.runner.driver.runs, 10)


def test_a_database_that_locks_between_two_claims_loses_no_run(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [desk.submit(pipeline("", command("a"))) for _ in range(3)]
    real, calls = journal.read_events, []

    def once_locked(run_id: int) -> Any:
        calls.append(run_id)
        if len(calls) == 2:
            raise OperationalError("database is locked")
        return real(run_id)

    monkeypatch.setattr(journal, "read_events", once_locked)
    for run in runs:
        assert desk.finish(run)[""]["status"] == "Completed"


def test_a_lease_that_was_renewed_meanwhile_is_not_taken(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run = desk.submit(pipeline("", command("a")))
    take_over(run, "elsewhere-1-abc")

    def dies_and_renews(owner: str) -> bool:
        Run.objects.filter(pk=run.pk).update(lease_until=2e9 + 1)
        return True

    monkeypatch.setattr(desk.runner.lock, "is_dead", dies_and_renews)
    assert desk.runner.ledger.claim() == []


class Broken:
    """A kind with a bug."""

    def first(self, job: Node) -> Sequence[Step]:
        raise RuntimeError("a bug")

    def more(self, job: Node, children: Sequence[Node]) -> Sequence[Step]:
        return ()


def test_a_bug_in_one_run_ends_that_run_and_no_other(
    desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KINDS, "broken", Broken())
    flag = tmp_path / "flag"
    slow = desk.submit(pipeline("", command("a", command=waits_for(flag))))
    desk.drive(lambda: desk.status(slow, "a") == "Running")
    bad = desk.submit(pipeline("", command("b"), Step("x", "x", "broken", needs=("b",)), command("after", "x")))
    nodes = desk.finish(bad)
    assert (nodes[""]["status"], nodes["x"]["status"], nodes["after"]["status"]) == ("Failed", "Canceled", "Canceled")
    assert "a bug" in nodes[""]["error"]
    flag.touch()
    assert desk.finish(slow)["a"]["status"] == "Completed"
    assert bad.name not in desk.runner.driver.condemned


def test_a_run_whose_story_cannot_be_read_fails_and_says_so(desk: Any) -> None:
    bad = desk.submit(pipeline("", command("a")))
    bad.document.plan = '{"of": "another version"}'
    bad.document.save()
    good = desk.submit(pipeline("", command("a")))
    assert desk.finish(good)["a"]["status"] == "Completed"
    nodes = desk.finish(bad)
    assert nodes[""]["status"] == "Failed"
    assert "cannot read the run" in nodes[""]["error"]


def test_a_disk_that_fills_up_while_code_is_copied_holds_the_step_back(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = desk.workspace.store / "c0de" / "tree" / "pkg"
    tree.mkdir(parents=True)
    (tree / "main.sh").write_text("echo from code\n")
    real, full = launch._copy_writable, [True]

    def copy(source: str, target: str) -> str:
        if full[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(source, target)

    monkeypatch.setattr(launch, "_copy_writable", copy)
    run = desk.submit(pipeline("", command("a", command="bash pkg/main.sh", code="c0de")))
    desk.drive(lambda: "No space left" in desk.runner.driver.trouble)
    full[0] = False
    assert desk.finish(run)["a"]["status"] == "Completed"
    assert desk.log(run, "a") == "from code\n"


def test_a_command_of_many_long_letters_still_runs(desk: Any) -> None:
    """The system counts bytes: a Korean letter has three."""
    run = desk.submit(pipeline("", command("a", command="echo " + "가" * 60_000 + " | wc -m")))
    desk.finish(run)
    assert desk.log(run, "a").strip() in ("60001", "180001")  # by the locale


def test_locks_of_dead_owners_are_swept_away_and_living_ones_kept(tmp_path: Path) -> None:
    dead, living = OwnerLock(tmp_path), OwnerLock(tmp_path)
    os.close(dead._fd)  # as the system does
    new = OwnerLock(tmp_path)
    assert set(os.listdir(tmp_path)) == {living.owner, new.owner}
    assert new.is_dead(dead.owner)
    assert not new.is_dead(living.owner)
    assert not new.is_dead("elsewhere-1-abc")
    living.close()
    new.close()


def test_what_a_foreground_run_left_is_retried_by_the_runner_at_once(desk: Any, tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    other = DjangoLedger(OwnerLock(desk.workspace.run / "owners"), desk.workspace.run / FACTS)
    run = desk.submit(pipeline("", command("a", command=f"test -e {flag}")))
    assert desk.finish(run)["a"]["status"] == "Failed"
    take_over(run, other.lock.owner)
    other.lock.close()
    flag.touch()
    services.request_retry(name=run.name)
    desk.drive(lambda: desk.status(run) == "Completed", 5)
