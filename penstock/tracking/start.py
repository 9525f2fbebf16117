"""`python -m penstock.tracking.start <file number>`: becomes MLflow's server; builds its environment first."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from penstock.tracking import places
from penstock.workspace import Workspace

IDLE_SECONDS = "900"
HERE = Path(__file__).parent


def main(fd: int) -> None:
    tracking = places.Tracking(Workspace.open()).ensure()
    python = os.environ.get(places.PYTHON) or _python(tracking.workspace)
    os.set_inheritable(fd, True)
    idle = os.environ.get(places.IDLE) or IDLE_SECONDS
    argv = [python, "-P", str(HERE / "child.py"), str(HERE / "ids.py"), str(fd), idle]
    os.execve(python, argv, environment(tracking))


def environment(tracking: places.Tracking) -> dict[str, str]:
    """What the server is told. Nothing of ours goes to it, and nothing of it goes to other hosts."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PENSTOCK_", "MLFLOW_", "PYTHON"))}
    return {
        **kept,
        "_MLFLOW_STATIC_PREFIX": places.PREFIX,
        "_MLFLOW_SERVER_FILE_STORE": _for_sqlalchemy(tracking.database),
        "_MLFLOW_SERVER_REGISTRY_STORE": _for_sqlalchemy(tracking.database),
        "_MLFLOW_SERVER_ARTIFACT_DESTINATION": tracking.artifacts.as_uri(),
        "_MLFLOW_SERVER_ARTIFACT_ROOT": "mlflow-artifacts:/",
        "_MLFLOW_SERVER_SERVE_ARTIFACTS": "true",
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
        "MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE": "true",  # whoever comes through has passed our guard
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "DO_NOT_TRACK": "true",
    }


def _for_sqlalchemy(database: str) -> str:
    """As people write it, with the driver that the environment has."""
    for scheme in ("postgresql://", "postgres://"):
        if database.startswith(scheme):
            return "postgresql+psycopg://" + database.removeprefix(scheme)
    return database


def _python(workspace: Workspace) -> str:
    from penstock.environments import EnvironmentFailed, ensure_current

    try:
        return str(ensure_current(workspace.environments, lambda line: print(line, file=sys.stderr, flush=True)))
    except EnvironmentFailed as failed:
        sys.exit(f"the environment current, which holds MLflow, cannot be built: {failed}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
