"""Environments as things that are built: which there are, how far each is, building one now. Reads the registry and
the shelf of environments."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from designer import versions
from designer.kinds import ENVIRONMENTS
from designer.models import AssetVersion
from penstock.environment_rules import built_in_rule
from penstock.environments import BUILT_IN, Definition, EnvironmentFailed, Shelf, containers
from penstock.environments.building import content_of
from penstock.environments.shelf import MARKER, is_complete
from penstock.environments.tools import without_logins
from penstock.mappings import Mappings, names_of
from runs.choosing import body_of, definition_of
from runs.engine import environments as engine
from runs.services import Refused
from runs.wire import iso

MOST = 500  # names that are listed
BUILT_IN_VERSION = "1"
LOG_SHOWN = 256 * 1024  # the last bytes


@dataclass(frozen=True, slots=True)
class Subject:
    """One environment with a name: what it is built from, or what stands in for it, or why it cannot be had."""

    name: str
    version: str
    key: str = ""
    kind: str = "mapped"
    mapped_to: str | None = None
    refusal: str = ""
    definition: Definition | None = None


def subjects() -> list[Subject]:
    """The built-in ones, then the newest version of each that is registered."""
    mappings, shelf = Mappings.in_force(settings.WORKSPACE), Shelf(settings.WORKSPACE.environments)
    rows, _next = versions.page(ENVIRONMENTS, limit=MOST)
    found = [Subject(name, BUILT_IN_VERSION, name, "uv") for name in BUILT_IN]
    return found + [_subject(row, mappings, shelf) for row in rows if isinstance(row, AssetVersion)]


def subject(name: str, version: str) -> Subject:
    """Raises NotHere."""
    if name in BUILT_IN and version in (BUILT_IN_VERSION, versions.LATEST):
        return Subject(name, BUILT_IN_VERSION, name, "uv")
    row = versions.get(ENVIRONMENTS, name, version)
    assert isinstance(row, AssetVersion)
    return _subject(row, Mappings.in_force(settings.WORKSPACE), Shelf(settings.WORKSPACE.environments))


def _subject(row: AssetVersion, mappings: Mappings, shelf: Shelf) -> Subject:
    name, version = row.asset.name, row.version
    rule = mappings.rule(f"azureml:{name}:{version}")
    if rule is not None:
        return Subject(name, version, f"{name}:{version}", mapped_to=rule.to)
    try:
        body = body_of(row)
        names = [f"{name}:{version}", name, *names_of(body)]
        defined = definition_of(body, f"{name}:{version}", names, mappings)
    except Refused as refused:
        return Subject(name, version, f"{name}:{version}", "uv", refusal=str(refused))
    if defined.kind == "container" and not (defined.named and containers.find_engine()):
        return Subject(name, version, f"{name}:{version}", mapped_to=built_in_rule(names).to)
    return Subject(name, version, shelf.keep(defined), defined.kind, definition=defined)


def item(one: Subject) -> dict[str, Any]:
    """How far it is, as the list tells it."""
    found = {
        **{
            "key": one.key,
            "name": one.name,
            "version": one.version,
            "kind": one.kind,
            "python": None,
            "packages": None,
        },
        **{"size": None, "progress": None, "error": one.refusal or None, "created": None, "last_used": None},
        "mapped_to": one.mapped_to,
    }
    if one.refusal or one.kind == "mapped":
        return {**found, "state": "failed" if one.refusal else "ready"}
    shelf = Shelf(settings.WORKSPACE.environments)
    told = shelf.state(one.key)
    place = None
    with contextlib.suppress(EnvironmentFailed):
        place = shelf.place(shelf.recipe(one.key))
    ready = is_complete(place) if place else told.get("state") == "ready" and one.kind == "container"
    state = "building" if shelf.is_held(one.key) else "ready" if ready else "missing"
    if state == "missing" and told.get("state") == "failed":
        state, found["error"] = "failed", told.get("error") or None
    if state == "ready" and place:
        with contextlib.suppress(OSError):
            found["last_used"] = iso((place / MARKER).stat().st_mtime)
    if state == "ready" and place and "packages" not in told:  # built for another definition with the same lock
        facts = content_of(place)
        told = {**told, **facts}
        shelf.note(one.key, **facts)
    packages = told.get("packages")
    return {
        **found,
        "state": state,
        "python": told.get("python"),
        "packages": len(packages) if isinstance(packages, list) else None,
        "size": told.get("size") if state == "ready" else None,
        "progress": (told.get("progress") or None) if state == "building" else None,
        "created": iso(told["ended"]) if state == "ready" and told.get("ended") else None,
    }


def detail(one: Subject) -> dict[str, Any]:
    """The same with its lock, its log and its packages."""
    shelf = Shelf(settings.WORKSPACE.environments)
    lock = log = ""
    packages: list[dict[str, str]] = []
    if one.kind in ("uv", "conda") and not one.refusal:
        lock = _text(shelf.lock_file(shelf.recipe(one.key)))
        told = shelf.state(one.key).get("packages") or []
        packages = [{"name": name, "version": version} for name, version in told]
    if one.kind != "mapped":
        log = _text(shelf.log_file(one.key), LOG_SHOWN)
    return {**item(one), "lock": lock, "log": log, "packages_list": packages}


def _text(file: Path, last: int = 1 << 62) -> str:
    """Without passwords of addresses in it."""
    try:
        text = file.read_bytes()[-last:].decode("utf-8", "replace")
    except OSError:
        return ""
    return without_logins(text)


def start_build(one: Subject, *, upgrade: bool) -> None:
    """Build it beside this process; it ends with the server. Raises Refused for what is not built here."""
    if one.refusal:
        raise Refused("bad_environment", one.refusal)
    if one.kind == "mapped":
        message = _("%(name)s is not built here: %(to)s stands in for it.")
        raise Refused("mapped", message % {"name": one.name, "to": one.mapped_to})
    shelf = Shelf(settings.WORKSPACE.environments)
    if shelf.is_held(one.key):
        return
    recipe = shelf.recipe(one.key, "" if one.name in BUILT_IN else f"{one.name}:{one.version}")
    begun = threading.Event()

    def work() -> None:
        with contextlib.suppress(EnvironmentFailed):  # the shelf keeps why
            if one.definition is not None and one.kind == "container":
                begun.set()
                engine.make_image(shelf, recipe, lambda line: None)
            else:
                engine.build(shelf, recipe, lambda line: begun.set(), upgrade=upgrade)
        begun.set()

    threading.Thread(target=work, daemon=True, name=f"building {one.key}").start()
    begun.wait(5)  # who asks next finds it building, or ready


__all__ = ["Subject", "detail", "item", "start_build", "subject", "subjects"]
