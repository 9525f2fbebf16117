"""The pipeline functions that are running now, innermost last: whatever node is made belongs to the last."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

_running: ContextVar[tuple[list[Any], ...]] = ContextVar("penstock_pipelines", default=())
MAX_DEPTH = 100


def inside() -> bool:
    return bool(_running.get())


def depth() -> int:
    return len(_running.get())


def push(nodes: list[Any]) -> Any:
    """Answers what `pop` wants back."""
    return _running.set((*_running.get(), nodes))


def pop(token: Any) -> None:
    _running.reset(token)


def register(node: Any) -> None:
    """The innermost pipeline function gets the node; outside of any nothing happens."""
    running = _running.get()
    if running:
        running[-1].append(node)
