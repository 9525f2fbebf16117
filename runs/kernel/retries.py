"""Attempts after a failure: how many a step asks for, and how long to wait before the next."""

from __future__ import annotations

from runs.kernel.messages import Detail
from runs.kernel.state import RETRY, Node

LONGEST = 600.0  # seconds of a pause; each is twice the one before
ASKED = "retries"  # in the spec of a step: {"most": attempts after the first, "delay": seconds before the second}


def next_try(node: Node, at: float, why: Detail) -> Detail | None:
    """What the step waits for after it failed at `at`, as a fact; None when it has had all its attempts."""
    asked = node.step.spec.get(ASKED)
    if not asked or node.tries >= int(asked["most"]):
        return None
    pause = min(float(asked["delay"]) * 2**node.tries, LONGEST)
    number = node.tries + 2
    story = {"at": at + pause, "seconds": pause, "number": number, "of": int(asked["most"]) + 1, "failed": why}
    return {"reason": RETRY, RETRY: story, "progress": {"text": f"attempt {number} in {pause:g} s"}}
