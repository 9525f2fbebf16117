"""The pipeline node: a pipeline component as one step of another pipeline."""

from __future__ import annotations

from designer.spec.nodes.kind import COMMON, Kind

_DEFINITION = frozenset({"jobs"})
KIND = Kind("pipeline", keys=COMMON | _DEFINITION, definition=_DEFINITION)
