"""`ml_client.data`, `.components`, `.environments`, `.models`, `.compute`, `.datastores`, `.schedules`, endpoints."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from designer.spec.emit import dump
from designer.spec.paths import is_local, local_path
from penstock.cli.client import Client, segment
from penstock.sdk.assets import Asset
from penstock.sdk.body import Place, plain
from penstock.sdk.client.answers import SubmittedJob, asset_of, job_of
from penstock.sdk.client.connection import Connection, Finished, told
from penstock.sdk.client.foreign import adopted
from penstock.sdk.client.jobs import _told_pages, archived_of
from penstock.sdk.component import Component
from penstock.sdk.errors import ResourceNotFoundError, UserErrorException


class _Operations:
    """What all kinds of registered things have in common. `_kind` is the word of the address."""

    _kind = ""
    _noun = ""  # the keyword by which programs give what is to be created

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _register(self, asset: Any, version: str | None = None) -> Any:
        """Sends the document with the files that it names, as the command line does."""
        found = adopted(asset)
        if not isinstance(found, Asset):
            raise UserErrorException(
                f"a {type(asset).__name__} is nothing that {self._noun} takes",
                hint="give it an object, or load_… a file",
            )
        return asset_of(self._kind, _sent(self._connection.anybody(), self._kind, found, version))

    def _given(self, asset: Any, keywords: dict[str, Any]) -> Any:
        """What is to be created, given first or by its keyword (`data=…`, `environment=…`)."""
        found = keywords.pop(self._noun, None) if asset is None else asset
        if found is None:
            raise UserErrorException(f"nothing was given to be created: write {self._noun}=…")
        return found

    def _list(self, **query: Any) -> Iterator[Any]:
        client = self._connection.anybody()
        return (asset_of(self._kind, item) for item in _told_pages(client, self._kind, None, query))

    def _address(self, name: str, version: str | None = None, label: str | None = None) -> str:
        found = f"{self._kind}/{segment(name)}"
        chosen = version or label
        return f"{found}/{segment(str(chosen))}" if chosen else found


def _sent(client: Client, address: str, asset: Asset, version: str | None = None) -> dict[str, Any]:
    """Posts an object's document. Where in git it lies is told for what came from a file."""
    from designer.gitstate import state_of
    from penstock.cli.assets import VIRTUAL, send

    source = asset._source if isinstance(asset, Component) else None
    path = (
        source or Path.cwd() / VIRTUAL
    )  # a component that came from a file is what the command line makes of the file
    document = _document_of(asset, Place(path.parent)) | ({"version": version} if version is not None else {})
    return send(client, address, path, dump(document), state_of(source.parent) if source else {})


def _document_of(asset: Asset, place: Place) -> dict[str, Any]:
    if isinstance(asset, Component):
        return asset._definition(place)
    document = dict(Asset._written(asset, place))
    return {key: value for key, value in document.items() if value not in (None, {})}


class VersionedOperations(_Operations):
    """Things that have versions."""

    @told
    def create_or_update(self, asset: Any = None, version: str | None = None, **keywords: Any) -> Any:
        """Registers it. The same content again answers the version that has it."""
        found = self._given(asset, keywords)
        return self._register(found, version=str(version) if version is not None else None)

    @told
    def get(self, name: str, version: str | None = None, label: str | None = None) -> Any:
        """One version; without `version` and `label` the latest."""
        address = self._address(name, str(version) if version is not None else None, label or "latest")
        return asset_of(self._kind, self._connection.anybody().get(address))

    @told
    def list(self, name: str | None = None, *, list_view_type: Any = "ActiveOnly", **_: Any) -> Iterator[Any]:
        """The newest version of each name, or all versions of one."""
        if name is None:
            return self._list(archived=archived_of(list_view_type))
        family = self._connection.anybody().get(self._address(name))
        return iter([asset_of(self._kind, item) for item in family["versions"]])

    @told
    def archive(self, name: str, version: str | None = None, label: str | None = None, **_: Any) -> None:
        """Keeps a version, or the whole name, out of lists."""
        self._connection.anybody().post(f"{self._address(name, version, label)}/archive", {})

    @told
    def restore(self, name: str, version: str | None = None, label: str | None = None, **_: Any) -> None:
        """Takes it back into lists."""
        self._connection.anybody().post(f"{self._address(name, version, label)}/restore", {})


class ComponentOperations(VersionedOperations):
    """`ml_client.components`."""

    _kind, _noun = "components", "component"

    @told
    def create_or_update(self, asset: Any = None, version: str | None = None, **keywords: Any) -> Any:
        """Registers a component, or the component that a pipeline function is."""
        asset = self._given(asset, keywords)
        builder = getattr(asset, "_penstock_builder", None)
        if builder is not None:
            asset = builder._run({})[0]
        if not isinstance(asset, Asset) and hasattr(asset, "component"):
            asset = asset.component
        elif isinstance(getattr(asset, "_body", None), Mapping) and isinstance(asset._body.get("component"), Component):
            asset = asset._body["component"]
        return self._register(asset, version=str(version) if version is not None else None)


class DataOperations(VersionedOperations):
    """`ml_client.data`."""

    _kind, _noun = "data", "data"


class EnvironmentOperations(VersionedOperations):
    """`ml_client.environments`."""

    _kind, _noun = "environments", "environment"


class ModelOperations(VersionedOperations):
    """`ml_client.models`."""

    _kind, _noun = "models", "model"

    @told
    def download(self, name: str, version: str, download_path: str | os.PathLike[str] = ".") -> None:
        """Leaves the files of a model in `<download_path>/<name>`."""
        address = self._address(name, str(version))
        self._connection.anybody().download(f"{address}/download", Path(download_path) / name)


class PlainOperations(_Operations):
    """Things without versions. What takes long elsewhere is done at once here; `.result()` answers it."""

    @told
    def create_or_update(self, asset: Any = None, **keywords: Any) -> Any:
        """Creates it, or changes the one of this name."""
        return self._register(self._given(asset, keywords))

    def begin_create_or_update(self, asset: Any = None, **keywords: Any) -> Finished:
        return Finished(self.create_or_update(asset, **keywords))

    def begin_update(self, asset: Any = None, **keywords: Any) -> Finished:
        return Finished(self.create_or_update(asset, **keywords))

    @told
    def get(self, name: str, **_: Any) -> Any:
        """The one of this name."""
        return asset_of(self._kind, self._connection.anybody().get(self._address(name)))

    @told
    def list(self, **_: Any) -> Iterator[Any]:
        """All of them."""
        return self._list()

    @told
    def delete(self, name: str, **_: Any) -> None:
        """Removes it; refused while something uses it."""
        self._connection.anybody().delete(self._address(name))

    def begin_delete(self, name: str, **_: Any) -> Finished:
        return Finished(self.delete(name))


class ComputeOperations(PlainOperations):
    """`ml_client.compute`: names that jobs refer to."""

    _kind, _noun = "computes", "compute"

    @told
    def list(self, *, compute_type: str | None = None, **_: Any) -> Iterator[Any]:
        """All of them, or those of one type."""
        found = self._list()
        return (one for one in found if compute_type is None or str(one.type).lower() == compute_type.lower())

    def begin_start(self, name: str) -> Finished:
        return Finished(self.get(name))

    def begin_stop(self, name: str) -> Finished:
        return Finished(self.get(name))

    def begin_restart(self, name: str) -> Finished:
        return Finished(self.get(name))


class DatastoreOperations(PlainOperations):
    """`ml_client.datastores`."""

    _kind, _noun = "datastores", "datastore"

    def get_default(self, **_: Any) -> Any:
        """The datastore that outputs go to: the workspace's own, unless one of its name was created."""
        from penstock.sdk.infrastructure import AzureBlobDatastore

        try:
            return self.get("workspaceblobstore")
        except ResourceNotFoundError:
            return AzureBlobDatastore(name="workspaceblobstore", description="The folder of the workspace.")


class ScheduleOperations(PlainOperations):
    """`ml_client.schedules`."""

    _kind, _noun = "schedules", "schedule"

    @told
    def enable(self, name: str) -> Any:
        """Lets it fire."""
        return asset_of(self._kind, self._connection.anybody().post(f"{self._address(name)}/enable", {}))

    @told
    def disable(self, name: str) -> Any:
        """Keeps it from firing."""
        return asset_of(self._kind, self._connection.anybody().post(f"{self._address(name)}/disable", {}))

    def begin_enable(self, name: str, **_: Any) -> Finished:
        return Finished(self.enable(name))

    def begin_disable(self, name: str, **_: Any) -> Finished:
        return Finished(self.disable(name))


class EndpointOperations(PlainOperations):
    """`ml_client.batch_endpoints`: published pipelines."""

    _kind, _noun = "endpoints", "endpoint"

    @told
    def get(self, name: str, **_: Any) -> Any:
        """The one of this name, with the address that calls it."""
        client = self._connection.anybody()
        answer = client.get(self._address(name))
        return asset_of(self._kind, {**answer, "scoring_uri": f"{client.url}/api/v1/{self._address(name)}/invoke"})

    @told
    def invoke(
        self,
        endpoint_name: str,
        *,
        deployment_name: str | None = None,
        input: Any = None,
        inputs: Mapping[str, Any] | None = None,
        outputs: Mapping[str, Any] | None = None,
        experiment_name: str | None = None,
        **_: Any,
    ) -> SubmittedJob:
        """Runs the pipeline behind an endpoint."""
        if input is not None:
            inputs = {"input": input, **(inputs or {})}
        body = {
            "inputs": _absolute(plain(inputs or {}, Place(Path.cwd()))),
            "outputs": plain(outputs or {}, Place(Path.cwd())),
            "deployment": deployment_name,
            "experiment_name": experiment_name,
        }
        given = {key: value for key, value in body.items() if value is not None}
        return job_of(self._connection.server().post(f"endpoints/{segment(endpoint_name)}/invoke", given))

    @told
    def list_jobs(self, endpoint_name: str, **_: Any) -> Iterator[SubmittedJob]:
        """The jobs that calls of an endpoint have started."""
        found = _told_pages(self._connection.anybody(), "jobs", None, {})
        return (job_of(item) for item in found if item["tags"].get("endpoint") == endpoint_name)


def _absolute(inputs: dict[str, Any]) -> dict[str, Any]:
    """A server on this machine does not know in which folder its caller is."""
    for value in inputs.values():
        if isinstance(value, dict) and isinstance(value.get("path"), str) and is_local(value["path"]):
            value["path"] = str(Path(local_path(value["path"])).resolve())
    return inputs


class DeploymentOperations:
    """`ml_client.batch_deployments`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @told
    def create_or_update(self, deployment: Any, **_: Any) -> Any:
        """Puts a pipeline behind its endpoint."""
        found = adopted(deployment)
        address = f"endpoints/{segment(found.endpoint_name)}/deployments"
        return asset_of("deployments", _sent(self._connection.anybody(), address, found))

    def begin_create_or_update(self, deployment: Any, **_: Any) -> Finished:
        return Finished(self.create_or_update(deployment))

    @told
    def get(self, name: str, endpoint_name: str) -> Any:
        """One deployment."""
        address = f"endpoints/{segment(endpoint_name)}/deployments/{segment(name)}"
        return asset_of("deployments", self._connection.anybody().get(address))

    @told
    def list(self, endpoint_name: str) -> Iterator[Any]:
        """The deployments of an endpoint."""
        found = self._connection.anybody().get(f"endpoints/{segment(endpoint_name)}/deployments")
        return (asset_of("deployments", item) for item in found["items"])

    @told
    def begin_delete(self, name: str, endpoint_name: str) -> Finished:
        self._connection.anybody().delete(f"endpoints/{segment(endpoint_name)}/deployments/{segment(name)}")
        return Finished(None)


class WorkspaceOperations:
    """`ml_client.workspaces`: the one that is open."""

    def __init__(self, connection: Connection, name: str) -> None:
        self._connection, self._name = connection, name

    @told
    def get(self, name: str | None = None, **_: Any) -> Any:
        """The workspace, whatever it is called elsewhere."""
        from penstock.sdk.client.answers import Record

        found = self._connection.anybody().get("workspace")
        return Record._load({**found, "name": name or found.get("name") or self._name}, Path.cwd())

    def list(self, **_: Any) -> Iterator[Any]:
        return iter([self.get()])
