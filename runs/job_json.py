"""A job as the command line and the API show it, children and all. Reads rows; the shape is a promise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings

from designer.spec.plan import Step, Value, from_json
from runs.engine.mapped import environment_of
from runs.models import Run
from runs.reads import error_of
from runs.storage.layout import job_name
from runs.storage.sizes import known_size
from runs.tracked import tracked
from runs.wire import iso


@dataclass(slots=True)
class Row:
    """The columns of one job. Without the weight of a model: a run has thousands."""

    path: str
    name: str
    kind: str
    status: str = "NotStarted"
    attempt: int = 1
    queued_at: float | None = None
    started_at: float | None = None
    ended_at: float | None = None
    exit_code: int | None = None
    reused_from: str | None = None
    detail: str = "{}"


COLUMNS = tuple(Row.__dataclass_fields__)


def job_json(run: Run, base_url: str = "") -> dict[str, Any]:
    """The whole run as it is now: `jobs` maps node names to children, recursively."""
    steps = {step.path: step for step in from_json(json.loads(run.document.plan)).walk()}
    rows = run.jobs.order_by("id").values_list(*COLUMNS)
    return _run_json(run, {row[0]: Row(*row) for row in rows}, steps, base_url)


def new_job_json(run: Run, base_url: str = "") -> dict[str, Any]:
    """The same of a run that was made a moment ago, without reading it back."""
    if run.made_from is None:
        return job_json(run, base_url)
    steps = {step.path: step for step in run.made_from.walk()}
    rows = {path: Row(path, job_name(run.name, path), step.kind) for path, step in steps.items()}
    return _run_json(run, rows, steps, base_url)


def _run_json(run: Run, jobs: dict[str, Row], steps: dict[str, Step], base_url: str) -> dict[str, Any]:
    children: dict[str, list[str]] = {}
    for path in jobs:
        if path:
            children.setdefault(path.rpartition("/")[0], []).append(path)

    logged = tracked(run.name, jobs)

    def build(path: str) -> dict[str, Any]:
        out = _job(run, jobs[path], steps.get(path), jobs)
        if path in logged:
            out.update(logged[path])
        if path in children:
            out["jobs"] = {child.rpartition("/")[2]: build(child) for child in children[path]}
        return out

    out = build("")
    out.update(
        display_name=run.display_name,
        experiment_name=run.experiment_name,
        description=run.description or None,
        type=run.type,
        tags=run.tags,
        properties=run.properties,
        settings=run.settings,
        warnings=run.warnings,
        creation_context={"created_at": iso(run.created), "created_by": run.creator, "created_by_type": "User"},
        services={"Studio": {"endpoint": f"{base_url}/jobs/{run.name}", "type": "Studio"}},
        draft=run.draft or None,
        archived=run.archived,
        size=known_size(settings.WORKSPACE.jobs, run.name, run.seq) if run.ended else None,
    )
    return out


def _job(run: Run, job: Row, step: Step | None, jobs: Mapping[str, Row]) -> dict[str, Any]:
    detail: dict[str, Any] = orjson.loads(job.detail) if job.detail != "{}" else {}
    return {
        "name": job.name,
        "display_name": (step.display_name or step.name) if step else job.path.rpartition("/")[2],
        "experiment_name": run.experiment_name,
        "type": job.kind,
        "status": job.status,
        "parent_job_name": job_name(run.name, job.path.rpartition("/")[0]) if job.path else None,
        "queued_time": iso(job.queued_at),
        "start_time": iso(job.started_at),
        "end_time": iso(job.ended_at),
        "exit_code": job.exit_code,
        "attempt": job.attempt,
        "reused_from": job.reused_from if job.status == "Completed" else None,
        "error": error_of(run, job, detail),
        "warnings": list(step.warnings) if step else [],
        "component": step.component if step else None,
        "compute": step.compute if step else None,
        "environment": step.environment if step else None,
        "resolved_environment": resolved_environment(step),
        "resolved_compute": "local" if step and step.kind != "pipeline" else None,
        "limits": {"timeout": step.timeout} if step and step.timeout else {},
        "resources": step.resources if step else {},
        "inputs": {name: value_json(value, run.name) for name, value in step.inputs.items()} if step else {},
        "outputs": outputs_json(run, step, detail, jobs),
        "parameters": {},
        "metrics": {},
        "mlflow_run_id": None,
    }


def resolved_environment(step: Step | None) -> str | None:
    """What a step that runs a process really runs in."""
    if step is None or step.kind == "pipeline":
        return None
    return environment_of(step)


def value_json(value: Value, root: str) -> Any:
    """An input as a person reads it: the literal, or where the data comes from."""
    if value.kind == "literal":
        return value.value
    if value.kind == "node":
        return {"type": value.type, "path": f"azureml://jobs/{job_name(root, value.path or '')}/outputs/{value.port}"}
    if value.kind == "none":
        return None
    return {"type": value.type, "path": value.uri, "mode": value.mode}


def outputs_json(run: Run, step: Step | None, detail: dict[str, Any], jobs: Mapping[str, Any]) -> dict[str, Any]:
    """Each output with its stored address; a pipeline's are those of the steps that write them."""
    found = dict(detail.get("outputs", {}))
    if step is not None and step.outputs_from:
        for name, (path, port) in step.outputs_from.items():
            inner = orjson.loads(jobs[path].detail).get("outputs", {}) if path in jobs else {}
            found[name] = inner.get(port, {})
    names = list(step.outputs) if step else list(found)
    return {
        name: {
            "type": found.get(name, {}).get("type") or (step.outputs[name].type if step else "uri_folder"),
            "path": found.get(name, {}).get("path"),
            "size": found.get(name, {}).get("size"),
            "files": found.get(name, {}).get("files"),
            **{key: found[name][key] for key in ("uri", "registered", "note") if found.get(name, {}).get(key)},
        }
        for name in dict.fromkeys([*names, *found])
    }
