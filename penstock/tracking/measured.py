"""What a run has in MLflow, as a page shows it: values, curves of at most a thousand points, files, models."""

from __future__ import annotations

import json
import math
import os
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from penstock.tracking.client import Client, Silent, client_of
from penstock.tracking.places import PREFIX, Tracking
from penstock.tracking.upstream import NotDone, Unreachable

CURVES, POINTS, FILES = 60, 1000, 500
PATIENCE = 1.5  # seconds for one answer: the page asks again
NOTHING: dict[str, Any] = {
    "state": "none", "run_id": None, "experiment_id": None, "url": None,
    "metrics": [], "params": [], "tags": [], "models": [], "artifacts": [],
}  # fmt: skip
# (run, metric) -> when it last changed, and its points: a curve is asked for again when it has grown.
_curves: OrderedDict[tuple[str, str], tuple[Any, list[list[Any]]]] = OrderedDict()
REMEMBERED = 500


def measured(tracking: Tracking, marker: Mapping[str, Any], kept: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """`marker` says which run it is; `kept` is what was known at its end, for a server that does not answer."""
    run, experiment = str(marker["run_id"]), str(marker["experiment_id"])
    found = {**NOTHING, "run_id": run, "experiment_id": experiment, "url": page_of(run, experiment)}
    client = client_of(tracking.workspace.root)
    try:
        return found | _read(client, tracking, run, experiment)
    except Silent as silent:
        return found | _remembered(kept) | {"state": "starting" if silent.starting else "unreachable"}
    except (Unreachable, NotDone, LookupError, TypeError, ValueError):
        return found | _remembered(kept) | {"state": "unreachable"}


def page_of(run: str, experiment: str) -> str:
    return f"{PREFIX}/#/experiments/{experiment}/runs/{run}"


def _read(client: Client, tracking: Tracking, run: str, experiment: str) -> dict[str, Any]:
    answer = client.call("GET", "runs/get", {"run_id": run}, timeout=PATIENCE)["run"]
    data, info = answer.get("data", {}), answer.get("info", {})
    metrics = []
    for number, latest in enumerate(data.get("metrics", ())):
        points = _curve(client, run, latest) if number < CURVES else [point(latest)]
        last = point(latest)
        entry = {"key": latest["key"], "step": last[0], "timestamp": last[1], "value": last[2]}
        metrics.append({**entry, "count": len(points), "points": points})
    tags = [tag for tag in data.get("tags", ()) if not _is_internal(tag)]
    return {
        "state": "ok",
        "metrics": metrics,
        "params": sorted(data.get("params", ()), key=lambda one: one["key"]),
        "tags": tags,
        "models": _models(client, run, experiment),
        "artifacts": _files(client, tracking, run, str(info.get("artifact_uri") or "")),
    }


def _is_internal(tag: Mapping[str, str]) -> bool:
    return (
        tag["key"].startswith(("penstock.", "mlflow.log-model", "mlflow.loggedArtifacts")) or len(tag["value"]) > 2000
    )


def point(one: Mapping[str, Any]) -> list[Any]:
    """(step, milliseconds, value); what is no number is nothing."""
    value = one.get("value")
    number = float(value) if value is not None else math.nan
    return [int(one.get("step") or 0), int(one.get("timestamp") or 0), number if math.isfinite(number) else None]


def _curve(client: Client, run: str, latest: Mapping[str, Any]) -> list[list[Any]]:
    key, now = (run, latest["key"]), (latest.get("step"), latest.get("timestamp"), latest.get("value"))
    known = _curves.get(key)
    if known and known[0] == now:
        return known[1]
    said = {"run_ids": run, "metric_key": latest["key"], "max_results": POINTS}
    try:
        answer = client.call("GET", "metrics/get-history-bulk-interval", said, timeout=PATIENCE, api="ajax-api")
    except NotDone:  # another server may be older than this question
        said = {"run_id": run, "metric_key": latest["key"], "max_results": 25_000}
        answer = client.call("GET", "metrics/get-history", said, timeout=PATIENCE)
    points = sorted(point(one) for one in answer.get("metrics", ())) or [point(latest)]
    _curves[key] = (now, thinned(points, POINTS))
    if len(_curves) > REMEMBERED:
        _curves.popitem(last=False)
    return _curves[key][1]


def thinned(points: list[list[Any]], most: int) -> list[list[Any]]:
    """At most so many of them, evenly, the first and the last among them."""
    if len(points) <= most:
        return points
    return [points[round(number * (len(points) - 1) / (most - 1))] for number in range(most)]


def _models(client: Client, run: str, experiment: str) -> list[dict[str, Any]]:
    """Models that the run logged; those that were registered by the name and version they have there."""
    found: dict[tuple[str, str], dict[str, Any]] = {}

    def add(name: str, version: str, path: str) -> None:
        found.setdefault((name, version), {"name": name, "version": version, "path": path})

    said: dict[str, Any] = {"experiment_ids": [experiment], "filter": f"source_run_id = '{run}'"}
    try:
        for model in client.call("POST", "logged-models/search", said, timeout=PATIENCE).get("models", ()):
            info = model["info"]
            registered = [tag["value"] for tag in info.get("tags", ()) if tag["key"] == "mlflow.modelVersions"]
            path = f"models/{info['model_id']}"
            for one in json.loads(registered[0]) if registered else [{"name": info.get("name") or "model"}]:
                add(str(one["name"]), str(one.get("version", "")), path)
        said = {"filter": f"run_id = '{run}'", "max_results": 100}
        for one in client.call("GET", "model-versions/search", said, timeout=PATIENCE).get("model_versions", ()):
            add(str(one["name"]), str(one["version"]), str(one.get("source") or ""))
    except NotDone:  # a server that knows no such models
        pass
    return list(found.values())


def _files(client: Client, tracking: Tracking, run: str, address: str) -> list[dict[str, Any]]:
    """The run's artifacts, folders before what is in them; from the disk where that is where they lie."""
    if address.startswith("mlflow-artifacts:/") and not client.external:
        folder = tracking.artifacts / address.removeprefix("mlflow-artifacts:").strip("/")
        return list(_below(folder, ""))[:FILES]
    try:
        listed = client.call("GET", "artifacts/list", {"run_id": run}, timeout=PATIENCE).get("files", ())
    except NotDone:
        return []
    return [_file(one["path"], bool(one.get("is_dir")), one.get("file_size")) for one in listed][:FILES]


def _below(folder: Path, prefix: str, depth: int = 0) -> Iterator[dict[str, Any]]:
    try:
        with os.scandir(folder) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in inside[:FILES]:
        path = f"{prefix}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield _file(path, True, None)
            if depth < 8:
                yield from _below(Path(entry.path), f"{path}/", depth + 1)
        else:
            yield _file(path, False, entry.stat(follow_symlinks=False).st_size)


def _file(path: str, is_dir: bool, size: Any) -> dict[str, Any]:
    return {"path": path, "is_dir": is_dir, "size": None if size is None else int(size)}


def _remembered(kept: Mapping[str, Any] | None) -> dict[str, Any]:
    """The latest values, as they were written down when the step ended."""
    if not kept:
        return {}
    metrics = [
        {"key": key, "value": value, "step": 0, "timestamp": 0, "count": 1, "points": [[0, 0, value]]}
        for key, value in (kept.get("metrics") or {}).items()
    ]
    params = [{"key": key, "value": value} for key, value in (kept.get("params") or {}).items()]
    return {"metrics": metrics, "params": params}
