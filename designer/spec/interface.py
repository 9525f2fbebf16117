"""What a component looks like from outside: its ports and its words, as JSON for forms and drawings."""

from __future__ import annotations

from typing import Any

from designer.spec import canvas
from designer.spec.bindings import source_type
from designer.spec.load import Loader
from designer.spec.model import CommandJob, Component, Job, PipelineJob, Port
from designer.spec.ports import Files
from designer.spec.read import given_of


def interface_of(component: Component) -> dict[str, Any]:
    body = component.body
    tags = body.get("tags")
    found: dict[str, Any] = {
        "ref": component.ref,
        "name": component.name,
        "version": component.version,
        "display_name": _text(body.get("display_name")) or component.name,
        "description": _text(body.get("description")),
        "type": component.type,
        "tags": dict(tags) if isinstance(tags, dict) else {},
        "is_deterministic": body.get("is_deterministic") is not False,
        "inputs": [port_json(port, True) for port in component.inputs.values()],
        "outputs": [port_json(port, False) for port in component.outputs.values()],
    }
    for key in ("environment", "command"):
        if body.get(key) is not None:
            found[key] = body[key]
    return found


def interfaces_for(
    doc_or_job: Job | dict[str, Any], files: Files, *, base: str = "", loader: Loader | None = None
) -> dict[str, dict[str, Any]]:
    """Interfaces of everything the job's own nodes refer to. Key: the reference as written, or `inline:<node name>`
    for inline jobs and inline components. A reference that leads nowhere has no entry."""
    job = doc_or_job
    if isinstance(job, dict):
        read, _ = canvas.from_canvas(job, base=base)
        if read is None:
            return {}
        job = read
    loader = loader or Loader(files)
    if isinstance(job, CommandJob):
        component, _ = loader.of_node(job.node, job)
        return {"inline:job": interface_of(component)} if component else {}
    found: dict[str, dict[str, Any]] = {}
    for node in job.nodes.values():
        key = node.component if isinstance(node.component, str) else f"inline:{node.name}"
        if key in found:
            continue
        component, _ = loader.of_node(node, job)
        if component is not None:
            found[key] = {**interface_of(component), "ref": key}
            if component.open_ports:
                _fill_types(found[key], component, job, loader)
    if isinstance(job.component, str):
        component, _ = loader.by_ref(job.component, job, ("component",))
        if component is not None:
            found[job.component] = {**interface_of(component), "ref": job.component}
    return found


def _fill_types(found: dict[str, Any], component: Component, job: PipelineJob, loader: Loader) -> None:
    """An inline job's bound inputs take the type of what is bound to them."""
    node = job.nodes.get(component.ref.removeprefix("inline:"))
    if node is None:
        return
    for port in found["inputs"]:
        if not port["type"]:
            given = node.inputs.get(port["name"]) or given_of(node.body.get(port["name"]))
            port["type"] = source_type(given, job, loader) or "uri_folder"
    for port in found["outputs"]:
        port["type"] = port["type"] or "uri_folder"


def port_json(port: Port, is_input: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"name": port.name, "type": port.type}
    if is_input:
        found["optional"] = port.optional
        if port.has_default:
            found["default"] = port.default
        for key, value in (("min", port.minimum), ("max", port.maximum)):
            if value is not None:
                found[key] = value
        if port.enum is not None:
            found["enum"] = list(port.enum)
    if port.description:
        found["description"] = port.description
    return found


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
