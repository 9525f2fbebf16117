"""Memory limits kept by the system itself, where it gave this process a control group to divide. Version 2 or 1."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field

ROOT = "/sys/fs/cgroup"
OWN = "/proc/self/cgroup"
PREFIX = "penstock-"


@dataclass(slots=True)
class Groups:
    """A group below `base` for each process that is to be held. All calls are harmless where the system refuses."""

    base: str
    version: int
    names: dict[int, str] = field(default_factory=dict)  # pid -> folder
    over: list[str] = field(default_factory=list)  # folders to remove

    def hold(self, pid: int, most: int) -> None:
        """Let this process and all it starts from now on have `most` bytes together."""
        folder = f"{self.base}/{PREFIX}{os.getpid()}-{pid}"
        try:
            os.mkdir(folder)
            if self.version == 2:
                _write(folder + "/memory.max", most)
                with contextlib.suppress(OSError):
                    _write(folder + "/memory.swap.max", 0)
                _write(folder + "/memory.oom.group", 1)  # all of it ends, not the largest process alone
            else:
                _write(folder + "/memory.limit_in_bytes", most)
            _write(folder + "/cgroup.procs", pid)
        except OSError:
            with contextlib.suppress(OSError):
                os.rmdir(folder)
            return
        self.names[pid] = folder

    def was_exceeded(self, pid: int) -> bool:
        """Whether the system ended a process of this group because memory was at its limit."""
        folder = self.names.get(pid)
        if folder is None:
            return False
        lines = _read(folder + ("/memory.events" if self.version == 2 else "/memory.oom_control"))
        return any(line.startswith("oom_kill ") and line.split()[1] != "0" for line in lines.splitlines())

    def release(self, pid: int) -> None:
        """The step is over; its group goes as soon as the system lets it."""
        if folder := self.names.pop(pid, None):
            self.over.append(folder)
        for folder in list(self.over):
            with contextlib.suppress(OSError):
                os.rmdir(folder)
                self.over.remove(folder)


def find(root: str = ROOT, own: str = OWN) -> Groups | None:
    """The group that was given to us, ready to be divided; None where there is none, as on most machines."""
    paths = dict(_named(line) for line in _read(own).splitlines() if line.count(":") >= 2)
    for base in (f"{root}{paths.get('', '')}", f"{root}/unified{paths.get('', '')}"):
        if "memory" in _read(base + "/cgroup.controllers").split() and _is_divided(base):
            return _swept(Groups(base, 2))
    base = f"{root}/memory{paths.get('memory', '')}"
    if os.path.exists(base + "/memory.limit_in_bytes") and os.access(base, os.W_OK):
        return _swept(Groups(base, 1))
    return None


def _swept(groups: Groups) -> Groups:
    """Without what daemons left that were killed."""
    for name in os.listdir(groups.base):
        owner = name.removeprefix(PREFIX).partition("-")[0]
        if name.startswith(PREFIX) and owner.isdigit() and not os.path.exists(f"/proc/{owner}"):
            with contextlib.suppress(OSError):
                os.rmdir(f"{groups.base}/{name}")
    return groups


def _named(line: str) -> tuple[str, str]:
    _number, controllers, path = line.split(":", 2)
    names = controllers.split(",")
    return ("memory" if "memory" in names else controllers), path.rstrip("/")


def _is_divided(base: str) -> bool:
    """Version 2 divides a group only when no process is in it: this one moves into a part of it."""
    if "memory" in _read(base + "/cgroup.subtree_control").split():
        return os.access(base, os.W_OK)
    inside = f"{base}/{PREFIX}stepd"
    try:
        os.makedirs(inside, exist_ok=True)
        _write(inside + "/cgroup.procs", os.getpid())
        _write(base + "/cgroup.subtree_control", "+memory")
    except OSError:  # it is others' as well, or not ours to divide
        with contextlib.suppress(OSError):
            _write(base + "/cgroup.procs", os.getpid())
            os.rmdir(inside)
        return False
    return True


def _write(place: str, value: int | str) -> None:
    fd = os.open(place, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(fd, str(value).encode())
    finally:
        os.close(fd)


def _read(place: str) -> str:
    try:
        with open(place, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
