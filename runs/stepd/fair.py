"""Who comes next when many wait: by priority, then the users in turn, then each user's runs in turn, then first come.

Pure, and every call costs the same however many wait. The daemon and the runner both wait in this order.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Any, Generic, TypeVar

T = TypeVar("T")
PATIENCE = 9  # items that may pass a lower priority before one of it goes: it is slow, it never stands still

_Runs = OrderedDict[str, deque[T]]


class Fair(Generic[T]):
    """Items that wait. `user` and `run` are any names; a run belongs to one user; higher `priority` goes first."""

    def __init__(self) -> None:
        self._lanes: dict[int, OrderedDict[str, _Runs[T]]] = {}
        self._order: list[int] = []  # priorities in use, the highest first
        self._passed = 0
        self._length = 0
        self.runs: dict[str, list[Any]] = {}  # run -> [its user, how many items it has here]

    def __len__(self) -> int:
        return self._length

    def push(self, item: T, run: str, user: str = "", priority: int = 0, *, first: bool = False) -> None:
        """Take a place in the line; `first` gives back the place that was left by `pop`."""
        lane = self._lanes.get(priority)
        if lane is None:
            lane = self._lanes[priority] = OrderedDict()
            self._order = sorted(self._lanes, reverse=True)
        runs = lane.get(user)
        if runs is None:
            runs = lane[user] = OrderedDict()
        items = runs.get(run)
        if items is None:
            items = runs[run] = deque()
        if first:
            items.appendleft(item)
            runs.move_to_end(run, last=False)
            lane.move_to_end(user, last=False)
        else:
            items.append(item)
        self._length += 1
        known = self.runs.get(run)
        if known is None:
            self.runs[run] = [user, 1]
        else:
            known[1] += 1

    def pop(self) -> T:
        """The next one. Raises IndexError when nobody waits."""
        priority = self._turn()
        lane = self._lanes[priority]
        user, runs = next(iter(lane.items()))
        run, items = next(iter(runs.items()))
        return self._take(priority, user, run, items)

    def pop_of(self, run: str) -> T:
        """The next one of this run. Raises KeyError when it has none."""
        user = self.runs[run][0]
        for priority in self._order:
            runs = self._lanes[priority].get(user)
            items = runs.get(run) if runs else None
            if items:
                return self._take(priority, user, run, items)
        raise KeyError(run)

    def _turn(self) -> int:
        if not self._order:
            raise IndexError("nobody waits")
        if len(self._order) == 1:
            return self._order[0]
        self._passed += 1
        level, passed = 0, self._passed
        while passed % (PATIENCE + 1) == 0 and level < len(self._order) - 1:  # of these the next lower has its part
            level, passed = level + 1, passed // (PATIENCE + 1)
        return self._order[level]

    def _take(self, priority: int, user: str, run: str, items: deque[T]) -> T:
        item = items.popleft()
        lane = self._lanes[priority]
        runs = lane[user]
        if items:
            runs.move_to_end(run)
        else:
            del runs[run]
        if runs:
            lane.move_to_end(user)
        else:
            del lane[user]
            if not lane:
                del self._lanes[priority]
                self._order.remove(priority)
        self._length -= 1
        known = self.runs[run]
        known[1] -= 1
        if not known[1]:
            del self.runs[run]
        return item
