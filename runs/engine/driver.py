"""The runner's loop. Hears, decides, writes, acts, in this order, and never acts on what is not written.

One thread and a selector: the ledger's writes are the only thing it waits for, and it has to wait for those.
"""

from __future__ import annotations

import logging
import select
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from runs.engine import reuse, tracking
from runs.engine.active import ActiveRun
from runs.engine.joining import LOOK_ABROAD, Joining
from runs.engine.launch import NAME
from runs.engine.launcher import Launcher
from runs.engine.waits import Waits
from runs.engine.workers import Workers
from runs.kernel import messages as m
from runs.kernel.step import abandon, resume
from runs.ports import Backend, Claimed, Conflict, Environments, Ledger, Sources, Stalled

log = logging.getLogger("penstock.runner")

RENEW_EVERY = 2.0  # seconds
LOOK_EVERY = 1.0  # seconds; backs up lost pokes
LINGER = 0.003  # seconds
LOOKUPS = 64  # of a run in one turn: the first of a thousand steps must not wait until all are looked up
STALL_PAUSE = 0.5  # seconds between tries while the disk is full or the database locked


class Driver:
    """Drives every run it can claim. `wake` is what people's pokes make readable, `drained` empties it."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        backend: Backend,
        workers: Workers,
        environments: Environments,
        sources: Sources,
        workspace: str,
        shell: str = NAME,
        wake: Any = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.ledger = ledger
        self.backend = backend
        self.workers = workers
        self.workspace = workspace
        self.waits = Waits(environments, sources)
        self.launcher = Launcher(
            backend=backend, workers=workers, waits=self.waits, workspace=workspace, shell=shell, clock=clock
        )
        self.wake = wake
        self.clock = clock
        self.runs: dict[str, ActiveRun] = {}
        self.joining = Joining(ledger, self.runs, self.look)
        self.condemned: dict[str, str] = {}  # runs in which a bug of ours showed, and which
        self.trouble = ""  # why nothing can be written or launched now; shown to the user
        self.stopping = False
        self._next_look = self._next_renew = 0.0
        self._sources: dict[int, Callable[[], None]] = {}  # who hears what, by file number
        self._poll = select.poll()

    # -- the loop ----------------------------------------------------------------------------------------------

    def run(self, until: Callable[[], bool] | None = None) -> None:
        """Loop until `stop()`, or until `until()` says so."""
        while not self.stopping and not (until and until()):
            self.turn(STALL_PAUSE if self.trouble else LOOK_EVERY)

    def stop(self) -> None:
        self.stopping = True

    def turn(self, timeout: float) -> None:
        """Wait for something to happen, at most `timeout` seconds, and deal with all of it."""
        waited_for = any(run.lookups for run in self.runs.values())
        if (pause_ends := self.launcher.queue.due()) is not None:
            timeout = max(0.0, min(timeout, pause_ends - self.clock()))
        timeout = min(timeout, LOOK_ABROAD) if self.joining.abroad else timeout
        self.hear(0.0 if waited_for and not self.trouble else timeout)
        if self.only_starts():
            self.hear(LINGER)  # the end of a short step is right behind its start: one write serves both
        now = time.monotonic()
        if now >= self._next_look:
            self.look()
        if now >= self._next_renew and self.runs:
            self._next_renew = now + RENEW_EVERY
            self._try(self._renew)
        self.settle()

    def hear(self, timeout: float) -> None:
        if self.backend.busy:
            # One write for several steps costs little more than one for each, and the machine does not notice.
            time.sleep(LINGER)
            timeout = 0.0
        if self.backend.fileno() not in self._sources:  # at first, and when the daemon is another
            self._listen()
        for descriptor, _ in self._poll.poll(timeout * 1000):
            self._sources[descriptor]()

    def _listen(self) -> None:
        self._sources = {self.backend.fileno(): self.launcher.hear, self.workers.fileno(): self.workers.collect}
        if self.wake is not None:
            self._sources[self.wake.fileno()] = self.hear_people
        self._poll = select.poll()
        for descriptor in self._sources:
            self._poll.register(descriptor, select.POLLIN)

    def only_starts(self) -> bool:
        """Whether all there is to write is that steps have started."""
        heard = [message for run in self.runs.values() for message in run.inbox]
        return bool(heard) and all(isinstance(message, m.JobStarted) for message in heard)

    def hear_people(self) -> None:
        self.wake.drain()
        self.look()

    def look(self) -> None:
        """Claim new runs and take in requests."""
        self._next_look = time.monotonic() + LOOK_EVERY
        self._try(self._look)

    def _look(self) -> None:
        claims = self.ledger.claim()
        if claims or len(self.launcher.queue):
            self.launcher.queue.set_limits(self.ledger.limits())
        for claimed in claims:
            try:
                self.take_up(claimed)
            except Exception as bug:  # noqa: BLE001 - it is logged, and told to the people of this run
                self.condemn(claimed.root, bug)
        for request in self.ledger.requests():
            run_ = self.runs.get(request.root)
            if run_ is not None and request.id not in run_.answered:
                if run_.root not in self.condemned:
                    run_.inbox.append(request.message)
                run_.answered.append(request.id)

    def take_up(self, claimed: Claimed) -> None:
        run = self.runs[claimed.root] = ActiveRun.of(claimed)
        self.joining.adopt(run)
        bug = self.condemned.get(run.root)
        self.dispatch(run, resume(run.state, self.clock()) if bug is None else abandon(run.state, self.clock(), bug))

    def condemn(self, root: str, bug: Exception) -> None:
        """A bug of ours ends this run and no other. What is in memory may be half of something: the run is taken up
        once more from its facts and abandoned in order, and where even that fails, without."""
        log.exception("%s: a bug ends this run", root)
        if root in self.runs:
            self.drop(self.runs[root])
        why = f"Penstock has a bug that ended this run: {bug!r}"
        if root in self.condemned:
            self._try(lambda: self.ledger.give_up(root, why))
        self.condemned[root] = why
        self._next_look = 0.0

    def _renew(self) -> None:
        for root in self.ledger.renew(list(self.runs)):
            log.warning("%s: taken over by another runner", root)
            self.drop(self.runs[root])

    def _try(self, call: Callable[[], None]) -> None:
        try:
            call()
            self.trouble = ""
        except Stalled as stall:
            self.note_trouble(str(stall))

    def note_trouble(self, what: str) -> None:
        if what != self.trouble:
            log.warning("waiting: %s", what)
        self.trouble = what

    # -- deciding and writing ----------------------------------------------------------------------------------

    def dispatch(self, run: ActiveRun, outputs: list[m.Output]) -> None:
        for output in outputs:
            if isinstance(output, m.StatusChanged | m.ChildrenBorn):
                run.unwritten.append(output)
            elif isinstance(output, m.LookUpCache):
                run.lookups.append(output)
            else:
                run.held.append(output)

    def look_up(self, run: ActiveRun, asked: m.LookUpCache) -> m.Message | None:
        """What became of the look-up; None when something has to be found out first."""
        found = reuse.look_up(run, asked, self.joining, self.workspace, self.waits, self.clock())
        if isinstance(found, list):
            step = run.state.nodes[asked.path].step
            self.waits.for_key(
                step, found, partial(self.ask_again, run, asked), self.launcher.teller(run, asked.path, asked.attempt)
            )
            return None
        return found

    def ask_again(self, run: ActiveRun, asked: m.LookUpCache, why_not: str | None) -> None:
        if why_not is not None:
            run.refused[asked.path] = why_not
        run.lookups.append(asked)

    def settle(self) -> None:
        """Decide, write and act until nothing is left to do now."""
        for run in list(self.runs.values()):
            try:
                self.settle_run(run)
            except Exception as bug:  # noqa: BLE001 - it is logged, and told to the people of this run
                self.condemn(run.root, bug)
        try:
            self.joining.wake()
        except Stalled as stall:
            self.note_trouble(str(stall))
        self.launcher.fill()
        if self.launcher.trouble:
            self.note_trouble(self.launcher.trouble)
        self.backend.flush()

    def settle_run(self, run: ActiveRun) -> None:
        run.decide()
        left = LOOKUPS
        while run.lookups and left:
            try:
                found = self.look_up(run, run.lookups[0])
            except Stalled as stall:
                return self.note_trouble(str(stall))
            run.lookups.popleft()
            if found is not None:
                run.inbox.append(found)
            left -= 1
            if not (run.lookups and left):
                run.decide()  # a reused step sets others free at once
        if (run.unwritten or run.answered) and not self.write(run):
            return
        try:
            commands = self.joining.yielded(run, run.held, self.clock())
        except Stalled as stall:
            return self.note_trouble(str(stall))
        run.held = []
        for command in commands:
            self.launcher.act(run, command)
        if run.ended:
            if tracked := tracking.run_ending(run, self.workspace):
                self.workers.run(tracked, lambda kept, error: None)
            self.drop(run)
            self.condemned.pop(run.root, None)

    def write(self, run: ActiveRun) -> bool:
        """Append what was decided; False when it cannot be written now or is no longer ours to write."""
        try:
            run.seq = self.ledger.append(run.root, run.seq, run.unwritten, run.answered)
        except Stalled as stall:
            self.note_trouble(str(stall))
            return False
        except Conflict:
            log.warning("%s: taken over by another runner", run.root)
            self.drop(run)
            return False
        run.unwritten, run.answered = [], []
        self.trouble = ""
        return True

    def drop(self, run: ActiveRun) -> None:
        """The run is over, or another's: nothing that is told of it from now on concerns us."""
        del self.runs[run.root]
        self.launcher.drop(run)
        self.joining.drop(run)
        self.ledger.forget(run.root)
