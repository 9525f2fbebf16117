"""What a step may ask of MLflow: only what belongs to the job it is part of. Pure; the proxy looks up whose things are.

A job's things are the runs of its tree of steps, the models these logged, and their files. Registered models are for
everybody to read and to add to; what is not named here is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from penstock.tracking.ids import experiment_id

ROOT_TAG, JOB_TAG, ATTEMPT_TAG = "penstock.root", "penstock.job", "penstock.attempt"
# The experiment, and the word in place of a job, of models that were registered with us: all read them, none writes.
REGISTERED = "penstock-models"
OF_REGISTERED = ":registered"
ELSEWHERE = (
    "/gateway",
    "/ajax-api/3.0/mlflow/assistant",
    "/api/3.0/mlflow/assistant",
    "/ajax-api/2.0/mlflow/gateway-proxy",
)
_API = re.compile(r"^/(?:ajax-)?api/[23]\.0/(mlflow|mlflow-artifacts)/(.+?)/*$")
_ARTIFACTS = re.compile(r"^/(?:ajax-)?api/2\.0/mlflow-artifacts/(?:artifacts|mpu/(?:create|complete|abort)|presigned)/")
_RUN = re.compile(r"^[0-9a-f]{32}$")
_MODEL = re.compile(r"^m-[0-9a-f]{32}$")

OF_ONE_RUN = frozenset(
    (
        "runs/get", "runs/update", "runs/log-metric", "runs/log-batch", "runs/log-parameter", "runs/set-tag",
        "runs/delete-tag", "runs/log-model", "runs/log-inputs", "runs/outputs", "runs/delete", "runs/restore",
        "metrics/get-history", "metrics/get-history-bulk", "metrics/get-history-bulk-interval", "artifacts/list",
        "upload-artifact",
    )
)  # fmt: skip
OPEN = frozenset(
    (
        "experiments/get", "experiments/get-by-name", "experiments/create", "experiments/search", "server-info",
        "registered-models/create", "registered-models/get", "registered-models/get-latest-versions",
        "registered-models/search", "registered-models/alias", "registered-models/set-tag",
        "registered-models/update", "model-versions/get", "model-versions/search", "model-versions/get-download-uri",
        "model-versions/set-tag", "model-versions/update", "model-versions/transition-stage",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Touched:
    """What a request touches. `refused` says why it is refused whatever it touches."""

    runs: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    reading: bool = False  # a registered model's files may be read by everybody
    new_run: bool = False
    new_model: bool = False
    search: bool = False
    refused: str = ""


def speaks_elsewhere(path: str) -> bool:
    """Whether this would make the server run tools of its own, or speak to other hosts."""
    return re.sub(r"/+", "/", unquote(path)).startswith(ELSEWHERE)


def is_api(path: str) -> bool:
    return _API.match(path) is not None


def endpoint_of(path: str) -> str:
    """`runs/get` of `/api/2.0/mlflow/runs/get`; "" for what is no call of MLflow's API."""
    found = _API.match(path)
    return found[2] if found and found[1] == "mlflow" else ""


def is_file(path: str) -> bool:
    """Whether bytes of an artifact go up or down here: they are streamed, and never shown as a page of ours."""
    return _ARTIFACTS.match(path) is not None


def writes_registered(method: str, path: str) -> bool:
    """Whether files of a registered model would change: they are ours, and versions do not change."""
    folder = re.sub(_ARTIFACTS, "", path).strip("/").partition("/")[0] if is_file(path) else ""
    return method not in ("GET", "HEAD") and unquote(folder) == experiment_id(REGISTERED)


def climbs(path: str) -> bool:
    """Whether a path leads out of its folder, however it is written."""
    for _ in range(3):
        if ".." in re.split(r"[/\\]", path) or "\0" in path or "\\" in path:
            return True
        path, before = unquote(path), path
        if path == before:
            return False
    return True


def touched(method: str, path: str, query: Mapping[str, Sequence[str]], body: Mapping[str, Any]) -> Touched:
    """What a step's request touches; `path` without our prefix, `body` the JSON it sends."""
    found = _API.match(path)
    if found is None:
        return Touched() if path in ("/version", "/health") else _refused("this address")
    if found[1] == "mlflow-artifacts":
        return _files(method, found[2], query)
    endpoint = found[2]
    if endpoint in OPEN:
        return Touched() if method != "DELETE" or endpoint == "registered-models/alias" else _refused(endpoint)
    if endpoint in OF_ONE_RUN:
        named = _named(query, body, ("run_id", "run_uuid", "run_ids"))
        return Touched(runs=named) if named else Touched(refused="The request names no run.")
    if endpoint == "runs/create":
        parents = [str(tag.get("value")) for tag in _tags(body) if tag.get("key") == "mlflow.parentRunId"]
        return Touched(runs=tuple(parents), new_run=True)
    if endpoint in ("runs/search", "logged-models/search"):
        return Touched(search=True)
    if endpoint == "model-versions/create":
        return _new_version(body)
    if endpoint == "logged-models" and method == "POST":
        return Touched(runs=_named(query, body, ("source_run_id",)), new_model=True)
    if endpoint.startswith("logged-models/"):
        model = endpoint.split("/")[1]
        return Touched(models=(model,), reading=method == "GET") if _MODEL.match(model) else _refused(endpoint)
    return _refused(endpoint)


def _refused(what: str) -> Touched:
    return Touched(refused=f"A step may not use {what}: it may speak to MLflow about its own job only.")


def _files(method: str, rest: str, query: Mapping[str, Sequence[str]]) -> Touched:
    listing = rest == "artifacts"
    path = (query.get("path") or [""])[0] if listing else re.sub(r"^(artifacts|mpu/\w+|presigned)/", "", rest)
    parts = unquote(path).strip("/").split("/")
    reading = method in ("GET", "HEAD")
    if len(parts) >= 3 and _RUN.match(parts[1]) and parts[2] == "artifacts":
        return Touched(runs=(parts[1],), reading=reading)
    if len(parts) >= 3 and parts[1] == "models" and _MODEL.match(parts[2]):
        return Touched(models=(parts[2],), reading=reading)
    return _refused("these files")


def _new_version(body: Mapping[str, Any]) -> Touched:
    """What is registered must be the job's own: else a step could read through the registry what it may not see."""
    runs, models = set(_named({}, body, ("run_id",))), set(_named({}, body, ("model_id",)))
    parts = re.split(r"[/:]+", unquote(str(body.get("source") or "")))
    runs |= {part for part in parts if _RUN.match(part)}
    models |= {part for part in parts if _MODEL.match(part)}
    known = [part for part in parts if _RUN.match(part) or _MODEL.match(part)]
    if not known and parts[0] != "models":
        return Touched(refused="A step may register what its job has logged, and nothing else.")
    return Touched(runs=tuple(runs), models=tuple(models))


def _named(query: Mapping[str, Sequence[str]], body: Mapping[str, Any], keys: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for key in keys:
        found += query.get(key, ())
        for spelling in (key, _camel(key)):  # MLflow reads both
            value = body.get(spelling)
            found += value if isinstance(value, list) else [value] if value else []
    return tuple(dict.fromkeys(str(one) for one in found if one))


def _camel(key: str) -> str:
    first, *others = key.split("_")
    return first + "".join(word.capitalize() for word in others)


def _tags(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    tags = body.get("tags")
    return [tag for tag in tags if isinstance(tag, dict)] if isinstance(tags, list) else []


def tagged(body: Mapping[str, Any], tags: Mapping[str, str]) -> dict[str, Any]:
    """The body with our tags in place of whatever it says under their names."""
    kept = [dict(tag) for tag in _tags(body) if not str(tag.get("key", "")).startswith("penstock.")]
    return {**body, "tags": [*kept, *({"key": key, "value": value} for key, value in tags.items())]}


def narrowed(body: Mapping[str, Any], root: str) -> dict[str, Any]:
    """A search that finds only what belongs to the job. Ours comes first: nothing after it can take it back."""
    ours = f"tags.`{ROOT_TAG}` = '{root}'"
    said = str(body.get("filter") or "").strip()
    return {**body, "filter": f"{ours} AND {said}" if said else ours}
