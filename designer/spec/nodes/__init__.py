"""The table of node types: one file per type. A type that is not here is kept whole, drawn, and refused to run."""

from __future__ import annotations

from designer.spec.nodes import command, kept, pipeline
from designer.spec.nodes.kind import Kind

DEFAULT = "command"
KINDS: dict[str, Kind] = {kind.name: kind for kind in (command.KIND, pipeline.KIND, *kept.KINDS)}


def kind_of(type_: str) -> Kind:
    return KINDS.get(type_) or Kind(type_, keys=None, runnable=False, known=False)
