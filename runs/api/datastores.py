"""Looks into datastores, and says whether they can be opened; the path map of the workspace."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NotRequired, TypedDict
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from designer import datastores
from designer.api import body_of
from penstock.mappings import BadMapping, Mappings
from penstock.openapi import describe
from penstock.security.errors import ApiError
from runs.api.base import RunsView, text_of
from runs.storage.sources.addresses import Location, Unusable, locate
from runs.storage.sources.child import NotToBeHad, ask

MOST = 2000


class Tested(TypedDict):
    """Whether a datastore can be opened; `message` and `hint` are for people."""

    ok: bool
    message: str
    hint: str


class DatastoreEntry(TypedDict):
    name: str
    is_dir: bool
    size: int
    modified: float | None


class DatastoreFolder(TypedDict):
    """What is in a folder of a datastore; `modified` is in Unix seconds."""

    path: str
    entries: list[DatastoreEntry]


# `from` is no name that a class can have.
PathMapRow = TypedDict("PathMapRow", {"from": str, "to": str, "exists": NotRequired[bool]})


class PathMap(TypedDict):
    """Addresses that begin with `from` are at `to` on this machine; the longest that fits counts."""

    maps: list[PathMapRow]


class DatastoreView(RunsView):
    def location(self, name: str, path: str = "") -> Location:
        known = datastores.documents()
        if not any(one["name"] == name for one in known):
            raise ApiError(404, "no_such_datastore", _("There is no datastore %(name)s.") % {"name": name[:100]})
        return locate(f"azureml://datastores/{name}/paths/{quote(path)}", known, str(settings.WORKSPACE.root))


class TestDatastore(DatastoreView):
    __test__ = False  # for pytest, which takes it for a test

    @describe(Tested, operation="test_datastore")
    def post(self, request: Request, name: str) -> Response:
        """Opens it with the credentials that are kept, and looks into its folder."""
        try:
            return Response(_tested(self.location(name)))
        except Unusable as why:
            return Response(_sentences(str(why), ok=False))


class BrowseDatastore(DatastoreView):
    @describe(DatastoreFolder, query={"path": str}, operation="browse_datastore")
    def get(self, request: Request, name: str) -> Response:
        path = text_of(request, "path").strip("/")
        try:
            location = self.location(name, path)
            return Response({"path": path, "entries": _entries(location)})
        except Unusable as why:
            raise ApiError(400, "unusable", str(why)) from None
        except NotToBeHad as why:
            status = 404 if why.code == "not_found" else 502
            raise ApiError(status, f"datastore_{why.code}", str(why)) from None
        except (FileNotFoundError, NotADirectoryError):
            sentence = _("There is no folder %(path)s in the datastore %(name)s.")
            raise ApiError(404, "no_such_folder", sentence % {"path": path[:200] or "/", "name": name}) from None
        except OSError as error:
            raise ApiError(502, "datastore_failed", f"{path or name}: {error.strerror}") from None


class OnePathMap(RunsView):
    @describe(PathMap, operation="get_path_map")
    def get(self, request: Request) -> Response:
        return Response(_path_map())

    @describe(PathMap, request=PathMap, operation="put_path_map")
    def put(self, request: Request) -> Response:
        """Replaces the whole map."""
        rows = body_of(request).get("maps")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ApiError(400, "bad_request", _("`%(key)s` is missing or has the wrong type.") % {"key": "maps"})
        maps = {str(row.get("from") or "").strip(): str(row.get("to") or "").strip() for row in rows}
        for prefix, place in maps.items():
            if not prefix or not place:
                raise ApiError(400, "bad_request", _("A row of the map needs an address and a path."))
            if not os.path.isabs(os.path.expanduser(place)):
                message = _("%(path)s is no absolute path; the server could not know what it means.")
                raise ApiError(400, "bad_request", message % {"path": place[:300]})
        kept = Mappings.kept_in(settings.WORKSPACE)
        try:
            after = Mappings.from_json({**kept.to_json(), "maps": {k: os.path.expanduser(v) for k, v in maps.items()}})
        except BadMapping as bad:
            raise ApiError(400, "bad_request", str(bad)) from None
        after.keep(settings.WORKSPACE)
        return Response(_path_map())


def _path_map() -> dict[str, Any]:
    maps = Mappings.kept_in(settings.WORKSPACE).maps
    rows = [{"from": prefix, "to": place, "exists": os.path.lexists(place)} for prefix, place in maps.items()]
    return {"maps": sorted(rows, key=lambda row: (-len(str(row["from"])), row["from"]))}


def _tested(location: Location) -> dict[str, Any]:
    if location.kind != "local":
        try:
            found = ask("test", location, str(settings.WORKSPACE.root))
        except NotToBeHad as why:
            return _sentences(str(why), ok=False)
        return _opened(found["entries"])
    _make_own(location)
    try:
        count = len(os.listdir(location.path))
    except OSError as error:
        hint = _("Make the folder, or name another one.")
        return {"ok": False, "message": f"{location.path}: {error.strerror}", "hint": hint}
    return _opened(count)


def _opened(count: int) -> dict[str, Any]:
    message = _("It can be opened; entries in its folder: %(n)d.") % {"n": count}
    return {"ok": True, "message": message, "hint": ""}


def _make_own(location: Location) -> None:
    """The folders of the workspace's own datastores are made when they are first looked at."""
    home = settings.WORKSPACE.root / datastores.FOLDER
    if Path(location.path).is_relative_to(home):
        Path(home, Path(location.path).relative_to(home).parts[0]).mkdir(parents=True, exist_ok=True, mode=0o700)


def _sentences(text: str, *, ok: bool) -> dict[str, Any]:
    """What is wrong, and what to do about it: the sentences after the first."""
    message, dot, hint = text.partition(". ")
    return {"ok": ok, "message": message + ("." if dot else ""), "hint": hint}


def _entries(location: Location) -> list[dict[str, Any]]:
    if location.kind != "local":
        found: list[dict[str, Any]] = ask("browse", location, str(settings.WORKSPACE.root))["entries"]
        return found
    _make_own(location)
    rows = []
    with os.scandir(location.path) as items:
        for item in items:
            facts = item.stat(follow_symlinks=False)
            size = 0 if item.is_dir() else facts.st_size
            rows.append({"name": item.name, "is_dir": item.is_dir(), "size": size, "modified": facts.st_mtime})
    return sorted(rows, key=lambda row: (not row["is_dir"], row["name"]))[:MOST]
