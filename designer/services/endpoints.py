"""Registers endpoints and the pipelines behind them, and makes the document of a call. Starts nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from designer import uses
from designer.failures import BadRequest, NotHere
from designer.models import Deployment, Endpoint
from designer.registry import open_files
from designer.services import made
from designer.services.assets import Given, texts
from designer.services.keeping import keep, mentioned, needed_by
from designer.services.sources import Request, opened
from designer.spec.assets import check_name, definition_of, without_secrets
from designer.spec.canvas import plain, to_canvas
from designer.spec.document import Document
from designer.spec.emit import dump
from designer.spec.interface import port_json
from designer.spec.load import Loader
from designer.spec.model import Node, PipelineJob
from designer.spec.old import read_modern
from designer.spec.paths import is_local, local_path
from designer.spec.read import read_job
from designer.spec.references import Reference, references_in
from designer.spec.report import Report
from designer.spec.scalars import text_of
from designer.uploads import Refused


def register_endpoint(*, request: Request, given: Given) -> tuple[Endpoint, bool]:
    """An endpoint; registering its name again changes it."""
    with opened(request) as source:
        document = read_modern(source.text or b"", source.main)
    body, name = _read(document, given)
    fields = {**_fields(body, given), "type": "batch", "spec": without_secrets(body), "digest": _digest(body, "")}
    default = _default(body)
    with transaction.atomic():
        known = Endpoint.objects.select_for_update().filter(name=name).first()
        if known is not None and known.digest == fields["digest"] and known.tags == fields["tags"]:
            return known, False
        more = {"default": default} if default else {}
        return Endpoint.objects.update_or_create(name=name, defaults={**fields, **more, "archived": False})


def register_deployment(
    *, endpoint: str | None, request: Request, given: Given, default: bool = False
) -> tuple[Deployment, bool]:
    """A pipeline behind an endpoint, which must be there. Refused when the pipeline could never run."""
    with opened(request) as source:
        document = read_modern(source.text or b"", source.main)
        body, name = _read(document, given)
        holder = _endpoint(endpoint or text_of(body.get("endpoint_name") or ""))
        written = body.get("component") if body.get("component") is not None else body.get("job_definition")
        more = [local_path(written)] if isinstance(written, str) and is_local(written) else []
        snapshot, main = keep(source, source.text or b"", needed_by(source, document.root, more))
        fields = {
            **_fields(body, given),
            "type": "pipeline" if written is not None else text_of(body.get("type") or "model"),
            "spec": body,
            "snapshot": snapshot,
            "main": main,
            "git": dict(given.git or source.git),
            "digest": _digest(body, snapshot),
        }
        if written is not None:
            made.check(called(Deployment(endpoint=holder, name=name, **fields), {}), made.NEEDS_VALUES)
    return _save(holder, name, fields, default)


@transaction.atomic
def _save(holder: Endpoint, name: str, fields: dict[str, Any], default: bool) -> tuple[Deployment, bool]:
    known = holder.deployments.filter(name=name).first()
    if known is not None and known.digest == fields["digest"] and known.tags == fields["tags"]:
        row, new = known, False
    else:
        row, new = holder.deployments.update_or_create(name=name, defaults=fields)
        uses.record("endpoint", holder.name, "", _mentioned(holder))
    if default or not holder.default:
        holder.default = name
        holder.save(update_fields=["default", "updated"])
    return row, new


def _mentioned(holder: Endpoint) -> set[Reference]:
    """What all deployments of an endpoint ask the registry for."""
    found: set[Reference] = set()
    for row in holder.deployments.all():
        found |= references_in(row.spec)
        if row.snapshot:
            files = open_files(row.snapshot)
            found |= mentioned(files.root, [path for path, _size in files.listing()])
    return found


def _read(document: Document, given: Given) -> tuple[dict[str, Any], str]:
    report = Report(document.file, document.root)
    report.take(problem for problem in document.problems if problem.severity == "error")
    root = document.root
    if not isinstance(root, dict):
        if not report.broken:
            report.error((), "not_a_mapping", "the document is no mapping of keys", "begin with `name: …`")
        raise Refused(report.found)
    name = check_name(root, given.name, report)
    if report.broken:
        raise Refused(report.found)
    return {**plain(dict(root)), "name": name}, name


def _fields(body: Mapping[str, Any], given: Given) -> dict[str, Any]:
    return {
        "display_name": text_of(body.get("display_name") or "")[:255],
        "description": given.description if given.description is not None else text_of(body.get("description") or ""),
        "tags": {**texts(body.get("tags")), **(given.tags or {})},
        "properties": body["properties"] if isinstance(body.get("properties"), dict) else {},
        "creator": given.creator,
    }


def _digest(body: dict[str, Any], snapshot: str) -> str:
    return hashlib.sha256(json.dumps([definition_of(body), snapshot], sort_keys=True).encode()).hexdigest()


def _default(body: Mapping[str, Any]) -> str:
    defaults = body.get("defaults")
    return text_of(defaults.get("deployment_name") or "") if isinstance(defaults, dict) else ""


def _endpoint(name: str) -> Endpoint:
    found = Endpoint.objects.filter(name=name).first()
    if found is None:
        raise NotHere("endpoint", name[:200])
    return found


def get_deployment(endpoint: str, name: str | None = None) -> Deployment:
    """The deployment of that name, else the one that answers by default."""
    holder = _endpoint(endpoint)
    wanted = name or holder.default
    if not wanted:
        raise BadRequest("no_deployment", f"nothing is deployed behind `{endpoint}`", "deploy a pipeline first")
    found = Deployment.objects.select_related("endpoint").filter(endpoint=holder, name=wanted).first()
    if found is None:
        raise NotHere("deployment", f"{endpoint}/{wanted}"[:200])
    return found


@transaction.atomic
def set_default(*, row: Endpoint, deployment: str) -> None:
    if not row.deployments.filter(name=deployment).exists():
        raise NotHere("deployment", f"{row.name}/{deployment}"[:200])
    row.default = deployment
    row.save(update_fields=["default", "updated"])


@transaction.atomic
def delete_deployment(*, row: Deployment) -> None:
    """Take a pipeline away; when it was the default, the endpoint has none until another is named."""
    holder = row.endpoint
    row.delete()
    if holder.default == row.name:
        holder.default = ""
        holder.save(update_fields=["default", "updated"])
    uses.record("endpoint", holder.name, "", _mentioned(holder))


def called(row: Deployment, wishes: Mapping[str, Any]) -> made.MadeJob:
    """The job of a call: the deployed pipeline with its settings, and with the inputs and outputs of the caller."""
    spec = row.spec
    if spec.get("component") is not None:
        body = {"type": "pipeline", "display_name": row.display_name or row.name, "component": spec["component"]}
        job = made.MadeJob(dump({**body, "experiment_name": row.endpoint.name}), row.snapshot, row.main)
    elif spec.get("job_definition") is not None:
        job = made.source_of(row, spec["job_definition"])
    else:
        hint = "deploy a pipeline: `type: pipeline` with `component:` or `job_definition:`"
        raise BadRequest("not_a_pipeline", f"`{row.name}` is no pipeline; this version calls pipelines only", hint)
    settings = spec.get("settings")
    changes = {"settings": {key: text for key, text in settings.items() if key in SETTINGS}} if settings else {}
    return made.changed(made.changed(job, changes), wishes)


def asked_of(row: Deployment) -> list[dict[str, Any]]:
    """What a call may give the deployed pipeline, as an interface says it; nothing when it cannot be called."""
    try:
        job = called(row, {})
    except BadRequest:
        return []
    files = open_files(job.folder)
    read = read_job(job.text, base=files.base_of(job.main), files=files, file=job.main).job
    if not isinstance(read, PipelineJob):
        return []
    if read.component is None:
        return [_asked(port) for port in to_canvas(read)["inputs"]]
    node = Node("job", "pipeline", read.body, read.inputs, read.outputs, read.component, read.where)
    component, _ = Loader(files).of_node(node, read)
    return [port_json(port, True) for port in component.inputs.values()] if component is not None else []


def _asked(port: Mapping[str, Any]) -> dict[str, Any]:
    """An input of a job: what it has already stands for the default."""
    told = {key: port[key] for key in ("name", "type", "description") if key in port}
    given = next((port[key] for key in ("value", "default", "path") if port.get(key) is not None), None)
    return {**told, "optional": bool(port.get("optional")), **({} if given is None else {"default": given})}


SETTINGS = frozenset({"default_compute", "default_datastore", "continue_on_step_failure", "force_rerun"})
