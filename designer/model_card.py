"""What a registered model says of itself and of where it came from, beside its document."""

from __future__ import annotations

import re
from typing import Any

import yaml
from django.conf import settings

from designer import snapshots
from designer.models import AssetVersion
from penstock.tracking.logged import RUN, marker_of_run
from penstock.tracking.places import Tracking

JOB = "penstock.job"  # a property: the job that logged it, where its path does not say
NODE = "penstock.node"  # and the node in it, where the job is named alone
_ADDRESS = re.compile(r"(?:runs:/+|azureml:/+jobs/|.*/jobs/)(?P<job>[^/\s]+)(?:/|$)")
MOST = 1 << 20  # bytes of an MLmodel that are read


def job_of(row: AssetVersion) -> dict[str, Any] | None:
    """The job it came from and the node in it; None for a model that was brought from elsewhere."""
    said = row.properties.get(JOB)
    if not said:
        found = _ADDRESS.match(str(row.spec.get("path") or ""))
        said = found["job"] if found else ""
        if RUN.match(said):  # the id of a run in MLflow
            said = (marker_of_run(Tracking(settings.WORKSPACE), said) or {}).get("job", "")
    name, _, below = str(said).partition(".")
    node = below.replace(".", "/") or row.properties.get(NODE) or None
    return {"name": name, "node": node} if name else None


def card_of(row: AssetVersion) -> dict[str, Any] | None:
    """Flavours and signature of an MLflow model; None for another one."""
    if not row.content or (row.subpath and row.subpath.endswith((".pkl", ".pt", ".onnx"))):
        return None
    place = snapshots.tree_of(settings.WORKSPACE.store, row.content) / row.subpath / "MLmodel"
    try:
        with place.open("rb") as file:
            said = yaml.load(file.read(MOST), Loader=yaml.CSafeLoader)
    except (OSError, yaml.YAMLError, ValueError):
        return None
    if not isinstance(said, dict):
        return None
    signature = said.get("signature")
    return {"flavors": _plain(said.get("flavors")), "signature": signature if isinstance(signature, dict) else None}


def _plain(flavors: Any) -> dict[str, dict[str, Any]]:
    """Names, and of each what is a text or a number."""
    if not isinstance(flavors, dict):
        return {}
    return {
        str(name): {str(key): value for key, value in facts.items() if isinstance(value, str | int | float)}
        if isinstance(facts, dict)
        else {}
        for name, facts in flavors.items()
    }
