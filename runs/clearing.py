"""What is left over beside jobs: snapshots that nothing names, fetched data, environments that no job used for long,
and what interrupted work left. All of it can be had again; nothing here is the only copy of anything.

Each thing goes out of reach by one rename before it is removed, so that an interruption leaves nothing half there.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from penstock.environments import shelf as environments
from penstock.environments.failing import EnvironmentFailed
from penstock.environments.shelf import BUILT_IN, Shelf
from runs.deleting import TRASH, empty_trash
from runs.models import Document, Event, Run
from runs.pruning import DAY, Item
from runs.storage.sizes import size_of
from runs.storage.sources.kept import Cache

HEX = re.compile(r"[0-9a-f]{64}")
HEX_BYTES = re.compile(rb"[0-9a-f]{64}")
YOUNG = DAY  # seconds; what was put into the store since may be about to be named
UNUSED_DAYS = 30.0  # of an environment
NOT_READ = ("Event", "Job", "Request")  # rows by the million that name no snapshot, but for births
GONE = ".tmp-gone-"  # what is on its way out; swept when the workspace is prepared, too


def leftovers(older_than_days: float | None = None, caches_gb: float | None = None) -> list[Item]:
    """Everything of this kind; of fetched data what was not used for so long, or the oldest beyond so many GB."""
    now = time.time()
    found = [*_interrupted(now), *_snapshots(now), *_fetched(now, older_than_days, caches_gb)]
    return [*found, *_environments(now, older_than_days)]


def cache_overflow(caches_gb: float) -> list[Item]:
    """The fetched data that was not used for longest, beyond so many GB."""
    return list(_fetched(time.time(), None, caches_gb))


# -- what interrupted work left ----------------------------------------------------------------------------------


def _interrupted(now: float) -> Iterator[Item]:
    workspace = settings.WORKSPACE
    trash = workspace.jobs / TRASH
    if trash.is_dir() and any(trash.iterdir()):
        why = _("a deletion was interrupted")
        yield Item("upload", TRASH, size_of(trash), why, remove=lambda: empty_trash(workspace.jobs))
    for place in (*workspace.uploads.iterdir(), *workspace.store.glob(".tmp-*")):
        with contextlib.suppress(OSError):
            if now - place.lstat().st_mtime > YOUNG:
                why = _("left by an upload or a copy that was interrupted")
                yield Item("upload", place.name, size_of(place), why, remove=_removal(place))


# -- snapshots ---------------------------------------------------------------------------------------------------


def _snapshots(now: float) -> Iterator[Item]:
    store = settings.WORKSPACE.store
    with contextlib.suppress(FileNotFoundError):
        old = [place for place in store.iterdir() if HEX.fullmatch(place.name) and _age(place, now) > YOUNG]
        named = set() if not old else named_snapshots()
        for place in old:
            if place.name not in named:
                why = _("no job, draft or registered version names it")
                yield Item("snapshot", place.name, size_of(place), why, remove=_unnamed(place))


def _unnamed(place: Path) -> Callable[[], None]:
    def remove() -> None:
        # Whoever finds it in the store says so by its time: looked at right before it goes.
        if _age(place, time.time()) > YOUNG:
            _remove(place)

    return remove


def named_snapshots() -> set[str]:
    """Every id that any row names, in whatever field: too many keep a snapshot too long, too few would lose one."""
    found: set[str] = set()
    for label in ("designer", "runs"):
        for model in apps.get_app_config(label).get_models():
            if model.__name__ in NOT_READ:
                continue
            for field in model._meta.concrete_fields:
                if isinstance(field, models.BinaryField):
                    for (data,) in model._default_manager.values_list(field.name).iterator():
                        found.update(text.decode() for text in HEX_BYTES.findall(bytes(data or b"")))
                elif isinstance(field, models.TextField | models.JSONField | models.CharField):
                    for (text,) in model._default_manager.values_list(field.name).iterator():
                        found.update(HEX.findall(text if isinstance(text, str) else str(text)))
    for (detail,) in Event.objects.filter(kind="children").values_list("detail").iterator():
        found.update(HEX.findall(detail))
    return found


# -- fetched data ------------------------------------------------------------------------------------------------


def _fetched(now: float, older_than_days: float | None, caches_gb: float | None) -> Iterator[Item]:
    """What a job that has not ended may be about to read stays: it was touched since that was submitted."""
    data = Cache(settings.WORKSPACE.root).data
    if not data.is_dir():
        return
    running = Run.objects.filter(ended=False).order_by("created").values_list("created", flat=True).first()
    places = [(place, place.stat().st_mtime) for place in data.iterdir() if not place.name.startswith(".")]
    left = sum(size_of(place) for place, _used in places) if caches_gb is not None else 0
    for place, used in sorted(places, key=lambda found: found[1]):
        if running is not None and used >= running - 60:
            break
        if older_than_days is not None and now - used < older_than_days * DAY:
            break
        size = size_of(place)
        if caches_gb is not None and left <= caches_gb * 1e9:
            break
        left -= size
        why = _("fetched data, last used %(days)d days ago") % {"days": int((now - used) / DAY)}
        yield Item("cache", place.name, size, why, remove=_removal(place))


# -- environments ------------------------------------------------------------------------------------------------


def _environments(now: float, older_than_days: float | None) -> Iterator[Item]:
    """Built environments that no job kept here names. They are shared with other workspaces of this installation: one
    that a process is in stays, and so do those of the last weeks."""
    shelf = Shelf(settings.WORKSPACE.environments)
    if not shelf.root.is_dir():
        return
    days = UNUSED_DAYS if older_than_days is None else max(older_than_days, 1.0)
    places = [place for place in shelf.root.iterdir() if environments.is_complete(place)]
    old = [place for place in places if _age(place / environments.MARKER, now) > days * DAY]
    if not old:
        return
    needed = _needed_environments(shelf)
    for place in old:
        if place.name not in needed:
            why = _("no job that is kept here names it; it is built again when one does")
            yield Item("environment", place.name, size_of(place), why, remove=_unused(place))


def _needed_environments(shelf: Shelf) -> set[str]:
    plans = " ".join(Document.objects.filter(plan__contains='"env:').values_list("plan", flat=True))
    keys = [*BUILT_IN, *dict.fromkeys(re.findall(r'"env:([^:"]+)', plans))]
    return {place.name for key in keys if (place := _place_of(shelf, key))} | _processes_use()


def _processes_use() -> set[str]:
    """Names of the environments that any process is in, of this workspace or another."""
    import psutil  # large, and nobody prunes at the start

    found = set()
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            found.add(os.path.basename(process.environ().get("VIRTUAL_ENV", "")))
    return found


def _place_of(shelf: Shelf, key: str) -> Path | None:
    try:
        return shelf.place(shelf.recipe(key))
    except (EnvironmentFailed, OSError):  # a definition that cannot be read: what it was built as is nobody's
        return None


def _unused(place: Path) -> Callable[[], None]:
    def remove() -> None:
        aside = place.with_name(f"{GONE}{place.name}-{secrets.token_hex(4)}")
        with contextlib.suppress(OSError):
            place.rename(aside)
            environments.remove(aside)

    return remove


# -- removing ----------------------------------------------------------------------------------------------------


def _age(place: Path, now: float) -> float:
    try:
        return now - place.lstat().st_mtime
    except OSError:
        return 0.0


def _removal(place: Path) -> Callable[[], None]:
    return lambda: _remove(place)


def _remove(place: Path) -> None:
    """Out of reach first, then away. Files of the store may not be written, nor may their folders."""
    aside = place if place.name.startswith(".tmp-") else place.with_name(f"{GONE}{place.name}-{secrets.token_hex(4)}")
    with contextlib.suppress(FileNotFoundError):
        if aside != place:
            place.rename(aside)
        if aside.is_dir() and not aside.is_symlink():
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.unlink()
