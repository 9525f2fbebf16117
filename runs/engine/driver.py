"""The runner's loop. Hears, decides, writes, acts, in this order, and never acts on what is not written.

One thread and a selector: the ledger's writes are the only thing it waits for, and it has to wait for those.
"""

from __future__ import annotations

import errno
import logging
import select
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from runs.engine import launch, reports, reuse
from runs.engine.active import ActiveRun
from runs.engine.environments import Environments
from runs.engine.given import CannotBeGiven, resolve_inputs
from runs.engine.mapped import interpreter_of
from runs.engine.workers import Workers
from runs.kernel import messages as m
from runs.kernel.status import TERMINAL, Status
from runs.kernel.step import abandon, resume
from runs.ports import Backend, Claimed, Conflict, Ledger, Report, Stalled
from runs.storage.layout import AttemptFolder, attempt_folder

log = logging.getLogger("penstock.runner")

RENEW_EVERY = 2.0  # seconds
LOOK_EVERY = 1.0  # seconds; backs up lost pokes
LINGER = 0.003  # seconds
LOOKUPS = 64  # of a run in one turn: the first of a thousand steps must not wait until all are looked up
STALL_PAUSE = 0.5  # seconds between tries while the disk is full or the database locked

Attempt = tuple[ActiveRun, str, int]


class Driver:
    """Drives every run it can claim. `wake` is what people's pokes make readable, `drained` empties it."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        backend: Backend,
        workers: Workers,
        environments: Environments,
        workspace: str,
        shell: str = launch.NAME,
        wake: Any = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.ledger = ledger
        self.backend = backend
        self.workers = workers
        self.environments = environments
        self.workspace = workspace
        self.shell = shell
        self.wake = wake
        self.clock = clock
        self.runs: dict[str, ActiveRun] = {}
        # Attempts by id: to be launched when there is room; waiting for their environment; launched.
        self.waiting: OrderedDict[str, Attempt] = OrderedDict()
        self.preparing: dict[str, Attempt] = {}
        self.attempts: dict[str, Attempt] = {}
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
        self._sources = {self.backend.fileno(): self.hear_machine, self.workers.fileno(): self.workers.collect}
        if self.wake is not None:
            self._sources[self.wake.fileno()] = self.hear_people
        self._poll = select.poll()
        for descriptor in self._sources:
            self._poll.register(descriptor, select.POLLIN)

    def only_starts(self) -> bool:
        """Whether all there is to write is that steps have started."""
        heard = [message for run in self.runs.values() for message in run.inbox]
        return bool(heard) and all(isinstance(message, m.JobStarted) for message in heard)

    def hear_machine(self) -> None:
        for report in self.backend.poll():
            attempt = self.attempts.get(report.id)
            if attempt is not None:
                self.on_report(*attempt, report)

    def hear_people(self) -> None:
        self.wake.drain()
        self.look()

    def look(self) -> None:
        """Claim new runs and take in requests."""
        self._next_look = time.monotonic() + LOOK_EVERY
        self._try(self._look)

    def _look(self) -> None:
        for claimed in self.ledger.claim():
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

    def look_up(self, run: ActiveRun, asked: m.LookUpCache) -> m.Message:
        found: m.Message = reuse.look_up(run, asked, self.ledger, self.workspace, self.environments.id, self.clock())
        return found

    def settle(self) -> None:
        """Decide, write and act until nothing is left to do now."""
        for run in list(self.runs.values()):
            try:
                self.settle_run(run)
            except Exception as bug:  # noqa: BLE001 - it is logged, and told to the people of this run
                self.condemn(run.root, bug)
        self.fill()
        self.backend.flush()

    def settle_run(self, run: ActiveRun) -> None:
        run.decide()
        left = LOOKUPS
        while run.lookups and left:
            run.inbox.append(self.look_up(run, run.lookups.popleft()))
            left -= 1
            if not (run.lookups and left):
                run.decide()  # a reused step sets others free at once
        if (run.unwritten or run.answered) and not self.write(run):
            return
        commands, run.held = run.held, []
        for command in commands:
            self.act(run, command)
        if run.ended:
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
        for attempts in (self.waiting, self.preparing, self.attempts):
            for id_ in [id_ for id_, attempt in attempts.items() if attempt[0] is run]:
                del attempts[id_]
                self.backend.forget(id_)
        self.ledger.forget(run.root)

    # -- acting ------------------------------------------------------------------------------------------------

    def act(self, run: ActiveRun, command: m.Command) -> None:
        attempt: Attempt = (run, command.path, command.attempt)
        id_ = launch.attempt_id(run.root, command.path, command.attempt)
        if isinstance(command, m.StartJob):
            self.waiting[id_] = attempt
        elif isinstance(command, m.StopJob):
            waited = self.waiting.pop(id_, None) or self.preparing.pop(id_, None)
            if waited is not None:
                self.try_launch(id_, waited)  # which knows that it is to be stopped
            elif id_ in self.attempts:
                self.backend.stop(id_)

    def fill(self) -> None:
        """Launch what waits, as far as the machine wants more."""
        for _ in range(min(len(self.waiting), max(self.backend.room, 0))):
            if not self.try_launch(*self.waiting.popitem(last=False)):
                return

    def try_launch(self, id_: str, attempt: Attempt) -> bool:
        """False when the machine lacks what it takes: the attempt goes back to the head of those that wait."""
        try:
            self.launch(*attempt)
        except ValueError as error:
            self.tell(*attempt, ok=False, detail={"error": f"cannot prepare the step: {error!r}"})
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EMFILE):
                self.waiting[id_] = attempt
                self.waiting.move_to_end(id_, last=False)
                self.note_trouble(f"cannot prepare a step: {error.strerror}")
                return False
            self.tell(*attempt, ok=False, detail={"error": f"cannot prepare the step: {error}"})
        return True

    def launch(self, run: ActiveRun, path: str, attempt: int) -> None:
        """Start one attempt, or find out what became of it."""
        node = run.state.nodes[path]
        if node.status in TERMINAL or node.attempt != attempt:
            return None
        folder, stopped = self.folder(run, path, attempt), node.status is Status.CANCEL_REQUESTED
        if stopped and not launch.begun(folder):
            return self.tell(run, path, attempt, ok=False, detail={"reason": "canceled"})
        python = interpreter_of(node.step) or self.environments.python
        if python is None and not launch.begun(folder):
            return self.build_environment(run, path, attempt)
        try:
            if refusal := run.refused.pop(path, None):
                raise CannotBeGiven(refusal)
            if (given := run.given.pop(path, None)) is None:
                given = resolve_inputs(node.step, self.workspace, run.outputs_of)
        except CannotBeGiven as why:
            return self.tell(run, path, attempt, ok=False, detail={"error": str(why)})
        started = launch.prepare(
            node.step,
            run.root,
            attempt,
            folder,
            given,
            store=f"{self.workspace}/store",
            python=python or "",
            shell=self.shell,
        )
        if attempt > 1 and node.detail.get("reason") == "lost":
            launch.say_lost(folder, attempt)
        self.attempts[started.id] = (run, path, attempt)
        self.backend.start(started)
        if stopped:
            self.backend.stop(started.id)
        return None

    def build_environment(self, run: ActiveRun, path: str, attempt: int) -> None:
        id_ = launch.attempt_id(run.root, path, attempt)
        self.preparing[id_] = (run, path, attempt)

        def ready(python: str | None, why_not: str | None) -> None:
            if self.preparing.pop(id_, None) is None:
                return  # canceled, or another's, while it was built
            if why_not is None:
                self.waiting[id_] = (run, path, attempt)
            else:
                self.tell(run, path, attempt, ok=False, detail={"error": why_not})

        def progress(line: str) -> None:
            detail = {"progress": {"text": line}}
            run.inbox.append(m.JobProgressed(path, attempt, Status.PREPARING, self.clock(), detail))

        progress("building environment current")
        self.environments.get(ready, progress)

    # -- reports -----------------------------------------------------------------------------------------------

    def on_report(self, run: ActiveRun, path: str, attempt: int, report: Report) -> None:
        if report.kind != "started":
            self.attempts.pop(report.id, None)
        reports.take_in(report, run, path, attempt, self.folder(run, path, attempt), self.workspace, self.workers)

    def tell(self, run: ActiveRun, path: str, attempt: int, *, ok: bool, detail: dict[str, Any]) -> None:
        run.inbox.append(m.JobExited(path, attempt, ok, self.clock(), detail))

    def folder(self, run: ActiveRun, path: str, attempt: int) -> AttemptFolder:
        return attempt_folder(f"{self.workspace}/jobs", run.root, path, attempt)
