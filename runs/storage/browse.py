"""Listing and opening files below a folder without ever leaving it; links are not followed out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

MOST_ENTRIES = 2000


class Outside(ValueError):
    """The path leads out of what may be seen."""


def inside(base: Path, path: str) -> Path:
    """`base/path`, resolved. Raises Outside when it is not below `base`, FileNotFoundError when there is nothing."""
    place = (base / path).resolve()
    root = base.resolve()
    if place != root and not place.is_relative_to(root):
        raise Outside(path)
    if not place.exists():
        raise FileNotFoundError(path)
    return place


def entries(base: Path, folder: str = "") -> list[dict[str, Any]]:
    """What is in a folder: folders first, by name. A file stands for itself."""
    place = inside(base, folder)
    if place.is_file():
        return [_entry(place, folder or place.name)]
    found = []
    with os.scandir(place) as items:
        for item in items:
            if item.is_symlink() and not _leads_inside(base, item.path):
                continue
            found.append(_entry(Path(item.path), f"{folder}/{item.name}".lstrip("/")))
    found.sort(key=lambda entry: (not entry["is_dir"], entry["name"]))
    return found[:MOST_ENTRIES]


def _leads_inside(base: Path, place: str) -> bool:
    return Path(place).resolve().is_relative_to(base.resolve())


def _entry(place: Path, path: str) -> dict[str, Any]:
    is_dir = place.is_dir()
    return {"name": place.name, "path": path, "size": 0 if is_dir else place.stat().st_size, "is_dir": is_dir}
