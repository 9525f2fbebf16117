"""From a document to a job or a component. Only the shape is checked here; `validate` does the rest."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from designer.spec import nodes, types
from designer.spec.document import Document, Map, read_text, where
from designer.spec.expressions import whole
from designer.spec.kinds.recognise import CONDA, recognise
from designer.spec.kinds.table import DOCUMENTS
from designer.spec.model import (
    CommandJob,
    Component,
    Given,
    Job,
    Node,
    PipelineJob,
    Port,
    ReadComponent,
    ReadResult,
)
from designer.spec.old import modernise
from designer.spec.ports import Files
from designer.spec.problems import Problem, did_you_mean
from designer.spec.scalars import text_of

_SINGLE = (
    "sweep", "spark", "automl", "parallel", "import", "data_transfer", "finetuning", "distillation",
)  # fmt: skip
_SHAPE = "write keys with values, as in `{a: b}`"
Where = tuple[str | int, ...]


def read_job(
    source: str | bytes | Document, *, base: str = "", files: Files | None = None, file: str = ""
) -> ReadResult:
    """Read a pipeline job, a pipeline component or a job of one step. `files` is not asked for anything yet."""
    document = source if isinstance(source, Document) else read_text(source, file or "pipeline.yml")
    if document.root is None:
        return ReadResult(None, document.problems)
    document, translated = modernise(document)
    job, problems = job_of(document.root, base=base, file=document.file)
    return ReadResult(job, (*document.problems, *translated, *problems))


def read_component(
    source: str | bytes | Document, *, base: str = "", files: Files | None = None, file: str = "", ref: str = ""
) -> ReadComponent:
    document = source if isinstance(source, Document) else read_text(source, file or "component.yml")
    if document.root is None:
        return ReadComponent(None, document.problems)
    document, translated = modernise(document, component=True)
    component, problems = component_of(document.root, base=base, file=document.file, ref=ref or document.file)
    return ReadComponent(component, (*document.problems, *translated, *problems))


def kind_of(body: Mapping[str, Any]) -> str:
    """The name of the kind as `kinds.table` has it (`pipeline`, `command_component`, `data` …), else the `type`."""
    return recognise(body)


def job_of(root: Any, *, base: str, file: str, layout: Any = None) -> tuple[Job | None, list[Problem]]:
    """The job of a document already read (or built from a canvas)."""
    if not isinstance(root, dict):
        message = f"a job is a mapping of keys, here is {_what(root)}"
        return None, [Problem("error", "not_a_mapping", message, file, *_start(root))]
    kind = kind_of(root)
    if kind in ("pipeline", "pipeline_component"):
        return pipeline_of(root, kind=kind, base=base, file=file, root=root, layout=layout)
    if kind == "command" or kind in _SINGLE:
        return _single_of(root, kind, base, file, layout)
    if kind.endswith("_component"):
        message = f"this file is a component ({kind.removesuffix('_component')}), not a job"
        hint = "register it, or use it in a pipeline: `component: ./file.yml`"
        return None, [Problem("error", "not_a_job", message, file, *_start(root), hint=hint)]
    return None, [_unknown_job(root, kind, file)]


def _is_other(kind: str) -> bool:
    """A known kind that is neither a job nor a component."""
    return kind in DOCUMENTS and DOCUMENTS[kind].family not in ("job", "component")


def conda_problem(root: Any, file: str) -> Problem:
    message = "this is the conda file of an environment, not a document by itself"
    hint = "name it in an environment: `conda_file: ./conda.yaml`"
    return Problem("error", "conda_file", message, file, *_start(root), hint=hint)


def _unknown_job(root: Any, kind: str, file: str) -> Problem:
    if kind == CONDA:
        return conda_problem(root, file)
    if _is_other(kind):
        message = f"this file is of the kind `{kind}`, not a job"
        hint = "give the file of a job, as in `type: pipeline` or `type: command`"
        return Problem("error", "not_a_job", message, file, *_start(root), hint=hint)
    hint = did_you_mean(kind, ("pipeline", "command", *_SINGLE))
    if kind in ("pipeline_job", "command_job", "sweep_job"):
        hint = f"write `type: {kind.removesuffix('_job')}`"
    message = f"`{kind}` is not a kind of job that can be run"
    return Problem("error", "not_a_job", message, file, *where(root, ("type",)), path="type", hint=hint)


def pipeline_of(
    body: dict[str, Any], *, kind: str, base: str, file: str, root: Any, at: Where = (), layout: Any = None
) -> tuple[PipelineJob, list[Problem]]:
    shape = _Shape(file, root)
    jobs = shape.mapping(body, "jobs", at)
    found = {}
    for name, node_body in jobs.items():
        path = (*at, "jobs", name)
        if not isinstance(node_body, dict):
            shape.wrong(path, f"the node `{name}` is a mapping of keys, here is {_what(node_body)}")
            continue
        found[name] = _node(name, node_body, path, shape)
    component = body.get("component")
    job = PipelineJob(
        kind="pipeline_component" if kind == "pipeline_component" else "pipeline",
        body=body,
        inputs=_given_all(shape.mapping(body, "inputs", at)),
        outputs=_given_all(shape.mapping(body, "outputs", at)),
        nodes=found,
        file=file,
        base=base,
        component=component if isinstance(component, str | dict) and "jobs" not in body else None,
        layout=layout,
        root=root,
        where=at,
    )
    return job, shape.problems


def _single_of(root: Any, kind: str, base: str, file: str, layout: Any) -> tuple[CommandJob, list[Problem]]:
    shape = _Shape(file, root)
    node = _node("job", root, (), shape, kind)
    return CommandJob(kind, root, node, file, base, layout, root), shape.problems


def _node(name: str, body: dict[str, Any], at: Where, shape: _Shape, type_: str = "") -> Node:
    written = body.get("type")
    component = body.get("component")
    if component is not None and not isinstance(component, str | dict):
        shape.wrong((*at, "component"), f"`component` is a reference or a mapping, here is {_what(component)}")
        component = None
    return Node(
        name=name,
        type=type_ or (written if isinstance(written, str) else nodes.DEFAULT),
        body=body,
        inputs=_given_all(shape.mapping(body, "inputs", at)),
        outputs=_given_all(shape.mapping(body, "outputs", at)),
        component=component,
        where=at,
    )


def _given_all(written: Mapping[str, Any]) -> dict[str, Given]:
    return {name: given_of(value) for name, value in written.items()}


def given_of(value: Any) -> Given:
    if isinstance(value, str):
        return _given_text(value) if len(value) <= _SHORT else _text_given(value)
    if isinstance(value, dict):
        path = value.get("path")
        binding = whole(path)
        if binding is not None and binding.kind in _BINDINGS:
            extra = {key: item for key, item in value.items() if key != "path"}
            return Given("binding", path, binding, extra, mapping=True)
        type_ = value.get("type")
        if path is None and "default" in value and (type_ is None or types.is_parameter(str(type_))):
            return Given("literal", value["default"], mapping=True, extra=value, type=str(type_ or ""))
        return Given("data", value, mapping=True, type=type_ if isinstance(type_, str) else "")
    return Given("literal", value) if value is not None else Given("null")


def _text_given(text: str) -> Given:
    binding = whole(text)
    return Given("binding", text, binding) if binding and binding.kind in _BINDINGS else Given("literal", text)


_given_text = lru_cache(maxsize=4096)(_text_given)
_SHORT = 200  # longer texts are not worth remembering
_BINDINGS = ("parent_input", "parent_output", "node_output", "node")


def component_of(
    body: Any,
    *,
    base: str,
    file: str,
    ref: str,
    root: Any = None,
    at: Where = (),
    inline: bool = False,
    type_: str = "",
) -> tuple[Component | None, list[Problem]]:
    """`type_` is the node's type, for inline mappings that do not say theirs."""
    root = body if root is None else root
    if not isinstance(body, dict):
        message = f"a component is a mapping of keys, here is {_what(body)}"
        return None, [Problem("error", "not_a_mapping", message, file, *where(root, at))]
    shape = _Shape(file, root)
    told = any(key in body for key in ("type", "$schema", "jobs"))
    kind = kind_of(body) if told or not inline else type_
    if kind == "batch_invoke":  # a component that is half written
        kind = ""
    kind = (kind or "command").removesuffix("_component")
    if _is_other(kind):
        message = f"`{ref}` is of the kind `{kind}`, not a component"
        hint = "give the file of a component, as in `commandComponent.schema.json`"
        return None, [Problem("error", "not_a_component", message, file, *where(root, at), hint=hint)]
    pipeline = None
    if kind == "pipeline":
        pipeline, problems = pipeline_of(body, kind="pipeline_component", base=base, file=file, root=root, at=at)
        shape.problems.extend(problems)
    component = Component(
        ref=ref,
        type=kind,
        body=body,
        inputs=ports_of(shape.mapping(body, "inputs", at)),
        outputs=ports_of(shape.mapping(body, "outputs", at), "uri_folder"),
        name=_text(body.get("name")),
        version=_text(body.get("version")),
        file=file,
        base=base,
        pipeline=pipeline,
        inline=inline,
        root=root,
        where=at,
    )
    return component, _once(shape.problems)


def _once(problems: list[Problem]) -> list[Problem]:
    return list({(p.code, p.path, p.line, p.column): p for p in problems}.values())


def ports_of(written: Mapping[str, Any], default_type: str = "string") -> dict[str, Port]:
    return {name: port_of(name, value, default_type) for name, value in written.items()}


def port_of(name: str, value: Any, default_type: str = "string") -> Port:
    """A declared port. A bare literal declares its own type and default."""
    if not isinstance(value, dict):
        if value is None or default_type == "uri_folder":
            return Port(name, default_type)
        return Port(name, types.infer(value), has_default=True, default=value)
    type_ = value.get("type")
    fallback = default_type if "default" not in value else types.infer(value["default"])
    if "path" in value and fallback == "string":
        fallback = "uri_folder"
    enum = value.get("enum")
    return Port(
        name=name,
        type=types.OLD_NAMES.get(str(type_).lower(), str(type_)) if type_ is not None else fallback,
        optional=value.get("optional") in (True, "true", "True"),
        has_default=value.get("default") is not None,
        default=value.get("default"),
        minimum=value.get("min"),
        maximum=value.get("max"),
        enum=tuple(enum) if isinstance(enum, list) else None,
        description=_text(value.get("description")),
        mode=_text(value.get("mode")),
    )


def _text(value: Any) -> str | None:
    return None if value is None or isinstance(value, dict | list) else text_of(value)


def _what(value: Any) -> str:
    if value is None:
        return "nothing"
    names = {dict: "a mapping", Map: "a mapping", str: "a text", bool: "a boolean"}
    return names.get(type(value), "a list" if isinstance(value, list) else "a number")


def _start(root: Any) -> tuple[int, int]:
    at: tuple[int, int] = getattr(root, "at", (1, 1))
    return at


class _Shape:
    """Collects what has the wrong shape while the model is built."""

    def __init__(self, file: str, root: Any) -> None:
        self.file, self.root = file, root
        self.problems: list[Problem] = []

    def mapping(self, body: Mapping[str, Any], key: str, at: Where) -> Mapping[str, Any]:
        """`body[key]` when it is a mapping; nothing and null count as empty."""
        value = body.get(key)
        if isinstance(value, dict):
            return value
        if value is not None:
            self.wrong((*at, key), f"`{key}` is a mapping of names, here is {_what(value)}")
        return {}

    def wrong(self, path: Where, message: str) -> None:
        node = str(path[1]) if len(path) > 1 and path[0] == "jobs" else None
        dotted = ".".join(map(str, path))
        self.problems.append(
            Problem("error", "wrong_shape", message, self.file, *where(self.root, path), dotted, _SHAPE, node)
        )
