"""The command node: one process running one bash script."""

from __future__ import annotations

from designer.spec.nodes.kind import COMMON, Kind

_DEFINITION = frozenset({"command", "code", "environment", "additional_includes"})
KIND = Kind("command", keys=COMMON | _DEFINITION | {"distribution"}, definition=_DEFINITION)
