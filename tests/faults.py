"""The mark of a test that does harm on purpose. docs/reliability.md is made of these marks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., object])


def fault(group: str, tried: str, seen: str) -> Callable[[Test], Test]:
    """`@fault("Processes", "what was done to it", "what the user sees")` on a test makes a row of the fault table.

    Three plain texts (they are read without running anything): a heading of the table, the fault that was
    tried, and what was seen: the status with its cause in words, what became of log, slot, processes and other runs.
    """
    assert group
    assert tried
    assert seen
    return lambda test: test
