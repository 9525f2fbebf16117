"""Everything registered as JSON: lists, one version, a name with its versions. Reads rows and stored files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils import timezone

from designer import datastores, model_card, snapshots, versions
from designer.asset_shapes import Asset, AssetDetail, AssetFamily, AssetPage, Git, ModelCard
from designer.files import FolderFiles
from designer.kinds import PLAIN, Family, Kind, Plain, Version, family_of, kind_of
from designer.models import AssetVersion, ComponentVersion, Compute, Datastore, Defined, Deployment, Endpoint, Schedule
from designer.outside import load_of_compute
from designer.spec.emit import dump
from designer.spec.ports import FileError
from designer.spec.resources import limit_of_compute
from designer.uses import users_of

MOST_VERSIONS = 200  # told in full; all are named


def iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def asset_page(kind: Kind, rows: Sequence[Version], after: str | None) -> AssetPage:
    """One page of a list."""
    families = {family_of(row).pk: family_of(row) for row in rows}
    names = versions.versions_of(kind, families.values())
    items = [asset(row, names[family_of(row).pk], latest_among(row)) for row in rows]
    for item in items:  # the nodes of a pipeline can be thousands; who wants them opens it
        item["spec"] = {key: value for key, value in item["spec"].items() if key != "jobs"}
    return {"items": items, "next": after}


def latest_among(row: Version) -> str | None:
    """`latest` of a row that is the newest of its name."""
    return None if row.archived or family_of(row).archived else row.version


def asset(row: Version, names: list[str], latest: str | None) -> Asset:
    """One version. `names` are all versions of the name, newest first."""
    found: dict[str, Any] = {
        **_facts(row),
        "kind": kind_of(row).one,
        "name": family_of(row).name,
        "version": row.version,
        "archived": row.archived or family_of(row).archived,
        "labels": versions.labels_of(row, latest),
        "latest": latest,
        "versions": names,
    }
    if isinstance(row, ComponentVersion):
        # What people may change wins over what the document says.
        return cast("Asset", {**row.interface, **found, "id": row.ref})
    if row.content or row.uri:
        found["path"] = place_of(row)
    if found["kind"] == "model":
        aliases = [label for label in found["labels"] if label != versions.LATEST]
        found.update(stage=row.stage, aliases=aliases, job=model_card.job_of(row))
    return cast("Asset", found)


def asset_alone(row: Version) -> Asset:
    family = family_of(row)
    names = versions.versions_of(kind_of(row), [family])[family.pk]
    found = asset(row, names, versions.latest_of(versions.get_family(kind_of(row), family.name)))
    if isinstance(row, AssetVersion) and found["kind"] == "model":
        found["mlflow"] = cast("ModelCard | None", model_card.card_of(row))
    return found


def _facts(row: Defined) -> dict[str, Any]:
    """What every registered thing has."""
    ref = row.ref  # type: ignore[attr-defined]
    return {
        "ref": ref,
        "id": ref,
        "type": row.type,
        "display_name": row.display_name or None,
        "description": row.description or None,
        "tags": row.tags,
        "properties": row.properties,
        "created": iso(row.created),
        "updated": iso(row.updated),
        "creator": row.creator,
        "creation_context": {
            "created_at": iso(row.created),
            "created_by": row.creator,
            "last_modified_at": iso(row.updated),
        },
        "spec": row.spec,
        "digest": row.digest,
    }


def place_of(row: AssetVersion) -> str:
    """Where the bytes are: a path on this machine, or the address as written."""
    if not row.content:
        return row.uri
    tree = snapshots.tree_of(settings.WORKSPACE.store, row.content)
    return str(tree / row.subpath) if row.subpath else str(tree)


def asset_detail(row: Version) -> AssetDetail:
    """One version with its document, its files and what uses it."""
    found: dict[str, Any] = {
        **asset_alone(row),
        "yaml": yaml_of(row),
        "files": files_of(row),
        "used_by": users_of(kind_of(row).one, family_of(row).name),
        "git": cast("Git", row.git),
    }
    return cast("AssetDetail", found)


def yaml_of(row: Defined) -> str:
    """The document as it came, or as it is known: what holds secrets is not kept as it came."""
    return document_of(row) or dump(row.spec)


def document_of(row: Defined) -> str:
    if not row.snapshot:
        return ""
    text = FolderFiles(snapshots.tree_of(settings.WORKSPACE.store, row.snapshot)).read_text("", row.main)
    return "" if isinstance(text, FileError) else text.text


def files_of(row: Defined) -> list[dict[str, Any]]:
    """The files of data and models; of everything else, those that its document needs."""
    if isinstance(row, AssetVersion) and row.content:
        manifest = snapshots.manifest_of(settings.WORKSPACE.store, row.content)
        return [{"path": item["path"], "size": item["size"]} for item in manifest["files"][:2000]]
    if isinstance(row, AssetVersion) and row.uri:
        return _files_in_place(row.uri)
    if not row.snapshot:
        return []
    files = FolderFiles(snapshots.tree_of(settings.WORKSPACE.store, row.snapshot))
    return [{"path": path, "size": size} for path, size in files.listing()]


def _files_in_place(uri: str) -> list[dict[str, Any]]:
    """The files of data that stays where it is; of another machine's nothing is asked only to show a page."""
    place = Path(unquote(urlsplit(uri).path))
    if not uri.startswith("file:") or not place.exists():
        return []
    if place.is_file():
        return [{"path": place.name, "size": place.stat().st_size}]
    return [{"path": path, "size": size} for path, size in FolderFiles(place).listing()]


def family_json(kind: Kind, family: Family) -> AssetFamily:
    """A name with its versions."""
    rows = list(kind.versions.filter(**{kind.holder: family}).order_by("-id")[:MOST_VERSIONS])
    names = versions.versions_of(kind, [family])[family.pk]
    latest = versions.latest_of(family)
    return cast(
        "AssetFamily",
        {
            "kind": kind.one,
            "name": family.name,
            "latest": latest,
            "versions": [asset(row, names, latest) for row in rows],
            "labels": family.labels,
            "archived": family.archived,
            "tags": family.tags,
            "description": family.description or None,
        },
    )


def plain_json(row: Plain) -> Asset:
    """Something without versions."""
    one = next(kind.one for kind in PLAIN.values() if isinstance(row, cast("type", kind.plain)))
    found: dict[str, Any] = {
        **_facts(row),
        "kind": one,
        "name": row.name,
        "version": None,
        "labels": [],
        "archived": row.archived,
        "latest": None,
        "versions": [],
    }
    if isinstance(row, Schedule):
        found |= _schedule(row)
    elif isinstance(row, Datastore):
        found |= _datastore(row)
    elif isinstance(row, Compute):
        running, queued = load_of_compute(row.name)
        found |= {"running": running, "queued": queued, "max_concurrent": limit_of_compute(row.spec, row.tags)}
    elif isinstance(row, Endpoint):
        names = list(row.deployments.values_list("name", flat=True))
        found |= {"deployments": names, "defaults": {"deployment_name": row.default} if row.default else {}}
    return cast("Asset", found)


def _datastore(row: Datastore) -> dict[str, Any]:
    """Its secrets are in the vault: only that they are there is told."""
    return {
        "credentials": datastores.credentials_json(row.name, row.spec),
        "is_default": row.name == datastores.DEFAULT,
    }


def _schedule(row: Schedule) -> dict[str, Any]:
    """When it fires, and what came of the last time."""
    from designer import timing  # what it loads costs every command that starts, and few have schedules

    fires = row.enabled and not row.archived
    times = timing.fire_times(row.spec, row.created, timezone.now()) if fires else []
    return {
        "enabled": row.enabled,
        "is_enabled": row.enabled,
        "next_fire_times": [timing.iso(time) for time in times],
        "last_fire_time": timing.iso(row.fired) if row.fired else None,
        "last_job": row.last_job or None,
        "trouble": row.trouble,
    }


def deployment_json(row: Deployment) -> dict[str, Any]:
    """One pipeline behind an endpoint."""
    return {
        **_facts(row),
        "kind": "deployment",
        "name": row.name,
        "endpoint_name": row.endpoint.name,
        "archived": row.archived,
        "is_default": row.endpoint.default == row.name,
    }
