"""Which jobs asked for what is registered. Written when a job is submitted, read for the page of an asset."""

from __future__ import annotations

from collections.abc import Iterable

from designer.asset_shapes import Users
from runs.left import job_of
from runs.models import AssetUse, Run

MOST = 50
KINDS = {"component", "data", "model", "environment"}
JOB = "job"  # whose outputs were read, by their address


def record(run: Run, found: Iterable[tuple[str, str, str]]) -> None:
    """Remember what a job was made with: (kind, name, version) of each. Other jobs come by the address of an output."""
    known = {(kind, name[:255], version[:100]) for kind, name, version in found if kind in KINDS}
    known |= {(JOB, job.partition(".")[0], "") for kind, ref, _ in found if kind == JOB and (job := job_of(ref))}
    AssetUse.objects.bulk_create(
        AssetUse(run=run, kind=kind, name=name, version=version) for kind, name, version in sorted(known)
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
