"""What the engine needs of the world, as protocols: a ledger for facts, machines for steps. No implementation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from runs.kernel.messages import Event, Message

Detail = dict[str, Any]


class Conflict(RuntimeError):
    """Somebody else wrote to this run: another runner has taken it over."""


class Stalled(RuntimeError):
    """The ledger cannot be written now (locked, disk full); the same append may be tried again."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A run this runner owns from now on, with all that is needed to go on with it."""

    root: str
    seq: int
    plan: Any  # designer.spec.plan.Step
    events: Sequence[Event]
    origin: str = ""  # groups the runs of the same pipeline; the nearest earlier one explains reuse


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asked of a run, written down until the runner has acted on it."""

    id: int
    root: str
    message: Message


@dataclass(frozen=True, slots=True)
class Finished:
    """An earlier step with the same key whose outputs can be taken."""

    job: str
    root: str
    path: str
    outputs: Detail
    ended: float


class Ledger(Protocol):
    """The journal as the engine sees it. Times are Unix seconds."""

    def claim(self) -> Sequence[Claimed]:
        """Take over runs that have no living owner."""

    def renew(self, roots: Sequence[str]) -> Sequence[str]:
        """Say that these runs are being looked after; returns those that another has taken over."""

    def requests(self) -> Sequence[Request]:
        """What people asked of the runs this runner owns, oldest first."""

    def append(self, root: str, expected_seq: int, events: Sequence[Event], done: Sequence[int] = ()) -> int:
        """Write facts and their projections in one transaction, together with the requests they answer.

        Returns the new last number. Raises Conflict when `expected_seq` is not the last one, Stalled when it
        cannot be written now."""

    def forget(self, root: str) -> None:
        """This runner is done with the run."""

    def give_up(self, root: str, error: str) -> None:
        """Fail a run whose facts cannot be replayed, with everything asked of it; a run of another is left alone."""

    def find(self, key: str) -> Finished | None:
        """The latest completed step with this key."""

    def earlier_parts(self, origin: str, root: str) -> dict[str, Detail]:
        """Path -> {job, parts} of the nearest earlier run of the same pipeline."""


@dataclass(frozen=True, slots=True)
class Launch:
    """Everything a machine needs to start one attempt of a step."""

    id: str  # unique for the attempt
    folder: str  # records go here
    argv: list[str]
    env: dict[str, str]
    cwd: str
    log: str
    cpus: int = 1
    timeout: float | None = None  # seconds
    grace: float = 5.0  # seconds between TERM and KILL


@dataclass(frozen=True, slots=True)
class Report:
    """What a machine says about an attempt: "started", "exited" or "lost"."""

    kind: str
    id: str
    at: float
    code: int = 0
    reason: str = "exit"  # exit, stopped, timeout, not_started
    message: str = ""
    usage: Detail = field(default_factory=dict)


class Backend(Protocol):
    """A machine, or many. Starting the same attempt again answers what became of it."""

    def start(self, launch: Launch) -> None: ...

    def stop(self, id: str) -> None: ...

    def forget(self, id: str) -> None:
        """Reports of this attempt are not wanted any more; it goes on by itself, for whoever asks for it next."""

    def fileno(self) -> int:
        """Readable when there is something to `poll`."""

    def poll(self) -> Sequence[Report]:
        """Reports since the last call; never waits."""

    def flush(self) -> None:
        """Send what was asked since the last call."""

    @property
    def room(self) -> int:
        """How many more attempts it wants now, to keep its slots busy."""

    @property
    def busy(self) -> bool:
        """Whether it has enough to do for a few milliseconds without us."""

    def close(self) -> None: ...
