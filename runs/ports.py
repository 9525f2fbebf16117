"""What the engine needs of the world, as protocols: a ledger for facts, machines for steps. No implementation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
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
    experiment: str = ""
    title: str = ""
    user: str = ""  # who submitted it
    priority: int = 0  # of its steps that do not say their own
    born: str = ""  # tells it from an earlier run of the same name, which was deleted


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


@dataclass(frozen=True, slots=True)
class Origin:
    """A step with the same key that is under way now."""

    job: str
    root: str
    path: str
    key: str

    def to_json(self) -> Detail:
        return {"job": self.job, "root": self.root, "path": self.path}


class Ledger(Protocol):
    """The journal as the engine sees it. Times are Unix seconds."""

    def claim(self) -> Sequence[Claimed]:
        """Take over runs that have no living owner."""

    def renew(self, roots: Sequence[str]) -> Sequence[str]:
        """Say that these runs are being looked after; returns those that another has taken over."""

    def limits(self) -> Mapping[str, int]:
        """Compute -> how many instances may run at once, of those that say it."""

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

    @property
    def has_others(self) -> bool:
        """Whether other runners were at work at the last `claim`. Free of cost."""

    def elsewhere(self, *, fresh: bool) -> Mapping[str, Origin]:
        """Key -> a step that another runner has under way. Not `fresh`: as it was a few milliseconds ago."""

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
    gpus: int = 0
    memory: int | None = None  # bytes
    timeout: float | None = None  # seconds
    grace: float = 5.0  # seconds between TERM and KILL
    user: str = ""  # whose it is: users have their turns one after the other
    priority: int = 0  # the higher goes first
    reads: tuple[str, ...] = ()  # paths that its command names; told where the environment asks for it


@dataclass(frozen=True, slots=True)
class Runtime:
    """What the steps of one environment run with."""

    id: str  # equal ids mean equal packages: a part of the reuse key
    name: str
    python: str  # absolute path of the interpreter; "" where there is none to be found outside (a container)
    env: Mapping[str, str] = field(default_factory=dict)
    wrap: Callable[[Launch], Launch] | None = None  # the last word on how an attempt is started
    built: bool = True  # False: its lock is known, its packages are not there


@dataclass(frozen=True, slots=True)
class Given:
    """An input as a step gets it: `value` is what `${{inputs.x}}` becomes (None: no value), `id` changes when the
    content does. `source` is the address that has to be fetched to `value` first."""

    value: Any
    id: str
    source: str = ""


Ready = Callable[[Any, str | None], None]
"""Called in the loop's thread with (what was asked for, None), or with (None, why not and what to do about it)."""

Say = Callable[[str], None]
"""Called in the loop's thread with a line that tells how far it is."""


class Environments(Protocol):
    def known(self, step: Any) -> Runtime | None:
        """The step's runtime when its lock is known; from memory, or as cheaply."""

    def get(self, step: Any, ready: Ready, progress: Say) -> None:
        """Have it resolved and built; `ready` gets a Runtime."""

    def log_of(self, step: Any) -> Path:
        """What is said while it is built."""


class Sources(Protocol):
    """Data that is not in the store: on other machines, or in folders of the user. Values are `plan.Value`s of kind
    "data" without a snapshot."""

    def known(self, value: Any) -> Given | None:
        """What it is now, where that is known and fresh."""

    def identify(self, value: Any, ready: Ready, progress: Say) -> None:
        """Find out; `ready` gets a Given."""

    def missing(self, given: Given) -> bool:
        """Whether it has to be fetched before a step can read it."""

    def fetch(self, given: Given, ready: Ready, progress: Say) -> None:
        """Bring it to its place, whole or not at all; `ready` gets anything but None."""

    def leaving(self, step: Any, root: str, job: str, folder: str, say: Say) -> Callable[[dict[str, Any]], None] | None:
        """What brings collected outputs to their addresses and registers them, beside the loop; None for most steps."""

    def beside(self, work: Callable[[], Any], then: Callable[[Any, Exception | None], None]) -> None:
        """Have work done that waits for other machines; `then` is called in the loop's thread."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a machine says about an attempt: "started", "exited" or "lost"."""

    kind: str
    id: str
    at: float
    code: int = 0
    reason: str = "exit"  # exit, stopped, timeout, memory, processes, not_started
    message: str = ""
    usage: Detail = field(default_factory=dict)


class Backend(Protocol):
    """A machine, or many. Starting the same attempt again answers what became of it."""

    trouble: str
    """What it lacks for any step to start, in words; "" when nothing."""

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
