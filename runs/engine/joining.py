"""Steps that need not run because the same step runs now: in this runner, or in another one on the same database.

A step that joins waits for the end of the other and is then looked up once more: it takes what came of it, joins the
next, or runs. Nothing of this is kept but in the facts of the run, so a restart finds the same again. A step that
nobody joins pays two entries in tables of memory; the database is asked only while another runner is at work.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from runs.engine.active import ActiveRun
from runs.kernel import messages as m
from runs.kernel.status import TERMINAL, Status
from runs.ports import Ledger, Origin
from runs.storage.layout import job_name

LOOK_ABROAD = 0.1  # seconds between questions about the steps of other runners
GONE = TERMINAL | {Status.CANCEL_REQUESTED, Status.NOT_STARTED}


class Joining:
    """Which steps of which keys run, and who waits for them. `runs` are those of this runner, by name; `look` takes up
    what has no runner any more."""

    def __init__(self, ledger: Ledger, runs: Mapping[str, ActiveRun], look: Callable[[], None]) -> None:
        self.ledger = ledger
        self.runs = runs
        self.look = look
        self.own: dict[str, tuple[ActiveRun, str, int]] = {}  # key -> the attempt of ours that runs, or is to
        self.waiting: dict[Origin, list[tuple[ActiveRun, m.LookUpCache]]] = {}
        self.abroad = False  # whether somebody waits for a step of another runner
        self._next_look = 0.0

    # -- who runs what -----------------------------------------------------------------------------------------

    def enter(self, key: str, run: ActiveRun, path: str, *, joins: bool = True) -> None:
        """This step runs now; others may join it. It `joins` one that another runner began at the same moment."""
        self.own[key] = (run, path, run.state.nodes[path].attempt)
        run.keys[path] = key
        if joins and self.ledger.has_others:
            run.unsure.add(path)

    def adopt(self, run: ActiveRun) -> None:
        """A run taken up again: its steps under way can be joined as before."""
        for path, key in run.keys.items():
            node = run.state.nodes[path]
            if node.queued and node.status not in GONE and node.step.deterministic:
                self.own.setdefault(key, (run, path, node.attempt))

    def find(self, key: str, run: ActiveRun, path: str) -> Origin | None:
        """A step with this key that is under way."""
        found = self.own.get(key)
        if found is not None:
            other, place, attempt = found
            if not (other is run and place == path) and _is_under_way(other, place, attempt):
                return Origin(job_name(other.root, place), other.root, place, key)
            del self.own[key]
        if not self.ledger.has_others:
            return None
        origin = self.ledger.elsewhere(fresh=False).get(key)
        return origin if origin is not None and origin.root not in self.runs else None

    # -- who waits ---------------------------------------------------------------------------------------------

    def wait(self, origin: Origin, run: ActiveRun, asked: m.LookUpCache) -> None:
        self.waiting.setdefault(origin, []).append((run, asked))
        if origin.root not in self.runs:
            self.abroad = True

    def wake(self) -> None:
        """Have everybody looked up again whose step is over. What it came to is written by then."""
        if not self.waiting:
            return
        if self.abroad:
            now = time.monotonic()
            if looks := now >= self._next_look:
                self._next_look = now + LOOK_ABROAD
        else:
            looks = True
        over = [origin for origin in self.waiting if self._is_over(origin, looks)]
        if over and self.abroad:
            self.look()  # a runner that died left its steps running, and they may be ours now
            over = [origin for origin in over if self._is_over(origin, True)]
        for origin in over:
            for run, asked in self.waiting.pop(origin):
                node = run.state.nodes[asked.path]
                if node.status not in TERMINAL and node.attempt == asked.attempt:
                    run.lookups.append(asked)
        self.abroad = any(origin.root not in self.runs for origin in self.waiting)

    def _is_over(self, origin: Origin, looks: bool) -> bool:
        run = self.runs.get(origin.root)
        if run is not None:
            return not _is_under_way(run, origin.path)
        return looks and self.ledger.elsewhere(fresh=True).get(origin.key) != origin

    # -- two runners at once -----------------------------------------------------------------------------------

    def yielded(self, run: ActiveRun, commands: Sequence[m.Command], at: float) -> Sequence[m.Command]:
        """The commands without the starts of steps that another runner decided to start at the same moment. Ours is
        written, so at least one of the two sees the other; who sees, joins."""
        if not run.unsure:
            return commands
        left: list[m.Command] = []
        others = self.ledger.elsewhere(fresh=True)
        for command in commands:
            unsure = isinstance(command, m.StartJob) and command.path in run.unsure
            run.unsure.discard(command.path)
            origin = others.get(run.keys[command.path]) if unsure else None
            if origin is None or origin.root in self.runs:
                left.append(command)
                continue
            self.own.pop(origin.key, None)
            run.given.pop(command.path, None)
            run.inbox.append(m.Yielded(command.path, command.attempt, at, joined_to(origin)))
            self.wait(origin, run, m.LookUpCache(command.path, command.attempt))
        return left

    def drop(self, run: ActiveRun) -> None:
        """The run is over, or another's."""
        for path, key in run.keys.items():
            if (found := self.own.get(key)) is not None and found[0] is run and found[1] == path:
                del self.own[key]
        for origin in list(self.waiting):
            left = [one for one in self.waiting[origin] if one[0] is not run]
            if left:
                self.waiting[origin] = left
            else:
                del self.waiting[origin]


def joined_to(origin: Origin) -> m.Detail:
    """What is said of a step that waits: for whom, and whose files and log are its own meanwhile."""
    where = f"{origin.root}/{origin.path}" if origin.path else origin.root
    reuse = {"decision": "joined", "why": "running", "origin": origin.to_json()}
    return {
        "reuse": reuse,
        "waits_for": origin.job,
        "progress": {"text": f"waits for the same step, which runs in {where}"},
    }


def _is_under_way(run: ActiveRun, path: str, entered: int = 0) -> bool:
    """Also when it has just completed and that is not written yet: then it is found as soon as it is. And when it has
    just been `entered` in this attempt, and the kernel has not heard of that yet."""
    node = run.state.nodes[path]
    if node.status is Status.COMPLETED:
        return bool(run.unwritten)
    if not node.queued:
        return node.attempt == entered and node.status in (Status.NOT_STARTED, Status.PREPARING, Status.QUEUED)
    return node.status not in GONE
