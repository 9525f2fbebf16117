"""The end of a job in MLflow: its run ends as the job did, and what it measured last is taken along."""

from __future__ import annotations

import json
import logging
import time
from pathlib import Path
from typing import Any

from penstock.tracking.client import client_of
from penstock.tracking.measured import point
from penstock.tracking.places import MARKER
from penstock.tracking.upstream import NotDone, Unreachable

STATUS = {"Completed": "FINISHED", "Failed": "FAILED", "Canceled": "KILLED"}
PATIENCE = 3.0  # seconds: a job does not wait longer for MLflow to hear of its end
MUTE = 30.0  # seconds for which it is not asked again after it was silent: thousands of jobs may end meanwhile
MOST = 200  # values that are taken along
log = logging.getLogger("penstock.runner")
_mute = {"until": 0.0}


def read_marker(folder: str | Path) -> dict[str, Any] | None:
    """Which run an attempt has in MLflow; None when it has none."""
    try:
        with open(f"{folder}/{MARKER}", "rb") as file:
            found = json.loads(file.read())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and "run_id" in found else None


def conclude(root: Path, folder: str | Path, status: str) -> dict[str, Any] | None:
    """End the run of an attempt and tell what it measured last. Never fails: the job's end is what counts."""
    marker = read_marker(folder)
    if marker is None:
        return None
    run = str(marker["run_id"])
    kept: dict[str, Any] = {"run_id": run, "experiment_id": marker.get("experiment_id")}
    if time.monotonic() < _mute["until"]:
        return kept
    try:
        client = client_of(root)
        ended = {"run_id": run, "status": STATUS[status], "end_time": int(time.time() * 1000)}
        client.call("POST", "runs/update", ended, timeout=PATIENCE)
        data = client.call("GET", "runs/get", {"run_id": run}, timeout=PATIENCE)["run"].get("data", {})
        kept["metrics"] = {one["key"]: point(one)[2] for one in data.get("metrics", ())[:MOST]}
        kept["params"] = {one["key"]: one["value"][:500] for one in data.get("params", ())[:MOST]}
    except (Unreachable, NotDone, LookupError, TypeError, ValueError, OSError) as error:
        if isinstance(error, Unreachable):
            _mute["until"] = time.monotonic() + MUTE
        log.warning("%s: MLflow was not told of the end of run %s: %s", folder, run, error)
    return kept
