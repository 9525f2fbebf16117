"""`@pipeline`: runs a function once and keeps the nodes it makes as a pipeline."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Mapping
from copy import deepcopy
from enum import Enum, EnumType
from functools import wraps
from types import UnionType
from typing import Any, ParamSpec, overload

from penstock.sdk import stack
from penstock.sdk.component import PipelineComponent
from penstock.sdk.errors import UserErrorException
from penstock.sdk.names import call_and_watch, name_nodes
from penstock.sdk.nodes import Pipeline
from penstock.sdk.parameter import PipelineInput
from penstock.sdk.pipeline_job import PipelineJob, PipelineJobSettings
from penstock.sdk.ports import NodeOutput, Ports, given, type_of
from penstock.sdk.values import PYTHON_TYPES, Input, Output, declared_by

P = ParamSpec("P")
_SETTINGS = ("default_datastore", "continue_on_step_failure", "force_rerun", "on_init", "on_finalize")


@overload
def pipeline(func: Callable[P, Any]) -> Callable[P, PipelineJob]: ...
@overload
def pipeline(
    func: None = None,
    *,
    name: str | None = None,
    version: str | None = None,
    display_name: str | None = None,
    description: str | None = None,
    experiment_name: str | None = None,
    tags: dict[str, str] | None = None,
    **kwargs: Any,
) -> Callable[[Callable[P, Any]], Callable[P, PipelineJob]]: ...
def pipeline(func: Any = None, **keywords: Any) -> Any:
    """Makes a pipeline of a function that calls components.

    Calling the function answers a `PipelineJob`; inside of another pipeline function it answers a node. The function
    returns a mapping of the pipeline's outputs to outputs of nodes, or nothing. Keywords: `name`, `display_name`,
    `description`, `experiment_name`, `tags`, `version`, `compute`, `default_compute`, `default_datastore`,
    `continue_on_step_failure`, `force_rerun`, `non_pipeline_inputs` (parameters that are plain Python values).
    """
    if func is not None:
        return _decorated(func, keywords)
    return lambda function: _decorated(function, keywords)


def _decorated(function: Callable[..., Any], keywords: Mapping[str, Any]) -> Callable[..., Any]:
    if not callable(function):
        raise UserErrorException(f"@pipeline stands before a function, here before a {type(function).__name__}")
    builder = _Builder(function, keywords)

    @wraps(function)
    def build(*args: Any, **kwargs: Any) -> Any:
        return builder.build(builder.bind(args, kwargs))

    build._is_dsl_func = True  # type: ignore[attr-defined]
    build._penstock_builder = builder  # type: ignore[attr-defined]
    return build


class _Builder:
    """One decorated function."""

    def __init__(self, function: Callable[..., Any], keywords: Mapping[str, Any]) -> None:
        self.function, self.keywords = function, keywords
        self.name = str(keywords.get("name") or getattr(function, "__name__", "pipeline"))
        self.plain = set(keywords.get("non_pipeline_inputs") or keywords.get("non_pipeline_parameters") or ())
        self.signature = inspect.signature(function)
        self.declared = {
            name: declared for name, declared in _declared(function, self.signature).items() if name not in self.plain
        }

    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """What the function was called with, by name. What is missing is told when the job is submitted."""
        for parameter in self.signature.parameters.values():
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                message = f"the pipeline {self.name} has the parameter *{parameter.name}"
                raise UserErrorException(message, hint="a pipeline names all its inputs")
        try:
            bound = self.signature.bind_partial(*args, **kwargs).arguments
        except TypeError as wrong:
            raise UserErrorException(
                f"the pipeline {self.name}: {wrong}",
                hint=f"its inputs: {', '.join(self.signature.parameters) or 'none'}",
            ) from None
        data = {
            name: deepcopy(parameter.default)
            for name, parameter in self.signature.parameters.items()
            if isinstance(parameter.default, Input) and name not in bound
        }
        found = {
            name: value if name in self.plain else given(value, self.declared.get(name), name)
            for name, value in bound.items()
        }
        return {**data, **found}

    def build(self, values: dict[str, Any]) -> Any:
        component, outputs = self._run(values)
        inputs = {name: value for name, value in values.items() if name not in self.plain}
        if stack.inside():
            node = Pipeline(component=component, inputs=inputs)
            stack.register(node)
            return node
        for name, declared in component.inputs.items():
            if name not in inputs and declared.default is not None:
                inputs[name] = declared.default
        job = PipelineJob(
            component=component,
            jobs=component.jobs,
            inputs=inputs,
            display_name=component.display_name,
            description=component.description,
            experiment_name=self.keywords.get("experiment_name"),
            tags=component.tags,
            compute=self.keywords.get("compute"),
            settings=self._settings(),
        )
        for name, settings in outputs.items():
            job.outputs[name]._data = settings
        return job

    def _settings(self) -> PipelineJobSettings:
        keywords = self.keywords
        compute = keywords.get("default_compute") or keywords.get("default_compute_target")
        return PipelineJobSettings(default_compute=compute, **{key: keywords.get(key) for key in _SETTINGS})

    def _run(self, values: dict[str, Any]) -> tuple[PipelineComponent, dict[str, Output]]:
        if stack.depth() >= stack.MAX_DEPTH:
            raise UserErrorException(f"the pipeline {self.name} is nested deeper than {stack.MAX_DEPTH} levels")
        nodes: list[Any] = []
        arguments = {
            name: self._argument(name, parameter, values) for name, parameter in self.signature.parameters.items()
        }
        token = stack.push(nodes)
        try:
            returned, variables = call_and_watch(self.function, arguments)
        finally:
            stack.pop(token)
        jobs = name_nodes([node for node in nodes if not node._swept], variables, self.name)
        component = PipelineComponent(
            name=self.name,
            version=self.keywords.get("version"),
            display_name=self.keywords.get("display_name") or self.name,
            description=self.keywords.get("description") or getattr(self.function, "__doc__", None),
            tags=self.keywords.get("tags"),
            inputs=self._declarations(values),
            jobs=jobs,
        )
        return component, self._outputs(component, returned)

    def _argument(self, name: str, parameter: inspect.Parameter, values: Mapping[str, Any]) -> Any:
        default = None if parameter.default is parameter.empty else parameter.default
        if name in self.plain:
            return values.get(name, default)
        return PipelineInput(name, values.get(name, default))

    def _declarations(self, values: Mapping[str, Any]) -> dict[str, Input]:
        """Parameters without annotation or default get the type of what they were called with."""
        found = {}
        for name in self.signature.parameters:
            if name in self.plain:
                continue
            declared = self.declared.get(name)
            if declared is None:
                kind = type_of(values.get(name))
                declared = Input(type=kind) if kind else None
            if declared is not None:
                found[name] = deepcopy(declared)
            elif name in values:
                found[name] = Input(type="string")
        return found

    def _outputs(self, component: PipelineComponent, returned: Any) -> dict[str, Output]:
        """Binds what the function returned, and answers what the pipeline's own outputs are set to."""
        if returned is None:
            return {}
        if isinstance(returned, Ports):
            returned = dict(returned)
        if not isinstance(returned, Mapping) or not all(isinstance(item, NodeOutput) for item in returned.values()):
            message = f"the pipeline {self.name} returns {type(returned).__name__}"
            raise UserErrorException(message, hint='return a mapping, for example {"model": train.outputs.model}')
        found, inner = {}, {}
        for name, output in returned.items():
            declared = output._declared or Output(type=output.type or "uri_folder")
            component.outputs[name] = Output(type=declared.type, mode=declared.mode, description=declared.description)
            data = output._data if isinstance(output._data, Output) else None
            if data is not None:
                inner[name] = deepcopy(data)
            found[name] = deepcopy(data) if data is not None else deepcopy(component.outputs[name])
            if not found[name].type:
                found[name].type = declared.type
            output._bound = name
        component._settings_of_outputs = inner
        return found


def _declared(function: Callable[..., Any], signature: inspect.Signature) -> dict[str, Input | None]:
    """What annotations and defaults say about the parameters."""
    try:
        hints = typing.get_type_hints(inspect.unwrap(function))
    except Exception:  # noqa: BLE001 - an annotation that cannot be read declares nothing
        hints = getattr(function, "__annotations__", {})
    told = _told_in_docstring(function.__doc__)
    found: dict[str, Input | None] = {}
    for name, parameter in signature.parameters.items():
        has_default = parameter.default is not parameter.empty
        declared = _from_annotation(_evaluated(hints.get(name), function))
        default = parameter.default.value if isinstance(parameter.default, Enum) else parameter.default
        if declared is None and has_default and default is not None:
            declared = Input(type=default.type if isinstance(default, Input) else declared_by(default).type)
        if declared is not None and has_default:
            if default is None:
                declared.optional = True
            elif not isinstance(default, Input):
                declared.default = default
        if declared is not None and name in told:
            declared.description = told[name]
        found[name] = declared
    return found


def _evaluated(annotation: Any, function: Callable[..., Any]) -> Any:
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, getattr(inspect.unwrap(function), "__globals__", {}))  # the user's own code
    except Exception:  # noqa: BLE001 - as above
        return None


def _from_annotation(annotation: Any) -> Input | None:
    if isinstance(annotation, Input):
        return deepcopy(annotation)
    if isinstance(annotation, type) and annotation in PYTHON_TYPES:
        return Input(type=annotation)
    if isinstance(annotation, EnumType):
        return Input(type="string", enum=[item.value for item in annotation])  # type: ignore[var-annotated]
    if typing.get_origin(annotation) in (typing.Union, UnionType):
        inner = [item for item in typing.get_args(annotation) if item is not type(None)]
        return _from_annotation(inner[0]) if len(inner) == 1 else None
    if typing.get_origin(annotation) is typing.Annotated:
        return next((deepcopy(item) for item in typing.get_args(annotation) if isinstance(item, Input)), None)
    return None


def _told_in_docstring(text: str | None) -> dict[str, str]:
    """What the lines after `Args:` say: `rate (float): how fast`, with further lines until the next name."""
    found: dict[str, str] = {}
    lines = iter((text or "").splitlines())
    if not any(line.strip().lower() == "args:" for line in lines):
        return found
    name = ""
    for line in (line.strip() for line in lines):
        before, colon, after = line.partition(":")
        if not line:
            break
        if colon:
            name = before.partition("(")[0].strip()
            found[name] = after.strip()
        elif name:
            found[name] += f" {line}"
    return found
