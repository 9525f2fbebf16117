"""The canvas document: a job as JSON that a page can draw and edit, and back. Lossless; positions live only in it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from designer.spec import nodes, types
from designer.spec.canvas_read import from_canvas, implied_type
from designer.spec.load import Loader
from designer.spec.model import CommandJob, Given, Job, Node, PipelineJob
from designer.spec.ports import Files
from designer.spec.read import given_of
from designer.spec.scalars import WrittenFloat, WrittenInt, float_text, text_of

FORMAT = "penstock.canvas/1"
__all__ = ["FORMAT", "canvas_at", "component_canvas", "from_canvas", "job_at", "to_canvas"]


def to_canvas(job: Job) -> dict[str, Any]:
    return _command_canvas(job) if isinstance(job, CommandJob) else _pipeline_canvas(job)


def canvas_at(job: Job, path: str, files: Files) -> dict[str, Any] | None:
    """The canvas of the sub-pipeline at `path` ("a/b"); "" is the job, or the component a job is made of."""
    found = job_at(job, path, files)
    return to_canvas(found) if found is not None else None


def job_at(job: Job, path: str, files: Files) -> Job | None:
    """The pipeline at `path`, None when there is no pipeline there."""
    loader = Loader(files)
    here: Job = job
    if isinstance(here, PipelineJob) and here.component is not None:
        here = _made_of(here, loader) or here
    for name in path.split("/") if path else ():
        if not isinstance(here, PipelineJob) or name not in here.nodes:
            return None
        component, _ = loader.of_node(here.nodes[name], here)
        if component is None or component.pipeline is None:
            return None
        here = component.pipeline
    return here


def _made_of(job: PipelineJob, loader: Loader) -> PipelineJob | None:
    node = Node("job", "pipeline", job.body, job.inputs, job.outputs, job.component, job.where)
    component, _ = loader.of_node(node, job)
    return component.pipeline if component else None


_ATOMS = frozenset({str, int, bool, type(None)})  # plain already; subclasses are looked at


def plain(value: Any) -> Any:
    """Plain JSON data: no marks, no shared aliases, no NaN; a version keeps the text it was written with."""
    if type(value) in _ATOMS:
        return value
    if isinstance(value, dict):
        return {
            key: text_of(item) if key == "version" and isinstance(item, WrittenInt | WrittenFloat) else plain(item)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {"$number": ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"}
    if isinstance(value, WrittenInt):
        return int(value)
    return float(value) if isinstance(value, WrittenFloat) else value


def _written(value: Any) -> dict[str, str]:
    if type(value) is float and value.is_integer():  # a browser sends 1.0 back as 1
        return {"$text": float_text(value)}
    return {"$text": text_of(value)} if isinstance(value, WrittenInt | WrittenFloat) else {}


HELPERS = frozenset({"$order", "$empty", "$implied", "$jobs"})  # a document's own keys of these names get one more $


def _pipeline_canvas(job: PipelineJob) -> dict[str, Any]:
    body = job.body
    head = {
        f"${key}" if key in HELPERS else key: plain(value)
        for key, value in body.items()
        if key not in ("inputs", "outputs", "jobs")
    }
    keys = [*head, *(key for key in ("inputs", "outputs", "jobs") if _filled(body, key))]
    empty = _empty(body, ("inputs", "outputs", "jobs"))
    if list(body) != [*keys, *empty]:
        head["$order"] = list(body)
    if empty:
        head["$empty"] = empty
    implied = ["type"] if "type" not in body and "$schema" not in body else []
    if "jobs" not in body and "component" not in body:
        implied.append("jobs")
    if implied:
        head["$implied"] = implied
    jobs = body.get("jobs")
    if isinstance(jobs, dict) and len(job.nodes) < len(jobs):  # `train:` with nothing behind it cannot be drawn
        head["$jobs"] = {name: {} if name in job.nodes else plain(item) for name, item in jobs.items()}
    edges: list[dict[str, Any]] = []
    drawn = [_node(node, edges) for node in job.nodes.values()]
    return {
        "format": FORMAT,
        "kind": job.kind,
        "job": head,
        "inputs": [_input(name, job.body["inputs"][name], job.kind == "pipeline_component") for name in job.inputs],
        "outputs": [_output(name, job.body["outputs"][name]) for name in job.outputs],
        "nodes": drawn,
        "edges": edges,
        "layout": job.layout if job.layout is not None else {"nodes": {}, "notes": []},
    }


def _command_canvas(job: CommandJob) -> dict[str, Any]:
    node = Node("job", job.type, _without_head(job.body), job.node.inputs, job.node.outputs, job.node.component)
    return _single_canvas(job.type, job.body, node, job.layout)


def component_canvas(body: dict[str, Any], kind: str) -> dict[str, Any]:
    """A component of one step: its declared inputs and outputs are those of the canvas, its body is the one node."""
    inner = {key: value for key, value in _without_head(body).items() if key not in ("inputs", "outputs")}
    node = Node("job", kind.removesuffix("_component"), inner, {}, {})
    found = _single_canvas(kind, body, node, None)
    empty = _empty(body, ("inputs", "outputs"))
    if empty:
        found["job"]["$empty"] = empty
    for key, draw in (("inputs", lambda name, item: _input(name, item, declares=True)), ("outputs", _output)):
        if key not in empty and key in body:
            found[key] = [draw(name, item) for name, item in body[key].items()]
    return found


_HEAD = (
    "$schema", "name", "version", "type", "display_name", "experiment_name", "description", "tags", "properties",
    "is_deterministic", "latest_version",
)  # fmt: skip


def _without_head(body: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key not in _HEAD}


def _single_canvas(kind: str, body: dict[str, Any], node: Node, layout: dict[str, Any] | None) -> dict[str, Any]:
    edges: list[dict[str, Any]] = []
    drawn = _node(node, edges)
    drawn.pop("$implied", None)
    for edge in edges:  # what has one step has no parent: such a text is a literal
        port = edge["to"]["port"]
        if edge.get("$key"):
            drawn["inline"][port] = plain(body[port])
        elif edge["to"]["node"]:
            written = body["inputs"][port]
            drawn["inputs"][port] = {"literal": written} if isinstance(written, str) else {"data": plain(written)}
        else:
            drawn["outputs"][edge["from"]["port"]] = {"$literal": plain(body["outputs"][edge["from"]["port"]])}
    return {
        "format": FORMAT,
        "kind": kind,
        "job": {**{key: plain(body[key]) for key in _HEAD if key in body}, "$order": list(body)},
        "inputs": [],
        "outputs": [],
        "nodes": [drawn],
        "edges": [],
        "layout": layout if layout is not None else {"nodes": {}, "notes": []},
    }


def _filled(body: dict[str, Any], key: str) -> bool:
    return bool(body.get(key))


def _empty(body: dict[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """`inputs: {}` and `inputs:` are kept apart from no key at all; so is what has the wrong shape."""
    return {key: plain(body[key]) for key in keys if key in body and not (isinstance(body[key], dict) and body[key])}


def _own(key: str) -> str:
    """A key of the document beside those of the drawing: `name` and `$…` are taken."""
    return f"${key}" if key == "name" or key.startswith("$") else key


def _input(name: str, written: Any, declares: bool) -> dict[str, Any]:
    if isinstance(written, dict):
        found = {"name": name, **{_own(k): plain(v) for k, v in written.items()}}
        if "type" not in written:
            found["type"] = implied_type(written)
            found["$implied"] = ["type"]
        found["$style"] = "mapping"
        return found
    if written is None:
        return {"name": name, "type": "string", "$style": "null"}
    if isinstance(written, list):
        return {"name": name, "type": "string", "value": plain(written), "$style": "short"}
    short = {"name": name, "type": types.infer(written), "value": plain(written), **_written(written)}
    return {**short, "$style": "short"} if declares else short


def _output(name: str, written: Any) -> dict[str, Any]:
    if isinstance(written, dict):
        found = {"name": name, **{_own(k): plain(v) for k, v in written.items()}}
        if "type" not in written:
            found["type"] = "uri_folder"
            found["$implied"] = ["type"]
        return found
    if written is None:
        return {"name": name, "type": "uri_folder", "$style": "null"}
    return {"name": name, "type": "uri_folder", "$style": "literal", "$value": plain(written)}


def _node(node: Node, edges: list[dict[str, Any]]) -> dict[str, Any]:
    body, kind = node.body, nodes.kind_of(node.type)
    known = nodes.kind.SETTINGS | (kind.keys or frozenset())
    settings: dict[str, Any] = {}
    inline: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for key, value in body.items():
        if key in ("type", "component", "inputs", "outputs"):
            continue
        if key in kind.binds and (given := given_of(value)).binding is not None and _is_edge(given):
            assert given.binding is not None
            source = {"node": given.binding.node, "port": given.binding.port}
            edges.append({**_edge(source, {"node": node.name, "port": key}, given), "$key": True})
        elif key in nodes.kind.SETTINGS or (node.component is not None and kind.keys is None):
            settings[key] = plain(value)
        elif node.component is None and (kind.keys is None or key in kind.definition):
            inline[key] = plain(value)
        else:
            (settings if key in known else extra)[key] = plain(value)
    found: dict[str, Any] = {
        "name": node.name,
        "type": node.type,
        "component": plain(node.component) if node.component is not None else None,
        "inputs": _node_inputs(node, edges),
        "outputs": _node_outputs(node, edges),
        "settings": settings,
        "inline": inline if node.component is None else None,
    }
    if extra:
        found["extra"] = extra
    return _remember_node(found, node)


def _remember_node(found: dict[str, Any], node: Node) -> dict[str, Any]:
    """What the drawing does not show but the file said: absent type, empty mappings, order of keys."""
    body = node.body
    if "type" not in body:
        found["$implied"] = ["type"]
    elif not isinstance(body["type"], str):
        found["$type"] = plain(body["type"])
    empty = _empty(body, ("inputs", "outputs"))
    if "component" in body and node.component is None:
        empty["component"] = plain(body["component"])
    if empty:
        found["$empty"] = empty
    found["$order"] = list(body)
    for key in ("inputs", "outputs"):
        names = list(getattr(node, key))
        if len(names) > 1 and list(found[key]) != names:
            found[f"${key}"] = names
    return found


def _is_edge(given: Given) -> bool:
    return given.binding is not None and given.binding.kind in ("parent_input", "node_output")


def _node_inputs(node: Node, edges: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, given in node.inputs.items():
        if given.binding is not None and _is_edge(given):
            source = {"node": given.binding.node, "port": given.binding.port}
            edges.append(_edge(source, {"node": node.name, "port": name}, given))
        elif given.binding is not None:
            found[name] = {"data": plain(node.body["inputs"][name])} if given.mapping else {"literal": given.value}
        elif given.kind == "data":
            found[name] = {"data": plain(given.value)}
        elif given.kind == "literal" and given.mapping:
            found[name] = {"literal": plain(given.value), "$mapping": plain(given.extra)}
        else:
            found[name] = {"literal": plain(given.value), **_written(given.value)}
    return found


def _node_outputs(node: Node, edges: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, given in node.outputs.items():
        written = node.body["outputs"][name]
        if given.binding is not None and given.binding.kind == "parent_output":
            edges.append(_edge({"node": node.name, "port": name}, {"node": None, "port": given.binding.port}, given))
        elif isinstance(written, dict):
            found[name] = plain(written)
        else:
            found[name] = {"$literal": plain(written)} if written is not None else None
    return found


def _edge(source: dict[str, Any], target: dict[str, Any], given: Given) -> dict[str, Any]:
    edge: dict[str, Any] = {"from": source, "to": target}
    if given.mapping:
        edge["style"] = "mapping"
        if given.extra:
            edge["extra"] = plain(given.extra)
    assert given.binding is not None
    if given.value != given.binding.text:
        edge["$text"] = given.value
    return edge
