"""What the kernel hears and what it answers.

Messages come in with the time `at` (Unix seconds) at which the thing happened. Answers are events, which are
facts to write down, and commands, which are things to do once the facts are written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from designer.spec.plan import Step
from runs.kernel.status import Status

Detail = dict[str, Any]  # JSON that travels with a fact; the kernel does not look inside


# -- messages in ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RunSubmitted:
    at: float


@dataclass(frozen=True, slots=True)
class Report:
    """What is said about one attempt of a step; `detail` travels on into the fact."""

    path: str
    attempt: int
    at: float
    detail: Detail = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CacheHit(Report):
    """An identical step completed earlier; `detail` names it and holds its outputs."""


@dataclass(frozen=True, slots=True)
class CacheMissed(Report):
    """Nothing to reuse; `detail` says why."""


@dataclass(frozen=True, slots=True)
class Joined(Report):
    """The same step is under way elsewhere: this one waits for its end, which is another lookup. `detail` names it."""


@dataclass(frozen=True, slots=True)
class Yielded(Joined):
    """The same of a step whose start was decided, and not commanded yet."""


@dataclass(frozen=True, slots=True)
class JobProgressed:
    """The backend reports a status on the way to Running, or after it (Preparing, Starting, Finalizing)."""

    path: str
    attempt: int
    status: Status
    at: float
    detail: Detail = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JobStarted(Report):
    """The step's process is alive."""


@dataclass(frozen=True, slots=True)
class JobExited:
    """A step ended. `ok` tells Completed from Failed; one that was asked to cancel is Canceled either way,
    unless it completed first."""

    path: str
    attempt: int
    ok: bool
    at: float
    detail: Detail = field(default_factory=dict)
    again: bool = False  # it may end better another time: its process ended badly, and no person wanted it to


@dataclass(frozen=True, slots=True)
class JobLost(Report):
    """The machine forgot the step: it has neither ended nor is it alive."""


@dataclass(frozen=True, slots=True)
class CancelRequested:
    """Cancel the job at `path` and everything in it; "" is the whole run."""

    at: float
    path: str = ""


@dataclass(frozen=True, slots=True)
class RetryRequested:
    """Run again what failed or was canceled at or below `path`; what completed stays."""

    at: float
    path: str = ""


Message = (
    RunSubmitted
    | CacheHit
    | CacheMissed
    | Joined
    | Yielded
    | JobProgressed
    | JobStarted
    | JobExited
    | JobLost
    | CancelRequested
    | RetryRequested
)


# -- facts out -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StatusChanged:
    path: str
    attempt: int
    status: Status
    at: float
    detail: Detail = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChildrenBorn:
    """A job got children while the run goes on: trials, iterations, mini batches."""

    path: str
    attempt: int
    steps: tuple[Step, ...]
    at: float


Event = StatusChanged | ChildrenBorn


# -- commands out --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LookUpCache:
    """Answer with CacheHit or CacheMissed."""

    path: str
    attempt: int


@dataclass(frozen=True, slots=True)
class StartJob:
    """Start the attempt, not before `after`; starting the same attempt twice must be harmless."""

    path: str
    attempt: int
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class StopJob:
    path: str
    attempt: int


Command = LookUpCache | StartJob | StopJob
Output = Event | Command
