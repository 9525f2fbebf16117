"""From the canvas document back to a job, without going through text. Knows no file and checks only the shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from designer.spec import nodes, types
from designer.spec.expressions import whole
from designer.spec.model import Job
from designer.spec.problems import Problem
from designer.spec.read import job_of
from designer.spec.scalars import resolve

_SCHEMA = "https://azuremlschemas.azureedge.net/latest/pipelineJob.schema.json"
_COMPONENT_SCHEMA = "https://azuremlschemas.azureedge.net/latest/pipelineComponent.schema.json"
MAX_DEPTH = 60
_CONTAINERS = (dict, list)


class _BadCanvas(Exception):
    """The JSON is not a canvas document."""


def from_canvas(doc: Any, *, base: str = "", file: str = "pipeline.yml") -> tuple[Job | None, list[Problem]]:
    """Never raises on any JSON: what is no canvas comes back as one problem."""
    body, problems = body_of(doc, file=file)
    if body is None:
        return None, problems
    return job_of(body, base=base, file=file, layout=doc.get("layout"))


def body_of(doc: Any, *, file: str = "pipeline.yml") -> tuple[dict[str, Any] | None, list[Problem]]:
    """The document that a canvas stands for, of a component too. Never raises on any JSON."""
    try:
        return _body(doc), []
    except (_BadCanvas, AttributeError, TypeError, KeyError, ValueError, IndexError) as error:
        said = str(error) if isinstance(error, _BadCanvas) else "a part of it has the wrong shape"
        return None, [Problem("error", "bad_canvas", f"this is not a canvas document: {said}", file)]


def _body(doc: Any) -> dict[str, Any]:
    if not isinstance(doc, dict) or not str(doc.get("format", "")).startswith("penstock.canvas/"):
        raise _BadCanvas("`format` is missing")
    if doc["format"] != "penstock.canvas/1":
        raise _BadCanvas(f"`{doc['format']}` was made by a newer version")
    _check_depth(doc)
    _check_shape(doc)
    if doc.get("kind", "pipeline") not in ("pipeline", "pipeline_component"):
        return _single_body(doc)
    head = dict(doc.get("job") or {})
    order, empty, implied, undrawn = (head.pop(f"${word}", None) for word in ("order", "empty", "implied", "jobs"))
    order, empty, implied = order or [], empty or {}, implied or []
    body = {key[1:] if key.startswith("$$") else key: written(value) for key, value in head.items()}
    if "type" not in body and "$schema" not in body and "type" not in implied:
        component = doc.get("kind") == "pipeline_component"
        body = {"$schema": _COMPONENT_SCHEMA if component else _SCHEMA, "type": "pipeline", **body}
    declares = doc.get("kind") == "pipeline_component"
    body["inputs"] = {item["name"]: _pipeline_input(item, declares) for item in doc.get("inputs") or ()}
    body["outputs"] = {item["name"]: _pipeline_output(item) for item in doc.get("outputs") or ()}
    body["jobs"] = _with_undrawn(_jobs(doc), undrawn)
    for key in ("inputs", "outputs", "jobs"):
        if not body[key]:
            del body[key]
            if key in empty:
                body[key] = written(empty[key])
    if "jobs" not in body and "component" not in body and "jobs" not in implied:
        body["jobs"] = {}
        order = [*order, "jobs"] if order and "jobs" not in order else order
    return ordered(body, order)


def _single_body(doc: dict[str, Any]) -> dict[str, Any]:
    head = dict(doc.get("job") or {})
    order, empty = head.pop("$order", []), head.pop("$empty", {})
    drawn = (doc.get("nodes") or [{}])[0]
    node_body = _node_body({**drawn, "type": nodes.DEFAULT, "$implied": ["type"]}, {}, {}, {})
    body = {**{key: written(value) for key, value in head.items()}, **node_body}
    for key, read in (("inputs", lambda item: _pipeline_input(item, declares=True)), ("outputs", _pipeline_output)):
        if doc.get(key):  # a component declares them
            body[key] = {item["name"]: read(item) for item in doc[key]}
        elif key in empty:
            body[key] = written(empty[key])
    return ordered(body, order)


def _check_shape(doc: dict[str, Any]) -> None:
    if not isinstance(doc.get("kind", ""), str) or not isinstance(doc.get("job") or {}, dict):
        raise _BadCanvas("`kind` is a text and `job` a mapping")
    for key in ("inputs", "outputs", "nodes"):
        items = doc.get(key) or []
        if not isinstance(items, list) or not all(
            isinstance(i, dict) and isinstance(i.get("name"), str) for i in items
        ):
            raise _BadCanvas(f"`{key}` is a list of things with a name")
    for node in doc.get("nodes") or ():
        for key in ("inputs", "outputs", "settings", "inline", "extra", "$empty"):
            if not isinstance(node.get(key) or {}, dict):
                raise _BadCanvas(f"`{key}` of the node `{node['name']}` is a mapping")
        if not isinstance(node.get("type", ""), str) or not isinstance(node.get("component") or "", str | dict):
            raise _BadCanvas(f"`type` or `component` of the node `{node['name']}` has the wrong shape")
    edges = doc.get("edges") or []
    if not isinstance(edges, list) or not all(_is_edge(edge) for edge in edges):
        raise _BadCanvas("`edges` is a list of {from: {node, port}, to: {node, port}}")


def _is_edge(edge: Any) -> bool:
    ends = (edge.get("from"), edge.get("to")) if isinstance(edge, dict) else (None, None)
    return all(
        isinstance(end, dict) and isinstance(end.get("port"), str) and isinstance(end.get("node"), str | None)
        for end in ends
    ) and isinstance(edge.get("extra") or {}, dict)


def _check_depth(doc: Any) -> None:
    """An absurdly nested JSON is refused here, before anything recursive meets it."""
    level, here = 0, [doc]
    while here:
        level += 1
        if level > MAX_DEPTH:
            raise _BadCanvas("it nests too deep")
        inside = (item.values() if isinstance(item, dict) else item for item in here)
        here = [item for items in inside for item in items if isinstance(item, _CONTAINERS)]


def ordered(body: dict[str, Any], order: Iterable[str]) -> dict[str, Any]:
    """`body` in the remembered order; keys that came later keep their place at the end."""
    found = {key: body[key] for key in order if key in body}
    found.update((key, value) for key, value in body.items() if key not in found)
    return found


def written(value: Any) -> Any:
    """The inverse of `canvas.plain`."""
    if isinstance(value, dict):
        if len(value) == 1 and isinstance(value.get("$number"), str):
            return resolve(value["$number"])
        return {str(key): written(item) for key, item in value.items()}
    return [written(item) for item in value] if isinstance(value, list) else value


def _number_text(value: Any, item: Mapping[str, Any]) -> Any:
    """A number as it was written, as long as nobody changed the number."""
    text = item.get("$text")
    if isinstance(text, str) and text and resolve(text) == value:
        return resolve(text)
    return written(value)


def _pipeline_input(item: dict[str, Any], declares: bool = False) -> Any:
    """`declares`: a component's inputs are declarations, so a value is a default there."""
    style = item.get("$style")
    type_ = item.get("type", "string")
    if "value" in item:
        value = _number_text(item["value"], item)
        is_short = style == "short" and not isinstance(value, dict)
        if style == "mapping" or (declares and not is_short) or isinstance(value, dict) or value is None:
            return {**_attributes(item, "value"), "default": value}
        return _as_declared(value, type_)
    if style == "null" and type_ == "string" and set(item) <= {"name", "type", "$style"}:
        return None
    return _attributes(item)


def _as_declared(value: Any, type_: str) -> Any:
    """The short form must be read back as the declared type: `1` for a number is written `1.0`."""
    if type_ == types.infer(value) or type_ not in types.PARAMETERS:
        return value
    try:
        read = types.read_literal(value, type_)
    except types.Misfit:
        return value
    return float(read) if type_ == "number" and not isinstance(read, str) else read


def implied_type(item: Mapping[str, Any]) -> str:
    """What the drawing shows as the type of a mapping that says none."""
    return types.infer(item["default"]) if "default" in item and "path" not in item else "uri_folder"


def _attributes(item: dict[str, Any], *without: str) -> dict[str, Any]:
    implied = item.get("$implied") or ()
    found = {}
    for key, value in item.items():
        if key in without or key == "name" or (key.startswith("$") and key != "$name" and key[1:2] != "$"):
            continue
        if key in implied and value == implied_type(item):
            continue
        found[key.removeprefix("$")] = written(value)
    return found


def _pipeline_output(item: dict[str, Any]) -> Any:
    style = item.get("$style")
    if style == "null" and set(item) <= {"name", "type", "$style"} and item.get("type") == "uri_folder":
        return None
    if style == "literal":
        return written(item.get("$value"))
    return _attributes(item)


def _jobs(doc: dict[str, Any]) -> dict[str, Any]:
    bound_in: dict[str, dict[str, Any]] = {}
    bound_keys: dict[str, dict[str, Any]] = {}
    bound_out: dict[str, dict[str, Any]] = {}
    for edge in doc.get("edges") or ():
        source, target = edge["from"], edge["to"]
        if target.get("node") is not None:
            port = source["port"]
            inner = f"parent.inputs.{port}" if source.get("node") is None else _output_of(source)
            into = bound_keys if edge.get("$key") is True else bound_in
            into.setdefault(target["node"], {})[target["port"]] = _binding(edge, inner)
        elif source.get("node") is not None:
            inner = f"parent.outputs.{target['port']}"
            bound_out.setdefault(source["node"], {})[source["port"]] = _binding(edge, inner)
        else:
            raise _BadCanvas("an edge leads from the pipeline's input to its output")
    found: dict[str, Any] = {}
    for drawn in doc.get("nodes") or ():
        name = drawn["name"]
        if not isinstance(name, str) or name in found:
            raise _BadCanvas(f"there are two nodes named `{name}`")
        found[name] = _node_body(drawn, bound_in.get(name, {}), bound_out.get(name, {}), bound_keys.get(name, {}))
    return found


def _with_undrawn(jobs: dict[str, Any], kept: Any) -> dict[str, Any]:
    """Entries of `jobs:` that are no mapping cannot be drawn; they go back where they were."""
    if not isinstance(kept, dict):
        return jobs
    values = {name: written(item) for name, item in kept.items() if name not in jobs}
    undrawn = {name: value for name, value in values.items() if not isinstance(value, dict)}
    return ordered({**jobs, **undrawn}, kept)


def _output_of(source: dict[str, Any]) -> str:
    return f"parent.jobs.{source['node']}.outputs.{source['port']}"


def _binding(edge: dict[str, Any], inner: str) -> Any:
    text = edge.get("$text")
    found = whole(text) if isinstance(text, str) else None
    value = text if found is not None and found.inner == inner else "${{" + inner + "}}"
    if edge.get("style") == "mapping" or edge.get("extra"):
        extra = written(edge.get("extra") or {})
        return {**extra, "path": value}
    return value


def _node_body(
    drawn: dict[str, Any], bound_in: dict[str, Any], bound_out: dict[str, Any], bound_keys: dict[str, Any]
) -> dict[str, Any]:
    body: dict[str, Any] = {}
    implied = drawn.get("$implied") or ()
    if "$type" in drawn:
        body["type"] = written(drawn["$type"])
    elif "type" not in implied or drawn.get("type", nodes.DEFAULT) != nodes.DEFAULT:
        body["type"] = drawn.get("type", nodes.DEFAULT)
    empty = drawn.get("$empty") or {}
    if drawn.get("component") is not None:
        body["component"] = written(drawn["component"])
    elif "component" in empty:
        body["component"] = written(empty["component"])
    inputs = {name: _node_input(item) for name, item in (drawn.get("inputs") or {}).items() if name not in bound_in}
    outputs = {name: _node_output(item) for name, item in (drawn.get("outputs") or {}).items() if name not in bound_out}
    for key, filled in (("inputs", {**inputs, **bound_in}), ("outputs", {**outputs, **bound_out})):
        if filled:
            body[key] = ordered(filled, drawn.get(f"${key}") or ())
        elif key in empty:
            body[key] = written(empty[key])
    for part in ("inline", "settings", "extra"):
        body.update({key: written(value) for key, value in (drawn.get(part) or {}).items()})
    return ordered({**body, **bound_keys}, drawn.get("$order") or ())


def _node_input(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    if "data" in item:
        return written(item["data"])
    value = _number_text(item.get("literal"), item)
    if isinstance(item.get("$mapping"), dict):
        return {**written(item["$mapping"]), "default": value}
    return value


def _node_output(item: Any) -> Any:
    if isinstance(item, dict) and "$literal" in item:
        return written(item["$literal"])
    return written(item)
