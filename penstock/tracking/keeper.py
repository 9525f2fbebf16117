"""Holds the socket of MLflow's server and starts the server when somebody connects. Standard library only.

Until then it costs a file number. The lock says who keeps the server of a workspace: a second keeper waits for it,
and what speaks to the socket meets the first one's server meanwhile.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from penstock.tracking.places import Tracking

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0  # seconds before a restart; doubles while the server keeps dying
HEALTHY_AFTER = 20.0  # seconds of life after which the pause begins anew
PR_SET_PDEATHSIG = 1


class Activated:
    """A process that is started with a listening socket when somebody connects, and again after it ended."""

    def __init__(self, name: str, argv: list[str], listener: socket.socket, log: Path, hold: tuple[int, ...] = ()):
        self.name, self.argv, self.listener, self.log, self.hold = name, argv, listener, log, hold
        self.process: subprocess.Popen[bytes] | None = None
        self.pause, self.due, self.started = FIRST_PAUSE, 0.0, 0.0

    def watch(self, say: Callable[[str], None]) -> None:
        now = time.monotonic()
        if self.process is not None:
            if (code := self.process.poll()) is None:
                return
            self.process = None
            if code == 0 or now - self.started > HEALTHY_AFTER:
                self.pause = FIRST_PAUSE
            if code != 0:
                self._turn_away()
                say(f"{self.name} ended with {code}; it starts again when it is asked for (its log: {self.log})")
                self.due = now + self.pause
                self.pause = min(self.pause * 2, LONGEST_PAUSE)
        if now >= self.due and select.select([self.listener], [], [], 0)[0]:
            try:
                self._start(now)
            except OSError as error:
                say(f"{self.name} cannot be started: {error}")
                self.due = now + self.pause
                self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def _turn_away(self) -> None:
        """Whoever waits is told at once that there was nobody, and may come again."""
        with contextlib.suppress(OSError):
            while True:
                self.listener.accept()[0].close()

    def _start(self, now: float) -> None:
        self.started = now
        fd = self.listener.fileno()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*self.argv, str(fd)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(fd, *self.hold),
                preexec_fn=die_with_parent,
                start_new_session=True,
            )


class Keeper:
    """MLflow's server of one workspace. `watch()` it now and then, or in a thread; `process` is to be stopped."""

    name = "mlflow"

    def __init__(self, tracking: Tracking, say: Callable[[str], None] = lambda text: None) -> None:
        self.tracking, self.say = tracking, say
        self._lock = -1
        self._next_try = 0.0
        self.server: Activated | None = None
        self.arm()

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        return self.server.process if self.server else None

    @property
    def log(self) -> Path:
        return self.tracking.log

    def arm(self) -> bool:
        """Hold the lock and the socket; False while another process does."""
        self._next_try = time.monotonic() + 1.0
        if self.tracking.external:
            return False
        try:
            lock = os.open(self.tracking.ensure().lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            self.say(f"tracking is off: {error}")
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            listener = listen_at(self.tracking.socket)
        except OSError:  # another keeper's, or a disk that takes no socket
            os.close(lock)
            return False
        self._lock = lock
        argv = [sys.executable, "-m", "penstock.tracking.start"]
        self.server = Activated(self.name, argv, listener, self.tracking.log, hold=(lock,))
        return True

    def watch(self) -> None:
        if self.server is not None:
            self.server.watch(self.say)
        elif time.monotonic() >= self._next_try and not self.tracking.external:
            self.arm()

    def start(self) -> None:
        """There is nothing to start before somebody asks."""

    def close(self) -> None:
        """Stop the server, and let go of the socket and the lock."""
        if self.server is None:
            return
        stop(self.server.process)
        self.server.listener.close()
        self.tracking.socket.unlink(missing_ok=True)
        os.close(self._lock)
        self.server = None


def stop(process: subprocess.Popen[bytes] | None, within: float = 4.0) -> None:
    if process is None or process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(within)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def listen_at(place: Path) -> socket.socket:
    """A socket that only this user can reach. However deep the workspace lies, its address is short."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    fd = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        place.unlink(missing_ok=True)
        listener.bind(f"/proc/self/fd/{fd}/{place.name}")
    finally:
        os.close(fd)
    place.chmod(0o600)
    listener.listen(512)
    listener.setblocking(False)
    return listener


def watch_in_thread(parts: list[Keeper | Activated], say: Callable[[str], None]) -> Callable[[], None]:
    """Watch from a thread of its own, which mostly sleeps; answers what ends it."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.1):
            for part in parts:
                part.watch(say) if isinstance(part, Activated) else part.watch()

    thread = threading.Thread(target=watch, name="tracking", daemon=True)
    thread.start()

    def end() -> None:
        ended.set()
        thread.join(2)

    return end


def die_with_parent() -> None:
    """Between fork and exec: who is killed takes the server along."""
    with contextlib.suppress(OSError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
