"""An identical step that is still running is joined, not run twice: in a run, between runs, between runners."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from designer.spec.plan import OutputSpec, Step
from runs.ledger import LEASE, OwnerLock
from runs.models import Job, Run
from runs.reads import state_of
from runs.runner import Runner
from runs.services import NewRun, create_run, request_cancel
from runs.testing import command, pipeline
from tests.desk import Desk
from tests.faults import fault

OUT = {"out": OutputSpec()}
WAIT = "echo ran >> {place}/times && while [ ! -e {place}/go ]; do sleep 0.02; done"
SAY = WAIT + " && echo made > ${{{{outputs.out}}}}/file"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "place"
    folder.mkdir()
    return folder


def slow(place: Path, path: str = "slow", **more: Any) -> Step:
    """Says that it runs, and ends when it may."""
    return command(path, command=SAY.format(place=place), outputs=OUT, **more)


def times(place: Path) -> int:
    """How often it ran."""
    file = place / "times"
    return len(file.read_text().splitlines()) if file.exists() else 0


def detail(run: Run, path: str = "slow") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Job.objects.get(run=run, path=path).detail)
    return found


def test_fifty_identical_concurrent_submits_run_the_step_once(desk: Desk, place: Path) -> None:
    runs = [desk.submit(pipeline("", slow(place)), title=f"run {i}") for i in range(50)]
    desk.drive(lambda: times(place) == 1 and not Job.objects.filter(path="slow", status="NotStarted").exists())
    assert Job.objects.filter(path="slow", status="Queued", reused_from=f"{runs[0].name}.slow").count() == 49
    (place / "go").touch()
    desk.drive(lambda: not Run.objects.filter(ended=False).exists())
    assert times(place) == 1
    assert {desk.status(run) for run in runs} == {"Completed"}
    stories = [detail(run)["reuse"] for run in runs]
    assert [story["decision"] for story in stories].count("joined") == 49
    assert {Job.objects.get(run=run, path="slow").reused_from for run in runs} == {None, f"{runs[0].name}.slow"}


def test_two_identical_steps_of_one_run_run_once(desk: Desk, place: Path) -> None:
    (place / "go").touch()
    run = desk.submit(pipeline("", slow(place), slow(place, "again"), command("end", "slow", "again")))
    nodes = desk.finish(run)
    assert times(place) == 1
    assert {node["status"] for node in nodes.values()} == {"Completed"}
    assert nodes["again"]["reused_from"] == f"{run.name}.slow"


def test_a_step_that_waits_says_so_and_shows_the_log_of_the_other(desk: Desk, place: Path) -> None:
    first = desk.submit(pipeline("", slow(place)))
    desk.drive(lambda: times(place) == 1)
    second = desk.submit(pipeline("", slow(place)))
    desk.drive(lambda: desk.status(second, "slow") == "Queued")
    node = state_of(second)["nodes"]["slow"]
    assert first.name in node["progress"]["text"]
    assert node["reused_from"] is None
    assert detail(second)["reuse"]["origin"]["root"] == first.name


@fault(
    "Processes",
    "a step fails that three other jobs wait for",
    "one of the three runs it, the others wait for that one; the page says for whom it waited in vain",
)
def test_who_joined_runs_itself_when_the_other_fails_and_only_one_does(desk: Desk, place: Path) -> None:
    text = f"echo ran >> {place}/times; while [ ! -e {place}/go ]; do sleep 0.02; done; rm {place}/fail"
    (place / "fail").touch()
    (place / "other").touch()
    runs = [desk.submit(pipeline("", command("slow", command=f"{text} && rm {place}/other"))) for _ in range(4)]
    desk.drive(lambda: times(place) == 1 and not Job.objects.filter(path="slow", status="NotStarted").exists())
    (place / "other").unlink()
    (place / "go").touch()
    desk.drive(lambda: Run.objects.get(pk=runs[0].pk).ended)
    assert desk.status(runs[0], "slow") == "Failed"
    desk.drive(lambda: not Run.objects.filter(ended=False).exists())
    assert times(place) == 4  # each in its turn, for each failed again
    assert detail(runs[1])["reuse"]["why"] == "joined_in_vain"


def test_cancel_of_the_origin_lets_the_other_run_and_cancel_of_who_joined_touches_nobody(
    desk: Desk, place: Path
) -> None:
    first, second, third = (desk.submit(pipeline("", slow(place))) for _ in range(3))
    desk.drive(lambda: times(place) == 1 and not Job.objects.filter(path="slow", status="NotStarted").exists())
    desk.drive(lambda: desk.status(first, "slow") == "Running")
    request_cancel(name=third.name)
    desk.drive(lambda: Run.objects.get(pk=third.pk).ended)
    assert (desk.status(third), desk.status(first, "slow")) == ("Canceled", "Running")
    request_cancel(name=first.name)
    desk.drive(lambda: times(place) == 2 and desk.status(first) == "Canceled")
    (place / "go").touch()
    assert desk.finish(second)["slow"]["status"] == "Completed"
    assert detail(second)["reuse"] == {
        "decision": "ran",
        "why": "joined_in_vain",
        "compared_with": {"job": f"{first.name}.slow", "root": first.name, "path": "slow"},
    }


@fault(
    "Processes",
    "the runner is killed while a job waits for the same step of another job",
    "the next runner finds who waited for whom; the step runs once and both jobs complete",
)
def test_a_killed_runner_goes_on_waiting(desk: Desk, place: Path) -> None:
    first, second = (desk.submit(pipeline("", slow(place))) for _ in range(2))
    desk.drive(lambda: times(place) == 1 and desk.status(second, "slow") == "Queued")
    desk.crash()
    desk.drive(lambda: first.name in desk.runner.driver.runs and bool(desk.runner.driver.joining.waiting))
    (place / "go").touch()
    desk.finish(second)
    assert desk.status(first) == desk.status(second) == "Completed"
    assert times(place) == 1
    assert Job.objects.get(run=second, path="slow").reused_from == f"{first.name}.slow"


def test_what_must_run_itself_joins_nobody(desk: Desk, place: Path) -> None:
    first = desk.submit(pipeline("", slow(place)))
    desk.drive(lambda: times(place) == 1)
    forced = desk.submit(pipeline("", slow(place), force_rerun=True))
    desk.drive(lambda: times(place) == 2)
    others = desk.submit(pipeline("", slow(place, deterministic=False)))
    desk.drive(lambda: desk.status(others, "slow") == "Queued")
    (place / "go").touch()
    desk.drive(lambda: not Run.objects.filter(ended=False).exists())
    assert times(place) == 3
    assert desk.status(first) == desk.status(forced) == desk.status(others) == "Completed"


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_to_those_who_wait_no_two_run_at_a_time_and_all_end(
    desk: Desk, place: Path, seed: int
) -> None:
    """Jobs come, are canceled, and the runner is killed, in any order."""
    dice = random.Random(seed)
    alone = f"exec 9> {place}/lock; flock -w 8 9 || echo twice >> {place}/twice"
    text = f"{alone}; while [ ! -e {place}/go ]; do sleep 0.02; done; echo x > ${{{{outputs.out}}}}/f"
    runs: list[Run] = []
    canceled = 0
    for _ in range(14):
        what = dice.choice(["submit", "submit", "cancel", "kill", "work"])
        alive = [run for run in runs if not Run.objects.get(pk=run.pk).ended]
        if what == "submit":
            runs.append(desk.submit(pipeline("", command("slow", command=text, outputs=OUT))))
        elif what == "cancel" and alive:
            request_cancel(name=dice.choice(alive).name)
            canceled += 1
        elif what == "kill":
            desk.crash()
        for _ in range(dice.randrange(4)):
            desk.runner.driver.turn(0.02)
    runs.append(desk.submit(pipeline("", command("slow", command=text, outputs=OUT))))
    (place / "go").touch()
    desk.drive(lambda: not Run.objects.filter(ended=False).exists())
    assert not (place / "twice").exists()
    assert {desk.status(run) for run in runs} <= {"Completed", "Canceled"}
    assert desk.status(runs[-1]) == "Completed"
    # One that is being stopped is not joined, and may complete all the same.
    assert 1 <= Job.objects.filter(path="slow", status="Completed", reused_from=None).count() <= 1 + canceled


# -- between runners -----------------------------------------------------------------------------------------------


class Foreground:
    """Starts a second runner for one run, as `penstock run` does."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.made: list[Runner] = []

    def __call__(self, plan: Step) -> tuple[Run, Runner]:
        lock = OwnerLock(self.desk.workspace.run / "owners")
        new = NewRun(plan=plan, display_name="foreground")
        run, _ = create_run(new=new, owner=lock.owner, lease_until=time.time() + LEASE)
        self.made.append(Runner(self.desk.workspace, lock, only=run.name))
        return run, self.made[-1]


@pytest.fixture
def other(desk: Desk) -> Iterator[Foreground]:
    made = Foreground(desk)
    yield made
    for runner in made.made:
        runner.close()


def drive_both(desk: Desk, runner: Runner, until: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < deadline, "it did not happen in time"
        desk.runner.driver.turn(0.01)
        runner.driver.turn(0.01)


def test_a_run_in_the_foreground_joins_what_the_server_runs(desk: Desk, place: Path, other: Foreground) -> None:
    first = desk.submit(pipeline("", slow(place)))
    desk.drive(lambda: times(place) == 1)
    second, runner = other(pipeline("", slow(place)))
    drive_both(desk, runner, lambda: desk.status(second, "slow") == "Queued")
    (place / "go").touch()
    drive_both(desk, runner, lambda: not Run.objects.filter(ended=False).exists())
    assert times(place) == 1
    assert Job.objects.get(run=second, path="slow").reused_from == f"{first.name}.slow"


def test_the_server_joins_what_runs_in_the_foreground_and_takes_it_over_when_that_dies(
    desk: Desk, place: Path, other: Foreground
) -> None:
    first, runner = other(pipeline("", slow(place)))
    drive_both(desk, runner, lambda: times(place) == 1)
    second = desk.submit(pipeline("", slow(place)))
    drive_both(desk, runner, lambda: desk.status(second, "slow") == "Queued")
    assert desk.runner.driver.joining.abroad
    runner.close()  # nobody looks after the first run any more, until the server does
    other.made.clear()
    (place / "go").touch()
    desk.drive(lambda: not Run.objects.filter(ended=False).exists())
    assert times(place) == 1
    assert desk.status(first) == desk.status(second) == "Completed"


def test_a_step_that_must_run_yields_to_no_other_runner(desk: Desk, place: Path, other: Foreground) -> None:
    first = desk.submit(pipeline("", slow(place)))
    desk.drive(lambda: times(place) == 1)
    second, runner = other(pipeline("", slow(place), force_rerun=True))
    drive_both(desk, runner, lambda: times(place) == 2)
    (place / "go").touch()
    drive_both(desk, runner, lambda: not Run.objects.filter(ended=False).exists())
    assert desk.status(first) == desk.status(second) == "Completed"


def test_two_runners_that_begin_at_the_same_moment_run_it_once(desk: Desk, place: Path, other: Foreground) -> None:
    first, runner = other(pipeline("", slow(place)))
    second = desk.submit(pipeline("", slow(place)))
    desk.runner.driver.look()  # both know of each other, and neither has decided
    runner.driver.look()
    for driver in (desk.runner.driver, runner.driver):
        run = next(iter(driver.runs.values()))
        run.decide()
        run.inbox.append(driver.look_up(run, run.lookups.popleft()))  # type: ignore[arg-type]
    drive_both(desk, runner, lambda: times(place) == 1)
    (place / "go").touch()
    drive_both(desk, runner, lambda: not Run.objects.filter(ended=False).exists())
    assert times(place) == 1
    assert desk.status(first) == desk.status(second) == "Completed"
