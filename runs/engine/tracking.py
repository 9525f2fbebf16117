"""What a step is told about tracking, as variables of its environment. Nothing is made in MLflow for it yet."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from designer.spec.plan import Step
from penstock.tracking import ids
from penstock.tracking.places import ADDRESS, MARKER
from penstock.tracking.tokens import JobIdentity, job_token, signing_key
from penstock.workspace import Workspace
from runs.engine.active import ActiveRun
from runs.ports import Report
from runs.storage.layout import AttemptFolder

HOOK = str(Path(ids.__file__).parent.parent / "steps")  # holds the `sitecustomize` of every Python of a step


def env_of(step: Step, run: ActiveRun, attempt: int, workspace: str) -> Mapping[str, str]:
    """Variables for one attempt; those that the step sets itself stay as it sets them."""
    own = step.environment_variables
    found = {"PYTHONPATH": f"{HOOK}:{own['PYTHONPATH']}" if own.get("PYTHONPATH") else HOOK}
    address = os.environ.get(ADDRESS)
    if not address or "MLFLOW_TRACKING_URI" in own:
        return found
    experiment, title = run.experiment or ids.DEFAULT, step.display_name or step.name
    job = JobIdentity(run.root, step.path, attempt, experiment, title if step.path else run.title, run.title, run.born)
    id_ = ids.run_id(run.root, step.path, attempt, run.born)
    found |= {
        "MLFLOW_TRACKING_URI": address,
        "MLFLOW_TRACKING_TOKEN": job_token(_key(workspace), job),
        "MLFLOW_RUN_ID": id_,
        "MLFLOW_EXPERIMENT_NAME": experiment,
        "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "5",  # about a minute in all: then the step says what is wrong
        "AZUREML_ARM_PROJECT_NAME": experiment,
        "PENSTOCK_MLFLOW_RUN_ID": id_,
    }
    if not external(workspace):
        found["MLFLOW_EXPERIMENT_ID"] = found["AZUREML_EXPERIMENT_ID"] = _experiment_id(experiment)
    for name in own.keys() & found.keys() - {"PYTHONPATH"}:
        found[name] = own[name]
    if own.keys() & {"MLFLOW_EXPERIMENT_NAME", "MLFLOW_EXPERIMENT_ID"}:
        for name in {"MLFLOW_EXPERIMENT_NAME", "MLFLOW_EXPERIMENT_ID"} - own.keys():
            found.pop(name, None)  # MLflow refuses two that do not agree
    return found


def ending(report: Report, folder: AttemptFolder, workspace: str) -> Callable[[], dict[str, Any] | None] | None:
    """What tells MLflow that an attempt ended, for a worker; None for one that never spoke to MLflow."""
    if report.kind != "exited" or not os.path.exists(f"{folder.root}/{MARKER}"):
        return None
    completed = report.reason == "exit" and report.code == 0
    status = "Completed" if completed else "Canceled" if report.reason == "stopped" else "Failed"
    return partial(_conclude, workspace, folder.root, status)


def run_ending(run: ActiveRun, workspace: str) -> Callable[[], dict[str, Any] | None] | None:
    """The same for a whole pipeline."""
    folder = f"{workspace}/jobs/{run.root}"
    status = str(run.state.root.status)
    return partial(_conclude, workspace, folder, status) if os.path.exists(f"{folder}/{MARKER}") else None


def _conclude(workspace: str, folder: str, status: str) -> dict[str, Any] | None:
    from penstock.tracking.ending import conclude

    return conclude(Path(workspace), folder, status)


_experiment_id = lru_cache(maxsize=256)(ids.experiment_id)


@lru_cache(maxsize=8)
def _key(workspace: str) -> bytes:
    return signing_key(Workspace(Path(workspace)).secret_key())


@lru_cache(maxsize=8)
def external(workspace: str) -> bool:
    """Whether a server that is not ours numbers the experiments. Settled when the runner starts."""
    from penstock.tracking.places import Tracking

    return bool(Tracking(Workspace(Path(workspace))).external)
