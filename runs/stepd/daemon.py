"""The daemon's loop: clients on a socket, children by SIGCHLD, a fair line in front of what the machine has room for.

It is one thread that never waits for anything but its selector. Asking it twice to start the same attempt is
harmless: it answers what became of the first time. That is all a restarted runner needs to know.
"""

from __future__ import annotations

import contextlib
import errno
import os
import selectors
import signal
import sys
import time
from collections.abc import Callable

from runs.stepd import ending, processes, records
from runs.stepd.environment import base_environment, environment_of
from runs.stepd.fair import Fair
from runs.stepd.gpus import GpuReader
from runs.stepd.room import Room, TooMuch
from runs.stepd.sampling import Sampler
from runs.stepd.steps import LEFT, STOPPED, TIMEOUT, Step, exit_record, failed_start, spawn, tree
from runs.stepd.wire import Line, Message, listen

SOCKET = "stepd.sock"
IDLE_EXIT = 20.0  # seconds without steps and without clients
TRY_AGAIN = 0.5  # seconds until what a full disk refused is tried again
SHORTAGES = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM})


class Daemon:
    """Everything the daemon knows; all of it can be lost without losing a fact (those are on disk)."""

    def __init__(self, folder: str, slots: int, groups: bool = False) -> None:
        self.room = Room(slots)
        self.marker = f"PENSTOCK_STEPD={os.path.realpath(folder)}"
        self.base_env = base_environment(self.marker)
        self.queue: Fair[Step] = Fair()  # what was stopped meanwhile stays in it and is passed over
        self.steps: dict[str, Step] = {}  # queued or running, by id
        self.running: dict[int, Step] = {}  # by pid of the main process
        self.unrecorded: dict[str, tuple[str, records.ExitRecord]] = {}  # by id: folder, and what is to be in it
        self.gpus = GpuReader(os.environ.get("PATH"))
        self.sampler = Sampler(self.running.values, self.gpus, groups)
        self.lines: dict[int, Line] = {}
        self.owners: dict[str, int] = {}  # step id -> file number of the client that last asked for it
        self.shortage = ""
        self.stopping = False
        self.told_to_leave = False
        self.idle_since = time.monotonic()
        self.selector = selectors.EpollSelector()
        self.listener = listen(folder, SOCKET)
        self.selector.register(self.listener, selectors.EVENT_READ)
        self.handlers: dict[str, Callable[[int, Message], None]] = {
            "hello": self.on_hello,
            "start": self.on_start,
            "stop": self.on_stop,
            "quit": self.on_quit,
        }

    # -- clients -----------------------------------------------------------------------------------------------

    def on_hello(self, client: int, message: Message) -> None:
        self.tell(client, {"event": "hello", "pid": os.getpid(), "slots": self.room.slots, "short": self.shortage})

    def on_start(self, client: int, message: Message) -> None:
        step = Step.from_message(message)
        self.owners[step.id] = client
        known = self.steps.get(step.id)
        if self.told_to_leave and known is None:
            return  # no answer: the client asks the next daemon as soon as this one is gone
        if known is not None:
            if known.pid:
                self.report_start(known)
        elif (kept := self.unrecorded.get(step.id)) is not None:
            self.report_whole(step, kept[1])
        elif (record := records.read_exit(step.folder)) is not None:
            self.report_whole(step, record)
        elif records.was_started(step.folder):
            self.owners.pop(step.id, None)
            self.tell(client, {"event": "lost", "id": step.id})
        else:
            self.steps[step.id] = step
            self.queue.push(step, step.run, step.user, step.priority)

    def on_stop(self, client: int, message: Message) -> None:
        step = self.steps.get(message["id"])
        if step is None:
            return
        if step.pid:
            ending.ask_to_end(step, STOPPED)
        else:
            self.finish(step, failed_start(step, STOPPED, ""))

    def on_quit(self, client: int, message: Message) -> None:
        """Leave when there is nothing to leave behind."""
        self.stopping = not (self.steps or self.unrecorded) and len(self.lines) <= 1

    def tell(self, client: int | None, message: Message) -> None:
        line = self.lines.get(client) if client is not None else None
        if line is not None:
            line.queue(message)

    def accept(self) -> None:
        try:
            sock, _ = self.listener.accept()
        except OSError as error:  # gone again, or too many files are open
            return complain(f"cannot accept a client: {error}")
        sock.setblocking(False)
        self.lines[sock.fileno()] = Line(sock)
        self.selector.register(sock, selectors.EVENT_READ)

    def hear(self, client: int) -> None:
        line = self.lines[client]
        messages = line.receive()
        if messages is None:
            self.selector.unregister(line.sock)
            line.sock.close()
            del self.lines[client]
            return
        for message in messages:
            try:
                self.handlers[message["op"]](client, message)
            except (KeyError, TypeError) as error:
                # A client of another version: what it wants is unknown here, and the steps of others must not pay.
                complain(f"cannot act on {str(message)[:200]}: {error!r}")

    # -- steps -------------------------------------------------------------------------------------------------

    def start_queued(self) -> None:
        """Start what there is room for. Who waits for a CPU holds up all behind it, or a step that wants many never
        begins; who waits for a GPU or for memory holds up those that want the same."""
        lacking: dict[str, list[Step]] = {}
        while self.queue:
            step = self.queue.pop()
            if self.steps.get(step.id) is not step:
                continue  # stopped before it began
            try:
                lacks = self.room.lacks(step)
            except TooMuch as why:
                self.finish(step, failed_start(step, "not_started", str(why)))
                continue
            if not lacks and lacking:
                lacks = next((kind for kind in lacking if (step.gpus if kind == "gpus" else step.memory)), "")
            if lacks:
                lacking.setdefault(lacks, []).append(step)
            if lacks == "cpus" or (not lacks and not self.start(step)):
                break
        for steps in lacking.values():
            for step in reversed(steps):
                self.queue.push(step, step.run, step.user, step.priority, first=True)

    def start(self, step: Step) -> bool:
        """Start one; False when the machine lacks what it takes for any: then it keeps its place."""
        self.room.take(step)
        try:
            spawn(step, environment_of(step, self.base_env))
        except (OSError, ValueError) as error:  # ValueError: a null character, or a variable that cannot be one
            self.room.give(step)
            number = getattr(error, "errno", 0)
            if number in SHORTAGES:  # not the step's fault, and nothing was started
                self.run_short(os.strerror(number))
                self.queue.push(step, step.run, step.user, step.priority, first=True)
                return False
            why = f"{error.strerror}: {error.filename or step.cwd}" if isinstance(error, OSError) else str(error)
            self.finish(step, failed_start(step, "not_started", why))
            return True
        self.run_short("")
        self.running[step.pid] = step
        self.sampler.began(step, time.monotonic())
        self.report_start(step)
        return True

    def run_short(self, why: str) -> None:
        """Tell what the machine lacks for any step to start, or that it has it again."""
        if why != self.shortage:
            self.shortage = why
            for client in self.lines:
                self.tell(client, {"event": "short", "why": why})

    def reap(self) -> None:
        """Collect every child that ended: main processes end their step, orphans end a wait."""
        ended: list[Step] = []
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            step = self.running.pop(pid, None)
            if step is not None:
                step.status, step.usage = status, usage
                ended.append(step)
        waiting = self.waiting(ended)
        orphans = self.orphans() if waiting else []
        for step in waiting:
            step.leftovers = {pid for pid in orphans if ending.left_by(step, pid, self.steps.values())}
            if step.leftovers and step.kill_at is None:
                # What a step leaves behind when it ends has its grace period, then it is killed.
                processes.send(tree(step), signal.SIGTERM)
                step.kill_at = time.monotonic() + step.grace
        done = [step for step in waiting if not step.leftovers]
        for step in done:
            self.room.give(step)
            self.sampler.ended(step)
        over = [(step, exit_record(step)) for step in done]
        if over:
            self.start_queued()  # a free CPU first: what is written about the past can wait for that
        for step, record in over:
            self.finish(step, record)

    def waiting(self, ended: list[Step]) -> list[Step]:
        """Steps whose main process is gone: just now, or earlier with something left behind."""
        return ended + [step for step in self.steps.values() if step.leftovers and step not in ended]

    def orphans(self) -> list[int]:
        """Children of ours that are neither a step's main process nor of our own making."""
        return [pid for pid in processes.own_children() if pid not in self.running and pid != self.gpus.pid]

    def enforce(self) -> float:
        """Kill what outlived its time; returns the seconds until the next look is due."""
        now, wall = time.monotonic(), time.time()
        self.sampler.look(now)
        wait = min(self.sampler.wait(now), IDLE_EXIT)
        for step in list(self.steps.values()):
            if step.kill_at is not None:
                if now >= step.kill_at:
                    ending.kill(step)
                    step.kill_at = now + ending.KILL_AGAIN  # what slipped through is found then
                wait = min(wait, step.kill_at - now)
            elif step.timeout is not None and step.pid:
                left = step.started + step.timeout - wall
                if left <= 0:
                    ending.ask_to_end(step, TIMEOUT)
                    left = step.grace
                wait = min(wait, left)
        if self.unrecorded or (self.queue and not self.running):
            wait = min(wait, TRY_AGAIN)
        return max(wait, 0.0)

    def finish(self, step: Step, record: records.ExitRecord) -> None:
        """The end of a step: first on disk, then forgotten, then told. Where the disk refuses (it is full, or the step
        deleted its own folder) the record is kept here and tried again: one bad step must not end all others."""
        if step.reason == LEFT:
            self.steps.pop(step.id, None)
            return self.tell(self.owners.pop(step.id, None), {"event": "lost", "id": step.id})
        try:
            records.write_exit(step.folder, record)
        except OSError as error:
            complain(f"{step.id}: cannot write the exit record: {error}")
            self.unrecorded[step.id] = (step.folder, record)
        self.steps.pop(step.id, None)
        return self.report_exit(step, record)

    def record_late(self) -> None:
        """Write what could not be written when it happened."""
        for id_, (folder, record) in list(self.unrecorded.items()):
            with contextlib.suppress(OSError):
                os.makedirs(folder, exist_ok=True)
                records.write_exit(folder, record)
                del self.unrecorded[id_]

    def report_start(self, step: Step) -> None:
        message = {"event": "started", "id": step.id, "pid": step.pid, "at": step.started}
        self.tell(self.owners.get(step.id), message)

    def report_whole(self, step: Step, record: records.ExitRecord) -> None:
        """Start and end of an attempt that is over: whoever asks now may have missed both."""
        if record["started"] < record["ended"]:
            step.started = record["started"]
            self.report_start(step)
        self.report_exit(step, record)

    def report_exit(self, step: Step, record: records.ExitRecord) -> None:
        self.tell(self.owners.pop(step.id, None), {"event": "exited", "id": step.id, **record})

    # -- life --------------------------------------------------------------------------------------------------

    def idle_too_long(self) -> bool:
        if self.steps or self.lines or self.unrecorded:
            self.idle_since = time.monotonic()
        return time.monotonic() - self.idle_since >= IDLE_EXIT

    def run(self) -> None:
        wakeup, trigger = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(trigger, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, self.terminate)
        self.selector.register(wakeup, selectors.EVENT_READ)
        while not (self.stopping and not self.steps) and not self.idle_too_long():
            for key, mask in self.selector.select(self.enforce() if self.steps or self.unrecorded else IDLE_EXIT):
                if key.fd == wakeup:
                    os.read(wakeup, 4096)
                elif key.fd == self.listener.fileno():
                    self.accept()
                elif mask & selectors.EVENT_READ and key.fd in self.lines:
                    self.hear(key.fd)
            if self.told_to_leave:
                self.leave()
            if self.unrecorded:
                self.record_late()
            if self.steps:
                self.reap()
                self.start_queued()
            self.flush()

    def flush(self) -> None:
        for line in self.lines.values():
            done = line.flush()
            wanted = selectors.EVENT_READ if done else selectors.EVENT_READ | selectors.EVENT_WRITE
            if self.selector.get_key(line.sock).events != wanted:
                self.selector.modify(line.sock, wanted)

    def terminate(self, *_: object) -> None:
        """SIGTERM. Only noted: a handler runs between any two lines of the loop."""
        self.stopping = self.told_to_leave = True

    def leave(self) -> None:
        """End all steps in good order. They count as lost, as after a kill: it was not they who failed."""
        for step in list(self.steps.values()):
            if step.pid:
                ending.ask_to_end(step, LEFT)
            else:
                del self.steps[step.id]


def complain(text: str) -> None:
    """A line for the log, which may lie on a full disk itself."""
    with contextlib.suppress(OSError):
        print(text, file=sys.stderr, flush=True)
