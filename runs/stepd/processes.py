"""Looking at and ending process trees on Linux, by /proc. Nothing here knows what a step is."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import time
from collections.abc import Iterable

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
TICKS = os.sysconf("SC_CLK_TCK")


def become_subreaper() -> None:
    """Orphans among our descendants become our children instead of init's, so none escapes."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER) failed")


def own_children() -> list[int]:
    """Direct children of this process, zombies included. One small read, no scan of /proc."""
    try:
        with open("/proc/thread-self/children", "rb") as file:
            return [int(pid) for pid in file.read().split()]
    except FileNotFoundError:  # a kernel without CONFIG_PROC_CHILDREN
        me = os.getpid()
        return [pid for pid, parent in _parents().items() if parent == me]


def descendants(*roots: int) -> list[int]:
    """Every living process below these, without them; one scan of /proc however many they are."""
    children: dict[int, list[int]] = {}
    for pid, parent in _parents().items():
        children.setdefault(parent, []).append(pid)
    found: list[int] = []
    todo = list(roots)
    while todo:
        for pid in children.get(todo.pop(), ()):
            found.append(pid)
            todo.append(pid)
    return found


def environment_has(pid: int, marker: bytes) -> bool:
    """Whether `pid` was started with the variable `marker` (b"NAME=value") in its environment."""
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return marker in file.read().split(b"\0")
    except OSError:
        return False


def find_marked(marker: bytes) -> list[int]:
    """Processes of this user that carry `marker`, this process left out."""
    me = os.getpid()
    return [pid for pid in _pids() if pid != me and environment_has(pid, marker)]


def send(pids: Iterable[int], number: signal.Signals) -> None:
    """Signal each process; one that is gone already is what we wanted, one of another user is out of reach."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)


def ticks() -> int:
    """Now, on the clock of `born`."""
    return int(time.clock_gettime(time.CLOCK_BOOTTIME) * TICKS)


def born(pid: int) -> int | None:
    """When a process began, in clock ticks since the machine's start; None when it is gone."""
    fields = _stat(pid)
    return int(fields[19]) if fields else None


def _stat(pid: int) -> list[bytes]:
    """Fields of /proc/PID/stat after the command's name, which may hold blanks and brackets itself."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()
    except OSError:
        return []


def _pids() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _parents() -> dict[int, int]:
    found = {}
    for pid in _pids():
        if fields := _stat(pid):
            found[pid] = int(fields[1])
    return found
