"""Which kind a document is: by the last part of `$schema`, else by `type`, else by its keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from designer.spec.kinds.table import DOCUMENTS

_BY_SCHEMA = {word: kind.name for kind in DOCUMENTS.values() for word in kind.schemas}
_BY_TYPE = {type_: kind.name for kind in DOCUMENTS.values() for type_ in kind.types}
_JOBS = {kind.name for kind in DOCUMENTS.values() if kind.family == "job"}
_RUN = {kind.name for kind in DOCUMENTS.values() if kind.family in ("job", "component")}
_FILES = {
    "MLTable": "mltable",
    "flow.dag.yaml": "flow",
    "flow.dag.yml": "flow",
    "FeatureSetSpec.yaml": "feature_set_spec",
}
_ONLINE = ("traffic", "mirror_traffic", "public_network_access", "compute")
_CONNECTS = ("target", "is_shared", "metadata", "api_base", "url", "api_key", "azure_endpoint")
_PLACES = ("storage_account", "key_vault", "hbi_workspace", "application_insights", "managed_network")
_CALLED = {"inputs", "outputs", "properties", "experiment_name", "display_name", "description", "tags", "name"}
CONDA = "conda"  # no kind of document, but often taken for one
# The first key that is there decides, for documents that say neither `$schema` nor `type`.
_BY_KEY = (
    ("trigger", "schedule"),
    ("dependencies", CONDA),
    ("jobs", "pipeline"),
    ("command", "command"),
    ("nodes", "flow"),
    ("paths", "mltable"),
    ("image", "environment"),
    ("conda_file", "environment"),
    ("build", "environment"),
    ("container_name", "azure_blob"),
    ("file_share_name", "azure_file"),
    ("filesystem", "azure_data_lake_gen2"),
    ("specification", "feature_set"),
    ("feature_stores", "feature_retrieval"),
    ("features", "feature_set_spec"),
    ("index_columns", "feature_store_entity"),
    ("hub_id", "project"),
    ("replication_locations", "registry"),
    ("flavors", "model"),
    ("component", "command"),
)


def recognise(body: Mapping[str, Any], file: str = "") -> str:
    """The name of the kind, or the `type` as written when nothing knows it."""
    schema = body.get("$schema")
    found = _by_schema(schema, body) if isinstance(schema, str) else None
    if found is None and file:
        found = _FILES.get(file.replace("\\", "/").rsplit("/", 1)[-1])
    if found is not None:
        return found
    type_ = body.get("type")
    return _by_type(type_, body) if isinstance(type_, str) else _by_keys(body)


def _by_schema(schema: str, body: Mapping[str, Any]) -> str | None:
    word = schema.rstrip("/#").rsplit("/", 1)[-1].casefold().removesuffix(".json").removesuffix(".schema")
    word = word.replace("_", "").replace("-", "")
    if word in ("batchdeployment", "deployment"):
        return _deployment(body)
    found = _BY_SCHEMA.get(word)
    if found is None and word.startswith("automl") and word.endswith("job"):
        return "automl"
    return found


def _by_type(type_: str, body: Mapping[str, Any]) -> str:
    if "endpoint_name" in body and type_ in ("pipeline", "model", "managed", "kubernetes"):
        return _deployment(body)
    if type_ == "mltable" and "paths" in body:
        return "mltable"
    if type_ in _BY_TYPE:
        return "connection" if any(key in body for key in _CONNECTS) else _BY_TYPE[type_]
    if type_ in _JOBS:
        return type_
    if type_ == "kubernetes":
        return "kubernetes"
    if "trigger" in body:
        return "schedule"
    if any(key in body for key in ("target", "is_shared", "credentials")) and "jobs" not in body:
        return "connection"
    guess = _by_keys(body)  # a `type` with a slip in it
    return type_ if guess in _RUN or guess == "batch_invoke" else guess


def _by_keys(body: Mapping[str, Any]) -> str:
    if "auth_mode" in body:
        return "online_endpoint" if any(key in body for key in _ONLINE) else "batch_endpoint"
    if "endpoint_name" in body:
        return _deployment(body)
    for key, kind in _BY_KEY:
        if key in body:
            return kind
    if any(key in body for key in _PLACES):
        return "workspace"
    if "path" in body:
        return "data"
    if body and ("inputs" in body or "outputs" in body) and _CALLED.issuperset(key for key in body if key != "$schema"):
        return "batch_invoke"
    return "command"


def _deployment(body: Mapping[str, Any]) -> str:
    if body.get("type") == "pipeline" or "job_definition" in body or "component" in body:
        return "pipeline_batch_deployment"
    if body.get("type") in ("managed", "kubernetes") or any(key in body for key in ("instance_type", "scale_settings")):
        return "online_deployment"
    return "model_batch_deployment"
