"""`command()`, `spark()` and `parallel_run_function()`: jobs and nodes written in Python, without a component file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from penstock.sdk.command import Command
from penstock.sdk.component import CommandComponent, ParallelComponent, RunFunction, SparkComponent
from penstock.sdk.errors import UserErrorException
from penstock.sdk.nodes import Parallel, Spark
from penstock.sdk.parts import JobResourceConfiguration, QueueSettings
from penstock.sdk.sweeping import SweepDistribution
from penstock.sdk.values import Input, Output, declared_by, read_input, read_output


def command(
    *,
    name: str | None = None,
    description: str | None = None,
    tags: dict[str, str] | None = None,
    properties: dict[str, str] | None = None,
    display_name: str | None = None,
    command: str | None = None,
    experiment_name: str | None = None,
    environment: Any = None,
    environment_variables: dict[str, Any] | None = None,
    distribution: Any = None,
    compute: str | None = None,
    inputs: Mapping[str, Any] | None = None,
    outputs: Mapping[str, Any] | None = None,
    instance_count: int | None = None,
    instance_type: str | None = None,
    locations: list[str] | None = None,
    docker_args: str | list[str] | None = None,
    shm_size: str | None = None,
    timeout: int | None = None,
    code: str | os.PathLike[str] | None = None,
    identity: Any = None,
    is_deterministic: bool = True,
    services: Mapping[str, Any] | None = None,
    job_tier: str | None = None,
    priority: str | None = None,
    **kwargs: Any,
) -> Command:
    """A command job. Submit it, or call it inside a pipeline function to make nodes of it.

    `inputs` maps names to values, to `Input(…)` or to a distribution of a sweep; the command line uses them as
    `${{inputs.name}}`. `code` is a folder (or file) that is copied and becomes the working directory.
    """
    declared, values = _inputs(inputs)
    declared_outputs, given_outputs = _outputs(outputs)
    component = CommandComponent(
        name=name, tags=tags, code=code, command=command, environment=environment, display_name=display_name,
        description=description, inputs=declared, outputs=declared_outputs, distribution=distribution,
        environment_variables=environment_variables, is_deterministic=None if is_deterministic else False,
    )  # fmt: skip
    node = Command(
        component=component, inputs=values, outputs=given_outputs, name=name, description=description, tags=tags,
        properties=properties, display_name=display_name, experiment_name=experiment_name, compute=compute,
        identity=identity, distribution=deepcopy(distribution), environment=deepcopy(environment),
        environment_variables=dict(environment_variables) if environment_variables else None, services=services,
        **kwargs,
    )  # fmt: skip
    resources = {
        "locations": locations, "instance_count": instance_count, "instance_type": instance_type,
        "docker_args": docker_args, "shm_size": shm_size,
    }  # fmt: skip
    if any(value is not None for value in resources.values()):
        node.set_resources(**resources)
    if timeout is not None:
        node.set_limits(timeout=timeout)
    if job_tier is not None or priority is not None:
        node.queue_settings = QueueSettings(job_tier=job_tier, priority=priority)
    return node


_DRIVER = {
    "driver_cores": "spark.driver.cores",
    "driver_memory": "spark.driver.memory",
    "executor_cores": "spark.executor.cores",
    "executor_memory": "spark.executor.memory",
    "executor_instances": "spark.executor.instances",
    "dynamic_allocation_enabled": "spark.dynamicAllocation.enabled",
    "dynamic_allocation_min_executors": "spark.dynamicAllocation.minExecutors",
    "dynamic_allocation_max_executors": "spark.dynamicAllocation.maxExecutors",
}


def spark(
    *,
    experiment_name: str | None = None,
    name: str | None = None,
    display_name: str | None = None,
    description: str | None = None,
    tags: dict[str, str] | None = None,
    code: str | os.PathLike[str] | None = None,
    entry: Any = None,
    py_files: list[str] | None = None,
    jars: list[str] | None = None,
    files: list[str] | None = None,
    archives: list[str] | None = None,
    identity: Any = None,
    environment: Any = None,
    inputs: Mapping[str, Any] | None = None,
    outputs: Mapping[str, Any] | None = None,
    args: str | None = None,
    compute: str | None = None,
    resources: Any = None,
    conf: Mapping[str, Any] | None = None,
    **kwargs: Any,
) -> Spark:
    """A Spark job. `driver_cores`, `executor_memory` and their like become keys of `conf`."""
    conf = dict(conf or {})
    for key, spelt in _DRIVER.items():
        if (value := kwargs.pop(key, None)) is not None:
            conf[spelt] = value
    declared, values = _inputs(inputs)
    declared_outputs, given_outputs = _outputs(outputs)
    if isinstance(entry, str):
        entry = {"file": entry}
    component = SparkComponent(
        name=name, display_name=display_name, description=description, tags=tags, code=code, entry=entry,
        py_files=py_files, jars=jars, files=files, archives=archives, args=args, conf=conf or None,
        environment=environment, inputs=declared, outputs=declared_outputs,
    )  # fmt: skip
    return Spark(
        component=component, inputs=values, outputs=given_outputs, name=name, display_name=display_name,
        description=description, tags=tags, experiment_name=experiment_name, compute=compute, identity=identity,
        resources=resources, conf=dict(conf) or None, **kwargs,
    )  # fmt: skip


def parallel_run_function(
    *,
    name: str | None = None,
    description: str | None = None,
    tags: dict[str, str] | None = None,
    display_name: str | None = None,
    experiment_name: str | None = None,
    compute: str | None = None,
    task: RunFunction | None = None,
    inputs: Mapping[str, Any] | None = None,
    outputs: Mapping[str, Any] | None = None,
    instance_count: int | None = None,
    instance_type: str | None = None,
    docker_args: str | None = None,
    shm_size: str | None = None,
    is_deterministic: bool = True,
    **kwargs: Any,
) -> Parallel:
    """A step that runs `task` over mini batches of `input_data`.

    Further keywords are those of the YAML: `mini_batch_size`, `partition_keys`, `max_concurrency_per_instance`,
    `error_threshold`, `mini_batch_error_threshold`, `retry_settings`, `logging_level`, `environment_variables`.
    """
    declared, values = _inputs(inputs)
    declared_outputs, given_outputs = _outputs(outputs)
    settings = {key: value for key, value in kwargs.items() if value is not None}
    own = {key: settings.pop(key) for key in ("identity", "properties") if key in settings}
    in_component = {key: value for key, value in settings.items() if key != "environment_variables"}
    component = ParallelComponent(
        name=name, description=description, tags=tags, display_name=display_name, inputs=declared,
        outputs=declared_outputs, task=task, is_deterministic=None if is_deterministic else False,
        **deepcopy(in_component),
    )  # fmt: skip
    node = Parallel(
        component=component, inputs=values, outputs=given_outputs, name=name, description=description, tags=tags,
        display_name=display_name, experiment_name=experiment_name, compute=compute, task=deepcopy(task), **own,
        **settings,
    )  # fmt: skip
    resources = {
        "instance_count": instance_count, "instance_type": instance_type, "docker_args": docker_args,
        "shm_size": shm_size,
    }  # fmt: skip
    if any(value is not None for value in resources.values()):
        node.resources = JobResourceConfiguration(**resources)  # type: ignore[arg-type]
        component.resources = deepcopy(node.resources)
    return node


def _inputs(inputs: Mapping[str, Any] | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the component declares, and what the node is given."""
    from pathlib import Path

    declared: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for name, value in (inputs or {}).items():
        if isinstance(value, Mapping):
            value = read_input(value, Path.cwd())
        if isinstance(value, SweepDistribution):
            declared[name], values[name] = Input(type=value._value_type()), value
        elif isinstance(value, Input):
            declared[name] = declared_by(value)
            if not value._is_parameter:
                values[name] = deepcopy(value)
        elif value is None:
            raise UserErrorException(f"the input {name!r} is None", hint="give it a value or an Input(type=…)")
        elif hasattr(value, "_as_input"):
            values[name] = value._as_input()
            declared[name] = declared_by(values[name])
        elif hasattr(value, "_binding"):
            declared[name], values[name] = Input(type=value.type or "string"), value
        else:
            declared[name], values[name] = declared_by(value), value
    return declared, values


def _outputs(outputs: Mapping[str, Any] | None) -> tuple[dict[str, Any], dict[str, Any]]:
    from pathlib import Path

    declared: dict[str, Any] = {}
    given: dict[str, Any] = {}
    for name, value in (outputs or {}).items():
        if isinstance(value, str):
            declared[name], given[name] = Output(), value
            continue
        found = read_output(value, Path.cwd())
        declared[name] = Output(**{key: found.get(key) for key in ("type", "mode", "description", "path")})
        if value:
            given[name] = deepcopy(found)
    return declared, given
