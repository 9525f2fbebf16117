"""Which jobs asked for what is registered. Written when a job is submitted, read for the page of an asset."""

from __future__ import annotations

from collections.abc import Iterable

from designer.asset_shapes import Users
from runs.models import AssetUse, Run

MOST = 50
KINDS = {"component", "data", "model", "environment"}


def record(run: Run, found: Iterable[tuple[str, str, str]]) -> None:
    """Remember what a job was made with: (kind, name, version) of each."""
    AssetUse.objects.bulk_create(
        AssetUse(run=run, kind=kind, name=name[:255], version=version[:100])
        for kind, name, version in sorted(found)
        if kind in KINDS
    )


def jobs_using(kind: str, name: str) -> list[Users]:
    """The latest jobs that asked for any version of it."""
    rows = AssetUse.objects.filter(kind=kind, name=name).order_by("-id").select_related("run")
    return [
        {
            "kind": "job",
            "id": row.run.name,
            "name": row.run.display_name,
            "href": f"/jobs/{row.run.name}",
            "version": row.version,
        }
        for row in rows.only("version", "run__name", "run__display_name")[:MOST]
    ]
