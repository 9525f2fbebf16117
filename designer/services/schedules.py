"""Registers schedules and says when they fire next. Making the jobs is done by who runs them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from designer import timing, uses
from designer.models import Schedule
from designer.services import made
from designer.services.assets import Given, texts
from designer.services.keeping import keep, mentioned, needed_by
from designer.services.sources import Request, Source, opened
from designer.spec.assets import AssetDocument, check_name, definition_of
from designer.spec.canvas import plain
from designer.spec.document import Document
from designer.spec.old import read_modern
from designer.spec.paths import is_local, local_path
from designer.spec.references import Reference, references_in
from designer.spec.report import Report
from designer.spec.scalars import text_of
from designer.uploads import Refused

OTHERS = ("import_data", "create_monitor")
NOT_FIRED = "this version fires jobs only: imports of data and monitors are kept and do nothing"


def register_schedule(*, request: Request, given: Given) -> tuple[Schedule, bool]:
    """A schedule; registering its name again changes it. Refused with all that is wrong, its job included."""
    with opened(request) as source:
        document = read_modern(source.text or b"", source.main)
        found = _read(document, given)
        action = found.body.get("create_job")
        named = (action, action.get("job")) if isinstance(action, dict) else (action,)
        more = [local_path(ref) for ref in named if isinstance(ref, str) and is_local(ref)]
        needed = needed_by(source, document.root, more)
        snapshot, main = keep(source, source.text or b"", needed)
        mentions = mentioned(source.root, needed) | references_in(found.body)
        row = _row(found, given, source, snapshot, main)
        if action is not None:
            job = made.source_of(row, action)
            if isinstance(action, dict):
                job = made.changed(job, made.filled(action, "job", "2000-01-01T00:00:00Z"), _folder(main))
            made.check(job)
    return _save(row, mentions)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _read(document: Document, given: Given) -> AssetDocument:
    report = Report(document.file, document.root)
    report.take(problem for problem in document.problems if problem.severity == "error")
    root = document.root
    if not isinstance(root, dict):
        if not report.broken:
            report.error((), "not_a_mapping", "the document is no mapping of keys", "begin with `name: …`")
        raise Refused(report.found)
    name = check_name(root, given.name, report)
    trigger = timing.read_trigger(root.get("trigger"), report)
    if root.get("create_job") is None and not any(root.get(key) for key in OTHERS):
        hint = "add `create_job: ./pipeline.yml`"
        report.error(("create_job",), "no_job", "a schedule needs something to do", hint)
    if report.broken or trigger is None:
        raise Refused(report.found)
    return AssetDocument("schedule", name, None, trigger.type, {**plain(dict(root)), "name": name})


def _row(found: AssetDocument, given: Given, source: Source, snapshot: str, main: str) -> Schedule:
    """The schedule as it will be, not yet written."""
    body = found.body
    digest = hashlib.sha256(json.dumps([definition_of(body), snapshot], sort_keys=True).encode()).hexdigest()
    return Schedule(
        name=found.name,
        type=found.type,
        spec=body,
        digest=digest,
        snapshot=snapshot,
        main=main,
        display_name=text_of(body.get("display_name") or "")[:255],
        description=given.description if given.description is not None else text_of(body.get("description") or ""),
        tags={**texts(body.get("tags")), **(given.tags or {})},
        properties=body["properties"] if isinstance(body.get("properties"), dict) else {},
        git=dict(given.git or source.git),
        creator=given.creator,
        enabled=body.get("is_enabled") is not False,
        trouble="" if body.get("create_job") is not None else NOT_FIRED,
    )


_CHANGED = (
    "type", "spec", "digest", "snapshot", "main", "display_name", "description", "tags", "properties", "git",
    "enabled", "trouble",
)  # fmt: skip


@transaction.atomic
def _save(row: Schedule, mentions: set[Reference]) -> tuple[Schedule, bool]:
    known = Schedule.objects.select_for_update().filter(name=row.name).first()
    if known is None:
        row.save()
    elif known.digest == row.digest and known.enabled == row.enabled and known.tags == row.tags:
        return known, False
    else:
        for key in _CHANGED:
            setattr(known, key, getattr(row, key))
        row, known.archived = known, False
    row.due = due_after(row, timezone.now())
    row.save()
    uses.record("schedule", row.name, "", mentions)
    return row, known is None


def due_after(row: Schedule, moment: datetime) -> datetime | None:
    """When it fires next; None while it is disabled, archived or over, or does what is not done here."""
    fires = row.enabled and not row.archived and row.spec.get("create_job") is not None
    found = timing.fire_times(row.spec, row.created, moment, 1) if fires else []
    return found[0] if found else None


@transaction.atomic
def set_enabled(*, row: Schedule, enabled: bool) -> Schedule:
    """Let it fire, or not. What was due meanwhile is not made up for."""
    row.enabled = enabled
    row.due = due_after(row, timezone.now())
    row.save()
    return row


@transaction.atomic
def change_schedule(*, row: Schedule, changes: Mapping[str, Any]) -> None:
    """Change what people say about it; an archived one does not fire."""
    for key in ("description", "tags", "properties", "display_name", "archived"):
        if key in changes:
            setattr(row, key, changes[key])
    row.due = due_after(row, timezone.now())
    row.save()


def next_job(row: Schedule, due: datetime) -> tuple[str, made.MadeJob]:
    """The name and the document of the job of one time: the same whenever it is asked, so that it is made once."""
    name = f"{_job_prefix(row.name)}-{due:%Y%m%d%H%M%S}"
    action = row.spec["create_job"]
    job = made.source_of(row, action)
    if isinstance(action, dict):
        job = made.changed(job, made.filled(action, name, timing.iso(due)), _folder(row.main))
    return name, job


def _job_prefix(name: str) -> str:
    """The schedule's name; where a job cannot have it, its digest keeps it apart from names that look the same then."""
    found = name.replace(".", "_")[:80]
    return found if found == name else f"{found}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


@transaction.atomic
def note_fired(*, row: Schedule, due: datetime, job: str, trouble: str, now: datetime) -> bool:
    """What came of a due time; the next one comes after now. False when somebody changed the schedule meanwhile."""
    changes: dict[str, Any] = {"due": due_after(row, now), "fired": due, "trouble": trouble}
    if job:
        changes["last_job"] = job
    return Schedule.objects.filter(pk=row.pk, due=due).update(**changes) > 0
