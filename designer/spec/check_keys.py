"""Checks bodies by the declaration of their kind: keys, types, words of lists. Knows which message belongs where."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from designer.spec.kinds.base import Spec
from designer.spec.kinds.check import Plan, Reader, chosen, look, missing, plan_of
from designer.spec.kinds.table import DOCUMENTS, NODES, Kind
from designer.spec.model import CommandJob, Component, Node, PipelineJob
from designer.spec.problems import Severity, did_you_mean
from designer.spec.report import Report
from designer.spec.types import how_to_write

_OLD_TOP = {
    "defaults": "write `settings: {default_compute: …, default_datastore: …}`",
    "trigger": "a schedule is a file of its own",
}
_READ = frozenset({"inputs", "outputs", "jobs", "component"})  # `read` has told when these have the wrong shape
_MADE = frozenset({"type", "component", "$schema"})  # what a node may hold besides a definition


def check_pipeline_keys(job: PipelineJob, report: Report) -> None:
    """The top of a pipeline: an unknown key is an error there, in its settings a warning."""
    body, at = job.body, job.where
    known = _top_keys(bool(at))
    for key in body:
        if key not in known and key != "$schema":
            hint = _OLD_TOP.get(key) or near(key, known, report, "error")
            report.error((*at, key), "unknown_key", f"`{key}` is not a key of a pipeline", hint, key=key)
    kind = DOCUMENTS["pipeline" if job.kind == "pipeline" else "pipeline_component"]
    rest = {key: value for key, value in body.items() if key != "settings"}
    reader = Reader(report, told=_READ, depth=len(at), builds=False)
    look(_plan(kind, body), rest, at, reader, quiet=True)
    settings = body.get("settings")
    if settings is not None and not isinstance(settings, dict):
        report.error((*at, "settings"), "wrong_shape", "`settings` is a mapping of keys", how_to_write("mapping"))
    elif settings is not None:
        _check_settings(settings, (*at, "settings"), report)


def _check_settings(settings: dict[str, object], at: tuple[str | int, ...], report: Report) -> None:
    from designer.spec.kinds.jobs import Settings

    known = plan_of(Settings).slots
    for key in settings:
        if key not in known:
            hint = near(key, known, report, "warning")
            report.warning((*at, key), "unknown_setting", f"`{key}` is not a setting; it is ignored", hint)
    look(plan_of(Settings), settings, at, Reader(report, builds=False), quiet=True)


@lru_cache(maxsize=2)
def _top_keys(inside: bool) -> frozenset[str]:
    """A pipeline job and a pipeline component may stand in for each other; inside a node, its keys count, too."""
    kinds = [DOCUMENTS["pipeline"], DOCUMENTS["pipeline_component"], *([NODES["pipeline"]] if inside else [])]
    return frozenset(key for kind in kinds for model in kind.declarations() for key in plan_of(model).slots)


def check_job_keys(job: CommandJob, report: Report) -> None:
    """The top of a job of one step: an unknown key of a command job is an error, as the reference has it."""
    kind = DOCUMENTS.get(job.type)
    if kind is None:
        return
    plan = _plan(kind, job.body)
    reader = Reader(report, told=_READ, builds=False)
    for key in job.body:
        if key not in plan.slots and key != "$schema":
            severity: Severity = "error" if job.type == "command" else "warning"
            add = report.error if job.type == "command" else report.warning
            hint = near(key, plan.slots, report, severity)
            add((key,), "unknown_key", f"`{key}` is not a key of a {job.type} job", hint, key=key)
    look(plan, job.body, (), reader, quiet=True)
    if job.node.component is None:
        missing(plan, job.body, (), reader)


def check_node_keys(node: Node, report: Report) -> None:
    """A node: an unknown key is a warning. What a component gives need not be said again."""
    kind = NODES.get(node.type)
    if kind is None:
        return
    plan = _plan(kind, node.body)
    for key in node.body:
        if key not in plan.slots and key != "$schema":
            hint = near(key, plan.slots, report, "warning")
            message = f"`{key}` is not a key of a {node.type} node; it is ignored"
            report.warning((*node.where, key), "unknown_node_key", message, hint, node.name, key=key)
    reader = Reader(report, node.name, told=_READ, depth=len(node.where), builds=False)
    look(plan, node.body, node.where, reader, quiet=True)
    if node.component is None:
        missing(plan, node.body, node.where, reader)


def check_component_keys(component: Component, report: Report) -> None:
    """A component file or a component in place; a job in place is checked as the node it is."""
    if component.open_ports:
        return
    body, at = component.body, component.where
    type_ = "command" if component.type == "sweep" and "command" in body else component.type
    kind = DOCUMENTS.get(f"{type_}_component")
    if kind is None or component.pipeline is not None:
        return
    plan = _plan(kind, body)
    node = component.ref.removeprefix("inline:") if component.inline else None
    for key in body:
        if key not in plan.slots and key != "$schema":
            message = f"`{key}` is not a key of a {type_} component; it is kept"
            hint = near(key, plan.slots, report, "warning")
            report.warning((*at, key), "unknown_key", message, hint, node, key=key)
    reader = Reader(report, node, told=_READ, depth=len(at), builds=False)
    look(plan, body, at, reader, quiet=True)
    missing(plan, body, at, reader)


def _plan(kind: Kind, body: dict[str, object]) -> Plan:
    models: list[type[Spec]] = kind.declarations()
    return plan_of(models[0] if len(models) == 1 else chosen(models, body))


def near(key: str, known: Iterable[str], report: Report, severity: Severity) -> str:
    """The hint, unless nobody will read it."""
    return did_you_mean(key, sorted(known), "remove it") if report.tells(severity) else ""
