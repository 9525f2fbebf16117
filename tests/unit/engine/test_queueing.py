"""The line in front of the machine: who comes next, and that nobody waits for ever."""

from __future__ import annotations

import gc
import time
from collections import Counter, defaultdict
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from runs.engine.queueing import GPUS, SHARE, Queue
from runs.stepd.fair import PATIENCE, Fair


def line(*pushed: tuple[Any, ...]) -> list[str]:
    """The order in which (id, run, user, priority) leave."""
    queue: Queue[None] = Queue()
    for id_, run, *more in pushed:
        queue.push(id_, None, run=run, **dict(zip(("user", "priority"), more, strict=False)))
    return drained(queue)


def drained(queue: Queue[Any], now: float = 0.0) -> list[str]:
    found = []
    while (handed := queue.pop(now)) is not None:
        found.append(handed[0])
    return found


def test_a_small_run_does_not_wait_for_a_large_one_that_came_first() -> None:
    order = line(*((f"big{i}", "big") for i in range(5000)), *((f"small{i}", "small") for i in range(3)))
    assert max(order.index(f"small{i}") for i in range(3)) < 8


def test_a_user_with_many_runs_gets_no_more_than_one_with_a_single_run() -> None:
    mine = [(f"a{run}.{i}", f"a{run}", "ann") for run in range(4) for i in range(10)]
    order = line(*mine, *((f"b{i}", "b", "ben") for i in range(10)))
    assert Counter(id_[0] for id_ in order[:20]) == {"a": 10, "b": 10}
    assert {id_.split(".")[0] for id_ in order[:8] if id_[0] == "a"} == {"a0", "a1", "a2", "a3"}


def test_within_a_run_who_came_first_goes_first() -> None:
    assert line(("x", "r"), ("y", "r"), ("z", "r")) == ["x", "y", "z"]


def test_what_is_urgent_goes_first_and_what_is_not_still_moves() -> None:
    order = line(*((f"low{i}", "l", "", -1) for i in range(3)), *((f"high{i}", "h", "", 1) for i in range(40)))
    assert order[:PATIENCE] == [f"high{i}" for i in range(PATIENCE)]
    assert order.index("low0") == PATIENCE
    assert order.index("low2") < 3 * (PATIENCE + 1)


def test_the_least_urgent_of_many_still_moves() -> None:
    urgent = [(f"{priority}.{i}", f"r{priority}", "", priority) for priority in (3, 2, 1) for i in range(2000)]
    order = line(("last", "l", "", 0), *urgent)
    assert order.index("last") < (PATIENCE + 1) ** 3


def test_a_compute_lets_no_more_through_than_it_declares() -> None:
    queue: Queue[None] = Queue()
    queue.set_limits({"cpu": 2})
    for i in range(5):
        queue.push(f"a{i}", None, run="a", compute="cpu")
    queue.push("free", None, run="a")
    assert drained(queue) == ["a0", "a1", "free"]
    queue.release("a1")
    assert drained(queue) == ["a2"]
    queue.set_limits({"cpu": 3})
    assert drained(queue) == ["a3"]
    queue.set_limits({})
    assert drained(queue) == ["a4"]


def test_a_step_of_several_instances_waits_for_all_of_them_and_is_not_passed_by_small_ones() -> None:
    queue: Queue[None] = Queue()
    queue.set_limits({"cpu": 3})
    queue.push("a", None, run="r", compute="cpu", instances=2)
    queue.push("b", None, run="r", compute="cpu", instances=2)
    queue.push("c", None, run="r", compute="cpu")
    assert drained(queue) == ["a"]
    queue.release("a")
    assert drained(queue) == ["b", "c"]


def test_who_wants_more_than_there_is_goes_alone() -> None:
    queue: Queue[None] = Queue(gpus=2)
    queue.push("a", None, run="r", gpus=1)
    queue.push("huge", None, run="r", gpus=8)
    queue.push("b", None, run="r", gpus=1)
    assert drained(queue) == ["a"]
    queue.release("a")
    assert drained(queue) == ["huge"]
    queue.release("huge")
    assert drained(queue) == ["b"]


def test_what_runs_already_passes_every_gate_and_counts() -> None:
    queue: Queue[None] = Queue()
    queue.set_limits({"cpu": 1})
    for i in range(3):
        queue.push(f"old{i}", None, run="r", compute="cpu", under_way=True)
    queue.push("new", None, run="r", compute="cpu")
    assert drained(queue) == ["old0", "old1", "old2"]
    for i in range(3):
        assert drained(queue) == []
        queue.release(f"old{i}")
    assert drained(queue) == ["new"]


def test_a_pause_ends_when_it_should_and_can_be_left_early() -> None:
    queue: Queue[str] = Queue()
    queue.push("later", "x", run="r", not_before=8.0)
    queue.push("canceled", "y", run="r", not_before=5.0)
    assert queue.due() == 5.0
    assert queue.remove("canceled") == "y"
    assert drained(queue, 7.9) == []
    assert drained(queue, 8.0) == ["later"]
    assert len(queue) == 0


def test_what_could_not_be_started_is_the_next_to_be_tried() -> None:
    queue: Queue[None] = Queue()
    queue.set_limits({"cpu": 1})
    for id_ in "abc":
        queue.push(id_, None, run="r", compute="cpu")
    assert drained(queue) == ["a"]
    queue.push_back("a")
    assert drained(queue) == ["a"]
    queue.push_back("a")
    queue.remove("a")
    assert drained(queue) == ["b"]


def test_a_run_that_comes_late_hands_over_a_few_even_when_there_is_no_room() -> None:
    queue: Queue[None] = Queue()
    for i in range(30):
        queue.push(f"big{i}", None, run="big")
    for _ in range(24):
        assert queue.pop() is not None
    assert queue.pop(room=False) is None
    for i in range(SHARE + 2):
        queue.push(f"late{i}", None, run="late")
    found = [queue.pop(room=False) for _ in range(SHARE + 1)]
    assert [handed and handed[0] for handed in found] == [*(f"late{i}" for i in range(SHARE)), None]


def test_a_run_that_is_dropped_gives_its_places_to_others() -> None:
    queue: Queue[None] = Queue()
    queue.set_limits({"cpu": 1})
    for id_, run in (("a1", "a"), ("a2", "a"), ("b1", "b")):
        queue.push(id_, None, run=run, compute="cpu")
    assert drained(queue) == ["a1"]
    assert queue.drop("a") == ["a2"]
    assert drained(queue) == ["b1"]


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["push", "push", "push", "pop", "pop", "release", "remove", "back", "limits", "drop"]),
        st.integers(0, 5),
        st.integers(0, 3),
        st.integers(-1, 1),
    ),
    max_size=120,
)


@given(ACTS)
@settings(max_examples=300, deadline=None)
def test_whatever_happens_limits_hold_and_nobody_is_forgotten(acts: list[tuple[str, int, int, int]]) -> None:
    queue: Queue[str] = Queue(gpus=2)
    limits = {"c1": 1, "c2": 3}
    queue.set_limits(limits)
    waiting: dict[str, tuple[str, str, int, int]] = {}
    out: dict[str, tuple[str, str, int, int]] = {}
    clock = 0.0
    for number, (act, a, b, priority) in enumerate(acts):
        clock += 1
        if act == "push":
            compute, gpus, instances = ["", "c1", "c2", "c3"][b], a % 4, 1 + a % 3
            waiting[str(number)] = (f"run{a}", compute, gpus, instances)
            pause = clock + 3 if a == 5 else 0.0
            queue.push(
                str(number), str(number), run=f"run{a}", user=f"user{a % 2}", compute=compute, instances=instances,
                gpus=gpus, priority=priority, not_before=pause,
            )  # fmt: skip
        elif act == "pop":
            handed = queue.pop(clock, room=bool(b))
            if handed is not None:
                out[handed[0]] = waiting.pop(handed[0])
        elif out and act in ("release", "back"):
            id_ = sorted(out)[a % len(out)]
            entry = out.pop(id_)
            if act == "back":
                queue.push_back(id_)
                waiting[id_] = entry
            else:
                queue.release(id_)
        elif act == "remove" and waiting:
            id_ = sorted(waiting)[a % len(waiting)]
            assert queue.remove(id_) == id_
            del waiting[id_]
        elif act == "limits":
            limits = {"c1": 1 + a % 3, "c2": 1 + b}
            queue.set_limits(limits)
        elif act == "drop":
            gone = queue.drop(f"run{a}")
            assert set(gone) == {id_ for id_, entry in waiting.items() if entry[0] == f"run{a}"}
            waiting = {id_: entry for id_, entry in waiting.items() if entry[0] != f"run{a}"}
            out = {id_: entry for id_, entry in out.items() if entry[0] != f"run{a}"}
        assert len(queue) == len(waiting)
    clock += 100
    while waiting or out:  # everything that waits is handed over sooner or later
        handed = queue.pop(clock)
        if handed is not None:
            out[handed[0]] = waiting.pop(handed[0])
            check_limits(out, limits, handed[0])
        else:
            assert out, f"{waiting} wait for nobody"
            id_ = sorted(out)[0]
            del out[id_]
            queue.release(id_)
    assert len(queue) == 0


def check_limits(out: dict[str, tuple[str, str, int, int]], limits: dict[str, int], newest: str) -> None:
    """What was just let through fits, or is alone."""
    used: dict[str, int] = defaultdict(int)
    alone: dict[str, int] = defaultdict(int)
    for _run, compute, gpus, instances in out.values():
        used[compute] += instances
        alone[compute] += 1
        used[GPUS] += gpus
        alone[GPUS] += bool(gpus)
    _run, compute, gpus, _instances = out[newest]
    if compute in limits:
        assert used[compute] <= limits[compute] or alone[compute] == 1
    if gpus:
        assert used[GPUS] <= 2 or alone[GPUS] == 1


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2)), min_size=1, max_size=80), st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_between_two_who_both_wait_the_turns_differ_by_one_at_most(pushed: list[tuple[int, int]], turns: int) -> None:
    fair: Fair[tuple[int, int]] = Fair()
    left: Counter[int] = Counter()
    for run, user in pushed:
        fair.push((user, run), f"{user}.{run}", str(user))
        left[user] += 1
    taken: Counter[int] = Counter()
    always = set(left)
    for _ in range(min(turns, len(pushed))):
        user, _run = fair.pop()
        taken[user] += 1
        left[user] -= 1
        always &= {user for user in left if left[user]}
        if always:
            assert max(taken[u] for u in always) - min(taken[u] for u in always) <= 1
    assert len(fair) == sum(left.values())


def test_a_place_in_a_long_line_costs_microseconds() -> None:
    def cost(steps: int) -> float:
        queue: Queue[int] = Queue()
        gc.collect()
        gc.disable()
        begun = time.perf_counter()
        for i in range(steps):
            queue.push(str(i), i, run="r", compute="cpu")
        while (handed := queue.pop()) is not None:
            queue.release(handed[0])
        taken = time.perf_counter() - begun
        gc.enable()
        return taken / steps

    cost(1000)
    assert min(cost(20_000) for _ in range(3)) < 25e-6  # about 4 on a quiet machine; the tests' may be busy
