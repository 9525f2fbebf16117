"""Components: declared steps that a pipeline uses by calling them. Knows no pipeline function and no server."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, ClassVar

from penstock.sdk.assets import Asset, read_environment
from penstock.sdk.body import Body, Place, each, plain, prefixed, reader_of
from penstock.sdk.errors import UserErrorException, ValidationException
from penstock.sdk.parts import JobResourceConfiguration, RetrySettings, read_distribution, read_identity
from penstock.sdk.values import Input, declared_by, read_input, read_output

_HEAD = ("name", "version", "display_name", "description", "tags", "type", "inputs", "outputs")
_TAIL = ("properties", "is_deterministic", "id", "creation_context", "latest_version")


def _inputs(value: Any, base: Path) -> Any:
    if not isinstance(value, Mapping):
        return value
    return {
        name: read_input(item, base) if isinstance(item, Mapping | Input) else declared_by(item)
        for name, item in value.items()
    }


def _outputs(value: Any, base: Path) -> Any:
    return {name: read_output(item, base) for name, item in value.items()} if isinstance(value, Mapping) else value


class Component(Asset):
    """A reusable step. Call it with inputs inside a pipeline function and it becomes a node."""

    _noun: ClassVar[str] = "component"
    _type: ClassVar[str] = ""
    _keys: ClassVar[tuple[str, ...]] = (*_HEAD, *_TAIL)
    _readers = {"inputs": _inputs, "outputs": _outputs}
    _source: Path | None = None  # the file that it was loaded from, and what it said then
    _fresh: dict[str, Any] | None = None

    def __init__(self, **keys: Any) -> None:
        version = keys.get("version")
        keys["version"] = str(version) if version is not None else None
        ordered = {key: keys[key] for key in self._keys if key in keys}
        super().__init__(**{"type": self._type or None, **ordered, **keys})
        for key in ("inputs", "outputs"):
            self._body.setdefault(key, {})

    @classmethod
    def _load(cls, body: Mapping[str, Any], base: Path) -> Any:
        made = super()._load(body, base)
        for key in ("inputs", "outputs"):
            if made._body.get(key) is None:
                made._body[key] = {}
        return made

    def _from_file(self, path: Path) -> None:
        """Remember the file: as long as nothing is changed, jobs refer to it."""
        self._source, self._fresh = path, self._definition(Place(self._base))

    def _definition(self, place: Place) -> dict[str, Any]:
        """The component's own document."""
        out = {key: self._said(key, value, place) for key, value in self._body.items() if key not in self._hidden}
        for key in ("inputs", "outputs"):
            if not out.get(key):
                out.pop(key, None)
        if isinstance(self._body.get("environment"), str):
            out["environment"] = _environment_text(self._body["environment"], self._base, place)
        return out

    def _written(self, place: Place) -> Any:
        """How a node refers to it: registered by name, a file by its path, anything else in full."""
        if self._ref():
            return self._ref()
        if self._source is not None and self._definition(Place(self._base)) == self._fresh:
            return place.path(str(self._source), self._base)
        return self._definition(place)

    def _to_dict(self) -> dict[str, Any]:
        return self._definition(Place(Path.cwd()))

    def _document(self, path: Path) -> dict[str, Any]:
        return self._definition(Place(path.parent))

    def _told(self) -> str:
        return f"the component {self.get('name') or '(without a name)'}"

    @property
    def source_path(self) -> Path | None:
        return self._source

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from penstock.sdk import command  # noqa: F401 - fills the table of nodes
        from penstock.sdk.nodes import node_of

        if args:
            names = ", ".join(f"{name}=…" for name in self.inputs)
            raise UserErrorException(f"{self._told()} takes its inputs by name", hint=f"write ({names})")
        for name in kwargs:
            if name not in self.inputs:
                near = difflib.get_close_matches(name, list(self.inputs), n=1)
                known = f"did you mean {near[0]!r}?" if near else f"its inputs: {', '.join(self.inputs) or 'none'}"
                raise UserErrorException(f"{self._told()} has no input {name!r}", hint=known)
        return node_of(self, kwargs)


class CommandComponent(Component):
    """A step that is one command line."""

    _type = "command"
    _keys: ClassVar[tuple[str, ...]] = (
        *_HEAD, "command", "code", "environment", "environment_variables", "distribution", "resources",
        "additional_includes", *_TAIL,
    )  # fmt: skip
    _readers = {
        **Component._readers,
        "environment": read_environment,
        "distribution": read_distribution,
        "resources": reader_of(JobResourceConfiguration),
    }
    _paths: ClassVar[frozenset[str]] = frozenset({"code"})

    def __init__(
        self,
        *,
        name: str | None = None,
        version: str | None = None,
        description: str | None = None,
        tags: dict[str, str] | None = None,
        display_name: str | None = None,
        command: str | None = None,
        code: str | os.PathLike[str] | None = None,
        environment: Any = None,
        distribution: Any = None,
        resources: Any = None,
        inputs: Mapping[str, Any] | None = None,
        outputs: Mapping[str, Any] | None = None,
        instance_count: int | None = None,
        is_deterministic: bool | None = None,
        additional_includes: list[str] | None = None,
        properties: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        if instance_count is not None:
            resources = JobResourceConfiguration(instance_count=instance_count)
        super().__init__(
            name=name, version=version, description=description, tags=tags, display_name=display_name, command=command,
            code=code, environment=environment, distribution=distribution, resources=resources, inputs=inputs or {},
            outputs=outputs or {}, is_deterministic=is_deterministic, additional_includes=additional_includes,
            properties=properties, **kwargs,
        )  # fmt: skip

    def _definition(self, place: Place) -> dict[str, Any]:
        out = super()._definition(place)
        if "additional_includes" in out:
            out["additional_includes"] = [place.path(item, self._base) for item in out["additional_includes"]]
        return out


class RunFunction(Body):
    """The `task` of a parallel step: a script with `init()` and `run(mini_batch)`."""

    _keys: ClassVar[tuple[str, ...]] = (
        "type", "code", "entry_script", "program_arguments", "model", "append_row_to", "environment",
    )  # fmt: skip
    _readers = {"environment": read_environment}
    _paths: ClassVar[frozenset[str]] = frozenset({"code"})

    def __init__(
        self,
        *,
        code: str | os.PathLike[str] | None = None,
        entry_script: str | None = None,
        program_arguments: str | None = None,
        model: str | None = None,
        append_row_to: str | None = None,
        environment: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            **{"type": "run_function", **kwargs}, code=code, entry_script=entry_script,
            program_arguments=program_arguments, model=model, append_row_to=append_row_to, environment=environment,
        )  # fmt: skip

    def _written(self, place: Place) -> dict[str, Any]:
        out = dict(super()._written(place))
        if isinstance(out.get("environment"), str):
            out["environment"] = _environment_text(out["environment"], self._base, place)
        return out


PARALLEL_KEYS = (
    "mini_batch_size", "partition_keys", "input_data", "resources", "retry_settings", "logging_level",
    "max_concurrency_per_instance", "error_threshold", "mini_batch_error_threshold", "environment_variables", "task",
)  # fmt: skip
PARALLEL_READERS: Mapping[str, Callable[[Any, Path], Any]] = {
    "resources": reader_of(JobResourceConfiguration),
    "retry_settings": reader_of(RetrySettings),
    "task": reader_of(RunFunction),
}


class ParallelComponent(Component):
    """A step that runs a function over mini batches."""

    _type = "parallel"
    _keys: ClassVar[tuple[str, ...]] = (*_HEAD, *PARALLEL_KEYS, *_TAIL)
    _readers = {**Component._readers, **PARALLEL_READERS}


SPARK_KEYS = ("code", "entry", "py_files", "jars", "files", "archives", "args", "conf", "environment")


class SparkComponent(Component):
    """A step that is a Spark application."""

    _type = "spark"
    _keys: ClassVar[tuple[str, ...]] = (*_HEAD, *SPARK_KEYS, *_TAIL)
    _readers = {**Component._readers, "environment": read_environment, "identity": read_identity}
    _paths: ClassVar[frozenset[str]] = frozenset({"code"})


class PipelineComponent(Component):
    """A pipeline that is a step of others."""

    _type = "pipeline"
    _keys: ClassVar[tuple[str, ...]] = (*_HEAD, "jobs", "settings", *_TAIL)
    _settings_of_outputs: Mapping[str, Any] = {}  # what the inner nodes' outputs were given

    @property
    def nodes(self) -> list[Any]:
        return list((self.jobs or {}).values())

    @classmethod
    def _load(cls, body: Mapping[str, Any], base: Path) -> Any:
        from penstock.sdk.nodes import read_node

        made = super()._load(body, base)
        jobs = made._body.get("jobs")
        if isinstance(jobs, Mapping):
            made._body["jobs"] = {name: read_node(name, item, base) for name, item in jobs.items()}
        return made

    def _written(self, place: Place) -> Any:
        found = super()._written(place)
        if isinstance(found, str) or place.beside is None:
            return found
        return place.beside(str(self.name or "pipeline"), found)


_BY_TYPE: dict[str, type[Component]] = {
    kind._type: kind for kind in (CommandComponent, ParallelComponent, SparkComponent, PipelineComponent)
}


def read_component(body: Any, base: Path, type_: str | None = None) -> Any:
    """A component from its mapping; a reference stays text."""
    if not isinstance(body, Mapping):
        return body
    word = str(body.get("type") or type_ or ("pipeline" if "jobs" in body else "command")).lower()
    return _BY_TYPE.get(word.removesuffix("_component"), Component)._load(body, base)


def _environment_text(text: str, base: Path, place: Place) -> str:
    """A named environment with its prefix; `file:` stays a path."""
    if text.startswith(("file:", "./", "../")) or text.endswith((".yml", ".yaml")):
        return place.path(text, base)
    return str(prefixed(text))


def said_environment(value: Any, base: Path, place: Place) -> Any:
    """An environment as it stands in a document."""
    return _environment_text(value, base, place) if isinstance(value, str) else plain(value, place)


__all__ = [
    "CommandComponent", "Component", "ParallelComponent", "PipelineComponent", "RunFunction", "SparkComponent",
    "ValidationException", "deepcopy", "each", "read_component", "said_environment",
]  # fmt: skip
