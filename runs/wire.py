"""Events as browsers get them. Reads rows, writes JSON; the same text goes to every client."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from runs.storage.masking import mask_of

SHOWN = ("reason", "exit_code", "error", "reused_from", "progress")  # the rest is asked for when a node is opened
PAGE = 2000


def iso(at: float | None) -> str | None:
    """Unix seconds as ISO 8601 in UTC with milliseconds."""
    if at is None:
        return None
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_after(run_id: int, seq: int, limit: int = PAGE, path: str | None = None) -> list[dict[str, Any]]:
    """Events after a number, in order, at most `limit`; of one job where `path` is given."""
    where, values = "run_id=%s AND seq>%s", (run_id, seq)
    named = () if path is None else (path,)
    if named:
        where += " AND path=%s"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, kind, path, attempt, status, at, detail FROM runs_event"
            f" WHERE {where} ORDER BY seq LIMIT {int(limit)}",
            (*values, *named),
        )
        return [_event(*row) for row in cursor.fetchall()]


def events_frame(events: list[dict[str, Any]]) -> str:
    """One frame with these events, in order."""
    return json.dumps(
        {"type": "events", "events": events, "seq": events[-1]["seq"]}, separators=(",", ":"), ensure_ascii=False
    )


def _event(seq: int, kind: str, path: str, attempt: int, status: str, at: float, detail: str) -> dict[str, Any]:
    event: dict[str, Any] = {"seq": seq, "kind": kind, "path": path, "attempt": attempt, "at": iso(at)}
    if kind == "status":
        event["status"] = status
        if len(detail) > 2:
            data = json.loads(detail)
            event.update({key: data[key] for key in SHOWN if data.get(key) is not None})
            if "error" in event:
                event["error"] = masked(event["error"])
    elif kind == "children":
        event["steps"] = [
            {"path": step["path"], "name": step["name"], "kind": step["kind"]} for step in json.loads(detail)["steps"]
        ]
    return event


def execution_log(run_id: int) -> bytes:
    """What the run itself did, a line for each fact: `logs/azureml/executionlogs.txt` of the job."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, path, attempt, status, at, detail FROM runs_event WHERE run_id=%s ORDER BY seq", (run_id,)
        )
        return "".join(_line(*row) for row in cursor.fetchall()).encode()


def _line(kind: str, path: str, attempt: int, status: str, at: float, detail: str) -> str:
    data = json.loads(detail)
    what = status or {"submitted": "submitted", "children": f"{len(data.get('steps', ()))} children"}.get(kind, kind)
    notes = [f"attempt {attempt}"] if attempt > 1 else []
    notes += [f"{key}: {data[key]}" for key in ("reason", "reused_from", "error") if data.get(key)]
    line = f"{iso(at)}  {path or 'job'}  {what}{'  ' if notes else ''}{', '.join(notes)}\n"
    return masked(line) if notes else line


def masked(text: str) -> str:
    """A sentence as people are shown it: a secret that came into the store after it was written is hidden, too."""
    return mask_of(settings.WORKSPACE.root).sentence(str(text))
