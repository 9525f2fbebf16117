"""One step under the daemon: how it is spawned, told to stop, and seen to be over with its whole tree."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, field
from typing import Any

from runs.stepd import processes, records

TIMEOUT = "timeout"
STOPPED = "stopped"
LEFT = "left"  # its daemon was told to go
MEMORY = "memory"  # it used more than it may
PROCESSES = "processes"  # it had more of them than any work needs


@dataclass(slots=True)
class Step:
    """A step the daemon was asked to run. `id` is unique for one attempt; `folder` holds its records."""

    id: str
    folder: str
    argv: list[str]
    env: dict[str, str]
    cwd: str
    log: str
    cpus: int
    grace: float  # seconds between TERM and KILL
    timeout: float | None  # seconds
    gpus: int = 0
    memory: int = 0  # bytes it may use; 0 is no limit
    user: str = ""
    priority: int = 0
    pid: int = 0
    started: float = 0.0  # Unix seconds
    born: int = 0  # clock ticks since the machine's start, as /proc counts
    reason: str = "exit"
    message: str = ""
    devices: list[str] = field(default_factory=list)  # the GPUs it was given
    peak: int = 0  # bytes; the most its whole tree was seen to use
    status: int | None = None  # as waitpid gives it, once the main process ended
    usage: Any = None
    kill_at: float | None = None  # monotonic seconds
    leftovers: set[int] = field(default_factory=set)

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> Step:
        """Read a `start` message; raises KeyError or TypeError when it is not one."""
        return cls(
            id=message["id"],
            folder=message["dir"],
            argv=message["argv"],
            env=message["env"],
            cwd=message["cwd"],
            log=message["log"],
            cpus=message.get("cpus", 1),
            grace=message.get("grace", 5.0),
            timeout=message.get("timeout"),
            gpus=message.get("gpus", 0),
            memory=message.get("memory") or 0,
            user=message.get("user", ""),
            priority=message.get("priority", 0),
        )

    @property
    def run(self) -> str:
        """The run it belongs to: what its id begins with. Names of runs have neither dot nor hash."""
        return self.id.partition("#")[0].partition(".")[0]


def spawn(step: Step, env: dict[str, str]) -> None:
    """Start the step's main process in a session of its own, with this environment, its log given to it directly.

    Raises OSError or ValueError when it cannot be started; an exit record must follow.
    """
    record = records.open_start(step.folder)
    try:
        log = os.open(step.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        try:
            os.chdir(step.cwd)  # posix_spawn cannot change folder; this process has one thread and no other use for it
            step.started, step.born = time.time(), processes.ticks()
            step.pid = os.posix_spawn(
                step.argv[0],
                step.argv,
                env,
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_DUP2, log, 1),
                    (os.POSIX_SPAWN_DUP2, log, 2),
                ],
                setsid=True,
                setsigdef=[signal.SIGPIPE],
            )
        finally:
            os.close(log)
    finally:
        records.close_start(record, step.pid, step.started)


def tree(step: Step) -> list[int]:
    """The step's processes that are alive now: main process, descendants, and orphans it left behind."""
    roots = set(step.leftovers)
    if step.status is None:
        roots.add(step.pid)
    return list({*roots, *processes.descendants(*roots)})


def owns(step: Step, pid: int) -> bool:
    """Whether an orphan that became ours came from this step."""
    try:
        if os.getsid(pid) == step.pid:
            return True
    except ProcessLookupError:
        return False
    return processes.environment_has(pid, f"PENSTOCK_STEP={step.id}".encode())


def exit_record(step: Step) -> records.ExitRecord:
    """What to write when the step and everything it started is gone."""
    code = os.waitstatus_to_exitcode(step.status or 0)
    return {
        "code": code,
        "reason": step.reason,
        "message": step.message,
        "started": step.started,
        "ended": time.time(),
        "user_seconds": round(step.usage.ru_utime, 3),
        "system_seconds": round(step.usage.ru_stime, 3),
        "max_rss": max_rss(step),
    }


def max_rss(step: Step) -> int:
    """The most memory the step was seen to use: its whole tree, or its largest process; 0 when nobody can tell.

    The system counts from before the program was loaded, when the process was still a copy of this one: what is no
    more than we ever used ourselves says nothing of the step.
    """
    largest = step.usage.ru_maxrss
    if largest <= _own_peak():
        largest = 0
    return max(largest * 1024, step.peak)


def _own_peak() -> int:
    """The most memory of this process since it was loaded, in KiB; looked up once in a while. `getrusage` would add
    what our own parent had used."""
    now = time.monotonic()
    if now >= _peak[1]:
        with open("/proc/self/status", encoding="ascii", errors="replace") as file:
            said = next((line for line in file if line.startswith("VmHWM:")), "0 0")
        _peak[:] = [int(said.split()[1]), now + LOOK_AGAIN]
    return int(_peak[0])


LOOK_AGAIN = 5.0  # seconds
_peak = [0, 0.0]


def failed_start(step: Step, reason: str, message: str) -> records.ExitRecord:
    """The exit record of a step that never ran."""
    now = time.time()
    return {
        "code": 126 if reason == "not_started" else -int(signal.SIGTERM),
        "reason": reason,
        "message": message,
        "started": now,
        "ended": now,
        "user_seconds": 0.0,
        "system_seconds": 0.0,
        "max_rss": 0,
    }
