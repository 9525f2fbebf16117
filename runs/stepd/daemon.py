"""The daemon's loop: clients on a socket, children by SIGCHLD, a queue in front of a fixed number of CPU slots.

It is one thread that never waits for anything but its selector. Asking it twice to start the same attempt is
harmless: it answers what became of the first time. That is all a restarted runner needs to know.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import fcntl
import os
import selectors
import signal
import sys
import time
from collections import deque
from collections.abc import Callable

from runs.stepd import processes, records
from runs.stepd.steps import LEFT, STOPPED, TIMEOUT, Step, exit_record, failed_start, owns, spawn, tree
from runs.stepd.wire import Line, Message, listen

SOCKET = "stepd.sock"
IDLE_EXIT = 20.0  # seconds without steps and without clients
TRY_AGAIN = 0.5  # seconds until what a full disk refused is tried again
SHORTAGES = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM})
KEPT_VARIABLES = ("HOME", "LANG", "LC_ALL", "LOGNAME", "PATH", "SHELL", "TMPDIR", "TZ", "USER", "LD_LIBRARY_PATH")


def base_environment() -> dict[str, str]:
    """What every step starts from: nothing of the server's own.

    C.UTF-8 is said by LC_CTYPE, the only category in which it differs from C: every program then loads one
    locale file instead of twelve, which is a tenth of what starting bash costs.
    """
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    if kept.get("LANG") == "C.UTF-8" and "LC_ALL" not in kept:
        kept["LC_CTYPE"] = kept.pop("LANG")
    return kept


class Daemon:
    """Everything the daemon knows; all of it can be lost without losing a fact (those are on disk)."""

    def __init__(self, folder: str, slots: int) -> None:
        self.slots = slots
        self.marker = f"PENSTOCK_STEPD={os.path.realpath(folder)}"
        self.base_env = base_environment()
        name, _, value = self.marker.partition("=")
        self.base_env[name] = value
        self.queue: deque[Step] = deque()
        self.steps: dict[str, Step] = {}  # queued or running, by id
        self.running: dict[int, Step] = {}  # by pid of the main process
        self.unrecorded: dict[str, tuple[str, records.ExitRecord]] = {}  # by id: folder, and what is to be in it
        self.used = 0
        self.lines: dict[int, Line] = {}
        self.owners: dict[str, int] = {}  # step id -> file number of the client that last asked for it
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
        self.tell(client, {"event": "hello", "pid": os.getpid(), "slots": self.slots})

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
            self.queue.append(step)

    def on_stop(self, client: int, message: Message) -> None:
        step = self.steps.get(message["id"])
        if step is None:
            return
        if step.pid:
            self.stop(step, STOPPED)
        else:
            self.queue.remove(step)
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
        """Fill the free slots. A step that wants more CPUs than there are gets the machine to itself."""
        while self.queue:
            step = self.queue[0]
            if self.used and self.used + step.cpus > self.slots:
                return
            self.queue.popleft()
            try:
                spawn(step, self.base_env)
            except ValueError as error:  # a null character, or a variable that cannot be one
                self.finish(step, failed_start(step, "not_started", str(error)))
                continue
            except OSError as error:
                if error.errno in SHORTAGES:
                    self.queue.appendleft(step)  # not the step's fault, and nothing was started: it waits
                    return
                self.finish(step, failed_start(step, "not_started", f"{error.strerror}: {error.filename or step.cwd}"))
                continue
            self.used += step.cpus
            self.running[step.pid] = step
            self.report_start(step)

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
        orphans = [pid for pid in processes.own_children() if pid not in self.running] if waiting else []
        for step in waiting:
            step.leftovers = {pid for pid in orphans if self.left_by(step, pid)}
            if step.leftovers and step.kill_at is None:
                # What a step leaves behind when it ends has its grace period, then it is killed.
                processes.send(tree(step), signal.SIGTERM)
                step.kill_at = time.monotonic() + step.grace
        over = [(step, exit_record(step)) for step in waiting if not step.leftovers]
        self.used -= sum(step.cpus for step, _ in over)
        if over:
            self.start_queued()  # a free CPU first: what is written about the past can wait for that
        for step, record in over:
            self.finish(step, record)

    def waiting(self, ended: list[Step]) -> list[Step]:
        """Steps whose main process is gone: just now, or earlier with something left behind."""
        return ended + [step for step in self.steps.values() if step.leftovers and step not in ended]

    def left_by(self, step: Step, pid: int) -> bool:
        """Whether an orphan is what this step left behind. One that hid (a session of its own, an empty environment)
        belongs to one of the steps that began before it: the last of these to end has to take it along."""
        if owns(step, pid):
            return True
        others = [other for other in self.steps.values() if other.pid and other is not step]
        if any(owns(other, pid) for other in others):
            return False
        born = processes.born(pid)
        return born is not None and step.born <= born and not any(other.born <= born for other in others)

    def stop(self, step: Step, reason: str) -> None:
        """TERM now, KILL after the step's grace period. A second call changes nothing."""
        if step.kill_at is None:
            step.reason = reason
            step.kill_at = time.monotonic() + step.grace
            processes.send(tree(step), signal.SIGTERM)

    def enforce(self) -> float:
        """Kill what outlived its time; returns the seconds until the next look is due."""
        now, wall, wait = time.monotonic(), time.time(), IDLE_EXIT
        for step in list(self.steps.values()):
            if step.kill_at is not None:
                if now >= step.kill_at:
                    processes.send(tree(step), signal.SIGKILL)
                    step.kill_at = now + 0.2  # a fork may have slipped through: look again soon
                wait = min(wait, step.kill_at - now)
            elif step.timeout is not None and step.pid:
                left = step.started + step.timeout - wall
                if left <= 0:
                    self.stop(step, TIMEOUT)
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
        while self.queue:
            del self.steps[self.queue.popleft().id]
        for step in self.steps.values():
            self.stop(step, LEFT)


def complain(text: str) -> None:
    """A line for the log, which may lie on a full disk itself."""
    with contextlib.suppress(OSError):
        print(text, file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    """Run the daemon of one folder; a second one for the same folder leaves at once."""
    parser = argparse.ArgumentParser(prog="stepd")
    parser.add_argument("--dir", required=True)
    parser.add_argument("--slots", type=int, default=len(os.sched_getaffinity(0)))
    options = parser.parse_args(arguments)
    lock = os.open(options.dir + "/stepd.lock", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return 0
    processes.become_subreaper()
    sweep(f"PENSTOCK_STEPD={os.path.realpath(options.dir)}".encode())
    daemon = Daemon(options.dir, options.slots)
    daemon.run()
    sys.stdout.flush()
    return 0


def sweep(marker: bytes) -> None:
    """Kill what steps of an earlier, killed daemon left running: they are about to be started again."""
    deadline = time.monotonic() + 5.0
    while (strays := processes.find_marked(marker)) and time.monotonic() < deadline:
        processes.send(strays, signal.SIGKILL)
        time.sleep(0.01)
