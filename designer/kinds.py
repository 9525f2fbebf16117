"""The kinds of things that can be registered: their words and their tables. Knows no rule about any of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from designer.models import (
    Asset,
    AssetVersion,
    Component,
    ComponentVersion,
    Compute,
    Datastore,
    Endpoint,
    Schedule,
)

Family = Component | Asset
Version = ComponentVersion | AssetVersion
Plain = Compute | Datastore | Schedule | Endpoint


@dataclass(frozen=True, slots=True)
class Kind:
    """`word` stands in addresses, `one` is the same for one of them. `plain` is set for what has no versions."""

    word: str
    one: str
    plain: type[Plain] | None = None

    @property
    def families(self) -> QuerySet[Family]:
        """The names of this kind."""
        found: QuerySet[Family] = Component.objects.all() if self.one == "component" else _assets(self.one)
        return found

    @property
    def versions(self) -> QuerySet[Version]:
        """All versions of all names of this kind, their names loaded with them."""
        if self.one == "component":
            return ComponentVersion.objects.select_related("component")
        return AssetVersion.objects.select_related("asset").filter(asset__kind=self.one)

    @property
    def rows(self) -> QuerySet[Version]:
        """Versions of whatever kind, in no order: for those that are known by their ids, or by their name's id. A
        condition more would only lead the database away from them."""
        model = ComponentVersion if self.one == "component" else AssetVersion
        return model.objects.select_related(self.holder).order_by()

    @property
    def holder(self) -> str:
        """The field of a version that leads to its name."""
        return "component" if self.one == "component" else "asset"


def _assets(one: str) -> QuerySet[Asset]:
    return Asset.objects.filter(kind=one)


COMPONENTS = Kind("components", "component")
DATA = Kind("data", "data")
ENVIRONMENTS = Kind("environments", "environment")
MODELS = Kind("models", "model")
COMPUTES = Kind("computes", "compute", Compute)
DATASTORES = Kind("datastores", "datastore", Datastore)
SCHEDULES = Kind("schedules", "schedule", Schedule)
ENDPOINTS = Kind("endpoints", "endpoint", Endpoint)

VERSIONED = {kind.one: kind for kind in (COMPONENTS, DATA, ENVIRONMENTS, MODELS)}
PLAIN = {kind.one: kind for kind in (COMPUTES, DATASTORES, SCHEDULES, ENDPOINTS)}


def family_of(version: Version) -> Family:
    return version.component if isinstance(version, ComponentVersion) else version.asset


def kind_of(version: Version) -> Kind:
    return COMPONENTS if isinstance(version, ComponentVersion) else VERSIONED[version.asset.kind]
