"""Attempts after a failure: as many as the step asks for, after pauses that grow, and never after a cancel."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from designer.spec.plan import Step
from runs.kernel import messages as m
from runs.kernel.retries import LONGEST
from runs.kernel.status import Status
from runs.kernel.step import resume
from runs.testing import FakeMachine, command, pipeline


def trying(path: str = "a", most: int = 3, delay: float = 2.0, *needs: str) -> Step:
    return command(path, *needs, spec={"retries": {"most": most, "delay": delay}})


def submitted(plan: Step, **flaky: int) -> FakeMachine:
    machine = FakeMachine.of(plan)
    machine.flaky = flaky
    machine.tell(m.RunSubmitted(0))
    return machine


def failed(machine: FakeMachine, path: str = "a", at: float = 100.0) -> list[m.Output]:
    """One more attempt that was started fails."""
    attempt = machine.run.node(path).attempt
    machine.tell(m.JobStarted(path, attempt, at - 1))
    detail = {"error": "exit code 1: no server", "exit_code": 1}
    return machine.tell(m.JobExited(path, attempt, False, at, detail, again=True))


def looked_up(machine: FakeMachine) -> FakeMachine:
    machine.tell(machine.reports.pop(0))
    machine.reports.clear()
    return machine


def test_a_step_that_completes_at_its_third_attempt_is_completed() -> None:
    machine = submitted(pipeline("", trying(), command("b", "a")), a=2)
    machine.finish()
    assert machine.started == [("a", 1), ("a", 2), ("a", 3), ("b", 1)]
    assert set(machine.statuses().values()) == {"Completed"}


def test_a_step_that_asks_for_none_fails_at_once() -> None:
    machine = submitted(pipeline("", command("a")), a=1)
    machine.finish()
    assert machine.started == [("a", 1)]
    assert machine.statuses()["a"] == "Failed"


def test_every_pause_is_twice_the_one_before_up_to_a_longest() -> None:
    machine = looked_up(submitted(pipeline("", trying(most=12, delay=2))))
    pauses = []
    for _ in range(12):
        *_, start = failed(machine)
        assert isinstance(start, m.StartJob)
        pauses.append(start.after - 100)
    assert pauses[:4] == [2, 4, 8, 16]
    assert pauses[-1] == LONGEST
    failed(machine)
    assert machine.statuses()["a"] == "Failed"
    assert machine.run.node("a").detail["error"] == "exit code 1: no server"


def test_while_it_waits_it_is_queued_and_says_when_it_goes_on_and_why_it_waits() -> None:
    machine = looked_up(submitted(pipeline("", trying(delay=8))))
    failed(machine)
    node = machine.run.node("a")
    assert (node.status, node.attempt) == (Status.QUEUED, 2)
    assert node.detail["progress"] == {"text": "attempt 2 in 8 s"}
    told = node.detail["retry"]
    assert (told["at"], told["number"], told["of"]) == (108.0, 2, 4)
    assert told["failed"]["error"] == "exit code 1: no server"


def test_a_pause_outlives_the_runner() -> None:
    plan = pipeline("", trying(delay=8))
    machine = looked_up(submitted(plan))
    failed(machine)
    assert resume(machine.replayed(plan), 101) == [m.StartJob("a", 2, 108.0)]


def test_a_person_can_cancel_during_the_pause() -> None:
    machine = looked_up(submitted(pipeline("", trying())))
    failed(machine)
    outputs = machine.tell(m.CancelRequested(101))
    assert m.StopJob("a", 2) in outputs
    machine.tell(m.JobExited("a", 2, False, 102, {"reason": "canceled"}, again=True))
    assert machine.statuses() == {"": "Canceled", "a": "Canceled"}


def test_what_a_person_stopped_is_not_tried_again() -> None:
    machine = looked_up(submitted(pipeline("", trying())))
    machine.tell(m.JobStarted("a", 1, 1))
    machine.tell(m.CancelRequested(2))
    machine.tell(m.JobExited("a", 1, False, 3, again=True))
    assert machine.statuses()["a"] == "Canceled"


def test_what_cannot_end_better_is_not_tried_again() -> None:
    machine = looked_up(submitted(pipeline("", trying())))
    machine.tell(m.JobExited("a", 1, False, 3, {"error": "cannot prepare the step"}))
    assert machine.statuses()["a"] == "Failed"


def test_what_the_machine_lost_costs_none_of_its_attempts() -> None:
    machine = looked_up(submitted(pipeline("", trying(most=1))))
    machine.tell(m.JobLost("a", 1, 1))
    failed(machine)
    assert (machine.statuses()["a"], machine.run.node("a").attempt) == ("Queued", 3)
    failed(machine)
    assert machine.statuses()["a"] == "Failed"


def test_when_a_person_tries_again_it_has_all_its_attempts_again() -> None:
    machine = submitted(pipeline("", trying(most=1)), a=9)
    machine.finish()
    machine.tell(m.RetryRequested(9))
    machine.finish()
    assert machine.started == [("a", 1), ("a", 2), ("a", 3), ("a", 4)]


def test_others_go_on_while_one_waits_for_its_next_attempt() -> None:
    machine = looked_up(submitted(pipeline("", trying(), command("b"))))
    failed(machine)
    assert machine.statuses()["b"] == "NotStarted"  # its look-up is under way, nothing canceled it
    assert machine.statuses()[""] == "Running"


@settings(max_examples=300, deadline=None)
@given(st.data(), st.integers(0, 2**32))
def test_any_run_with_retries_ends_and_no_step_is_tried_more_often_than_it_asks(data: st.DataObject, seed: int) -> None:
    steps: list[Step] = []
    for number in range(data.draw(st.integers(1, 10))):
        needs = data.draw(st.lists(st.sampled_from([s.path for s in steps]), max_size=2, unique=True)) if steps else []
        most = data.draw(st.integers(0, 3))
        step = command(f"n{number}", *needs)
        steps.append(replace(step, spec={"retries": {"most": most, "delay": 1}}) if most else step)
    plan = pipeline("", *steps, continue_on_step_failure=data.draw(st.booleans()))
    flaky = {step.path: data.draw(st.integers(0, 4)) for step in steps}
    machine = submitted(plan, **flaky)
    if data.draw(st.booleans()):
        for _ in range(data.draw(st.integers(0, 8))):
            if machine.reports:
                machine.tell(machine.reports.pop(0))
        machine.tell(m.CancelRequested(1, data.draw(st.sampled_from(["", *flaky]))))
    machine.finish(seed, twice=0.2)
    assert machine.ended
    assert machine.replayed(plan) == machine.run
    for step in steps:
        node, most = machine.run.node(step.path), step.spec.get("retries", {}).get("most", 0)
        assert node.attempt <= most + 1
        if node.status is Status.COMPLETED:
            assert node.attempt == flaky[step.path] + 1
        if node.status is Status.FAILED:
            assert flaky[step.path] > most
            assert node.attempt == most + 1
