"""Asks a process with pandas what is in a table. It runs in the built-in environment `current`, and its answers about
content that cannot change are kept."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from designer.datastores import documents
from penstock.environments import current_path
from penstock.security.errors import ApiError
from runs.engine.staging import content_here
from runs.ports import Given
from runs.storage.sources import tables
from runs.storage.sources.addresses import Unusable, locate
from runs.storage.sources.child import NotToBeHad, ask, run
from runs.storage.sources.kept import Cache

SAMPLE = 100_000  # rows that a profile looks at
SILENCE = 60.0  # seconds
MODULE = "runs.storage.looking"
VERSION = 1  # of what is kept; raise it when answers change


def preview_when_needed(place: Path, rows: int) -> dict[str, Any] | None:
    """The first rows of a table that the server cannot read by itself; None for everything else. A table that cannot
    be read is shown as the text or the bytes that it is."""
    if place.name != tables.FILE and place.suffix.lower() not in (".parquet", ".pq"):
        return None
    try:
        return preview(place, rows)
    except ApiError:
        return None


def profile(place: Path) -> dict[str, Any]:
    """Raises ApiError, in words for people."""
    return _kept("profile", place, lambda: _ask({"op": "profile", "path": _evaluated(place), "rows": SAMPLE}))


def preview(place: Path, rows: int) -> dict[str, Any]:
    """The first rows of a file that the server cannot read by itself."""
    return _ask({"op": "preview", "path": _evaluated(place), "rows": max(1, min(rows, 1000))})


def fetched(address: str, *, again: bool = True) -> Path:
    """The local place of data that lies at an address; fetched when it is not here, unless `again` forbids it: then it
    is an error. Raises ApiError."""
    return Path(str(_given(address, again=again).value))


def _given(address: str, *, again: bool = True) -> Given:
    root = str(settings.WORKSPACE.root)
    try:
        location = locate(address, documents(), root)
        if location.kind == "local":
            if not os.path.exists(location.path):
                raise Unusable(_("%(path)s does not exist on the server's machine") % {"path": location.path})
            return Given(location.path, "")
        answer = ask("identify", location, root, fetch=again)
        return Given(str(Cache(root).place(answer["id"], answer["name"])), answer["id"])
    except (Unusable, NotToBeHad) as why:
        raise ApiError(502, "data_not_here", str(why)) from None


def _evaluated(place: Path) -> str:
    """A table that names addresses, with what lies there."""
    folder = place.parent if place.name == tables.FILE else place
    if not (folder / tables.FILE).is_file():
        return str(place)
    try:
        return str(tables.evaluated(Given(str(folder), _id(folder)), _given, Cache(settings.WORKSPACE.root)).value)
    except Unusable as why:
        raise ApiError(502, "data_not_here", str(why)) from None


def _id(place: Path) -> str:
    root = str(settings.WORKSPACE.root)
    return content_here(str(place), root, Cache(root), lambda line: None)


def _ask(request: dict[str, Any]) -> dict[str, Any]:
    folder = current_path(settings.WORKSPACE.environments)
    if not (folder / ".ok").exists():
        sentence = _("Tables are looked into with the environment current, which is not built yet.")
        raise ApiError(409, "no_environment", sentence, hint=_("Run any job, or `penstock environment build`."))
    try:
        return run([str(folder / "bin" / "python"), "-s", "-m", MODULE], request, silence=SILENCE)
    except NotToBeHad as why:
        status = 422 if why.code == "not_a_table" else 502
        raise ApiError(status, why.code, str(why)) from None


def _kept(what: str, place: Path, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    facts = os.stat(place)
    key = [VERSION, what, str(place), facts.st_size, facts.st_mtime_ns, facts.st_ino]
    name = hashlib.sha256(json.dumps(key).encode()).hexdigest()
    file = settings.WORKSPACE.root / "cache" / "profiles" / f"{name}.json"
    if place.is_file() and place.name != tables.FILE and file.exists():
        found: dict[str, Any] = json.loads(file.read_text())
        return found
    made = make()
    if place.is_file():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = file.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(made))
        draft.replace(file)
    return made
