"""`command()`, `spark()` and `parallel_run_function()`: jobs and nodes written in Python, without a component file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
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
    kwargs.update({key: value for key, value in locals().items() if key != "kwargs"})
    return _command(kwargs)


_SHARED = (
    "name", "tags", "description", "display_name", "environment", "environment_variables", "distribution",
)  # fmt: skip
_RESOURCES = ("locations", "instance_count", "instance_type", "docker_args", "shm_size")


def _command(given: dict[str, Any]) -> Command:
    resources = {key: given.pop(key) for key in _RESOURCES}
    timeout, is_deterministic = given.pop("timeout"), given.pop("is_deterministic")
    queue = {key: given.pop(key) for key in ("job_tier", "priority")}
    declared, values = _inputs(given.pop("inputs"))
    declared_outputs, given_outputs = _outputs(given.pop("outputs"))
    component = CommandComponent(
        code=given.pop("code"),
        command=given.pop("command"),
        inputs=declared,
        outputs=declared_outputs,
        is_deterministic=None if is_deterministic else False,
        **{key: deepcopy(given[key]) for key in _SHARED},
    )
    node = Command(component=component, inputs=values, outputs=given_outputs, **given)
    if any(value is not None for value in resources.values()):
        node.set_resources(**resources)
    if timeout is not None:
        node.set_limits(timeout=timeout)
    if any(value is not None for value in queue.values()):
        node.queue_settings = QueueSettings(**queue)
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
    kwargs.update({key: value for key, value in locals().items() if key != "kwargs"})
    return _spark(kwargs)


def _spark(given: dict[str, Any]) -> Spark:
    conf = dict(given.pop("conf") or {})
    for key, spelt in _DRIVER.items():
        if (value := given.pop(key, None)) is not None:
            conf[spelt] = value
    if conf.get("spark.dynamicAllocation.enabled") and "spark.executor.instances" not in conf:
        conf["spark.executor.instances"] = conf.get("spark.dynamicAllocation.minExecutors", 1)  # where it starts from
    declared, values = _inputs(given.pop("inputs"))
    declared_outputs, given_outputs = _outputs(given.pop("outputs"))
    entry = given.pop("entry")
    own = {key: given.pop(key) for key in ("code", "py_files", "jars", "files", "archives", "args", "environment")}
    component = SparkComponent(
        **own,
        **{key: given[key] for key in ("name", "display_name", "description", "tags")},
        entry={"file": entry} if isinstance(entry, str) else entry,
        conf=conf or None,
        inputs=declared,
        outputs=declared_outputs,
    )
    return Spark(component=component, inputs=values, outputs=given_outputs, conf=dict(conf) or None, **given)


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
    kwargs.update({key: value for key, value in locals().items() if key != "kwargs"})
    return _parallel({key: value for key, value in kwargs.items() if value is not None})


def _parallel(given: dict[str, Any]) -> Parallel:
    declared, values = _inputs(given.pop("inputs", None))
    declared_outputs, given_outputs = _outputs(given.pop("outputs", None))
    is_deterministic = given.pop("is_deterministic")
    resources = {key: given.pop(key) for key in _RESOURCES if key in given}
    nodes_own = ("identity", "properties", "environment_variables", "experiment_name", "compute")
    component = ParallelComponent(
        **{key: deepcopy(value) for key, value in given.items() if key not in nodes_own},
        inputs=declared,
        outputs=declared_outputs,
        is_deterministic=None if is_deterministic else False,
    )
    node = Parallel(component=component, inputs=values, outputs=given_outputs, **given)
    if resources:
        node.resources = JobResourceConfiguration(**resources)
        component.resources = deepcopy(node.resources)
    return node


def _inputs(inputs: Mapping[str, Any] | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the component declares, and what the node is given."""
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
    declared: dict[str, Any] = {}
    given: dict[str, Any] = {}
    for name, value in (outputs or {}).items():
        if isinstance(value, str):
            declared[name], given[name] = Output(), value
            continue
        found = read_output(value, Path.cwd())
        declared[name] = Output(
            type=found.type or "uri_folder", mode=found.mode, description=found.description
        )  # where it is stored is the job's to say
        if value:
            given[name] = deepcopy(found)
    return declared, given
