"""One run in the hands of this runner: its kernel state, what is not written yet, what waits to be done."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from runs.engine.given import Given
from runs.kernel.messages import ChildrenBorn, Command, Event, LookUpCache, Message, StatusChanged
from runs.kernel.state import Run, apply, begin
from runs.kernel.status import TERMINAL
from runs.kernel.step import step
from runs.ports import Claimed


@dataclass(slots=True)
class ActiveRun:
    """Facts decided but not yet in the ledger are in `unwritten`; `held` are the commands that wait for them."""

    root: str
    seq: int
    state: Run
    origin: str = ""
    experiment: str = ""
    title: str = ""
    user: str = ""
    priority: int = 0
    born: str = ""
    inbox: deque[Message] = field(default_factory=deque)
    lookups: deque[LookUpCache] = field(default_factory=deque)  # not answered yet
    unwritten: list[Event] = field(default_factory=list)
    held: list[Command] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)  # requests that `unwritten` answers
    given: dict[str, dict[str, Given]] = field(default_factory=dict)  # of steps looked up and not launched yet
    refused: dict[str, str] = field(default_factory=dict)  # steps whose inputs cannot be had, and why
    earlier: dict[str, dict[str, Any]] | None = None  # parts of the nearest earlier run, read when first needed
    keys: dict[str, str] = field(default_factory=dict)  # reuse keys of steps that run, ran, or may be waited for
    unsure: set[str] = field(default_factory=set)  # steps that another runner may have begun at the same moment

    @classmethod
    def of(cls, claimed: Claimed) -> ActiveRun:
        """Replay what happened so far."""
        state = begin(claimed.plan)
        run = cls(claimed.root, claimed.seq, state, claimed.origin, claimed.experiment, claimed.title)
        run.user, run.priority, run.born = claimed.user, claimed.priority, claimed.born
        for event in claimed.events:
            apply(state, event)
            if isinstance(event, StatusChanged) and "key" in event.detail:
                run.keys[event.path] = event.detail["key"]
        return run

    def decide(self) -> None:
        """Give the kernel everything in the inbox, and sort what it answers."""
        while self.inbox:
            for output in step(self.state, self.inbox.popleft()):
                if isinstance(output, StatusChanged | ChildrenBorn):
                    self.unwritten.append(output)
                elif isinstance(output, LookUpCache):
                    self.lookups.append(output)
                else:
                    self.held.append(output)

    def outputs_of(self, path: str) -> Mapping[str, Any]:
        """Outputs of a completed step, by port."""
        found: Mapping[str, Any] = self.state.nodes[path].detail.get("outputs", {})
        return found

    @property
    def ended(self) -> bool:
        return self.state.root.status in TERMINAL and not (self.inbox or self.unwritten or self.held)
