"""Computes, datastores and workspaces as objects: names that jobs refer to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from penstock.sdk.assets import Asset


class Compute(Asset):
    """A place where steps run. Here every name is a label of this machine, or of the cluster of the workspace."""

    _noun: ClassVar[str] = "compute"
    _type: ClassVar[str] = ""
    _keys: ClassVar[tuple[str, ...]] = (
        "name", "type", "size", "min_instances", "max_instances", "idle_time_before_scale_down", "tier", "description",
        "tags", "location", "identity", "network_settings", "ssh_settings", "ssh_public_access_enabled", "resource_id",
        "provisioning_state", "enable_node_public_ip", "id", "creation_context",
    )  # fmt: skip
    _hidden: ClassVar[frozenset[str]] = Asset._hidden | {"provisioning_state"}

    def __init__(self, *, name: str, **keys: Any) -> None:
        super().__init__(**{"name": name, "type": self._type or None, **keys})


class AmlCompute(Compute):
    """A cluster that grows and shrinks."""

    _type = "amlcompute"

    def __init__(
        self,
        *,
        name: str,
        size: str | None = None,
        min_instances: int | None = 0,
        max_instances: int | None = 4,
        idle_time_before_scale_down: int | None = 120,
        tier: str | None = None,
        description: str | None = None,
        tags: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            name=name, size=size, min_instances=min_instances, max_instances=max_instances,
            idle_time_before_scale_down=idle_time_before_scale_down, tier=tier, description=description, tags=tags,
            **kwargs,
        )  # fmt: skip


class ComputeInstance(Compute):
    """One machine of one user."""

    _type = "computeinstance"


class KubernetesCompute(Compute):
    """A cluster of Kubernetes."""

    _type = "kubernetes"


class VirtualMachineCompute(Compute):
    """A machine that is there already."""

    _type = "virtualmachine"


class SynapseSparkCompute(Compute):
    """A pool of Spark that is there already."""

    _type = "synapsespark"


class Datastore(Asset):
    """A place where data lies."""

    _noun: ClassVar[str] = "datastore"
    _type: ClassVar[str] = ""
    _keys: ClassVar[tuple[str, ...]] = (
        "name", "type", "description", "tags", "account_name", "container_name", "filesystem", "file_share_name",
        "protocol", "endpoint", "credentials", "properties", "id", "creation_context",
    )  # fmt: skip

    def __init__(self, *, name: str, **keys: Any) -> None:
        super().__init__(**{"name": name, "type": self._type or None, **keys})


class AzureBlobDatastore(Datastore):
    """A container of blobs."""

    _type = "azure_blob"


class AzureDataLakeGen2Datastore(Datastore):
    """A file system of a data lake."""

    _type = "azure_data_lake_gen2"


class AzureFileDatastore(Datastore):
    """A file share."""

    _type = "azure_file"


class OneLakeDatastore(Datastore):
    """A lake of Fabric."""

    _type = "one_lake"


class Workspace(Asset):
    """A workspace."""

    _noun: ClassVar[str] = "workspace"
    _keys: ClassVar[tuple[str, ...]] = (
        "name", "display_name", "description", "location", "resource_group", "tags", "mlflow_tracking_uri", "id",
        "storage_account", "container_registry", "key_vault", "application_insights", "creation_context",
    )  # fmt: skip


_COMPUTES: Mapping[str, type[Compute]] = {
    kind._type: kind
    for kind in (AmlCompute, ComputeInstance, KubernetesCompute, SynapseSparkCompute, VirtualMachineCompute)
}
_DATASTORES: Mapping[str, type[Datastore]] = {
    kind._type: kind for kind in (AzureBlobDatastore, AzureDataLakeGen2Datastore, AzureFileDatastore, OneLakeDatastore)
}


def compute_kind(body: Mapping[str, Any]) -> type[Compute]:
    return _COMPUTES.get(str(body.get("type", "")).lower(), Compute)


def datastore_kind(body: Mapping[str, Any]) -> type[Datastore]:
    return _DATASTORES.get(str(body.get("type", "")).lower(), Datastore)
