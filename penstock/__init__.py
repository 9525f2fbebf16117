"""Penstock: draw, run and watch machine-learning pipelines in the Azure ML YAML dialect.

What users import is here: `from penstock import MLClient, Input, Output, command, dsl, load_component`. Each name is
loaded when it is asked for, so that the command line and the server start without the SDK.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from penstock import automl, constants, dsl, entities, exceptions, parallel, sweep
    from penstock.sdk.assets import BuildContext, Data, Environment, Model
    from penstock.sdk.builders import command, parallel_run_function, spark
    from penstock.sdk.client import MLClient
    from penstock.sdk.constants import AssetTypes, InputOutputModes
    from penstock.sdk.load import (
        load_batch_deployment,
        load_batch_endpoint,
        load_component,
        load_compute,
        load_data,
        load_datastore,
        load_environment,
        load_job,
        load_model,
        load_schedule,
        load_workspace,
    )
    from penstock.sdk.parts import (
        AmlTokenConfiguration,
        ManagedIdentityConfiguration,
        MpiDistribution,
        PyTorchDistribution,
        RayDistribution,
        TensorFlowDistribution,
        UserIdentityConfiguration,
    )
    from penstock.sdk.pipeline_function import pipeline
    from penstock.sdk.values import Input, Output

__version__ = "0.1.0"

_HOMES = {
    "penstock.sdk.assets": ("BuildContext", "Data", "Environment", "Model"),
    "penstock.sdk.builders": ("command", "parallel_run_function", "spark"),
    "penstock.sdk.client": ("MLClient",),
    "penstock.sdk.constants": ("AssetTypes", "InputOutputModes"),
    "penstock.sdk.load": (
        "load_batch_deployment", "load_batch_endpoint", "load_component", "load_compute", "load_data",
        "load_datastore", "load_environment", "load_job", "load_model", "load_schedule", "load_workspace",
    ),
    "penstock.sdk.parts": (
        "AmlTokenConfiguration", "ManagedIdentityConfiguration", "MpiDistribution", "PyTorchDistribution",
        "RayDistribution", "TensorFlowDistribution", "UserIdentityConfiguration",
    ),
    "penstock.sdk.pipeline_function": ("pipeline",),
    "penstock.sdk.values": ("Input", "Output"),
}  # fmt: skip
_HOME = {name: home for home, names in _HOMES.items() for name in names}
_MODULES = ("automl", "constants", "dsl", "entities", "exceptions", "identity", "parallel", "sweep")

__all__ = [
    "AmlTokenConfiguration", "AssetTypes", "BuildContext", "Data", "Environment", "Input", "InputOutputModes",
    "MLClient", "ManagedIdentityConfiguration", "Model", "MpiDistribution", "Output", "PyTorchDistribution",
    "RayDistribution", "TensorFlowDistribution", "UserIdentityConfiguration", "automl", "command", "constants", "dsl",
    "entities", "exceptions", "load_batch_deployment", "load_batch_endpoint", "load_component", "load_compute",
    "load_data", "load_datastore", "load_environment", "load_job", "load_model", "load_schedule", "load_workspace",
    "parallel", "parallel_run_function", "pipeline", "spark", "sweep",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _HOME:
        found = getattr(import_module(_HOME[name]), name)
    elif name in _MODULES:
        return import_module(f"penstock.{name}")
    elif name.startswith("load_") and (found := import_module("penstock.sdk.kept").loader(name)) is not None:
        return found
    else:
        raise AttributeError(f"module 'penstock' has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
