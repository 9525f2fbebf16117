"""What one version changed over another: files line by line, ports with what breaks, everything else key by key."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from designer import snapshots
from designer.asset_json import document_of
from designer.asset_shapes import AssetDiff, FileChange, KeyChange, PortChange
from designer.kinds import Version
from designer.models import AssetVersion, ComponentVersion
from designer.spec import types

MOST_FILES = 200
MOST_BYTES = 512 * 1024  # of one file that is compared line by line
MOST_LINES = 4000  # of one file; comparing takes the square of it
MOST_DIFF = 200 * 1024  # characters of one diff
MOST_VALUE = 4000  # characters of a value that is shown whole
PORTS = ("inputs", "outputs")


def diff(before: Version, after: Version) -> AssetDiff:
    """`after` over `before`."""
    inputs = _ports(_face(before, "inputs"), _face(after, "inputs"), _input_breaks)
    outputs = _ports(_face(before, "outputs"), _face(after, "outputs"), _output_breaks)
    files = list(_files(before, after))
    other = list(_other(before.spec, after.spec))
    return {
        "before": before.version,
        "after": after.version,
        "same": before.digest == after.digest,
        "breaking": any(port["breaking"] for port in (*inputs, *outputs)),
        "yaml": {"before": document_of(before), "after": document_of(after)},
        "files": files,
        "inputs": inputs,
        "outputs": outputs,
        "other": other,
    }


def _face(row: Version, side: str) -> dict[str, dict[str, Any]]:
    ports = row.interface.get(side, []) if isinstance(row, ComponentVersion) else []
    return {port["name"]: port for port in ports}


def _ports(before: Mapping[str, dict[str, Any]], after: Mapping[str, dict[str, Any]], breaks: Any) -> list[PortChange]:
    """Changed ports in the order of the newer version, the removed ones last."""
    found: list[PortChange] = []
    for name in dict.fromkeys([*after, *before]):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        why = breaks(old, new)
        change = "added" if old is None else "removed" if new is None else "changed"
        found.append(
            {"name": name, "change": change, "before": old, "after": new, "breaking": bool(why), "why": why}  # type: ignore[typeddict-item]
        )
    return found


def _input_breaks(old: dict[str, Any] | None, new: dict[str, Any] | None) -> str:
    """Why a node that was right may be wrong now: a word, "" when it stays right."""
    if new is None:
        return "removed"
    required = not new.get("optional") and "default" not in new
    if old is None:
        return "new_required" if required else ""
    if not _takes(old["type"], new["type"]):
        return "type"
    if required and (old.get("optional") or "default" in old):
        return "now_required"
    if new.get("enum") is not None and not set(map(str, old.get("enum") or [object()])) <= set(map(str, new["enum"])):
        return "enum"
    return "range" if _narrower(old, new) else ""


def _output_breaks(old: dict[str, Any] | None, new: dict[str, Any] | None) -> str:
    if new is None:
        return "removed"
    return "type" if old is not None and old["type"] != new["type"] else ""


def _takes(old: str, new: str) -> bool:
    """Whether what was given to a port of the old type can be given to the new one."""
    if old == new or (old, new) == ("integer", "number") or (new == "string" and types.is_parameter(old)):
        return True
    return not types.is_parameter(old) and new == "path"


def _narrower(old: dict[str, Any], new: dict[str, Any]) -> bool:
    for key, sign in (("min", 1), ("max", -1)):
        if new.get(key) is None:
            continue
        try:
            if old.get(key) is None or (float(new[key]) - float(old[key])) * sign > 0:
                return True
        except (TypeError, ValueError):
            return True
    return False


def _files(before: Version, after: Version) -> Iterator[FileChange]:
    """Documents and code; for data and models, their bytes beside them."""
    for part in ("snapshot", "content"):
        yield from between(_snapshot(before, part), _snapshot(after, part))


def between(before: str, after: str) -> Iterator[FileChange]:
    """What changed from one snapshot to another, "" is an empty one. Raises SnapshotError when one is gone."""
    if before != after:
        yield from _changes(_manifest(before), _manifest(after), _tree(before), _tree(after))


def _snapshot(row: Version, part: str) -> str:
    return str(getattr(row, part)) if part == "snapshot" or isinstance(row, AssetVersion) else ""


def _manifest(snapshot: str) -> dict[str, dict[str, Any]]:
    if not snapshot:
        return {}
    return {file["path"]: file for file in snapshots.manifest_of(settings.WORKSPACE.store, snapshot)["files"]}


def _tree(snapshot: str) -> Path | None:
    return snapshots.tree_of(settings.WORKSPACE.store, snapshot) if snapshot else None


def _changes(
    old: Mapping[str, dict[str, Any]], new: Mapping[str, dict[str, Any]], old_tree: Path | None, new_tree: Path | None
) -> Iterator[FileChange]:
    changed = [
        path
        for path in sorted({*old, *new})
        if path not in old
        or path not in new
        or (old[path]["sha256"], old[path]["executable"]) != (new[path]["sha256"], new[path]["executable"])
    ]
    for path in changed[:MOST_FILES]:
        change = "added" if path not in old else "removed" if path not in new else "changed"
        before = _lines(old_tree, path) if path in old else []
        after = _lines(new_tree, path) if path in new else []
        text = "" if before is None or after is None else unified(before, after, path)
        yield {"path": path, "change": change, "diff": text}  # type: ignore[typeddict-item]


def _lines(tree: Path | None, path: str) -> list[str] | None:
    """None for what is not compared: large files, and files that are no text."""
    assert tree is not None
    place = tree / path
    if place.stat().st_size > MOST_BYTES:
        return None
    try:
        text = place.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None
    lines = text.splitlines(keepends=True)
    return None if "\0" in text or len(lines) > MOST_LINES else lines


def unified(before: list[str], after: list[str], path: str) -> str:
    """The changed lines, cut where nobody reads on."""
    found: list[str] = []
    size = 0
    for line in difflib.unified_diff(before, after, f"a/{path}", f"b/{path}"):
        size += len(line)
        if size > MOST_DIFF:
            found.append("…\n")
            break
        found.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(found)


def _other(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[KeyChange]:
    """Keys of the document that are no ports."""
    for key in dict.fromkeys([*after, *before]):
        if key in (*PORTS, "name", "version", "$schema") or before.get(key) == after.get(key):
            continue
        yield {"key": key, "before": _short(before.get(key)), "after": _short(after.get(key))}


def _short(value: Any) -> Any:
    """The value, or the beginning of its text when it is a whole document by itself."""
    text = json.dumps(value, ensure_ascii=False)
    return value if len(text) <= MOST_VALUE else f"{text[:MOST_VALUE]}…"
