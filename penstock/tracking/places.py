"""Where tracking lies on disk, and the settings that say otherwise. Standard library only."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from penstock.workspace import Workspace

PREFIX = "/mlflow"
URI = "PENSTOCK_MLFLOW_TRACKING_URI"  # of a server that is not ours
CREDENTIAL = "PENSTOCK_MLFLOW_TRACKING_TOKEN"  # for that server
DATABASE = "PENSTOCK_MLFLOW_DATABASE_URL"  # for our server, in place of its SQLite file
PYTHON = "PENSTOCK_MLFLOW_PYTHON"  # an interpreter with mlflow, in place of the environment `current`
ADDRESS = "PENSTOCK_TRACKING_ADDRESS"  # where steps find `/mlflow`; `up` tells its children
IDLE = "PENSTOCK_MLFLOW_IDLE"  # seconds without a request until our server ends; 0 for never
MARKER = "mlflow.json"  # in the folder of an attempt that has a run in MLflow: {run_id, experiment_id}


@dataclass(frozen=True, slots=True)
class Tracking:
    """The tracking part of a workspace."""

    workspace: Workspace

    @property
    def folder(self) -> Path:
        return self.workspace.root / "tracking"

    @property
    def db(self) -> Path:
        """MLflow's own SQLite file, never ours."""
        return self.folder / "mlflow.db"

    @property
    def artifacts(self) -> Path:
        return self.folder / "artifacts"

    def index(self, run: str) -> Path:
        """A link to the marker of the job that has the run."""
        return self.folder / "runs" / run

    @property
    def lock(self) -> Path:
        """Held while somebody runs the server: one writer of the file."""
        return self.folder / "lock"

    @property
    def socket(self) -> Path:
        return self.workspace.run / "mlflow.sock"

    @property
    def log(self) -> Path:
        return self.workspace.logs / "mlflow.log"

    @property
    def settings(self) -> Path:
        return self.workspace.root / "tracking.json"

    @property
    def external(self) -> str:
        """The address of a server that is not ours; "" when it is ours."""
        return (os.environ.get(URI) or self._kept().get("tracking_uri") or "").rstrip("/")

    @property
    def database(self) -> str:
        """Where our server keeps what is tracked."""
        return os.environ.get(DATABASE) or self._kept().get("database") or f"sqlite:///{self.db}"

    def _kept(self) -> dict[str, str]:
        try:
            found = json.loads(self.settings.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def keep(self, changes: dict[str, str | None]) -> None:
        """Keep settings for this workspace; they hold from its next start."""
        kept: dict[str, str | None] = {**self._kept(), **changes}
        draft = self.settings.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps({key: value for key, value in kept.items() if value}))
        draft.replace(self.settings)

    def ensure(self) -> Tracking:
        for folder in (self.folder, self.artifacts):
            folder.mkdir(mode=0o700, exist_ok=True)
        return self
