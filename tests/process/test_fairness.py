"""Who has to wait for whom: a small run not for a large one, a person not for another, the urgent for nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from designer.spec.plan import Step
from runs import reads
from runs.models import Run
from runs.testing import command, pipeline
from tests.desk import Desk

MANY = 40


def large(name: str, seconds: float = 0.15) -> Step:
    return pipeline("", *(command(f"n{i}", command=f"sleep {seconds} # {name}{i}") for i in range(MANY)))


def small(**spec: Any) -> Step:
    first = replace(command("a", command="true # small"), spec=spec)
    return pipeline("", first, command("b", "a", command="true"), command("c", "b", command="true"))


def running(desk: Desk, run: Run) -> bool:
    return any(node["status"] == "Running" for path, node in reads.state_of(run)["nodes"].items() if path)


def done(run: Run) -> int:
    return sum(node["status"] == "Completed" for path, node in reads.state_of(run)["nodes"].items() if path)


def test_a_run_of_three_steps_does_not_wait_for_one_of_many(desk: Desk) -> None:
    big = desk.submit(large("big"))
    desk.drive(lambda: running(desk, big))
    little = desk.submit(small())
    desk.finish(little)
    assert done(big) < MANY * 2 // 3
    assert reads.state_of(little)["nodes"][""]["status"] == "Completed"
    desk.finish(big)


def test_one_person_with_many_runs_does_not_keep_another_waiting(desk: Desk) -> None:
    mine = [desk.submit(large(f"mine{i}"), creator="ann") for i in range(3)]
    desk.drive(lambda: all(running(desk, run) or done(run) for run in mine))
    theirs = desk.submit(large("theirs", 0.1), creator="ben")
    desk.finish(theirs)
    assert sum(done(run) for run in mine) < 2.5 * MANY  # half of the machine was theirs


def test_what_is_urgent_goes_before_what_came_first(desk: Desk) -> None:
    one = desk.submit(large("one"))
    desk.drive(lambda: running(desk, one))
    usual = desk.submit(large("usual"))
    urgent = desk.submit(large("urgent"), settings={"priority": "high"})
    desk.finish(urgent)
    assert done(one) + done(usual) < MANY
    desk.finish(one)
    desk.finish(usual)
