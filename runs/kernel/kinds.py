"""Jobs that bear children while the run goes on. A kind answers two questions and never acts by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from designer.spec.plan import Step
from runs.kernel.state import Node


class Kind(Protocol):
    """How a kind of job goes about its children. Both answers must depend on the arguments alone."""

    def first(self, job: Node) -> Sequence[Step]:
        """The children to begin with; none ends the job as Completed."""

    def more(self, job: Node, children: Sequence[Node]) -> Sequence[Step]:
        """All children so far have ended: the next ones, or none to end the job."""


KINDS: dict[str, Kind] = {}
"""Kind of step -> how it behaves. "command" and "pipeline" are not in it: the kernel knows these two itself."""
