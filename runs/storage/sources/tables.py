"""MLTable files: which files they name, and a copy that names local ones. The data itself is read elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from runs.ports import Given
from runs.storage.sources.disk import folder_id
from runs.storage.sources.kept import FOLDER, Cache

FILE = "MLTable"
WAYS = ("file", "folder", "pattern")


def evaluated(given: Given, fetched: Callable[[str], Given], cache: Cache) -> Given:
    """A folder with an MLTable that names addresses, as one that names local paths; anything else as it is."""
    place = Path(str(given.value), FILE)
    if not place.is_file():
        return given
    document = read(place)
    remote = [(item, way) for item, way, path in paths_of(document) if "://" in path or path.startswith("azureml:")]
    if not remote:
        return given
    ids = {FILE: given.id}
    for number, (item, way) in enumerate(remote):
        address, rest = _before_pattern(item[way]) if way == "pattern" else (item[way], "")
        found = fetched(address)
        ids[str(number)] = f"{found.id}/{rest}"
        item[way] = os.path.join(str(found.value), rest) if rest else str(found.value)
    id_ = folder_id(ids)
    if not cache.has(id_, FOLDER):
        import yaml

        with cache.draft() as draft:
            (draft / FOLDER).mkdir()
            (draft / FOLDER / FILE).write_text(yaml.safe_dump(_absolute(document, place.parent), sort_keys=False))
            cache.keep(draft, id_)
    return Given(str(cache.place(id_, FOLDER)), id_)


def read(place: Path) -> dict[str, Any]:
    """The document; an empty one for a file that is none."""
    import yaml  # few inputs are tables, and the runner waits for nothing at its start

    try:
        found = yaml.safe_load(place.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def paths_of(document: dict[str, Any]) -> list[tuple[dict[str, Any], str, str]]:
    """(item of `paths`, which key, what it says)."""
    found = []
    items = document.get("paths")
    for item in items if isinstance(items, list) else ():
        for way in WAYS:
            if isinstance(item, dict) and isinstance(item.get(way), str):
                found.append((item, way, item[way]))
    return found


def _before_pattern(pattern: str) -> tuple[str, str]:
    """(the folder, what is sought in it)."""
    parts = pattern.split("/")
    number = next((i for i, part in enumerate(parts) if "*" in part or "?" in part), len(parts) - 1)
    return "/".join(parts[:number]), "/".join(parts[number:])


def _absolute(document: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Relative paths would mean another folder from now on."""
    for item, way, path in paths_of(document):
        if not os.path.isabs(path):
            item[way] = os.path.normpath(folder / path)
    return document
