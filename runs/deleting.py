"""Taking a job away: what it feeds, and its rows and files. Other parts of the product may add to both.

Files go first, in one rename, and rows after them: whatever interrupts this, no later job of the same name finds files
of this one, and doing it again ends it.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from designer.model_card import JOB
from designer.models import AssetVersion
from runs.left import job_of
from runs.models import AssetUse, Run
from runs.services import Refused
from runs.wakeup import FACTS, poke

TRASH = ".deleted"  # below the folder of jobs; no job can be called so
MOST = 1000  # of each kind; nobody reads more
log = logging.getLogger("penstock.runs")

REUSED = (
    "SELECT r.name, j.path FROM runs_job j JOIN runs_run r ON r.id = j.run_id"
    " WHERE j.reused_from IN (SELECT name FROM runs_job WHERE run_id = %s) AND j.run_id <> %s"
    " ORDER BY r.id, j.id LIMIT %s"
)


@dataclass(frozen=True, slots=True)
class Feed:
    """What is left without its source when a job is deleted.

    reused      the step `node` of `job` took its outputs instead of running: they are gone with it
    read        `job` read its outputs by their address: it keeps a copy of its own, but cannot be made again
    registered  `name` was registered from its outputs: it keeps a copy, and no longer tells where it comes from;
                what was too large to copy is lost with it
    """

    how: Literal["reused", "read", "registered"]
    job: str
    node: str
    name: str

    def to_json(self) -> dict[str, str]:
        return {"how": self.how, "job": self.job, "node": self.node, "name": self.name}


class InUse(Exception):
    """The job feeds others; `feeds` says whom."""

    def __init__(self, name: str, feeds: list[Feed]) -> None:
        super().__init__(f"{name} feeds {len(feeds)}")
        self.name, self.feeds = name, feeds


Source = Callable[[Run], Iterable[Feed]]
_sources: list[Source] = []
_also: list[Callable[[str], None]] = []


def add_feeds(source: Source) -> None:
    """Another part of the product knows of more that a job feeds."""
    if source not in _sources:
        _sources.append(source)


def also(remove: Callable[[str], None]) -> None:
    """Another part of the product has something of a job, which goes when the job goes: called with its name, after
    the rows are gone. What it raises is logged and stops nothing."""
    if remove not in _also:
        _also.append(remove)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of all jobs at once, for whoever asks for many: job -> versions registered from it, and readers."""

    registered: Mapping[str, Sequence[str]]
    readers: Mapping[str, Sequence[str]]


def what_is_known() -> Known:
    readers: dict[str, list[str]] = {}
    uses = AssetUse.objects.filter(kind="job").order_by("id").values_list("name", "run__name")
    for name, reader in uses.iterator():
        readers.setdefault(name, []).append(reader)
    return Known(_registered(), readers)


def feeds_of(run: Run, known: Known | None = None) -> list[Feed]:
    """Everything that depends on the job, other than the job itself."""
    known = known or what_is_known()
    with connection.cursor() as cursor:
        cursor.execute(REUSED, (run.pk, run.pk, MOST))
        found = [Feed("reused", job, path, f"{job}/{path}" if path else job) for job, path in cursor.fetchall()]
    names = dict.fromkeys(name for name in known.readers.get(run.name, ()) if name != run.name)
    found += [Feed("read", name, "", name) for name in list(names)[:MOST]]
    found += [Feed("registered", "", "", ref) for ref in known.registered.get(run.name, ())[:MOST]]
    for source in _sources:
        found.extend(source(run))
    return list({(feed.how, feed.name): feed for feed in found}.values())


def _registered() -> dict[str, list[str]]:
    """Data and models whose document names a job's outputs, or that have no bytes but those."""
    found = registered_in_place()
    rows = AssetVersion.objects.filter(spec__path__icontains="/").values_list("asset__name", "version", "spec__path")
    for name, version, path in rows.iterator():
        if job := (job_of(str(path)) or "").partition(".")[0]:
            found.setdefault(job, []).append(f"azureml:{name}:{version}")
    rows = AssetVersion.objects.filter(properties__has_key=JOB).values_list("asset__name", "version", "properties")
    for name, version, properties in rows.iterator():  # what a step logged with MLflow: its path names no job
        job = str(properties[JOB]).partition(".")[0]
        if (ref := f"azureml:{name}:{version}") not in found.setdefault(job, []):
            found[job].append(ref)
    return found


def registered_in_place() -> dict[str, list[str]]:
    """Jobs whose files are registered where they lie, being too large to copy: the versions of each."""
    home = f"{settings.WORKSPACE.jobs}/"
    found: dict[str, list[str]] = {}
    rows = AssetVersion.objects.exclude(uri="").filter(content="").values_list("asset__name", "version", "uri")
    for name, version, uri in rows.iterator():
        place = unquote(uri.removeprefix("file://"))
        if place.startswith(home):
            found.setdefault(place[len(home) :].partition("/")[0], []).append(f"azureml:{name}:{version}")
    return found


def delete_run(run: Run, *, force: bool = False) -> None:
    """Take an ended job away. Raises Refused while it runs, InUse when it feeds others and `force` is not given."""
    if not run.ended:
        raise Refused("not_ended", _("This job has not ended. Cancel it first."))
    if not force and (feeds := feeds_of(run)):
        raise InUse(run.name, feeds)
    workspace = settings.WORKSPACE
    _remove(run, workspace.jobs)
    poke(workspace.run / FACTS)
    for remove in _also:
        try:
            remove(run.name)
        except Exception:  # the job is gone for its people; what is left elsewhere is for the log
            log.exception("%s is deleted, but not all that belonged to it", run.name)
    empty_trash(workspace.jobs)


def _remove(run: Run, jobs: Path) -> None:
    """All rows and files or none. A retry that was asked for meanwhile wins: nobody takes it up while the row is ours,
    so its files are touched only when it is known that there is none."""
    kept = None
    try:
        with transaction.atomic():
            mine = Run.objects.select_for_update().filter(pk=run.pk, ended=True)
            if not mine.exists() or run.requests.exists():
                raise Refused("not_ended", _("This job runs again. Cancel it first."))
            kept = _put_aside(jobs, run.name)
            Run.objects.filter(pk=run.pk).delete()
    except BaseException:
        if kept is not None:
            kept.rename(jobs / run.name)
        raise


def _put_aside(jobs: Path, name: str) -> Path | None:
    """Out of reach in one step; None when the job left no files."""
    trash = jobs / TRASH
    trash.mkdir(mode=0o700, exist_ok=True)
    target = trash / f"{name}-{secrets.token_hex(4)}"
    try:
        (jobs / name).rename(target)
    except FileNotFoundError:
        return None
    return target


def empty_trash(jobs: Path) -> None:
    """Remove what was put aside, also by a deletion that was interrupted."""
    trash = jobs / TRASH
    for place in list(trash.iterdir()) if trash.is_dir() else ():
        shutil.rmtree(place, onerror=_open_and_try_again)


def _open_and_try_again(function: Any, path: str, error: Any) -> None:
    """Steps leave folders that their owner may not write."""
    if issubclass(error[0], FileNotFoundError):
        return
    try:
        os.chmod(os.path.dirname(path), 0o700)
        if os.path.isdir(path) and not os.path.islink(path):
            os.chmod(path, 0o700)
            shutil.rmtree(path)
        else:
            os.unlink(path)
    except OSError as still:
        log.warning("cannot remove %s: %s", path, still)
