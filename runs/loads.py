"""How busy computes are: what runs on them and what waits for them. Reads the plans of runs that have not ended."""

from __future__ import annotations

import json
from functools import lru_cache

from django.utils.translation import gettext as _

from designer.models import Compute
from designer.spec.plan import Step, from_json
from designer.spec.resources import limit_of_compute, wants_of
from runs.models import Document, Job, Run

WAITING = ("Queued", "Preparing")
RUNNING = ("Starting", "Running", "Finalizing", "CancelRequested")


def load_of(name: str) -> tuple[int, int]:
    """(steps that run on the compute, steps that wait for their turn)."""
    running = waiting = 0
    for pk in Run.objects.filter(ended__in=[False]).values_list("pk", flat=True):
        on = _computes_of(pk)
        if name not in on:
            continue
        rows = Job.objects.filter(run=pk, status__in=WAITING + RUNNING).values_list("path", "status")
        states = [status for path, status in rows if path in on[name]]
        running += sum(status in RUNNING for status in states)
        waiting += sum(status in WAITING for status in states)
    return running, waiting


@lru_cache(maxsize=64)
def _computes_of(pk: int) -> dict[str, frozenset[str]]:
    """Compute -> paths of a run's steps on it. A plan never changes, and a large one takes long to read."""
    found: dict[str, set[str]] = {}
    for step in from_json(json.loads(Document.objects.get(pk=pk).plan)).walk():
        if step.kind != "pipeline" and step.compute:
            found.setdefault(step.compute, set()).add(step.path)
    return {name: frozenset(paths) for name, paths in found.items()}


def why_queued(step: Step) -> str:
    """What a step that is Queued waits for, where it is more than its turn."""
    row = Compute.objects.filter(name=step.compute, archived=False).first() if step.compute else None
    limit = limit_of_compute(row.spec, row.tags) if row is not None else None
    if row is not None and limit is not None:
        running, _waiting = load_of(row.name)
        if running >= limit:
            sentence = _("Waits for compute %(name)s: %(running)s of %(limit)s steps run on it.")
            return sentence % {"name": row.name, "running": running, "limit": limit}
    if wants_of(step).gpus:
        return _("Waits for a GPU.")
    return ""
