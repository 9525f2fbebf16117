"""`<pipeline>.layout.json`: where the nodes of a pipeline are drawn, beside the YAML that never says it. Pure."""

from __future__ import annotations

import json
import math
import posixpath
from typing import Any

FORMAT = "penstock.layout/1"
ENDING = ".layout.json"
MAX_BYTES = 4 * 1024 * 1024


def sidecar_name(main: str) -> str:
    return posixpath.splitext(main)[0] + ENDING


def sidecar_text(layout: dict[str, Any]) -> str:
    """Sorted, so that a moved node is one changed line in a diff; "" when nothing was ever placed."""
    shown = {key: layout[key] for key in ("nodes", "notes") if layout.get(key)}
    if not shown:
        return ""
    nodes = ",\n".join(
        f"    {_line(name)}: {_line(place)}" for name, place in sorted((shown.get("nodes") or {}).items())
    )
    notes = ",\n".join(f"    {_line(note)}" for note in shown.get("notes") or ())
    parts = [f'  "format": "{FORMAT}"']
    parts += [f'  "nodes": {{\n{nodes}\n  }}'] if nodes else []
    parts += [f'  "notes": [\n{notes}\n  ]'] if notes else []
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _line(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def read_sidecar(text: str | bytes) -> dict[str, Any] | None:
    """The layout of a canvas; None for anything that is no layout."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        return None
    nodes, notes = found.get("nodes", {}), found.get("notes", [])
    if not isinstance(nodes, dict) or not isinstance(notes, list):
        return None
    placed = {name: place for name, place in nodes.items() if _is_place(place)}
    return {"nodes": placed, "notes": [note for note in notes if isinstance(note, dict)]}


def _is_place(place: Any) -> bool:
    return isinstance(place, dict) and all(
        isinstance(place.get(axis), int | float) and math.isfinite(place[axis]) for axis in ("x", "y")
    )
