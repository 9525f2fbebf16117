"""What running steps use, written down from time to time, and those stopped that take more than they may.

Nothing for steps that live less than a second, and never more than a small part of one CPU for all of them together.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from runs.stepd import cgroups, ending, trees
from runs.stepd.gpus import GpuReader
from runs.stepd.steps import MEMORY, PROCESSES, Step, owns

FILE = "resources.jsonl"
FIRST = 1.0  # seconds that a step has to live to be looked at
WATCH = 0.25  # seconds between looks at what may not use more than some memory
PART = 300  # a look at everything may cost one part in so many of the time until the next
CURE = "give it more in resources.properties.penstock.memory"
MOST_PROCESSES = 5000  # of a step; what forks more of them is no work
PACE = ((60.0, 1.0), (600.0, 2.0), (3600.0, 5.0), (21600.0, 15.0), (float("inf"), 60.0))  # (age, interval), seconds


@dataclass(slots=True)
class Track:
    """One step as it was last seen."""

    step: Step
    at: float  # Unix seconds
    due: float  # monotonic seconds
    use: trees.Use = field(default_factory=trees.Use)
    pids: list[int] = field(default_factory=list)
    written: bool = False


class Sampler:
    """Looks at steps. `wait` and `look` are called in each turn of the daemon's loop and cost nothing in most."""

    def __init__(self, steps: Callable[[], Iterable[Step]], gpus: GpuReader, groups: bool = False) -> None:
        self._steps = steps  # those with a main process
        self._gpus = gpus
        self._wants_groups = groups  # looked for when the first step says how much memory it may use
        self._groups: cgroups.Groups | None = None
        self._tracks: dict[str, Track] = {}
        self._owned: dict[int, str] = {}  # orphan -> the step it came from
        self._due: float | None = None
        self._watch: float | None = None

    def began(self, step: Step, now: float) -> None:
        if self._due is None:
            self._due = now + FIRST
        if step.memory:
            self._watch = now + WATCH if self._watch is None else min(self._watch, now + WATCH)
            harm_first(step.pid)
            if self._wants_groups:
                self._wants_groups, self._groups = False, cgroups.find()
            if self._groups is not None:
                self._groups.hold(step.pid, step.memory)
        if step.devices:
            self._gpus.want()

    def ended(self, step: Step) -> None:
        """The step is over, its reason is not written yet."""
        if self._tracks:
            self._tracks.pop(step.id, None)
        if step.memory and self._groups is not None:
            if step.reason == "exit" and self._groups.was_exceeded(step.pid):
                step.reason, step.message = MEMORY, _too_much(step)
            self._groups.release(step.pid)

    def wait(self, now: float) -> float:
        """Seconds until the next look is due."""
        due = min((moment for moment in (self._due, self._watch) if moment is not None), default=now + 60.0)
        return due - now

    def look(self, now: float) -> None:
        """Do what is due."""
        if self._watch is not None and now >= self._watch:
            self._guard_memory(now)
        if self._due is not None and now >= self._due:
            self._sample(now)

    # -- samples -----------------------------------------------------------------------------------------------

    def _sample(self, now: float) -> None:
        wall = time.time()
        running = [step for step in self._steps() if step.pid]
        old = [step for step in running if wall - step.started >= FIRST * 0.9]
        if not old:
            begun = min((step.started for step in running), default=None)
            self._due = None if begun is None else now + max(0.05, begun + FIRST - wall)
            if begun is None:
                self._gpus.rest()
            return
        begun_at = time.thread_time()
        scan = trees.Scan()
        orphans = self._orphans(scan, running)
        for step in old:
            track = self._tracks.get(step.id)
            if track is None:
                track = self._tracks[step.id] = Track(step, step.started, now)
            roots = [step.pid, *(pid for pid, owner in orphans.items() if owner == step.id)]
            track.pids = scan.tree(*roots)
            if now >= track.due or step.memory:
                self._take(track, scan.use(track.pids), now, wall)
        self._due = now + max(1.0, PART * (time.thread_time() - begun_at))

    def _orphans(self, scan: trees.Scan, running: list[Step]) -> dict[int, str]:
        """Children of ours that are no step's main process: which step each came from, where it can be told."""
        mains = {step.pid for step in running}
        found = {}
        for pid in scan.children(os.getpid()):
            if pid not in mains and pid != self._gpus.pid:
                owner = self._owned.get(pid) or next((step.id for step in running if owns(step, pid)), "")
                found[pid] = owner
        self._owned = found
        return found

    def _take(self, track: Track, use: trees.Use, now: float, wall: float) -> None:
        step, before = track.step, track.use
        if use.processes > MOST_PROCESSES:
            text = f"it had {use.processes} processes at once; a step may have {MOST_PROCESSES}"
            ending.ask_to_end(step, PROCESSES, text)
            step.kill_at = now
        self._hold(track, use.rss, now)
        step.peak = max(step.peak, use.rss)
        if now < track.due:
            return
        # What a process that is gone had used may go with it: the sums never fall.
        use.cpu, use.read, use.written = (
            max(use.cpu, before.cpu), max(use.read, before.read), max(use.written, before.written),
        )  # fmt: skip
        percent = 100 * (use.cpu - before.cpu) / max(wall - track.at, 0.01)
        gpu_percent, gpu_memory = self._gpus.of(step.devices) if step.devices else (None, None)
        self._write(
            track,
            [round(wall, 1), round(percent, 1), use.rss, use.processes, use.read, use.written, gpu_percent, gpu_memory],
        )
        track.use, track.at = use, wall
        age = wall - step.started
        track.due = now + next(interval for limit, interval in PACE if age < limit) - 0.05

    def _write(self, track: Track, sample: list[float | int | None]) -> None:
        text = json.dumps(sample, separators=(",", ":")) + "\n"
        if not track.written:
            step = track.step
            header = {"cpus": step.cpus, "memory": step.memory, "gpus": step.devices, "started": step.started}
            text = json.dumps(header, separators=(",", ":")) + "\n" + text
            track.written = True
        with contextlib.suppress(OSError):  # a full disk, or a step that deleted its folder: no reason to harm it
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
            fd = os.open(f"{track.step.folder}/{FILE}", flags, 0o600)
            try:
                os.write(fd, text.encode())
            finally:
                os.close(fd)

    # -- memory ------------------------------------------------------------------------------------------------

    def _guard_memory(self, now: float) -> None:
        """Between two samples: only those that said how much they want, and only their processes that are known."""
        limited = [step for step in self._steps() if step.memory and step.pid]
        for step in limited:
            track = self._tracks.get(step.id)
            if track is None:
                track = Track(step, step.started, now, pids=[step.pid])
                if time.time() - step.started >= FIRST:
                    self._tracks[step.id] = track
            self._hold(track, trees.resident(track.pids), now)
            if self._groups is not None and step.reason == "exit" and self._groups.was_exceeded(step.pid):
                self._end(step, _too_much(step), now)
        self._watch = now + WATCH if limited else None

    def _hold(self, track: Track, rss: int, now: float) -> None:
        step = track.step
        step.peak = max(step.peak, rss)
        if not step.memory or rss <= step.memory or step.reason == MEMORY:
            return
        used = trees.proportional(track.pids) or rss  # forked workers share much: it counts once
        if used > step.memory:
            self._end(step, f"it used {_size(used)} of memory, more than the {_size(step.memory)} it may; {CURE}", now)

    def _end(self, step: Step, message: str, now: float) -> None:
        ending.ask_to_end(step, MEMORY, message)
        step.kill_at = now  # without a grace period: it would go on eating


def harm_first(pid: int) -> None:
    """Where memory runs out before we look, the system is to end this process and not the server."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/oom_score_adj", "wb", buffering=0) as file:
        file.write(b"500")


def _too_much(step: Step) -> str:
    return f"it wanted more memory than the {_size(step.memory)} it may use; {CURE}"


def _size(number: int) -> str:
    return f"{number / (1 << 30):.1f} GiB" if number >= 1 << 30 else f"{number / (1 << 20):.0f} MiB"
