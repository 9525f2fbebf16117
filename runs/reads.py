"""Questions about runs and their answers as JSON. Reads rows only; whoever asks has been let in already."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Protocol

from django.db import connection
from django.db.models import Q, QuerySet

from runs.kernel.status import TERMINAL
from runs.models import Job, Run
from runs.wire import iso, masked

CURSOR = re.compile(r"[0-9]{1,12}\.?[0-9]{0,12}_[0-9]{1,15}")  # as `list_runs` gives it
STATE = (
    "SELECT path, kind, status, attempt, queued_at, started_at, ended_at, exit_code, reused_from,"
    " CASE WHEN status IN ('Completed','NotStarted','Running')"
    " OR (status = 'Queued' AND reused_from IS NULL AND attempt = 1) THEN '' ELSE detail END"
    " FROM runs_job WHERE run_id=%s ORDER BY id"
)


def summaries(rows: Iterable[Run]) -> list[dict[str, Any]]:
    """One short answer a run, for lists; two queries for all of them."""
    runs = list(rows)
    ids = [run.pk for run in runs]
    roots = {job.run_id: job for job in Job.objects.filter(run_id__in=ids, path="")}
    counts: dict[int, dict[str, int]] = {id_: {} for id_ in ids}
    reused = dict.fromkeys(ids, 0)
    for run_id, status, number, taken in _count(ids):
        counts[run_id][status] = number
        reused[run_id] += taken if status == "Completed" else 0  # others wait for the step that they name
    return [_summary(run, roots[run.pk], counts[run.pk], reused[run.pk]) for run in runs]


def _count(ids: list[int]) -> list[tuple[int, str, int, int]]:
    if not ids:
        return []
    marks = ",".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT run_id, status, COUNT(*), COUNT(reused_from) FROM runs_job"
            f" WHERE run_id IN ({marks}) AND kind <> 'pipeline' GROUP BY run_id, status",
            ids,
        )
        return list(cursor.fetchall())


def _summary(run: Run, root: Job, counts: dict[str, int], reused: int) -> dict[str, Any]:
    detail = json.loads(root.detail)
    return {
        "name": run.name,
        "display_name": run.display_name,
        "experiment_name": run.experiment_name,
        "type": run.type,
        "status": root.status,
        "created": iso(run.created),
        "updated": run.updated,
        "start_time": iso(root.started_at),
        "end_time": iso(root.ended_at),
        "duration": (root.ended_at - root.started_at) if root.started_at and root.ended_at else None,
        "counts": {**counts, "total": sum(counts.values())},
        "reused": reused,
        "error": error_of(run, root, detail),
        "draft": run.draft or None,
        "creator": run.creator,
        "tags": run.tags,
    }


def summaries_since(updated: float) -> list[dict[str, Any]]:
    """Runs that changed after a moment, the latest 200."""
    return summaries(Run.objects.filter(updated__gt=updated).order_by("-updated")[:200])


def list_runs(
    *,
    experiment: str = "",
    status: str = "",
    type_: str = "",
    search: str = "",
    draft: str = "",
    after: str = "",
    limit: int = 50,
    archived: str = "",
) -> tuple[list[dict[str, Any]], str | None]:
    """A page of runs, newest first, and the cursor of the next one."""
    rows: QuerySet[Run] = Run.objects.order_by("-created", "-id")
    if archived not in ("include", "true"):
        rows = rows.filter(archived=archived == "only")
    if experiment:
        rows = rows.filter(experiment_name=experiment)
    if draft:
        rows = rows.filter(draft=draft)
    if type_:
        rows = rows.filter(type=type_)
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(display_name__icontains=search))
    if status:
        rows = rows.filter(jobs__path="", jobs__status__in=status.split(","))
    if CURSOR.fullmatch(after):
        created, id_ = map(float, after.split("_"))
        rows = rows.filter(Q(created__lt=created) | Q(created=created, id__lt=int(id_)))
    found = list(rows[: limit + 1])
    more = len(found) > limit
    page = found[:limit]
    return summaries(page), f"{page[-1].created!r}_{page[-1].pk}" if more else None


class Failing(Protocol):
    """A job as far as its error is concerned."""

    @property
    def status(self) -> str: ...


def error_of(run: Run, job: Failing, detail: dict[str, Any]) -> str | None:
    """Why a job failed. A pipeline points to the first of its jobs that failed."""
    if detail.get("error"):
        return masked(detail["error"])
    if job.status != "Failed" or not detail.get("failed"):
        return None
    path = detail["failed"][0]
    child = Job.objects.filter(run_id=run.pk, path=path).first()
    inner = error_of(run, child, json.loads(child.detail)) if child else None
    return f"{path}: {inner}" if inner and not inner.startswith(path) else inner or path


def state_of(run: Run) -> dict[str, Any]:
    """Every node of a run, flat; the quick answer that a page begins with."""
    with connection.cursor() as cursor:
        # The number first: what happens between the two reads is then sent again, never left out.
        cursor.execute("SELECT seq FROM runs_run WHERE id=%s", (run.pk,))
        seq = cursor.fetchone()[0]
        cursor.execute(STATE, (run.pk,))
        nodes = {row[0]: _node_state(*row[1:]) for row in cursor.fetchall()}
    root = nodes[""]
    error = root["error"]
    if root["status"] == "Failed" and not error:
        job = Job.objects.get(run_id=run.pk, path="")
        error = error_of(run, job, json.loads(job.detail))
    job_state = {key: root[key] for key in ("status", "start_time", "end_time", "attempt")}
    return {"seq": seq, "job": {**job_state, "error": error, "warnings": run.warnings}, "nodes": nodes}


def _node_state(
    kind: str,
    status: str,
    attempt: int,
    queued: float | None,
    started: float | None,
    ended: float | None,
    exit_code: int | None,
    reused_from: str | None,
    detail: str,
) -> dict[str, Any]:
    data = json.loads(detail) if detail else {}
    return {
        "status": status,
        "attempt": attempt,
        "kind": kind,
        "queued_time": iso(queued),
        "start_time": iso(started),
        "end_time": iso(ended),
        "exit_code": exit_code,
        "error": masked(data["error"]) if data.get("error") else None,
        "reason": data.get("reason"),
        "reused_from": reused_from if status == "Completed" else None,
        "progress": data.get("progress") if status not in TERMINAL else None,
    }


def experiments() -> list[str]:
    """Names of experiments, the most recently used first."""
    rows = Run.objects.order_by("-created").values_list("experiment_name", flat=True)[:1000]
    return list(dict.fromkeys(rows))
