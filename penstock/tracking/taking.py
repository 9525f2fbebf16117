"""Takes into our registry what clients wrote into MLflow's. Needs Django."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from designer import versions
from designer.failures import NotHere
from designer.kinds import MODELS
from designer.model_card import JOB
from designer.models import AssetVersion
from designer.services import families
from designer.services.assets import Given, register_asset
from designer.services.sources import Request
from penstock.tracking.registry import NUMBER


def version(said: dict[str, Any], place: Path | None, job: str) -> None:
    """A version that a client registered, with its bytes: they stay when the run is deleted."""
    if place is None or not place.exists():
        raise FileNotFoundError(f"the files of {said['name']} {said['version']} are not here: {said.get('source')}")
    number = str(said["version"])
    properties = {NUMBER: number, "mlflow.source": str(said.get("source") or "")}
    if said.get("run_id"):
        properties["mlflow.run_id"] = str(said["run_id"])
    if job:
        properties[JOB] = job
    body = {
        "name": said["name"],
        "version": number,
        "type": "mlflow_model" if (place / "MLmodel").is_file() else "custom_model",
        "path": f"./{place.name}",
        "description": str(said.get("description") or ""),
        "tags": {tag["key"]: tag["value"] for tag in said.get("tags", ())},
        "properties": properties,
    }
    register_asset(kind=MODELS, request=Request(folder=place.parent, body=body), given=Given(creator="mlflow"))


def alias(name: str, label: str, number: Any, drop: bool) -> None:
    if drop:
        families.drop_label(kind=MODELS, family=versions.get_family(MODELS, name), label=label)
    elif row := _by_number(name, str(number)):
        families.set_label(row=row, label=label)


def words(said: dict[str, Any]) -> None:
    """What people say about a version."""
    row = _by_number(str(said.get("name")), str(said.get("version")))
    if row is None:
        return
    changes: dict[str, Any] = {key: said[key] for key in ("description", "stage") if isinstance(said.get(key), str)}
    if "key" in said:
        changes["tags"] = {**row.tags, str(said["key"]): str(said.get("value") or "")}
    families.change_version(row=row, changes=changes)


def archive(name: str, number: str) -> None:
    """Deleted there is archived here: jobs may have been made with it."""
    row = _by_number(name, number)
    if row is not None:
        families.change_version(row=row, changes={"archived": True})


def _by_number(name: str, number: str) -> AssetVersion | None:
    try:
        family = versions.get_family(MODELS, name)
    except NotHere:
        return None
    rows = AssetVersion.objects.filter(asset_id=family.pk).order_by("-id")
    return next((row for row in rows if row.properties.get(NUMBER) == number), None)
