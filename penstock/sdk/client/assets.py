"""`ml_client.data`, `.components`, `.environments`, `.models`, `.compute`, `.datastores`, `.schedules`, endpoints."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from designer.spec.emit import dump
from penstock.cli.client import segment
from penstock.sdk.assets import Asset
from penstock.sdk.body import Place
from penstock.sdk.client.answers import SubmittedJob, asset_of, job_of
from penstock.sdk.client.connection import Connection, Finished, told
from penstock.sdk.client.foreign import adopted
from penstock.sdk.client.jobs import _told_pages, archived_of
from penstock.sdk.component import Component
from penstock.sdk.errors import UserErrorException


class _Operations:
    """What all kinds of registered things have in common. `_kind` is the word of the address."""

    _kind = ""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def _register(self, asset: Any, **fields: str | None) -> Any:
        """Sends the document with the files that it names."""
        from penstock.cli.pack import pack_job

        found = adopted(asset)
        if not isinstance(found, Asset):
            raise UserErrorException(f"a {type(asset).__name__} cannot be registered here")
        place = Place(Path.cwd())
        text = dump(_document_of(found, place))
        pack = pack_job(place.base / f"{self._kind}.yml", text)
        given = {"main": pack.main, **fields}
        form = {key: value for key, value in given.items() if value}
        client = self._connection.anybody()
        return asset_of(self._kind, client.post_form(self._kind, form, {"file": (pack.name, pack.content)}).json())

    def _list(self, **query: Any) -> Iterator[Any]:
        client = self._connection.anybody()
        return (asset_of(self._kind, item) for item in _told_pages(client, self._kind, None, query))

    def _address(self, name: str, version: str | None = None, label: str | None = None) -> str:
        found = f"{self._kind}/{segment(name)}"
        chosen = version or label
        return f"{found}/{segment(str(chosen))}" if chosen else found


def _document_of(asset: Asset, place: Place) -> dict[str, Any]:
    if isinstance(asset, Component):
        return asset._definition(place)
    document = dict(Asset._written(asset, place))
    return {key: value for key, value in document.items() if value not in (None, {})}


class VersionedOperations(_Operations):
    """Things that have versions."""

    @told
    def create_or_update(self, asset: Any, *, version: str | None = None, **_: Any) -> Any:
        """Registers it. The same content again answers the version that has it."""
        return self._register(asset, version=version)

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

    _kind = "components"

    @told
    def create_or_update(self, asset: Any, version: str | None = None, **_: Any) -> Any:
        """Registers a component, or the component that a pipeline function is."""
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

    _kind = "data"


class EnvironmentOperations(VersionedOperations):
    """`ml_client.environments`."""

    _kind = "environments"


class ModelOperations(VersionedOperations):
    """`ml_client.models`."""

    _kind = "models"

    @told
    def download(self, name: str, version: str, download_path: str | os.PathLike[str] = ".") -> None:
        """Leaves the files of a model in `<download_path>/<name>`."""
        client, address = self._connection.anybody(), self._address(name, str(version))
        target = Path(download_path) / name
        for item in client.get(address)["files"]:
            place = target / item["path"]
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(client.request("GET", f"{address}/raw", query={"file": item["path"]}).body)


class PlainOperations(_Operations):
    """Things without versions. What takes long elsewhere is done at once here; `.result()` answers it."""

    @told
    def create_or_update(self, asset: Any, **_: Any) -> Any:
        """Creates it, or changes the one of this name."""
        return self._register(asset)

    def begin_create_or_update(self, asset: Any, **_: Any) -> Finished:
        return Finished(self.create_or_update(asset))

    def begin_update(self, asset: Any, **_: Any) -> Finished:
        return Finished(self.create_or_update(asset))

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

    _kind = "computes"

    def begin_start(self, name: str) -> Finished:
        return Finished(self.get(name))

    def begin_stop(self, name: str) -> Finished:
        return Finished(self.get(name))

    def begin_restart(self, name: str) -> Finished:
        return Finished(self.get(name))


class DatastoreOperations(PlainOperations):
    """`ml_client.datastores`."""

    _kind = "datastores"

    def get_default(self, **_: Any) -> Any:
        """The datastore that outputs go to."""
        return self.get("workspaceblobstore")


class ScheduleOperations(PlainOperations):
    """`ml_client.schedules`."""

    _kind = "schedules"

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

    _kind = "endpoints"

    @told
    def invoke(
        self,
        endpoint_name: str,
        *,
        deployment_name: str | None = None,
        inputs: Mapping[str, Any] | None = None,
        outputs: Mapping[str, Any] | None = None,
        experiment_name: str | None = None,
        **_: Any,
    ) -> SubmittedJob:
        """Runs the pipeline behind an endpoint."""
        from penstock.sdk.body import plain

        place = Place(Path.cwd())
        body = {
            "inputs": plain(inputs or {}, place),
            "outputs": plain(outputs or {}, place),
            "deployment": deployment_name,
            "experiment_name": experiment_name,
        }
        given = {key: value for key, value in body.items() if value is not None}
        return job_of(self._connection.server().post(f"endpoints/{segment(endpoint_name)}/invoke", given))


class DeploymentOperations:
    """`ml_client.batch_deployments`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @told
    def create_or_update(self, deployment: Any, **_: Any) -> Any:
        """Puts a pipeline behind its endpoint."""
        from penstock.cli.pack import pack_job

        found = adopted(deployment)
        place = Place(Path.cwd())
        pack = pack_job(place.base / "deployment.yml", dump(_document_of(found, place)))
        fields = {"main": pack.main} if pack.main else {}
        address = f"endpoints/{segment(found.endpoint_name)}/deployments"
        answer = self._connection.anybody().post_form(address, fields, {"file": (pack.name, pack.content)})
        return asset_of("deployments", answer.json())

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

        try:
            found = self._connection.anybody().get("workspace")
        except Exception as failure:
            if getattr(failure, "code", "") != "not_found" and not str(getattr(failure, "code", "")).startswith(
                "http_4"
            ):
                raise
            found = {}
        return Record._load({"name": name or self._name, **json.loads(json.dumps(found))}, Path.cwd())

    def list(self, **_: Any) -> Iterator[Any]:
        return iter([self.get()])
