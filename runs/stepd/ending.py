"""Ending a step with its whole tree: asked first, then frozen and killed, until nothing of it is left."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterable

from runs.stepd import processes
from runs.stepd.steps import Step, owns, tree

KILL_AGAIN = 0.2  # seconds until a tree that is being killed is looked at again
ROUNDS = 50  # of freezing: who forks meanwhile has its children found in the next


def ask_to_end(step: Step, reason: str, message: str = "") -> None:
    """TERM now, KILL after the step's grace period. A second call changes nothing."""
    if step.kill_at is None:
        step.reason, step.message = reason, message
        step.kill_at = time.monotonic() + step.grace
        processes.send(tree(step), signal.SIGTERM)


def kill(step: Step) -> None:
    """Freeze the tree and kill it. What forks faster than it can be listed is frozen before it is killed: what stands
    still has no more children."""
    frozen: set[int] = set()
    for _ in range(ROUNDS):
        found = {*tree(step), *strays(step)} - frozen
        if not found:
            break
        processes.send(found, signal.SIGSTOP)
        frozen |= found
    processes.send(frozen, signal.SIGKILL)


def strays(step: Step) -> Iterable[int]:
    """Orphans of the step that became ours while its main process lives, or since somebody looked last."""
    return [pid for pid in processes.own_children() if pid != step.pid and owns(step, pid)]


def left_by(step: Step, pid: int, all_steps: Iterable[Step]) -> bool:
    """Whether an orphan is what this step left behind. One that hid (a session of its own, an empty environment)
    belongs to one of the steps that began before it: the last of these to end has to take it along."""
    if owns(step, pid):
        return True
    others = [other for other in all_steps if other.pid and other is not step]
    if any(owns(other, pid) for other in others):
        return False
    born = processes.born(pid)
    return born is not None and step.born <= born and not any(other.born <= born for other in others)
