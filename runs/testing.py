"""Fakes and helpers for tests, ours and others': plans in one line, a machine without processes, a node kind
that bears children."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from designer.spec.plan import Step, Value
from runs.kernel import messages as m
from runs.kernel.kinds import KINDS
from runs.kernel.state import Node, Run, apply, begin
from runs.kernel.status import TERMINAL
from runs.kernel.step import step


def command(path: str, *needs: str, **more: object) -> Step:
    """A command step named by the last part of its path."""
    text = str(more.pop("command", "true"))
    return Step(path.rpartition("/")[2], path, "command", needs=needs, command=text, **more)  # type: ignore[arg-type]


def pipeline(path: str, *children: Step, **more: object) -> Step:
    """A pipeline of the given children; path "" makes it the run."""
    return Step(path.rpartition("/")[2] or "run", path, "pipeline", children=children, **more)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Rounds:
    """A kind for tests: `spec = {"rounds": r, "width": w, "command": text}` bears w children r times,
    each round after the last has ended. Trials, iterations and mini batches have this shape."""

    def first(self, job: Node) -> Sequence[Step]:
        return self._round(job, 1)

    def more(self, job: Node, children: Sequence[Node]) -> Sequence[Step]:
        done = len(children) // int(job.step.spec["width"])
        return self._round(job, done + 1) if done < int(job.step.spec["rounds"]) else ()

    def _round(self, job: Node, number: int) -> Sequence[Step]:
        width, path = int(job.step.spec["width"]), job.step.path
        return tuple(
            Step(
                name=f"iteration_{(number - 1) * width + i + 1:04d}",
                path=f"{path}/iteration_{(number - 1) * width + i + 1:04d}",
                kind="command",
                command=str(job.step.spec.get("command", "true")),
                inputs={"round": Value("literal", "integer", number)},
                outputs=dict(job.step.outputs),
            )
            for i in range(width)
        )


def install_rounds() -> None:
    """Teach the kernel the kind "rounds"; called by the tests that use it and by nothing else."""
    KINDS.setdefault("rounds", Rounds())


@dataclass
class FakeMachine:
    """Carries out commands without processes: a bag of reports yet to be delivered, in any order one likes."""

    run: Run
    events: list[m.Event] = field(default_factory=list)
    reports: list[m.Message] = field(default_factory=list)
    fails: frozenset[str] = frozenset()
    flaky: dict[str, int] = field(default_factory=dict)  # path -> how many attempts fail before one completes
    joins: frozenset[str] = frozenset()  # these hear of the same step elsewhere, which then comes to nothing
    starts: dict[tuple[str, int], None] = field(default_factory=dict)  # in order
    at: float = 0.0

    @classmethod
    def of(cls, plan: Step, fails: Sequence[str] = (), joins: Sequence[str] = ()) -> FakeMachine:
        return cls(begin(plan), fails=frozenset(fails), joins=frozenset(joins))

    def tell(self, message: m.Message) -> list[m.Output]:
        """Give the kernel a message and carry out what it answers."""
        outputs = step(self.run, message)
        self.carry_out(outputs)
        return outputs

    def carry_out(self, outputs: Sequence[m.Output]) -> None:
        for output in outputs:
            self.at += 1
            if isinstance(output, m.StatusChanged | m.ChildrenBorn):
                self.events.append(output)
            elif isinstance(output, m.LookUpCache):
                if output.path in self.joins:
                    self.reports.append(m.Joined(output.path, output.attempt, self.at))
                self.reports.append(m.CacheMissed(output.path, output.attempt, self.at))
            elif isinstance(output, m.StartJob) and (output.path, output.attempt) not in self.starts:
                self.starts[output.path, output.attempt] = None
                self.reports.append(m.JobStarted(output.path, output.attempt, self.at))
                ok = output.path not in self.fails and output.attempt > self.flaky.get(output.path, 0)
                self.reports.append(m.JobExited(output.path, output.attempt, ok, self.at, again=True))
            elif isinstance(output, m.StopJob):
                stopped = (output.path, output.attempt)
                self.reports = [
                    r for r in self.reports if not (isinstance(r, m.JobExited) and (r.path, r.attempt) == stopped)
                ]
                self.reports.append(m.JobExited(output.path, output.attempt, False, self.at))

    def finish(self, seed: int | None = None, twice: float = 0.0) -> None:
        """Deliver reports until none is left: in order, or shuffled by `seed` with some of them repeated."""
        dice = random.Random(seed)
        while self.reports:
            index = dice.randrange(len(self.reports)) if seed is not None else 0
            report = self.reports.pop(index)
            if dice.random() < twice:
                self.reports.append(report)
            self.tell(report)

    def replayed(self, plan: Step) -> Run:
        """The state that the events alone give."""
        run = begin(plan)
        for event in self.events:
            apply(run, event)
        return run

    @property
    def started(self) -> list[tuple[str, int]]:
        """(path, attempt) in the order of their start."""
        return list(self.starts)

    @property
    def ended(self) -> bool:
        return all(node.status in TERMINAL for node in self.run.nodes.values())

    def statuses(self) -> dict[str, str]:
        return {path: str(node.status) for path, node in self.run.nodes.items()}
