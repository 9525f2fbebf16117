"""Nodes: uses of components inside a pipeline, and jobs of one step. Knows no server."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, ClassVar

from penstock.sdk.assets import read_environment
from penstock.sdk.body import Body, Place, prefixed, reader_of
from penstock.sdk.component import (
    PARALLEL_KEYS,
    PARALLEL_READERS,
    SPARK_KEYS,
    Component,
    PipelineComponent,
    read_component,
    said_environment,
)
from penstock.sdk.errors import UserErrorException
from penstock.sdk.parts import (
    JobResourceConfiguration,
    QueueSettings,
    SparkResourceConfiguration,
    read_identity,
)
from penstock.sdk.ports import NodeInput, NodeOutput, Ports
from penstock.sdk.stack import register

_HEAD = ("type", "component", "inputs", "outputs")
_WORDS = ("display_name", "description", "tags", "properties", "comment", "compute", "identity", "queue_settings")
_SUBMITTED = ("status", "id", "creation_context", "services", "studio_url", "log_files", "parent_job_name")


class Job(Body):
    """What can be submitted."""

    _keys: ClassVar[tuple[str, ...]] = ("name", "experiment_name", *_WORDS, *_SUBMITTED)

    @property
    def studio_url(self) -> str | None:
        """The address of the job's page."""
        services = self.get("services") or {}
        found = services.get("Studio") or {}
        return found.get("endpoint")

    def _told(self) -> str:
        return f"the job {self.get('name') or self.get('display_name') or '(without a name)'}"

    def _job(self, place: Place) -> dict[str, Any]:
        """The job's own document."""
        return dict(self._written(place))

    def _to_dict(self) -> dict[str, Any]:
        return self._job(Place(Path.cwd()))

    def _document(self, path: Path) -> dict[str, Any]:
        return self._job(Place(path.parent))


class Node(Job):
    """One use of a component. Its inputs, outputs and settings can be changed until the job is submitted."""

    _type: ClassVar[str] = ""
    _holds: ClassVar[str] = "component"  # the key that holds the component
    _keys: ClassVar[tuple[str, ...]] = (
        *_HEAD,
        *_WORDS,
        "name",
        "experiment_name",
        "environment_variables",
        "services",
        *_SUBMITTED,
    )
    _readers = {
        "identity": read_identity,
        "queue_settings": reader_of(QueueSettings),
    }
    _made: ClassVar[Mapping[str, Any]] = {"queue_settings": QueueSettings}
    _hidden = frozenset({"name", "experiment_name", *_SUBMITTED} - {"services"})
    _swept = False
    _name_is_kept = False  # calling it hands its name on

    def __init__(
        self,
        *,
        component: Any,
        inputs: Mapping[str, Any] | None = None,
        outputs: Mapping[str, Any] | None = None,
        **keys: Any,
    ) -> None:
        self._start(keys.pop("base_path", None))
        self._body["type"] = self._type
        self._body[self._holds] = component
        known = component if isinstance(component, Component) else None
        self._body["inputs"] = Ports(self, NodeInput, known.inputs if known else None, "input")
        self._body["outputs"] = Ports(self, NodeOutput, known.outputs if known else None, "output")
        for name, value in (inputs or {}).items():
            self.inputs[name] = value
        for name, value in (outputs or {}).items():
            self.outputs[name] = value
            self.outputs[name]._own_mode = self.outputs[name]._get("mode")
        for key, value in keys.items():
            setattr(self, key, value)

    @classmethod
    def _load(cls, body: Mapping[str, Any], base: Path) -> Any:
        made = super()._load(body, base)
        held = cls._held(made._body.get(cls._holds), base)
        if held is not None:
            made._body[cls._holds] = held
        known = held if isinstance(held, Component) else None
        kinds: tuple[tuple[str, Any], ...] = (("inputs", NodeInput), ("outputs", NodeOutput))
        for key, kind in kinds:
            given = made._body.get(key)
            if given is None and known is None:
                if key in body:
                    continue
                object.__setattr__(made, f"_late_{key}", Ports(made, kind, None, key[:-1]))
                continue
            ports: Ports[Any] = Ports(made, kind, {**getattr(known, key)} if known else None, key[:-1])
            object.__setattr__(ports, "_open", True)
            for name, value in (given or {}).items():
                ports[name]._assign(value, base)
                ports[name]._null = value is None
            made._body[key] = ports
        return made

    @classmethod
    def _held(cls, value: Any, base: Path) -> Any:
        """What a file says of the component."""
        return read_component(value, base, cls._type)

    def __getattr__(self, name: str) -> Any:
        late = self.__dict__.get(f"_late_{name}")
        if late is not None and name not in self._body:
            self._body[name] = late
            return late
        return super().__getattr__(name)

    @property
    def name(self) -> str | None:
        return self._body.get("name")

    @name.setter
    def name(self, value: str | None) -> None:
        if value is None:
            self._body.pop("name", None)
        else:
            self._body["name"] = value

    def _told(self) -> str:
        component = self._body.get(self._holds)
        called = component.get("name") if isinstance(component, Component) else component
        return f"the node {self.name or called or ''}".rstrip()

    def _coerced(self, key: str, value: Any) -> Any:
        if key in ("inputs", "outputs") and key in self._body and isinstance(value, Mapping):
            ports = self._body[key]
            if isinstance(ports, Ports) and value is not ports:
                for name, item in value.items():
                    ports[name] = item
                return ports
        return super()._coerced(key, value)

    def _said(self, key: str, value: Any, place: Place) -> Any:
        if key == "compute":
            return prefixed(super()._said(key, value, place))
        if key == "environment":
            return said_environment(value, self._base, place)
        if key in ("component", "trial") and isinstance(value, str):
            return place.path(value, self._base)
        return super()._said(key, value, place)

    def _written(self, place: Place) -> dict[str, Any]:
        out = dict(super()._written(place))
        for key in ("inputs", "outputs"):
            if not out.get(key) and isinstance(self._body.get(key), Ports):
                out.pop(key, None)
        return out

    def _job(self, place: Place) -> dict[str, Any]:
        """A job of its own has a name and an experiment; as a node it has neither."""
        own: dict[str, Any] = {key: self._body[key] for key in ("name", "experiment_name") if key in self._body}
        told = {**self._written(place), **own}
        return {key: told.pop(key) for key in self._body if key in told} | told

    def _component_name(self) -> str:
        component = self._body.get(self._holds)
        if isinstance(component, Component):
            return str(component.get("name") or "job")
        return str(component or self.type)

    def set_queue_settings(self, *, job_tier: str | None = None, priority: str | None = None) -> None:
        self.queue_settings = QueueSettings(job_tier=job_tier, priority=priority)

    def _called(self, kwargs: Mapping[str, Any]) -> Any:
        """A new node with the settings of this one; inputs by name win over those that this one has."""
        component = self._body.get(self._holds)
        if not isinstance(component, Component):
            raise UserErrorException(f"{self._told()} cannot be called: its component is only named ({component})")
        node = component(**kwargs)
        for name, port in self.inputs.items():
            if name not in kwargs:
                node.inputs[name]._data = deepcopy(port._data)
                if _is_empty_optional(node.inputs[name]):
                    node.inputs[name]._data = None
        for name, output in self.outputs.items():
            node.outputs[name]._data = deepcopy(output._data)
        skipped = {"type", self._holds, "inputs", "outputs", "name", "experiment_name"}
        for key, value in self._body.items():
            if key not in skipped:
                node._body[key] = deepcopy(value)
        if self._name_is_kept and self.name:
            node._body["name"] = self.name
        return node

    def __call__(self, **kwargs: Any) -> Any:
        return self._called(kwargs)


def _is_empty_optional(port: NodeInput) -> bool:
    data = port._data
    return isinstance(data, Body) and bool(data.get("optional")) and not data.get("path")


class Parallel(Node):
    """A parallel step."""

    _type = "parallel"
    _name_is_kept = True
    _keys: ClassVar[tuple[str, ...]] = (*Node._keys, *PARALLEL_KEYS)
    _readers = {**Node._readers, **PARALLEL_READERS}
    _made: ClassVar[Mapping[str, Any]] = {**Node._made, "resources": JobResourceConfiguration}

    def set_resources(self, **keys: Any) -> None:
        self.resources = JobResourceConfiguration(**keys)


class Spark(Node):
    """A Spark step."""

    _type = "spark"
    _name_is_kept = True
    _keys: ClassVar[tuple[str, ...]] = (*Node._keys, *SPARK_KEYS, "resources")
    _readers = {
        **Node._readers,
        "environment": read_environment,
        "resources": reader_of(SparkResourceConfiguration),
    }
    _paths: ClassVar[frozenset[str]] = frozenset({"code"})

    def _job(self, place: Place) -> dict[str, Any]:
        return standalone(self, place, SPARK_KEYS)


class Pipeline(Node):
    """A pipeline as a step of another."""

    _type = "pipeline"
    settings: Any

    def __init__(self, *, component: Any, **keys: Any) -> None:
        super().__init__(component=component, **keys)
        if isinstance(component, PipelineComponent):
            for name, settings in component._settings_of_outputs.items():
                self.outputs[name]._data = deepcopy(settings)


def standalone(node: Node, place: Place, defining: tuple[str, ...]) -> dict[str, Any]:
    """The document of a job of one step: the node, with the keys of its component among its own."""
    out = node._written(place)
    held = out.pop(node._holds, None)
    component = node._body.get(node._holds)
    own: dict[str, Any] = {key: node._body[key] for key in ("name", "experiment_name") if key in node._body}
    if not isinstance(component, Component) or component._ref():  # as it was read, or as a node says it
        told = {**out, **own, **({node._holds: held} if held is not None else {})}
        return {key: told.pop(key) for key in node._body if key in told} | told
    definition = component._definition(place)
    keys = {key: definition[key] for key in defining if key in definition}
    inputs = {
        **{name: found["default"] for name, found in definition.get("inputs", {}).items() if "default" in found},
        **out.pop("inputs", {}),
    }
    outputs = {**{name: _as_job(found) for name, found in definition.get("outputs", {}).items()}}
    outputs |= {name: value for name, value in out.pop("outputs", {}).items() if value is not None}
    head: dict[str, Any] = {"type": out.pop("type", node._type), **own}
    return {
        **head,
        **{key: out.pop(key) for key in ("display_name", "description", "tags") if key in out},
        **keys,
        **({"inputs": inputs} if inputs else {}),
        **({"outputs": outputs} if outputs else {}),
        **out,
    }


def _as_job(declared: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in declared.items() if key in ("type", "mode", "path")}


def node_of(component: Component, inputs: Mapping[str, Any]) -> Node:
    """The node that calling a component makes; a pipeline function that is running gets it."""
    kind = KINDS.get(str(component.type or "command"), Node)
    node = kind(component=component, inputs=inputs)
    if kind is Node:
        node._body["type"] = component.type
    register(node)
    return node


def read_node(name: str, body: Any, base: Path) -> Any:
    """A node as written under `jobs:`."""
    if not isinstance(body, Mapping):
        return body
    word = str(body.get("type") or ("pipeline" if "jobs" in body else "command")).lower()
    node = KINDS.get(word, Node)._load(body, base)
    node._body["name"] = name
    return node


KINDS: dict[str, type[Node]] = {kind._type: kind for kind in (Parallel, Spark, Pipeline)}
