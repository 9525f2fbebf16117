"""What trees of processes use, counted from one pass over /proc. Knows pids, not steps."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass

from runs.stepd.processes import TICKS

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(slots=True)
class Use:
    """What a tree uses now (memory, processes) and has used so far (CPU seconds, bytes from and to disks)."""

    cpu: float = 0.0
    rss: int = 0
    processes: int = 0
    read: int = 0
    written: int = 0


class Scan:
    """All processes of the machine at one moment."""

    def __init__(self) -> None:
        self._stat: dict[int, tuple[int, int]] = {}  # pid -> (CPU ticks, pages)
        self._children: dict[int, list[int]] = {}
        for name in os.listdir("/proc"):
            if name[0] in "123456789":
                self._take(int(name), _read(f"/proc/{name}/stat"))

    def _take(self, pid: int, line: bytes) -> None:
        fields = line[line.rfind(b")") + 2 :].split(b" ", 23)
        if len(fields) < 23 or fields[0] == b"Z":  # what a dead child used is in its parent's numbers once it is reaped
            return
        cpu = int(fields[11]) + int(fields[12]) + int(fields[13]) + int(fields[14])
        self._stat[pid] = (cpu, int(fields[21]))
        self._children.setdefault(int(fields[1]), []).append(pid)

    def children(self, pid: int) -> list[int]:
        return self._children.get(pid, [])

    def tree(self, *roots: int) -> list[int]:
        """These processes, as far as they live, and all below them."""
        found: dict[int, None] = {}
        todo = [pid for pid in roots if pid in self._stat]
        while todo:
            pid = todo.pop()
            if pid not in found:
                found[pid] = None
                todo += self._children.get(pid, ())
        return list(found)

    def use(self, pids: list[int]) -> Use:
        """What these use together; memory that several share is counted for each."""
        use = Use(processes=len(pids))
        for pid in pids:
            cpu, pages = self._stat[pid]
            use.cpu += cpu / TICKS
            use.rss += pages * PAGE
            read, written = _disk(pid)
            use.read += read
            use.written += written
        return use


def resident(pids: list[int]) -> int:
    """Bytes in memory of these processes now, shared ones counted for each; one small read a process."""
    total = 0
    for pid in pids:
        with contextlib.suppress(IndexError):
            total += int(_read(f"/proc/{pid}/statm").split(b" ", 2)[1]) * PAGE
    return total


def proportional(pids: list[int]) -> int:
    """The same with shared memory divided among those who share it. Exact, and slow for large processes."""
    total = 0
    for pid in pids:
        for line in _read(f"/proc/{pid}/smaps_rollup").split(b"\n"):
            if line.startswith(b"Pss:"):
                total += int(line.split()[1]) * 1024
                break
    return total


def _disk(pid: int) -> tuple[int, int]:
    lines = dict(line.split(b": ", 1) for line in _read(f"/proc/{pid}/io").split(b"\n") if line)
    return int(lines.get(b"read_bytes", 0)), int(lines.get(b"write_bytes", 0))


def _read(path: str) -> bytes:
    """What a file of /proc says, b"" when the process is gone or another user's."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return os.read(fd, 4096)
    except OSError:
        return b""
    finally:
        os.close(fd)
