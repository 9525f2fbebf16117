"""What takes room, what can go and what would be lost with it; and the settings that let it go by itself."""

from __future__ import annotations

import shutil
import time
from typing import Any, NotRequired, TypedDict

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from designer.api import body_of
from penstock.openapi import describe
from penstock.security.errors import ApiError
from runs.api.base import RunsView
from runs.clearing import leftovers
from runs.models import Job, Run
from runs.pruning import Choice, Item, is_pinned, jobs_to_go
from runs.retention import Retention
from runs.storage.sizes import measure, size_of
from runs.wire import iso

FRESH = 30.0  # seconds that the size of a part is remembered
MOST_JOBS = 500  # the largest
_sizes: dict[str, tuple[float, int]] = {}


class StoragePart(TypedDict):
    kind: str
    size: int


class JobRoom(TypedDict):
    name: str
    display_name: str
    size: int
    ended: str | None
    pinned: bool


class StorageAnswer(TypedDict):
    """`total` and `free` are those of the disk; `jobs` are the largest."""

    total: int
    free: int
    parts: list[StoragePart]
    jobs: list[JobRoom]


class PruneWish(TypedDict):
    """Jobs that fit all that is said go; `keep_last` is of each experiment. Where nothing is said of jobs, none go."""

    dry_run: NotRequired[bool]
    older_than_days: NotRequired[float | None]
    keep_last: NotRequired[int | None]
    failed_only: NotRequired[bool]
    archived_only: NotRequired[bool]
    caches: NotRequired[bool]


class FeedShape(TypedDict):
    how: str
    job: str
    node: str
    name: str


class PruneItem(TypedDict):
    """`feeds` are those who lose something with it: steps that took its outputs, readers, what was registered from it,
    drafts that name it."""

    kind: str
    name: str
    size: int
    why: str
    feeds: list[FeedShape]


class Pruned(TypedDict):
    items: list[PruneItem]
    bytes: int


class RetentionShape(TypedDict):
    days: float | None
    keep_last: int | None
    failed_days: float | None
    caches_gb: float | None


class WorkspaceSettings(TypedDict):
    retention: RetentionShape


class Storage(RunsView):
    @describe(StorageAnswer, operation="get_storage")
    def get(self, request: Request) -> Response:
        workspace = settings.WORKSPACE
        jobs = _jobs()
        disk = shutil.disk_usage(workspace.root)
        cache = _part(workspace.root / "cache") + _part(workspace.uploads)
        parts: list[StoragePart] = [
            {"kind": "jobs", "size": sum(job["size"] for job in jobs)},
            {"kind": "store", "size": _part(workspace.store)},
            {"kind": "environments", "size": _part(workspace.environments)},
            {"kind": "cache", "size": cache},
            {"kind": "tracking", "size": _part(workspace.root / "tracking")},
            {"kind": "database", "size": _database()},
        ]
        largest = sorted(jobs, key=lambda job: -job["size"])[:MOST_JOBS]
        return Response({"total": disk.total, "free": disk.free, "parts": parts, "jobs": largest})


class Prune(RunsView):
    @describe(Pruned, request=PruneWish, operation="prune")
    def post(self, request: Request) -> Response:
        """With `dry_run` only says what would go. Jobs that run, pinned ones and what these need never go."""
        body = body_of(request)
        choice = _choice(body)
        found: list[Item] = jobs_to_go(choice)
        if choice.caches:
            found += leftovers(choice.older_than_days)
        items = [item.to_json() for item in found]
        if not body.get("dry_run"):
            for item in found:
                item.remove()
            _sizes.clear()
        return Response({"items": items, "bytes": sum(item.size for item in found)})


class Settings(RunsView):
    @describe(WorkspaceSettings, operation="get_workspace_settings")
    def get(self, request: Request) -> Response:
        return Response({"retention": Retention.kept_in(settings.WORKSPACE).to_json()})

    @describe(WorkspaceSettings, request=WorkspaceSettings, operation="set_workspace_settings")
    def put(self, request: Request) -> Response:
        try:
            said = Retention.of(body_of(request).get("retention") or {})
        except ValueError as wrong:
            raise _wrong(str(wrong)) from None
        said.keep(settings.WORKSPACE)
        return self.get(request)


def _choice(body: dict[str, Any]) -> Choice:
    flags = {key: body.get(key) or False for key in ("failed_only", "archived_only", "caches", "dry_run")}
    for key, value in flags.items():
        if not isinstance(value, bool):
            raise _wrong(key)
    try:
        limits = Retention.of({"days": body.get("older_than_days"), "keep_last": body.get("keep_last")})
    except ValueError as wrong:
        raise _wrong({"days": "older_than_days"}.get(str(wrong), str(wrong))) from None
    return Choice(
        older_than_days=limits.days,
        keep_last=limits.keep_last,
        failed_only=flags["failed_only"],
        archived_only=flags["archived_only"],
        caches=flags["caches"],
    )


def _wrong(key: str) -> ApiError:
    return ApiError(400, "bad_request", _("`%(key)s` is missing or has the wrong type.") % {"key": key})


def _jobs() -> list[JobRoom]:
    """Every job with its size: measured once after its end, and now and then while it runs."""
    jobs = settings.WORKSPACE.jobs
    ends = dict(Job.objects.filter(path="").values_list("run_id", "ended_at"))
    found: list[JobRoom] = []
    for run in Run.objects.order_by("-created").only("id", "name", "display_name", "seq", "ended", "tags"):
        size = measure(jobs, run.name, run.seq) if run.ended else _part(jobs / run.name)
        ended = iso(ends.get(run.pk)) if run.ended else None
        known = {"name": run.name, "display_name": run.display_name, "size": size, "ended": ended}
        found.append(JobRoom(**known, pinned=is_pinned(run)))  # type: ignore[typeddict-item]
    return found


def _part(place: Any) -> int:
    """The size of a folder, at most half a minute old."""
    known = _sizes.get(str(place))
    if known is not None and time.monotonic() - known[0] < FRESH:
        return known[1]
    if len(_sizes) > 10_000:
        _sizes.clear()
    size = size_of(place)
    _sizes[str(place)] = (time.monotonic(), size)
    return size


def _database() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    name = settings.WORKSPACE.db
    return sum(size_of(f"{name}{ending}") for ending in ("", "-wal", "-shm"))
