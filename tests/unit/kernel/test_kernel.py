"""What follows from what: the kernel alone, on small graphs with known ends and on random ones."""

import gc
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.spec.plan import Step
from runs.kernel import messages as m
from runs.kernel.state import ImpossibleTransition, apply
from runs.kernel.status import Status
from runs.kernel.step import resume
from runs.testing import FakeMachine, command, install_rounds, pipeline

CHAIN = pipeline("", command("a"), command("b", "a"), command("c", "b"))


def finished(plan: Step, fails: tuple[str, ...] = ()) -> FakeMachine:
    machine = FakeMachine.of(plan, fails)
    machine.tell(m.RunSubmitted(0))
    machine.finish()
    return machine


def test_a_chain_runs_in_order_and_completes() -> None:
    machine = finished(CHAIN)
    assert machine.started == [("a", 1), ("b", 1), ("c", 1)]
    assert set(machine.statuses().values()) == {"Completed"}


def test_a_step_passes_queued_and_running_on_its_way() -> None:
    machine = finished(pipeline("", command("a")))
    seen = [e.status for e in machine.events if isinstance(e, m.StatusChanged) and e.path == "a"]
    assert seen == ["Queued", "Running", "Completed"]


def test_a_failed_step_fails_the_run_and_cancels_the_rest() -> None:
    machine = finished(pipeline("", command("a"), command("b", "a"), command("c")), fails=("a",))
    assert machine.statuses() == {"": "Failed", "a": "Failed", "b": "Canceled", "c": "Canceled"}


def test_a_run_that_continues_on_failure_cancels_only_what_depends_on_it() -> None:
    plan = pipeline("", command("a"), command("b", "a"), command("c"), continue_on_step_failure=True)
    assert finished(plan, ("a",)).statuses() == {"": "Failed", "a": "Failed", "b": "Canceled", "c": "Completed"}


def test_a_step_in_a_nested_pipeline_starts_when_its_own_needs_are_met() -> None:
    inner = pipeline("sub", command("sub/free"), command("sub/bound", "slow"))
    machine = FakeMachine.of(pipeline("", command("slow"), inner))
    machine.tell(m.RunSubmitted(0))
    machine.reports = [r for r in machine.reports if r.path != "slow"]  # type: ignore[union-attr]
    machine.finish()
    assert machine.statuses()["sub/free"] == "Completed"
    assert machine.statuses()["sub"] == "Running"
    assert machine.statuses()["sub/bound"] == "NotStarted"


def test_a_nested_pipeline_that_fails_fails_its_parents() -> None:
    plan = pipeline("", pipeline("s", pipeline("s/t", command("s/t/x"))), command("y"))
    assert finished(plan, ("s/t/x",)).statuses()["s"] == "Failed"


def test_an_empty_pipeline_completes_at_once() -> None:
    assert finished(pipeline("", pipeline("s"))).statuses() == {"": "Completed", "s": "Completed"}


def test_a_hit_completes_a_step_without_starting_it() -> None:
    machine = FakeMachine.of(CHAIN)
    machine.tell(m.RunSubmitted(0))
    machine.reports = [m.CacheHit("a", 1, 1, {"reused_from": "x"})]
    machine.finish()
    assert ("a", 1) not in machine.started
    assert machine.run.node("a").detail == {"reused_from": "x"}


def looking_up(machine: FakeMachine) -> FakeMachine:
    """A step whose look-up waits for something: it tells how far it is and has no answer yet."""
    machine.tell(m.RunSubmitted(0))
    machine.reports.clear()
    machine.tell(m.JobProgressed("a", 1, Status.PREPARING, 1, {"progress": {"text": "1 of 2"}}))
    machine.tell(m.JobProgressed("a", 1, Status.PREPARING, 2, {"progress": {"text": "2 of 2"}}))
    assert machine.statuses()["a"] == "Preparing"
    return machine


def test_a_look_up_that_had_to_wait_still_decides_whether_the_step_runs() -> None:
    for answer, end in ((m.CacheHit("a", 1, 3), []), (m.CacheMissed("a", 1, 3), [("a", 1)])):
        machine = looking_up(FakeMachine.of(pipeline("", command("a"))))
        machine.tell(answer)
        machine.finish()
        assert machine.statuses()["a"] == "Completed"
        assert machine.started == end


def test_a_look_up_that_waits_is_asked_again_after_a_restart_and_started_by_nobody() -> None:
    plan = pipeline("", command("a"))
    again = resume(looking_up(FakeMachine.of(plan)).replayed(plan), 5)
    assert again == [m.LookUpCache("a", 1)]


def test_cancel_ends_a_look_up_that_waits_without_asking_a_machine() -> None:
    machine = looking_up(FakeMachine.of(pipeline("", command("a"))))
    outputs = machine.tell(m.CancelRequested(3))
    assert machine.statuses()["a"] == "Canceled"
    assert not [output for output in outputs if isinstance(output, m.StopJob)]


def joined() -> tuple[FakeMachine, list[m.Output]]:
    machine = FakeMachine.of(pipeline("", command("a")))
    machine.tell(m.RunSubmitted(0))
    machine.reports.clear()
    return machine, machine.tell(m.Joined("a", 1, 1, {"waits_for": "other"}))


def test_a_step_that_joined_another_waits_and_is_started_by_nobody() -> None:
    machine, outputs = joined()
    assert next(fact.status for fact in outputs if isinstance(fact, m.StatusChanged) and fact.path) == "Queued"
    assert not [output for output in outputs if isinstance(output, m.StartJob)]
    machine.tell(m.CacheHit("a", 1, 2))
    assert machine.statuses() == {"": "Completed", "a": "Completed"}


def test_a_step_that_joined_in_vain_starts_itself() -> None:
    machine, _ = joined()
    assert machine.tell(m.CacheMissed("a", 1, 2))[-1] == m.StartJob("a", 1)
    assert machine.tell(m.Joined("a", 1, 3)) == []  # too late


def test_a_start_that_nobody_commanded_yet_can_be_taken_back() -> None:
    machine = FakeMachine.of(pipeline("", command("a")))
    machine.tell(m.RunSubmitted(0))
    machine.run.nodes["a"].story.clear()
    machine.tell(m.CacheMissed("a", 1, 1))
    machine.tell(m.Yielded("a", 1, 2))
    assert resume(machine.run, 3) == [m.LookUpCache("a", 1)]
    machine.tell(m.CacheMissed("a", 1, 4))
    machine.tell(m.JobStarted("a", 1, 5))
    assert machine.tell(m.Yielded("a", 1, 6)) == []  # it runs


def test_a_step_that_joined_is_looked_up_again_after_a_restart() -> None:
    machine, _ = joined()
    assert resume(machine.run, 2) == [m.LookUpCache("a", 1)]


def test_cancel_ends_a_step_that_joined_without_asking_a_machine() -> None:
    machine, _ = joined()
    outputs = machine.tell(m.CancelRequested(2))
    assert machine.statuses()["a"] == "Canceled"
    assert not [output for output in outputs if isinstance(output, m.StopJob)]
    assert machine.tell(m.CacheHit("a", 1, 3)) == []


def test_cancel_stops_what_runs_and_never_starts_what_waits() -> None:
    machine = FakeMachine.of(CHAIN)
    machine.tell(m.RunSubmitted(0))
    machine.tell(machine.reports.pop(0))
    machine.tell(m.CancelRequested(5))
    assert machine.statuses() == {"": "CancelRequested", "a": "CancelRequested", "b": "Canceled", "c": "Canceled"}
    machine.reports = [r for r in machine.reports if isinstance(r, m.JobExited) and not r.ok]
    machine.finish()
    assert set(machine.statuses().values()) == {"Canceled"}


def test_retry_runs_what_failed_and_what_waited_for_it_and_nothing_else() -> None:
    machine = finished(pipeline("", command("a"), command("b", "a"), command("c", "b")), fails=("b",))
    machine.fails = frozenset()
    machine.tell(m.RetryRequested(9))
    machine.finish()
    assert set(machine.statuses().values()) == {"Completed"}
    assert machine.started == [("a", 1), ("b", 1), ("b", 2), ("c", 2)]


def test_retry_of_one_step_takes_along_what_was_canceled_for_it() -> None:
    machine = finished(pipeline("", command("a"), command("b", "a")), fails=("a",))
    machine.fails = frozenset()
    machine.tell(m.RetryRequested(9, "a"))
    machine.finish()
    assert machine.statuses() == {"": "Completed", "a": "Completed", "b": "Completed"}


def test_retry_of_a_job_that_never_got_children_begins_it_again() -> None:
    install_rounds()
    machine = finished(
        pipeline("", command("a"), Step("loop", "loop", "rounds", ("a",), spec={"rounds": 1, "width": 1})), ("a",)
    )
    assert machine.statuses()["loop"] == "Canceled"
    machine.fails = frozenset()
    machine.tell(m.RetryRequested(9))
    machine.finish()
    assert set(machine.statuses().values()) == {"Completed"}


def test_a_lost_step_gets_another_attempt_until_it_is_hopeless() -> None:
    machine = FakeMachine.of(pipeline("", command("a")))
    machine.tell(m.RunSubmitted(0))
    machine.tell(machine.reports.pop())
    for attempt in (1, 2, 3):
        assert machine.run.node("a").attempt == attempt
        machine.tell(m.JobLost("a", attempt, 1))
    assert machine.statuses()["a"] == "Failed"
    assert "lost 3 times" in machine.run.node("a").detail["error"]


def test_reports_of_an_earlier_attempt_are_ignored() -> None:
    machine = FakeMachine.of(pipeline("", command("a")))
    machine.tell(m.RunSubmitted(0))
    machine.tell(machine.reports.pop())
    machine.tell(m.JobLost("a", 1, 1))
    assert machine.tell(m.JobExited("a", 1, True, 2)) == []
    assert machine.run.node("a").attempt == 2


def test_children_born_during_the_run_are_waited_for() -> None:
    install_rounds()
    rounds = Step("loop", "loop", "rounds", needs=("a",), spec={"rounds": 3, "width": 2})
    machine = finished(pipeline("", command("a"), rounds, command("z", "loop")))
    order = [path for path, _ in machine.started]
    assert order == ["a", *(f"loop/iteration_{i:04d}" for i in range(1, 7)), "z"]
    assert set(machine.statuses().values()) == {"Completed"}


def test_a_failing_child_ends_the_rounds() -> None:
    install_rounds()
    rounds = Step("loop", "loop", "rounds", spec={"rounds": 3, "width": 1})
    machine = finished(pipeline("", rounds), fails=("loop/iteration_0002",))
    assert machine.statuses()["loop"] == "Failed"
    assert "loop/iteration_0003" not in machine.statuses()


def test_a_kind_that_nobody_knows_fails_with_a_sentence() -> None:
    machine = finished(pipeline("", Step("s", "s", "spark")))
    assert machine.run.node("s").detail == {"error": "this version cannot run spark steps"}


def test_a_bug_raises_with_the_nodes_story() -> None:
    machine = finished(CHAIN)
    with pytest.raises(ImpossibleTransition, match=r"a: Completed -> Running; its story: .*Queued"):
        apply(machine.run, m.StatusChanged("a", 1, Status.RUNNING, 1))


@st.composite
def plans(draw: st.DrawFn) -> Step:
    """Random graphs: steps in order of creation, needs among earlier ones, some nested, some bearing children."""
    install_rounds()
    steps: list[Step] = []
    groups: dict[str, list[Step]] = {}
    for i in range(draw(st.integers(1, 14))):
        group = draw(st.sampled_from(["", "", "g", "h"]))
        needs = draw(st.lists(st.sampled_from([s.path for s in steps] or [""]), max_size=3, unique=True))
        path = f"{group}/n{i}".lstrip("/")
        kind = draw(st.sampled_from(["command", "command", "command", "rounds"]))
        step = Step(f"n{i}", path, kind, needs=tuple(n for n in needs if n), spec={"rounds": 2, "width": 2})
        steps.append(step)
        groups.setdefault(group, []).append(step)
    nested = [pipeline(g, *groups[g], continue_on_step_failure=draw(st.booleans())) for g in ("g", "h") if g in groups]
    return pipeline("", *groups.get("", []), *nested, continue_on_step_failure=draw(st.booleans()))


@settings(max_examples=400, deadline=None)
@given(plans(), st.integers(0, 2**32), st.data())
def test_any_run_ends_however_its_reports_arrive(plan: Step, seed: int, data: st.DataObject) -> None:
    paths = [step.path for step in plan.walk() if step.kind == "command"]
    some = st.lists(st.sampled_from(paths), max_size=3) if paths else st.just([])
    fails, joins = data.draw(some), data.draw(some)
    machine = FakeMachine.of(plan, fails, joins)
    machine.tell(m.RunSubmitted(0))
    if data.draw(st.booleans()):
        for _ in range(data.draw(st.integers(0, 6))):
            if machine.reports:
                machine.tell(machine.reports.pop(0))
        machine.tell(m.CancelRequested(1, data.draw(st.sampled_from(["", *paths]))))
    machine.finish(seed, twice=0.2)
    assert machine.ended
    assert machine.replayed(plan) == machine.run
    if not fails and "Canceled" not in machine.statuses().values():
        assert machine.statuses()[""] == "Completed"


@settings(max_examples=200, deadline=None)
@given(plans(), st.integers(0, 40), st.integers(0, 2**32), st.booleans())
def test_a_run_cut_off_at_any_moment_goes_on_from_its_events(plan: Step, cut: int, seed: int, joins: bool) -> None:
    machine = FakeMachine.of(plan, joins=[step.path for step in plan.walk()] if joins else ())
    machine.tell(m.RunSubmitted(0))
    for _ in range(cut):
        if machine.reports:
            machine.tell(machine.reports.pop(0))
    revived = FakeMachine(machine.replayed(plan), events=list(machine.events))
    revived.carry_out(resume(revived.run, 1))
    revived.finish(seed)
    assert set(revived.statuses().values()) == {"Completed"}


def time_of_fan(width: int) -> float:
    workers = [command(f"w{i}", "root") for i in range(width)]
    plan = pipeline("", command("root"), *workers, command("join", *(w.path for w in workers)))
    machine = FakeMachine.of(plan)
    gc.disable()  # its share grows with the heap, not with the graph
    begin = time.process_time()
    machine.tell(m.RunSubmitted(0))
    while machine.reports:
        reports, machine.reports = machine.reports, []
        for report in reports:
            machine.tell(report)
    spent = time.process_time() - begin
    gc.enable()
    assert machine.statuses()["join"] == "Completed"
    return spent


def test_the_cost_of_a_message_does_not_depend_on_the_size_of_the_graph() -> None:
    time_of_fan(100)
    small = min(time_of_fan(1000) for _ in range(3))
    large = min(time_of_fan(5000) for _ in range(3))
    assert large < 5 * small * 1.8  # measured 5.3 times; the rest is room for a noisy machine
