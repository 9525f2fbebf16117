"""Listing and opening files below a folder without ever leaving it; links are not followed out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

MOST_ENTRIES = 2000


class Outside(ValueError):
    """The path leads out of what may be seen."""


def genuine(root: Path, place: Path) -> bool:
    """Whether `place` is where it seems to be: no part of it below `root` is a link. A step owns its folders and can
    put a link in the place of any of them, at any time."""
    return place.resolve() == root.resolve() / place.relative_to(root)


def readable(name: str) -> str:
    """A file's name as it can be sent: bytes that are no UTF-8 are spelled out."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def inside(base: Path, path: str) -> Path:
    """`base/path`, resolved. Raises Outside when it is not below `base`, FileNotFoundError when there is nothing."""
    try:
        place = (base / path).resolve()
        there = place.exists()
    except (RuntimeError, OSError, ValueError):  # links in a circle, a name that is too long, a null character
        raise Outside(path) from None
    root = base.resolve()
    if place != root and not place.is_relative_to(root):
        raise Outside(path)
    if not there:
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
            if item.is_symlink() and not (_leads_inside(base, item.path) and Path(item.path).exists()):
                continue
            found.append(_entry(Path(item.path), f"{folder}/{item.name}".lstrip("/")))
    found.sort(key=lambda entry: (not entry["is_dir"], entry["name"]))
    return found[:MOST_ENTRIES]


def _leads_inside(base: Path, place: str) -> bool:
    try:
        return Path(place).resolve().is_relative_to(base.resolve())
    except (RuntimeError, OSError):
        return False


def _entry(place: Path, path: str) -> dict[str, Any]:
    is_dir = place.is_dir()
    size = 0 if is_dir else place.stat().st_size
    return {"name": readable(place.name), "path": readable(path), "size": size, "is_dir": is_dir}
