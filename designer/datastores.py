"""Datastores as documents without their secrets: the two that every workspace has, and those that were registered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from designer.models import Datastore
from penstock.vault import Vault, of_datastore

DEFAULT = "workspaceblobstore"
BUILT_IN = {
    DEFAULT: "Data of this workspace, in a folder of it. What names no datastore lies here.",
    "workspaceartifactstore": "What jobs leave behind, in a folder of this workspace.",
}
FOLDER = "datastores"  # of the workspace
PROPERTIES = frozenset({"type"})  # of credentials: says which kind they are, and is no secret


def ensure_built_in() -> None:
    """Make the rows that are missing."""
    for name, description in BUILT_IN.items():
        spec = {"name": name, "type": "local", "path": f"{FOLDER}/{name}"}
        fields = {"type": "local", "description": description, "spec": spec, "digest": ""}
        Datastore.objects.get_or_create(name=name, defaults=fields)


def documents() -> list[dict[str, Any]]:
    """Every datastore as its document says it, without secrets."""
    found = []
    for name, type_, spec in Datastore.objects.order_by("name").values_list("name", "type", "spec"):
        plain = {key: value for key, value in spec.items() if key != "credentials"}
        found.append({**plain, "name": name, "type": type_})
    known = {one["name"] for one in found}
    found += [{"name": name, "type": "local", "path": f"{FOLDER}/{name}"} for name in BUILT_IN if name not in known]
    return found


def document(name: str) -> dict[str, Any] | None:
    return next((one for one in documents() if one["name"] == name), None)


def credentials_json(name: str, spec: Mapping[str, Any]) -> dict[str, Any]:
    """What people may know of them: which kind there is, and that they are set."""
    said = spec.get("credentials") if isinstance(spec.get("credentials"), dict) else {}
    is_set = bool(Vault(settings.WORKSPACE).names(of_datastore(name)))
    keys = [key for key in said or {} if key not in PROPERTIES]
    return {"type": str((said or {}).get("type") or "_".join(keys[:1]) or "none"), "set": is_set, "keys": keys}
