"""Everything about one job of a run, for its drawer. Reads rows and folders; says why it was or was not reused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from designer.spec.expressions import render_command
from designer.spec.hashing import explain
from designer.spec.plan import Step, Value, from_json
from runs import why
from runs.artifacts import left_behind
from runs.engine.mapped import ENVIRONMENT, environment_of
from runs.job_json import outputs_json
from runs.loads import why_queued
from runs.models import Event, Job, Run
from runs.reads import error_of
from runs.storage.layout import attempt_folder, output_place
from runs.wire import iso, masked


def step_of(run: Run, path: str) -> Step | None:
    """The plan's step at a path, or the one that was born there during the run."""
    parts = path.split("/") if path else []
    step: Step | None = from_json(json.loads(run.document.plan))
    for depth in range(len(parts)):
        below = "/".join(parts[: depth + 1])
        children = {child.path: child for child in step.children} if step else {}
        step = children.get(below) or _born(run, below)
    return step


def _born(run: Run, path: str) -> Step | None:
    parent = path.rpartition("/")[0]
    for (detail,) in Event.objects.filter(run=run, kind="children", path=parent).values_list("detail"):
        for data in json.loads(detail)["steps"]:
            if data["path"] == path:
                return from_json(data)
    return None


def node_detail(run: Run, path: str, workspace: Path, environment: str) -> dict[str, Any] | None:
    """The node's story; None when there is no such node."""
    job = Job.objects.filter(run=run, path=path).first()
    if job is None:
        return None
    step = step_of(run, path)
    detail = json.loads(job.detail)
    jobs = {job.path: job}
    if step is not None:
        needed = [place for place, _port in step.outputs_from.values()]
        needed += [value.path for value in step.inputs.values() if value.path]
        jobs |= {found.path: found for found in Job.objects.filter(run=run, path__in=needed)}
    outputs = outputs_json(run, step, detail, jobs)
    return {
        "name": job.name,
        "path": path,
        "display_name": (step.display_name or step.name) if step else path.rpartition("/")[2],
        "type": job.kind,
        "status": job.status,
        "attempt": job.attempt,
        "queued_time": iso(job.queued_at),
        "start_time": iso(job.started_at),
        "end_time": iso(job.ended_at),
        "exit_code": job.exit_code,
        "error": error_of(run, job, detail),
        "reason": detail.get("reason"),
        "reused_from": job.reused_from if job.status == "Completed" else None,
        "progress": detail.get("progress") or _waits(job, step),
        "component": step.component if step else None,
        "command": step.command if step else None,
        "command_line": _command_line(run, step, job, jobs, workspace),
        "environment": _environment(step, environment),
        "compute": step.compute if step else None,
        "inputs": [_input(name, value, jobs) for name, value in step.inputs.items()] if step else [],
        "outputs": [{"name": name, **output, **_delivered(name, step, jobs)} for name, output in outputs.items()]
        + left_behind(job, workspace, outputs),
        "phases": _phases(job),
        "usage": detail.get("usage"),
        "reuse": _reuse(job, detail),
        "warnings": list(step.warnings) if step else [],
        "attempts": _attempts(run, path),
    }


def _delivered(name: str, step: Step | None, jobs: dict[str, Job]) -> dict[str, Any]:
    """Where an output went beside the job's own folder and what it is called now; the writer of a pipeline's knows."""
    if step is None:
        return {}
    path, port = step.outputs_from.get(name, (step.path, name))
    writer = jobs.get(path)
    entry = json.loads(writer.detail).get("outputs", {}).get(port, {}) if writer else {}
    found = {key: entry[key] for key in ("uri", "registered", "note") if entry.get(key)}
    mode = step.outputs[name].mode if name in step.outputs else None
    return found | ({"mode": mode} if mode else {})


def _environment(step: Step | None, environment: str) -> dict[str, Any] | None:
    if step is None or step.kind != "command":
        return None
    resolved = environment_of(step) if step.spec.get(ENVIRONMENT) else environment
    return {"written": step.environment, "resolved": resolved}


def _command_line(run: Run, step: Step | None, job: Job, jobs: dict[str, Job], workspace: Path) -> str | None:
    """The command as bash got it, paths shortened to the workspace."""
    if step is None or step.kind != "command" or not job.queued_at:
        return None
    folder = attempt_folder("jobs", run.name, step.path, job.attempt)
    inputs = {name: _shown(value, jobs) for name, value in step.inputs.items()}
    outputs = {port: output_place(folder.out, port, spec.type) for port, spec in step.outputs.items()}
    return render_command(step.command, inputs, outputs)


def _shown(value: Value, jobs: dict[str, Job]) -> Any:
    if value.kind == "literal":
        return value.value
    if value.kind == "none":
        return None
    if value.kind == "node":
        producer = jobs.get(value.path or "")
        outputs = json.loads(producer.detail).get("outputs", {}) if producer else {}
        return outputs.get(value.port, {}).get("path", f"{value.path}/{value.port}")
    return value.uri


def _input(name: str, value: Value, jobs: dict[str, Job]) -> dict[str, Any]:
    answer: dict[str, Any] = {"name": name, "type": value.type, "kind": value.kind}
    if value.kind == "literal":
        answer["value"] = value.value
    elif value.kind == "node":
        producer = jobs.get(value.path or "")
        output = json.loads(producer.detail).get("outputs", {}).get(value.port, {}) if producer else {}
        answer["from"] = {"path": value.path, "port": value.port}
        answer.update(files=output.get("files"), size=output.get("size"))
    elif value.kind == "data":
        answer["uri"] = value.uri
    if value.mode:
        answer["mode"] = value.mode
    return answer


def _phases(job: Job) -> list[dict[str, Any]]:
    marks = [("queued", job.queued_at, job.started_at or job.ended_at), ("running", job.started_at, job.ended_at)]
    return [{"name": name, "start": iso(start), "end": iso(end)} for name, start, end in marks if start is not None]


def _waits(job: Job, step: Step | None) -> dict[str, str] | None:
    why = why_queued(step) if job.status == "Queued" and step is not None else ""
    return {"text": why} if why else None


def _attempts(run: Run, path: str) -> list[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    rows = Event.objects.filter(run=run, path=path, kind="status").order_by("seq")
    for attempt, status, at, detail in rows.values_list("attempt", "status", "at", "detail"):
        entry = found.setdefault(attempt, {"attempt": attempt, "start_time": None, "end_time": None})
        data = json.loads(detail)
        if (retry := data.get("retry")) is not None and attempt - 1 in found:
            why = retry["failed"]  # this attempt began with the end of the one before
            found[attempt - 1].update(
                status="Failed", end_time=iso(at), exit_code=why.get("exit_code"), error=masked(why.get("error") or "")
            )
        entry.update(status=status, exit_code=data.get("exit_code"), error=masked(data.get("error") or "") or None)
        if status == "Running":
            entry["start_time"] = iso(at)
        if status in ("Completed", "Failed", "Canceled"):
            entry["end_time"] = iso(at)
    return list(found.values())


def _reuse(job: Job, detail: dict[str, Any]) -> dict[str, Any] | None:
    story = detail.get("reuse")
    if story is None:
        return None
    other = story.get("origin") or story.get("compared_with")
    parts: list[dict[str, Any]] = []
    mine = detail.get("parts", {})
    deleted = False
    if other:
        theirs = Job.objects.filter(name=other["job"]).values_list("detail", flat=True).first()
        deleted = theirs is None and "origin" in story
        parts = explain(mine, json.loads(theirs).get("parts", {}) if theirs else {})
    elif mine:
        parts = [{"part": part, "same": True, "mine": value, "theirs": None} for part, value in mine.items()]
    return {
        "decision": story["decision"],
        "why": story["why"],
        "reason": why.sentence({**story, "why": "origin_deleted"} if deleted else story),
        "origin": _link(story.get("origin")),
        "origin_deleted": deleted,
        "compared_with": _link(story.get("compared_with")),
        "parts": parts,
    }


def _link(place: dict[str, str] | None) -> dict[str, str] | None:
    if place is None:
        return None
    return {"job": place["root"], "path": place["path"], "href": f"/jobs/{place['root']}?node={place['path']}"}
