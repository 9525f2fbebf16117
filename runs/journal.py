"""The only writer of run state: facts and the rows projected from them, in one transaction.

Raw SQL through Django's connection: this is called for every step of every run, and it must work the same on
SQLite and PostgreSQL. It knows nothing of engines, sockets or pages.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import DatabaseError, OperationalError, connection

from designer.spec.plan import Step, from_json, to_json
from runs.kernel.messages import ChildrenBorn, Event, StatusChanged
from runs.kernel.status import TERMINAL, Status
from runs.ports import Conflict, Stalled
from runs.storage.layout import job_name
from runs.writing import renew_connection, written_at_once

INSERT_EVENT = (
    "INSERT INTO runs_event (run_id, seq, kind, path, attempt, status, at, detail) VALUES (%s,%s,%s,%s,%s,%s,%s,%s)"
)
INSERT_JOB = (
    "INSERT INTO runs_job (run_id, name, path, kind, status, attempt, detail) VALUES (%s,%s,%s,%s,'NotStarted',1,'{}')"
)
UPDATE_JOB = (
    "UPDATE runs_job SET status=%s, attempt=%s, queued_at=%s, started_at=%s, ended_at=%s, exit_code=%s,"
    " reused_from=%s, key=%s, detail=%s WHERE run_id=%s AND path=%s"
)
ADVANCE = "UPDATE runs_run SET seq=%s, updated=%s, ended=%s WHERE id=%s AND seq=%s AND owner=%s"


def _compact(detail: Any) -> str:
    try:
        return orjson.dumps(detail).decode()
    except TypeError:  # a number beyond 64 bits, half a surrogate
        return json.dumps(detail, separators=(",", ":"))


def insert_jobs(run_id: int, root: str, steps: Iterable[Step]) -> None:
    """A row for each step, before anything happened to it. Inside the caller's transaction."""
    rows = [(run_id, job_name(root, step.path), step.path, step.kind) for step in steps]
    with connection.cursor() as cursor:
        cursor.executemany(INSERT_JOB, rows)


def insert_submitted(run_id: int, at: float) -> None:
    """The first fact of every run. Inside the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(INSERT_EVENT, (run_id, 1, "submitted", "", 1, "", at, "{}"))


@dataclass(frozen=True, slots=True)
class JobRow:
    """The projected columns of one job."""

    status: str = "NotStarted"
    attempt: int = 1
    queued_at: float | None = None
    started_at: float | None = None
    ended_at: float | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    encoded: str = "{}"  # `detail` as JSON: most facts leave it as it is

    def parameters(self) -> tuple[Any, ...]:
        get = self.detail.get
        times = (self.queued_at, self.started_at, self.ended_at)
        origin = get("reused_from") or get("waits_for")  # whose files and log are the job's own
        columns = (get("exit_code"), origin, get("key"), self.encoded)
        return (self.status, self.attempt, *times, *columns)


Projection = dict[str, JobRow]
"""The rows of jobs under way. A run has one writer, so it keeps them in memory instead of reading them back."""


def fold(row: JobRow, event: StatusChanged, said: str = "") -> JobRow:
    """The row after one more fact. A new attempt begins with an empty slate, but keeps why it was decided to run.

    `said` is the event's detail as JSON where it is at hand.
    """
    status, at = event.status, event.at
    if status is Status.NOT_STARTED or status is Status.QUEUED or event.attempt > row.attempt:
        why: dict[str, Any] = {key: row.detail[key] for key in ("key", "parts", "reuse") if key in row.detail}
        row = JobRow(detail={} if status is Status.NOT_STARTED else why, encoded="")
    detail, encoded = row.detail, row.encoded
    if event.detail or "progress" in detail or not encoded:
        kept = {key: value for key, value in detail.items() if key != "progress"}
        detail = kept | event.detail
        encoded = said if said and not kept else _compact(detail)
    return JobRow(
        status=str(status),
        attempt=event.attempt,
        queued_at=at if status is Status.QUEUED else row.queued_at,
        started_at=at if status is Status.RUNNING and row.started_at is None else row.started_at,
        ended_at=at if status in TERMINAL else None,
        detail=detail,
        encoded=encoded,
    )


def project(events: Iterable[Event]) -> Projection:
    """The rows that the facts so far give, for the writer that takes a run over."""
    rows: Projection = {}
    for event in events:
        if isinstance(event, StatusChanged):
            rows[event.path] = fold(rows.get(event.path, JobRow()), event)
    return rows


def append(
    *,
    run_id: int,
    root: str,
    owner: str,
    expected_seq: int,
    events: Sequence[Event],
    projection: Projection,
    answered: Sequence[int] = (),
) -> int:
    """Write facts; returns the new last number. Raises Conflict or Stalled (see runs.ports.Ledger)."""
    rows, changed, seq = [], Projection(), expected_seq
    for event in events:
        seq += 1
        if isinstance(event, ChildrenBorn):
            kind, status, said = "children", "", json.dumps({"steps": [to_json(step) for step in event.steps]})
        else:
            kind, status, said = "status", str(event.status), _compact(event.detail) if event.detail else "{}"
            row = changed.get(event.path) or projection.get(event.path) or JobRow()
            changed[event.path] = fold(row, event, said)
        rows.append((run_id, seq, kind, event.path, event.attempt, status, event.at, said))
    try:
        with written_at_once() as cursor:
            for event in events:
                if isinstance(event, ChildrenBorn):
                    insert_jobs(run_id, root, [below for step in event.steps for below in step.walk()])
            if rows:
                ended = (changed.get("") or projection.get("") or JobRow()).ended_at is not None
                cursor.execute(ADVANCE, (seq, time.time(), ended, run_id, expected_seq, owner))
                if cursor.rowcount != 1:
                    raise Conflict(f"{root}: event {expected_seq} is not the last one any more, or {owner} lost it")
                cursor.executemany(INSERT_EVENT, rows)
                updates = [(*row.parameters(), run_id, path) for path, row in changed.items()]
                cursor.executemany(UPDATE_JOB, updates)
            if answered:
                cursor.executemany("DELETE FROM runs_request WHERE id=%s", [(id_,) for id_ in answered])
    except OperationalError as error:
        renew_connection()
        raise Stalled(in_words(error)) from error
    projection.update(changed)
    return seq


def read_events(run_id: int) -> list[Event]:
    """All facts in order, as the kernel knows them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, path, attempt, status, at, detail FROM runs_event"
            " WHERE run_id=%s AND kind<>'submitted' ORDER BY seq",
            (run_id,),
        )
        return [_event(*row) for row in cursor.fetchall()]


def _event(kind: str, path: str, attempt: int, status: str, at: float, detail: str) -> Event:
    data = json.loads(detail)
    if kind == "children":
        return ChildrenBorn(path, attempt, tuple(from_json(step) for step in data["steps"]), at)
    return StatusChanged(path, attempt, Status(status), at, data)


def in_words(error: DatabaseError) -> str:
    text = str(error)
    if "locked" in text:
        return "the database is locked by another program"
    if "full" in text or "disk I/O" in text or "No space left" in text:
        return "the disk is full"
    if connection.vendor == "postgresql" and ("connect" in text or "timeout" in text):
        return "the database does not answer"
    return f"the database cannot be written: {text}"
