"""Brings attempts to the machine: those that wait for room, for an environment or for data, and those it has."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable
from typing import Any

from designer.spec.resources import wants_of
from runs.engine import launch, reports, tracking
from runs.engine.active import ActiveRun
from runs.engine.given import CannotBeGiven, NotKnownYet, private_copies, resolve_inputs
from runs.engine.queueing import Queue
from runs.engine.waits import Then, Waits
from runs.engine.workers import Workers
from runs.kernel import messages as m
from runs.kernel.status import TERMINAL, Status
from runs.ports import Backend, Given, Report, Runtime, Say
from runs.stepd.machine import gpus_here
from runs.storage.layout import AttemptFolder, attempt_folder

Attempt = tuple[ActiveRun, str, int]
WAITS = (Status.QUEUED, Status.PREPARING)  # else a machine had the attempt in hand before
UNKNOWN = Given("", "")  # of an input of such an attempt
NOBODY = Runtime("", "", "")  # of an attempt that began long ago: it is only asked about
SHORT = (errno.ENOSPC, errno.EDQUOT, errno.EMFILE)  # the machine lacks something, and it is not the step's fault


class Launcher:
    """Attempts by id. Decides nothing: what becomes of them goes to the inbox of their run."""

    def __init__(
        self,
        *,
        backend: Backend,
        workers: Workers,
        waits: Waits,
        workspace: str,
        shell: str = launch.NAME,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.backend = backend
        self.workers = workers
        self.waits = waits
        self.workspace = workspace
        self.shell = shell
        self.clock = clock
        self.trouble = ""  # why nothing can be launched now
        self.queue: Queue[Attempt] = Queue()  # for room
        self.counted = False  # the GPUs: asking takes long, and most steps want none
        self.preparing: dict[str, Attempt] = {}  # for an environment or for data
        self.attempts: dict[str, Attempt] = {}  # launched

    def act(self, run: ActiveRun, command: m.Command) -> None:
        attempt: Attempt = (run, command.path, command.attempt)
        id_ = launch.attempt_id(run.root, command.path, command.attempt)
        if isinstance(command, m.StartJob):
            self.enqueue(id_, attempt, command.after)
        elif isinstance(command, m.StopJob):
            waited = self.queue.remove(id_) or self.preparing.pop(id_, None)
            if waited is not None:
                self.try_launch(id_, waited)  # which knows that it is to be stopped
            elif id_ in self.attempts:
                self.backend.stop(id_)

    def enqueue(self, id_: str, attempt: Attempt, after: float = 0.0) -> None:
        """Have the attempt wait for its turn, and for its pause to end."""
        run, path, _number = attempt
        node = run.state.nodes[path]
        wants = wants_of(node.step)
        if wants.gpus and not self.counted:
            self.counted, self.queue.gpus = True, len(gpus_here())
        self.queue.push(
            id_,
            attempt,
            run=run.root,
            user=run.user,
            compute=node.step.compute or "",
            instances=wants.instances,
            gpus=wants.gpus,
            priority=run.priority if wants.priority is None else wants.priority,
            under_way=node.status not in WAITS,
            not_before=after,
        )

    def fill(self) -> None:
        """Launch what waits, as far as the machine wants more."""
        short = self.backend.trouble
        self.trouble = f"cannot start a step: {short}" if short else ""
        if not len(self.queue):
            return
        now = self.clock()
        while (found := self.queue.pop(now, self.backend.room > 0)) is not None:
            if not self.try_launch(*found):
                return

    def drop(self, run: ActiveRun) -> None:
        """Nothing that is told of this run's attempts from now on concerns us."""
        for id_ in self.queue.drop(run.root):
            self.backend.forget(id_)
        for attempts in (self.preparing, self.attempts):
            for id_ in [id_ for id_, attempt in attempts.items() if attempt[0] is run]:
                del attempts[id_]
                self.backend.forget(id_)

    def try_launch(self, id_: str, attempt: Attempt) -> bool:
        """False when the machine lacks what it takes: the attempt goes back to the head of those that wait."""
        try:
            self.launch(*attempt)
        except (CannotBeGiven, ValueError) as error:
            why = str(error) if isinstance(error, CannotBeGiven) else f"cannot prepare the step: {error!r}"
            self.tell(*attempt, ok=False, detail={"error": why})
        except OSError as error:
            if error.errno in SHORT:
                if not self.queue.push_back(id_):
                    self.enqueue(id_, attempt)
                self.trouble = f"cannot prepare a step: {error.strerror}"
                return False
            self.tell(*attempt, ok=False, detail={"error": f"cannot prepare the step: {error}"})
        if id_ not in self.attempts:
            self.queue.release(id_)  # it waits for something else, or has ended
        return True

    def launch(self, run: ActiveRun, path: str, attempt: int) -> None:
        """Start one attempt, or find out what became of it. Raises CannotBeGiven, ValueError, OSError."""
        node = run.state.nodes[path]
        if node.status in TERMINAL or node.attempt != attempt:
            return None
        folder, stopped = self.folder(run, path, attempt), node.status is Status.CANCEL_REQUESTED
        begun = launch.begun(folder)
        if stopped and not begun:
            return self.tell(run, path, attempt, ok=False, detail={"reason": "canceled"})
        try:
            given = self.given(run, path, begun)
        except NotKnownYet as unknown:
            values = unknown.values
            return self.wait(run, path, attempt, lambda *more: self.waits.for_key(node.step, values, *more))
        given = private_copies(node.step, given, folder.root)
        runtime = self.waits.environments.known(node.step)
        if not (runtime and runtime.built and self.is_here(given)) and not begun:
            run.given[path] = given
            items = list(given.values())
            return self.wait(run, path, attempt, lambda *more: self.waits.for_start(node.step, items, *more))
        wants = wants_of(node.step)
        started = launch.prepare(
            node.step,
            run.root,
            attempt,
            folder,
            given,
            store=f"{self.workspace}/store",
            runtime=runtime or NOBODY,
            shell=self.shell,
            more=tracking.env_of(node.step, run, attempt, self.workspace),
            wants=wants,
            user=run.user,
            priority=run.priority if wants.priority is None else wants.priority,
        )
        if attempt > 1 and not begun:
            launch.say_again(folder, attempt, node.detail)
        self.attempts[started.id] = (run, path, attempt)
        self.backend.start(started)
        if stopped:
            self.backend.stop(started.id)
        return None

    def given(self, run: ActiveRun, path: str, begun: bool) -> dict[str, Given]:
        """The step's inputs, as its look-up found them or found out now; who has `begun` has them already, and is only
        asked about. Raises CannotBeGiven, NotKnownYet."""
        if refusal := run.refused.pop(path, None):
            raise CannotBeGiven(refusal)
        known = run.given.pop(path, None)
        if known is not None:
            return known
        step = run.state.nodes[path].step
        try:
            return resolve_inputs(step, self.workspace, run.outputs_of, self.waits.sources)
        except NotKnownYet:
            if not begun:
                raise
            return dict.fromkeys(step.inputs, UNKNOWN)

    def is_here(self, given: dict[str, Given]) -> bool:
        return not any(item.source and self.waits.sources.missing(item) for item in given.values())

    def wait(self, run: ActiveRun, path: str, attempt: int, ask: Callable[[Then, Say], None]) -> None:
        """Set the attempt aside until it has what it needs; it comes back to those that wait for room."""
        id_ = launch.attempt_id(run.root, path, attempt)
        self.preparing[id_] = (run, path, attempt)

        def then(why_not: str | None) -> None:
            if self.preparing.pop(id_, None) is None:
                return  # canceled, or another's, meanwhile
            if why_not is None:
                self.enqueue(id_, (run, path, attempt))
            else:
                self.tell(run, path, attempt, ok=False, detail={"error": why_not})

        ask(then, self.teller(run, path, attempt))

    def teller(self, run: ActiveRun, path: str, attempt: int) -> Say:
        """Says on the node how far the preparation is; the log of a build becomes one of its logs."""
        shown = False

        def progress(line: str) -> None:
            nonlocal shown
            if not shown and line.startswith("building environment ") and ": " in line:
                log = self.waits.environments.log_of(run.state.nodes[path].step)
                shown = launch.show_build(self.folder(run, path, attempt), log)
            detail = {"progress": {"text": line}}
            run.inbox.append(m.JobProgressed(path, attempt, Status.PREPARING, self.clock(), detail))

        return progress

    # -- reports -----------------------------------------------------------------------------------------------

    def hear(self) -> None:
        """Take in what the machine says."""
        for report in self.backend.poll():
            attempt = self.attempts.get(report.id)
            if attempt is not None:
                self.on_report(*attempt, report)

    def on_report(self, run: ActiveRun, path: str, attempt: int, report: Report) -> None:
        if report.kind != "started":
            self.attempts.pop(report.id, None)
            self.queue.release(report.id)
        where = (report, run, path, attempt, self.folder(run, path, attempt), self.workspace, self.workers)
        tracked = tracking.ending(report, where[4], self.workspace)
        if tracked is None:
            reports.take_in(*where, sources=self.waits.sources)
        else:
            sources = self.waits.sources
            self.workers.run(
                tracked, lambda kept, _: reports.take_in(*where, {"tracking": kept} if kept else {}, sources)
            )

    def tell(self, run: ActiveRun, path: str, attempt: int, *, ok: bool, detail: dict[str, Any]) -> None:
        run.inbox.append(m.JobExited(path, attempt, ok, self.clock(), detail))

    def folder(self, run: ActiveRun, path: str, attempt: int) -> AttemptFolder:
        return attempt_folder(f"{self.workspace}/jobs", run.root, path, attempt)
