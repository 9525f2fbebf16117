"""`load_…`: objects from YAML files. Everything wrong with a file is told at once, with its lines."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from designer.spec.old import read_modern
from penstock.cli.errors import CommandFailed
from penstock.sdk import command as _command  # noqa: F401 - fills the table of nodes
from penstock.sdk import infrastructure, schedules
from penstock.sdk.assets import Data, Environment, Model
from penstock.sdk.automl import AutoMLJob
from penstock.sdk.body import Body
from penstock.sdk.component import Component, read_component
from penstock.sdk.errors import ValidationException, raised_from
from penstock.sdk.nodes import KINDS, Job, Node
from penstock.sdk.pipeline_job import PipelineJob

Source = str | os.PathLike[str] | Any
T = TypeVar("T", bound=Body)


def _read(
    source: Source,
    relative_origin: str | None,
    params_override: Iterable[Mapping[str, Any]] | None,
    component: bool = False,
) -> tuple[dict[str, Any], Path, Path | None]:
    """The mapping in the file, the folder that its paths are relative to, and the file itself."""
    if source is None:
        raise ValidationException("no file is named", hint="write load_…(source='file.yml')")
    path: Path | None = None
    if hasattr(source, "read"):
        content = source.read()
        name = str(getattr(source, "name", "document.yml"))
        origin = relative_origin or getattr(source, "name", None) or "./document.yml"
        base = Path(origin).resolve().parent
    else:
        path = Path(source).expanduser()
        name, base = str(path), path.resolve().parent
        try:
            content = path.read_bytes()
        except OSError as failure:
            hint = f"paths are relative to {Path.cwd()}"
            raise ValidationException(f"{name} cannot be read: {failure.strerror}", hint=hint, code="no_file") from None
    content = _overridden(content, params_override)
    document = read_modern(content, name, component=component)
    if not isinstance(document.root, dict):
        problems = [problem.to_json() for problem in document.problems]
        if not problems:
            raise ValidationException(f"{name} holds no mapping of keys", code="not_a_mapping")
        raise ValidationException(f"{name} cannot be read", problems=problems, code="bad_yaml")
    return document.root, base, None if params_override else (path.resolve() if path else None)


def _overridden(content: Any, overrides: Iterable[Mapping[str, Any]] | None) -> Any:
    """`params_override=[{"inputs.rate": 0.5}]`, as `--set` does it."""
    if not overrides:
        return content
    import json

    from penstock.cli.overrides import apply_overrides

    text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
    pairs = [f"{key}={json.dumps(value)}" for item in overrides for key, value in item.items()]
    try:
        return apply_overrides(text, pairs)
    except CommandFailed as failure:
        raise raised_from(failure) from None


def _loader(kind: Callable[[Mapping[str, Any]], type[T]], what: str) -> Callable[..., T]:
    def load(
        source: Source = None,
        *,
        relative_origin: str | None = None,
        params_override: list[dict[str, Any]] | None = None,
        path: Source = None,
        **_: Any,
    ) -> T:
        body, base, _file = _read(source if source is not None else path, relative_origin, params_override)
        return kind(body)._load(body, base)

    load.__name__ = load.__qualname__ = f"load_{what}"
    load.__doc__ = f"{what.capitalize().replace('_', ' ')} from a YAML file; `params_override` sets keys by path."
    return load


def load_component(
    source: Source = None,
    *,
    relative_origin: str | None = None,
    params_override: list[dict[str, Any]] | None = None,
    path: Source = None,
    **_: Any,
) -> Component:
    """A component from a YAML file: call it inside a pipeline function. Jobs refer to the file it came from."""
    body, base, file = _read(source if source is not None else path, relative_origin, params_override, True)
    component: Component = read_component(body, base)
    if file is not None:
        component._from_file(file)
    return component


def load_job(
    source: Source = None,
    *,
    relative_origin: str | None = None,
    params_override: list[dict[str, Any]] | None = None,
    path: Source = None,
    **_: Any,
) -> Any:
    """A job from a YAML file: a `PipelineJob`, `Command`, `Sweep` … whose parts can be changed."""
    body, base, _file = _read(source if source is not None else path, relative_origin, params_override)
    word = str(body.get("type") or ("pipeline" if "jobs" in body else "command")).lower()
    if word == "pipeline":
        return PipelineJob._load(body, base)
    kind: type[Job] = AutoMLJob if word == "automl" else KINDS.get(word, Node)
    return kind._load(body, base)


load_data = _loader(lambda body: Data, "data")
load_model = _loader(lambda body: Model, "model")
load_environment = _loader(lambda body: Environment, "environment")
load_compute = _loader(infrastructure.compute_kind, "compute")
load_datastore = _loader(infrastructure.datastore_kind, "datastore")
load_workspace = _loader(lambda body: infrastructure.Workspace, "workspace")
load_schedule = _loader(lambda body: schedules.JobSchedule, "schedule")
load_batch_endpoint = _loader(lambda body: schedules.BatchEndpoint, "batch_endpoint")
load_batch_deployment = _loader(
    lambda body: (
        schedules.PipelineComponentBatchDeployment if body.get("type") == "pipeline" else schedules.BatchDeployment
    ),
    "batch_deployment",
)
