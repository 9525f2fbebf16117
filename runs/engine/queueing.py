"""The line in front of the machine: fair between users and runs, with pauses, and gates that let few through at a time.

Pure: it is told the time and counts what was handed over. Every call costs the same however many wait.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from runs.stepd.fair import Fair

T = TypeVar("T")
GPUS = "the GPUs"  # a gate that no compute can be called
SHARE = 4  # attempts a run may hand over even when others have filled the machine's line: it is fair by itself


@dataclass(slots=True)
class Entry(Generic[T]):
    """An attempt that waits or was handed over. It passes the gates of its compute and of the GPUs."""

    id: str
    item: T
    run: str
    user: str
    priority: int
    compute: str
    instances: int
    gpus: int
    under_way: bool
    passed: tuple[str, ...] = ()  # gates where it waited its turn and was called
    tried: int = 0  # the number of the call of `pop` that last looked at it


class Queue(Generic[T]):
    """`limits`: compute -> instances at a time; a compute without one takes what comes. `gpus`: of the machine."""

    def __init__(self, gpus: int = 0) -> None:
        self.gpus = gpus
        self.limits: Mapping[str, int] = {}
        self._entries: dict[str, Entry[T]] = {}  # that wait; what is removed stays in line and is passed over
        self._line: Fair[Entry[T]] = Fair()
        self._gates: dict[str, Fair[Entry[T]]] = {}
        self._pauses: list[tuple[float, int, Entry[T]]] = []
        self._pushed = 0
        self._out: dict[str, Entry[T]] = {}  # handed over and not released
        self._used: dict[str, int] = {}  # gate -> what those have of it
        self._of_run: dict[str, int] = {}  # run -> how many those are
        self._turn = 0

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, id_: str) -> bool:
        return id_ in self._entries

    def push(
        self,
        id_: str,
        item: T,
        *,
        run: str,
        user: str = "",
        compute: str = "",
        instances: int = 1,
        gpus: int = 0,
        priority: int = 0,
        under_way: bool = False,
        not_before: float = 0.0,
    ) -> None:
        """Take a place. `under_way`: it was started in an earlier life and no gate may hold it; `not_before` is a
        pause, on the clock of `pop`."""
        self.release(id_)
        entry = Entry(id_, item, run, user, priority, compute, instances, gpus, under_way)
        self._entries[id_] = entry
        if not_before:
            self._pushed += 1
            heapq.heappush(self._pauses, (not_before, self._pushed, entry))
        else:
            self._line.push(entry, run, user, priority)

    def pop(self, now: float = 0.0, room: bool = True) -> tuple[str, T] | None:
        """Hand over the next one; None when nobody may go. Without `room`, only runs that have handed over little."""
        while self._pauses and self._pauses[0][0] <= now:
            entry = heapq.heappop(self._pauses)[2]
            self._line.push(entry, entry.run, entry.user, entry.priority)
        self._turn += 1
        while self._line:
            found = self._line.pop() if room else self._modest()
            if found is None:
                return None
            entry = found
            entry.tried = self._turn
            if self._entries.get(entry.id) is not entry:
                self._call_others(entry)
            elif (gate := self._closed(entry)) is not None:
                waiting = self._gates.setdefault(gate, Fair())
                waiting.push(entry, entry.run, entry.user, entry.priority, first=gate in entry.passed)
                self._call_others(entry, gate)
            else:
                del self._entries[entry.id]
                self._hand_over(entry)
                return entry.id, entry.item
        return None

    def push_back(self, id_: str) -> bool:
        """What was handed over could not be started: back to the head of the line. False for what was not."""
        entry = self._out.get(id_)
        if entry is None:
            return False
        self._give_back(entry)
        self._entries[id_] = entry
        entry.passed = (entry.compute, GPUS)  # whoever waits at these waits for this one
        self._line.push(entry, entry.run, entry.user, entry.priority, first=True)
        return True

    def remove(self, id_: str) -> T | None:
        """Leave the line, wherever in it."""
        entry = self._entries.pop(id_, None)
        return entry.item if entry else None

    def release(self, id_: str) -> None:
        """What was handed over has ended, or waits for something else meanwhile. Unknown ones are none of ours."""
        entry = self._out.get(id_)
        if entry is not None:
            self._give_back(entry)
            if self._gates:
                self._turn += 1
                self._call(entry.compute)
                self._call(GPUS)

    def drop(self, run: str) -> list[str]:
        """Forget a run; the ids that waited."""
        for id_ in [id_ for id_, entry in self._out.items() if entry.run == run]:
            self.release(id_)
        gone = [id_ for id_, entry in self._entries.items() if entry.run == run]
        for id_ in gone:
            del self._entries[id_]
        return gone

    def set_limits(self, limits: Mapping[str, int]) -> None:
        """Limits changed: those at the gates try again."""
        if limits != self.limits:
            self.limits = dict(limits)
            self._turn += 1
            for gate in list(self._gates):
                self._call(gate)

    def due(self) -> float | None:
        """When the next pause ends."""
        while self._pauses and self._entries.get(self._pauses[0][2].id) is not self._pauses[0][2]:
            heapq.heappop(self._pauses)
        return self._pauses[0][0] if self._pauses else None

    def _modest(self) -> Entry[T] | None:
        for run in self._line.runs:
            if self._of_run.get(run, 0) < SHARE:
                return self._line.pop_of(run)
        return None

    def _closed(self, entry: Entry[T]) -> str | None:
        """The gate that holds it back. Who wants more than there is goes alone, not never."""
        if entry.under_way:
            return None
        most = self.limits.get(entry.compute)
        if most is not None and self._is_full(entry.compute, entry.instances, most, entry):
            return entry.compute
        if entry.gpus and self._is_full(GPUS, entry.gpus, self.gpus, entry):
            return GPUS
        return None

    def _is_full(self, gate: str, wanted: int, most: int, entry: Entry[T]) -> bool:
        used = self._used.get(gate, 0)
        if gate in self._gates and gate not in entry.passed:
            return True  # others came first
        return used > 0 and used + wanted > most

    def _hand_over(self, entry: Entry[T]) -> None:
        self._out[entry.id] = entry
        self._of_run[entry.run] = self._of_run.get(entry.run, 0) + 1
        if entry.compute:
            self._used[entry.compute] = self._used.get(entry.compute, 0) + entry.instances
        if entry.gpus:
            self._used[GPUS] = self._used.get(GPUS, 0) + entry.gpus
        self._call_others(entry)

    def _give_back(self, entry: Entry[T]) -> None:
        del self._out[entry.id]
        left = self._of_run[entry.run] - 1
        if left:
            self._of_run[entry.run] = left
        else:
            del self._of_run[entry.run]
        if entry.compute:
            self._used[entry.compute] -= entry.instances
        if entry.gpus:
            self._used[GPUS] -= entry.gpus

    def _call_others(self, entry: Entry[T], but: str = "") -> None:
        """One that was called has made up its mind: the next at its gates may try."""
        for gate in entry.passed:
            if gate != but:
                self._call(gate)

    def _call(self, gate: str) -> None:
        waiting = self._gates.get(gate)
        if waiting is None:
            return
        entry = waiting.pop()
        if entry.tried == self._turn and self._turn:
            waiting.push(entry, entry.run, entry.user, entry.priority, first=True)  # it has just been seen not to fit
            return
        if not waiting:
            del self._gates[gate]
        if gate not in entry.passed:
            entry.passed = (*entry.passed, gate)
        self._line.push(entry, entry.run, entry.user, entry.priority, first=True)
