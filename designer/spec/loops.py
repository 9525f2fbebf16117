"""Which inputs of a node are filled by a loop over it. Checks nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from designer.spec.expressions import whole
from designer.spec.model import Node, PipelineJob

Filled = frozenset[str]
ANY = "*"  # what a loop fills cannot be known


def filled_by_loops(node: Node, job: PipelineJob | None) -> Filled:
    """Inputs of a node that a `parallel_for` or `do_while` over it fills, round by round."""
    found: set[str] = set()
    for loop in job.nodes.values() if job is not None else ():
        if loop.type not in ("parallel_for", "do_while"):
            continue
        body = whole(loop.body.get("body"))
        if body is None or body.node != node.name:
            continue
        found |= _names_of_items(loop.body.get("items")) if loop.type == "parallel_for" else _mapped(loop.body)
    return frozenset(found)


def _names_of_items(items: Any) -> set[str]:
    """Items are a list, a mapping of mappings, JSON text of one of these, or a binding."""
    if isinstance(items, str):
        try:
            items = json.loads(items)
        except (ValueError, RecursionError):
            return {ANY}
    rounds = list(items.values()) if isinstance(items, dict) else items
    if not isinstance(rounds, list):
        return {ANY}
    return {str(name) for one in rounds if isinstance(one, dict) for name in one}


def _mapped(body: Mapping[str, Any]) -> set[str]:
    mapping = body.get("mapping")
    targets = mapping.values() if isinstance(mapping, dict) else ()
    return {str(one) for target in targets for one in (target if isinstance(target, list) else [target])}
