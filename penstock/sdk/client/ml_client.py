"""`MLClient`: one workspace, and what can be done with it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from penstock.sdk.client import assets
from penstock.sdk.client.connection import Connection, Finished
from penstock.sdk.client.foreign import adopted
from penstock.sdk.client.jobs import JobOperations, job_from
from penstock.sdk.component import Component
from penstock.sdk.errors import UserErrorException, ValidationException
from penstock.sdk.infrastructure import Compute, Datastore
from penstock.sdk.kept import Kept, NotProvided, refuse
from penstock.sdk.nodes import Job
from penstock.sdk.schedules import BatchEndpoint, PipelineComponentBatchDeployment, Schedule

_ELSEWHERE = {
    "online_endpoints": "online endpoints",
    "online_deployments": "online endpoints",
    "serverless_endpoints": "online endpoints",
    "registries": "registries and other workspaces",
    "connections": "registries and other workspaces",
    "indexes": "registries and other workspaces",
    "feature_stores": "feature stores",
    "feature_sets": "feature stores",
    "feature_store_entities": "feature stores",
}


class MLClient:
    """A workspace of Penstock.

    `MLClient()` finds the server that `penstock up` started here; where none runs, everything that needs no running
    engine works on the workspace itself. `url` and `token` (PENSTOCK_URL, PENSTOCK_TOKEN) name another server,
    `data_dir` (PENSTOCK_DATA_DIR) another workspace. Credential and names of Azure are taken and not used.
    """

    def __init__(
        self,
        credential: Any = None,
        subscription_id: str | None = None,
        resource_group_name: str | None = None,
        workspace_name: str | None = None,
        registry_name: str | None = None,
        *,
        url: str | None = None,
        token: str | None = None,
        data_dir: str | os.PathLike[str] | None = None,
        **_: Any,
    ) -> None:
        self._connection = Connection(url, token, data_dir)
        self.subscription_id, self.resource_group_name = subscription_id, resource_group_name
        self.workspace_name = workspace_name or registry_name or "penstock"
        self.jobs = JobOperations(self._connection)
        self.components = assets.ComponentOperations(self._connection)
        self.data = assets.DataOperations(self._connection)
        self.environments = assets.EnvironmentOperations(self._connection)
        self.models = assets.ModelOperations(self._connection)
        self.compute = assets.ComputeOperations(self._connection)
        self.datastores = assets.DatastoreOperations(self._connection)
        self.schedules = assets.ScheduleOperations(self._connection)
        self.batch_endpoints = assets.EndpointOperations(self._connection)
        self.batch_deployments = assets.DeploymentOperations(self._connection)
        for name, about in _ELSEWHERE.items():
            setattr(self, name, NotProvided(about))
        self.workspaces = assets.WorkspaceOperations(self._connection, self.workspace_name)

    @classmethod
    def from_config(
        cls,
        credential: Any = None,
        *,
        path: str | os.PathLike[str] | None = None,
        file_name: str | None = None,
        **kwargs: Any,
    ) -> MLClient:
        """A client with the names in `config.json`, looked for here and in the folders above; else `MLClient()`.

        The file may say `url`, `token` or `data_dir` too.
        """
        found = _config(Path(path) if path is not None else None, file_name or "config.json")
        names = {
            "subscription_id": found.get("subscription_id"),
            "resource_group_name": found.get("resource_group"),
            "workspace_name": found.get("workspace_name"),
        }
        own = {key: found[key] for key in ("url", "token", "data_dir") if found.get(key)}
        return cls(credential, **{**names, **own, **kwargs})

    def create_or_update(self, entity: Any, **kwargs: Any) -> Any:
        """Submits a job or registers an asset: whatever it is."""
        found = adopted(entity)
        if getattr(found, "_is_dsl_func", False):
            job_from(found)
        return self._home_of(found).create_or_update(found, **kwargs)

    def begin_create_or_update(self, entity: Any, **kwargs: Any) -> Finished:
        return Finished(self.create_or_update(entity, **kwargs))

    def _home_of(self, entity: Any) -> Any:
        homes = (
            (Job, self.jobs),
            (Component, self.components),
            (Compute, self.compute),
            (Datastore, self.datastores),
            (Schedule, self.schedules),
            (BatchEndpoint, self.batch_endpoints),
            (PipelineComponentBatchDeployment, self.batch_deployments),
        )
        for kind, home in homes:
            if isinstance(entity, kind):
                return home
        by_name = {"Data": self.data, "Environment": self.environments, "Model": self.models}
        if isinstance(entity, Kept):
            refuse(entity._about)
        found = by_name.get(type(entity).__name__)
        if found is None:
            raise UserErrorException(f"a {type(entity).__name__} cannot be created", hint="give a job or an asset")
        return found

    def __repr__(self) -> str:
        return f"MLClient(workspace_name={self.workspace_name!r})"


def _config(path: Path | None, file_name: str) -> dict[str, Any]:
    """The nearest configuration file: itself, or in `.azureml` beside, here or in a folder above."""
    if path is not None and path.is_file():
        places = [path]
    else:
        start = (path or Path.cwd()).resolve()
        folders = [start, *start.parents] if path is None else [start]
        places = [place for folder in folders for place in (folder / file_name, folder / ".azureml" / file_name)]
    for place in places:
        if place.is_file():
            try:
                found = json.loads(place.read_text(encoding="utf-8-sig"))
            except ValueError as failure:
                raise ValidationException(f"{place} is no JSON: {failure}") from None
            return found if isinstance(found, dict) else {}
    return {}
