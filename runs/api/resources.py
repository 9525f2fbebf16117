"""What a node used while it ran: CPU, memory, processes, disk and GPUs over time."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any, TypedDict

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from designer.spec.resources import wants_of
from penstock.openapi import describe
from runs.api.base import RunsView, find_run, number, text_of
from runs.api.nodes import origin_of, step_or_404
from runs.models import Job, Run
from runs.storage.layout import attempt_folder
from runs.storage.samples import read_samples, summary


class Summary(TypedDict, total=False):
    """CPU in seconds, memory in bytes; what nobody measured is left out."""

    cpu_seconds: float
    max_rss: int
    mean_cpu_percent: float
    max_cpu_percent: float
    max_processes: int
    read_bytes: int
    write_bytes: int
    max_gpu_memory: int | None


class Resources(TypedDict):
    """`samples`: [Unix seconds, CPU percent (100 is one CPU), bytes in memory, processes, bytes read, bytes written,
    GPU percent, GPU bytes], of the whole tree of processes. `memory_limit` in bytes; `gpus` as the step got them."""

    attempt: int
    interval: float | None
    cpus: int
    memory_limit: int | None
    gpus: list[str]
    samples: list[list[float | None]]
    summary: Summary


class NodeResources(RunsView):
    @describe(Resources, query={"node": str, "attempt": int}, operation="get_resources")
    def get(self, request: Request, name: str) -> Response:
        run, path = find_run(name), text_of(request, "node")
        wants = wants_of(step_or_404(run, path))
        root, there, attempt = origin_of(run, path, number(request, "attempt", 0))
        job = Job.objects.filter(run__name=root, path=there).first()
        last = job.attempt if job is not None else 1
        attempt = attempt or last
        folder = attempt_folder(settings.WORKSPACE.jobs, root, there, attempt)
        header, samples = read_samples(folder.root)
        found: dict[str, Any] = summary(samples)
        usage = _usage(job, attempt) if job is not None else {}
        if "cpu_seconds" in usage:
            found["cpu_seconds"] = usage["cpu_seconds"]
        if most := max(usage.get("max_rss_bytes", 0), found.get("max_rss", 0)):
            found["max_rss"] = most
        gaps = sorted(b[0] - a[0] for a, b in pairwise(samples))  # type: ignore[operator]
        gpus = header.get("gpus")
        return Response(
            {
                "attempt": attempt,
                "interval": round(gaps[len(gaps) // 2], 1) if gaps else None,
                "cpus": wants.cpus,
                "memory_limit": wants.memory,
                "gpus": [str(gpu) for gpu in gpus] if isinstance(gpus, list) else [],
                "samples": samples,
                "summary": found,
            }
        )


def _usage(job: Job, attempt: int) -> dict[str, Any]:
    """What the machine counted at the end of an attempt."""
    detail = json.loads(job.detail)
    if attempt == job.attempt and "usage" in detail:
        return dict(detail["usage"])
    again = Run(pk=job.run_id).events.filter(path=job.path, attempt=attempt + 1, status="Queued").first()
    story = json.loads(again.detail).get("retry", {}) if again is not None else {}
    return dict(story.get("failed", {}).get("usage", {}))
