"""Which job wrote a version of data or of a model, and which jobs read it. Reads rows and plans."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from designer import versions
from designer.kinds import kind_of
from designer.model_card import job_of
from designer.models import AssetVersion
from designer.spec import plan
from designer.spec.plan import Step
from designer.spec.references import read_reference
from runs.models import AssetUse
from runs.registering import OUTPUT
from runs.wire import iso

MOST = 50  # jobs
_OUTPUT = re.compile(r"/outputs/(?P<name>[^/\s]+)")


def lineage_of(row: AssetVersion) -> dict[str, Any]:
    """`written_by` and `read_by`, the latest first."""
    return {"written_by": list(_written(row)), "read_by": list(_read(row))}


def _written(row: AssetVersion) -> Iterator[dict[str, Any]]:
    said, job = row.properties, job_of(row)
    if job is not None:
        yield {
            "job": job["name"],
            "node": job["node"] or "",
            "output": said.get(OUTPUT) or _output_in(str(row.spec.get("path") or "")),
            "at": iso(row.created.timestamp()),
        }
    elif origin := job_of(row):  # somebody registered it by the address of an output
        output = _OUTPUT.search(str(row.spec.get("path") or ""))
        yield {
            "job": origin["name"],
            "node": origin["node"] or "",
            "output": output["name"] if output else "",
            "at": iso(row.created.timestamp()),
        }


def _output_in(address: str) -> str:
    """The output that an address of a job's names."""
    found = re.search(r"/outputs/([^/\s]+)", address)
    return found[1] if found else ""


def _read(row: AssetVersion) -> Iterator[dict[str, Any]]:
    kind, name = kind_of(row).one, row.asset.name
    used = AssetUse.objects.filter(kind=kind, name=name, version=row.version).order_by("-id")
    for use in used.select_related("run__document")[:MOST]:
        found = [(step.path, port) for step, port in _inputs(plan.from_json(json.loads(use.run.document.plan)), row)]
        for path, port in found or [("", "")]:
            yield {"job": use.run.name, "node": path, "input": port, "at": iso(use.run.created)}


def _inputs(root: Step, row: AssetVersion) -> Iterator[tuple[Step, str]]:
    """The inputs of a plan that are this version. Two names of the same bytes look alike here."""
    for step in root.walk():
        for port, value in step.inputs.items():
            if step.children or value.kind != "data":
                continue
            named = read_reference(value.uri or "")
            if named is not None:
                found = versions.find(kind_of(row), named.name, named.version, named.label)
                same = named.name == row.asset.name and (named.version == row.version or found == row)
            else:
                same = bool(row.uri) and value.uri == row.uri
            if same:
                yield step, port
