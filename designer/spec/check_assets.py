"""What a job asks of the registry by name: data, models and environments that nobody registered are told, with what may
be meant. Whoever has no registry is told nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from designer.spec.compile_values import is_built_in
from designer.spec.model import Given, Job, PipelineJob
from designer.spec.ports import FileError, Files
from designer.spec.problems import Problem
from designer.spec.references import read_reference
from designer.spec.report import Report, Where


def check_assets(job: Job, files: Files) -> list[Problem]:
    """Warnings, each name once."""
    report = Report(job.file, job.root)
    told: set[tuple[str, str]] = set()
    for kind, ref, path, node in _asked(job):
        if (kind, ref) in told or read_reference(ref, kind) is None:
            continue
        told.add((kind, ref))
        found = files.asset(kind, ref)
        if isinstance(found, FileError) and not (kind == "environment" and is_built_in(ref)):
            report.warning(path, found.code, found.message, found.hint, node, ref=ref)
    return report.found


def _asked(job: Job) -> Iterator[tuple[str, str, Where, str | None]]:
    """(kind, reference, where it is written, node)."""
    nodes = job.nodes.values() if isinstance(job, PipelineJob) else (job.node,)
    if isinstance(job, PipelineJob):
        yield from _given(job.inputs, job.where, None)
    for node in nodes:
        yield from _given(node.inputs, node.where, node.name)
        environment: Any = node.body.get("environment")
        if isinstance(environment, str):
            yield "environment", environment, (*node.where, "environment"), node.name


def _given(inputs: Mapping[str, Given], at: Where, node: str | None) -> Iterator[tuple[str, str, Where, str | None]]:
    for name, given in inputs.items():
        if given.path:
            yield "data", given.path, (*at, "inputs", name), node
