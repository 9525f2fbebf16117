"""Objects built with the real `azure.ai.ml`, as objects of this SDK: by the YAML that they write of themselves.

That YAML is no round trip: local data is written as `azureml:./x`, inner bindings of AutoML as `{type: literal}`.
Nothing of that package is imported here; a user who gives such an object has it already.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from designer.spec.paths import is_local
from penstock.sdk import command as _command  # noqa: F401 - fills the table of nodes
from penstock.sdk.assets import Data, Environment, Model
from penstock.sdk.automl import AutoMLJob
from penstock.sdk.component import read_component
from penstock.sdk.errors import UserErrorException
from penstock.sdk.infrastructure import compute_kind, datastore_kind
from penstock.sdk.nodes import KINDS, Node
from penstock.sdk.pipeline_job import PipelineJob
from penstock.sdk.schedules import BatchEndpoint, JobSchedule, PipelineComponentBatchDeployment


def adopted(value: Any) -> Any:
    """The same thing as an object of this SDK; ours stay as they are."""
    if not type(value).__module__.startswith("azure.ai.ml"):
        return value
    words = {kind.__name__ for kind in type(value).__mro__}
    base = Path(str(getattr(value, "_base_path", None) or getattr(value, "base_path", None) or os.getcwd()))
    if words & {"Command", "CommandJob", "Sweep", "SweepJob", "Spark", "SparkJob"} or "AutoMLJob" in words:
        alone = value._to_job() if hasattr(value, "_to_job") and "AutoMLJob" not in words else value
        return _of_job(_cleaned(alone._to_dict(), base), base)
    if "PipelineJob" in words:
        return PipelineJob._load(_cleaned(value._to_dict(), base), base)
    if "Component" in words:
        return read_component(_cleaned(value._to_dict(), base), base)
    if "JobSchedule" in words:
        return _of_schedule(value, base)
    if "PipelineComponentBatchDeployment" in words:
        return _of_deployment(value, base)
    for word, kind in (
        ("Environment", Environment),
        ("Data", Data),
        ("Model", Model),
        ("BatchEndpoint", BatchEndpoint),
    ):
        if word in words:
            return kind._load(_without_server(_cleaned(value._to_dict(), base)), base)
    if "Compute" in words:
        body = _without_server(value._to_dict())
        return compute_kind(body)._load(body, base)
    if "Datastore" in words:
        body = _without_server(value._to_dict())
        return datastore_kind(body)._load(body, base)
    raise UserErrorException(
        f"a {type(value).__name__} of azure.ai.ml is nothing that Penstock can take",
        hint="write it to YAML with its `dump`, or build it with `penstock.entities`",
    )


def _of_job(body: dict[str, Any], base: Path) -> Any:
    word = str(body.get("type") or "command")
    kind = AutoMLJob if word == "automl" else KINDS.get(word, Node)
    return kind._load(body, base)


def _of_schedule(value: Any, base: Path) -> JobSchedule:
    body = {key: item for key, item in value._to_dict().items() if key != "create_job"}
    job = value.create_job
    made: JobSchedule = JobSchedule._load(_without_server(body), base)
    made.create_job = job if isinstance(job, str) else adopted(job)
    return made


def _of_deployment(value: Any, base: Path) -> PipelineComponentBatchDeployment:
    return PipelineComponentBatchDeployment(
        name=value.name,
        endpoint_name=value.endpoint_name,
        component=value.component if isinstance(value.component, str) else adopted(value.component),
        settings=dict(value.settings) if value.settings else None,
        description=value.description,
        tags=value.tags,
        base_path=base,
    )


def _without_server(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a document never says: where and when a server keeps it."""
    dropped = ("id", "creation_context", "provisioning_state", "latest_version", "is_enabled", "scoring_uri")
    return {key: value for key, value in body.items() if key not in dropped}


def _cleaned(value: Any, base: Path, key: str = "") -> Any:
    """The dictionary as the documented form writes it."""
    if isinstance(value, Mapping):
        body = {str(name): _cleaned(item, base, str(name)) for name, item in value.items()}
        if body.get("type") == "automl":
            return _cleaned_automl(body)
        return body
    if isinstance(value, list | tuple):
        return [_cleaned(item, base, key) for item in value]
    if key == "path" and isinstance(value, str):
        return _cleaned_path(value, base)
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    return value


def _cleaned_automl(body: dict[str, Any]) -> dict[str, Any]:
    body.pop("name", None) if body.get("name") is None else None
    for name, output in (body.get("outputs") or {}).items():
        if isinstance(output, dict) and output.get("type") == "literal":
            body["outputs"][name] = output["value"]
        elif isinstance(output, dict) and "job_output_type" in output:
            output["type"] = output.pop("job_output_type")
    return body


def _cleaned_path(text: str, base: Path) -> str:
    """`azureml:./x` is the local path `./x`; `azureml:name:1` and every address stay."""
    rest = text.removeprefix("azureml:")
    if rest == text or rest.startswith(("//", "/subscriptions/")) or not is_local(rest):
        return text
    if (
        rest.startswith(("./", "../", "/"))
        or "/" in rest
        or (":" not in rest and "@" not in rest and (base / rest).exists())
    ):
        return rest
    return text
