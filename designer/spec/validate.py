"""Every check on a job, all problems at once, through nested pipelines and component files. Runs nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from designer.spec import check_component, check_keys, check_node, nodes, types
from designer.spec.bindings import find_cycles
from designer.spec.load import Loader
from designer.spec.model import CommandJob, Component, Job, Node, PipelineJob
from designer.spec.nodes.kind import Kind
from designer.spec.ports import Files
from designer.spec.problems import Problem, did_you_mean
from designer.spec.report import Report, Where

MAX_NESTING = 100
SHOWN = 20  # nodes of a cycle that a message names
NODE_NAME = re.compile(r"[a-z_][a-z0-9_]*\Z")
_GENERAL = ("wrong_type", "missing_key")  # told by the declaration; a check that knows more takes its place


@dataclass(slots=True)
class Checker:
    """What one validation carries along: files read once, components checked once."""

    loader: Loader
    seen: set[str] = field(default_factory=set)
    in_order: set[str] = field(default_factory=set)  # shapes of steps in place that were found without a fault


def validate(job: Job, files: Files, *, loader: Loader | None = None) -> list[Problem]:
    """Errors and warnings, in the order of the document, nested files where they are used first."""
    checker = Checker(loader or Loader(files))
    report = Report(job.file, job.root)
    if isinstance(job, CommandJob):
        _check_single(job, checker, report)
    else:
        check_pipeline(job, checker, report, ())
    return _unique(report.found)


def validate_component(component: Component, files: Files) -> list[Problem]:
    """The same for a component by itself: its ports, its command, or the pipeline inside."""
    checker = Checker(Loader(files))
    report = Report(component.file, component.root)
    check_component.check_ports(component, report)
    check_keys.check_component_keys(component, report)
    if component.pipeline is not None:
        check_pipeline(component.pipeline, checker, report, (component.identity,))
    elif component.type == "command":
        check_component.check_command(component, checker.loader, report)
    return _unique(report.found)


def _unique(problems: list[Problem]) -> list[Problem]:
    told = {(p.file, p.path) for p in problems if p.severity == "error" and p.code not in _GENERAL}
    problems = [p for p in problems if p.code not in _GENERAL or (p.file, p.path) not in told]
    return list({(p.file, p.code, p.path, p.line, p.message): p for p in problems}.values())


def _check_single(job: CommandJob, checker: Checker, report: Report) -> None:
    kind = nodes.kind_of(job.type)
    if not kind.runnable:
        _not_runnable(job.type, (), report, None)
    check_keys.check_job_keys(job, report)
    component, problems = checker.loader.of_node(job.node, job)
    report.take(problems)
    if component is not None and kind.runnable:
        check_component.check_command(component, checker.loader, report)
    check_node.check_given(job.node, component, None, checker.loader, report, job.base)


def check_pipeline(job: PipelineJob, checker: Checker, report: Report, stack: tuple[str, ...]) -> None:
    """One pipeline and everything below it. `stack` names the component files that are open above."""
    at = job.where
    _check_top(job, report)
    check_component.check_pipeline_inputs(job, checker.loader, report)
    if job.component is not None:
        _check_made_of(job, checker, report, stack)
    for node in job.nodes.values():
        if report.full:
            return
        _check_node(node, job, checker, report, stack)
    _check_outputs_written(job, report)
    for cycle in find_cycles(job):
        path: Where = (*at, "jobs", cycle[0])
        chain = " → ".join([*cycle, cycle[0]] if len(cycle) <= SHOWN else [*cycle[:SHOWN], "…", cycle[0]])
        message = f"these nodes wait for each other: {chain}"
        report.error(path, "cycle", message, "remove one of the bindings", cycle[0], nodes=cycle)


def _check_top(job: PipelineJob, report: Report) -> None:
    check_keys.check_pipeline_keys(job, report)
    if not job.nodes and job.component is None and job.kind == "pipeline" and not report.broken:
        report.warning((*job.where, "jobs"), "no_nodes", "the pipeline has no nodes", "add one under `jobs:`")


def _check_made_of(job: PipelineJob, checker: Checker, report: Report, stack: tuple[str, ...]) -> None:
    node = Node("job", "pipeline", job.body, job.inputs, job.outputs, job.component, job.where)
    component, problems = checker.loader.of_node(node, job)
    report.take(problems)
    if component is None:
        return
    if component.type != "pipeline":
        message = (
            f"`component` of a pipeline job is a pipeline component, `{component.ref}` is a {component.type} component"
        )
        report.error((*job.where, "component"), "type_mismatch", message, "name a component with `type: pipeline`")
        return
    check_node.check_given(node, component, None, checker.loader, report, job.base)
    _enter(component, checker, report, stack, None, (*job.where, "component"))


def _check_node(node: Node, job: PipelineJob, checker: Checker, report: Report, stack: tuple[str, ...]) -> None:
    if not NODE_NAME.match(node.name):
        better = re.sub(r"[^a-z0-9_]", "_", node.name.lower())
        better = better if NODE_NAME.match(better) else f"_{better}"
        message = f"`{node.name}` cannot be the name of a node: small letters, digits and `_` only"
        report.error(node.where, "bad_node_name", message, f"call it `{better}`", node.name, better=better)
    kind = nodes.kind_of(node.type)
    if not kind.known:
        _unknown_type(node, report)
    elif not kind.runnable:
        _not_runnable(node.type, node.where, report, node.name)
    component, problems = checker.loader.of_node(node, job)
    report.take(problems)
    check_node.check_given(node, component, job, checker.loader, report, job.base)
    shape = _shape(node, job.base) if component is not None and component.open_ports else ""
    if shape in checker.in_order:
        return
    before = len(report.found)
    _check_node_itself(node, kind, component, checker, report, stack)
    if shape and len(report.found) == before:
        checker.in_order.add(shape)


def _shape(node: Node, base: str) -> str:
    """Equal for nodes that differ in nothing but their names and what their inputs are bound to: a pipeline of
    thousands of nodes has a few shapes."""
    given = {name: given.value for name, given in node.inputs.items() if given.kind != "binding"}
    rest = {key: value for key, value in node.body.items() if key != "inputs"}
    return repr((base, node.type, list(node.inputs), given, rest))


def _check_node_itself(
    node: Node, kind: Kind, component: Component | None, checker: Checker, report: Report, stack: tuple[str, ...]
) -> None:
    """The node as if it were alone: its keys, and what its component says."""
    _check_node_keys(node, kind, report)
    if component is None or not kind.known:
        return
    written = node.body.get("type")
    if written is not None and kind.runnable and component.type != node.type:
        message = f"the node says `type: {node.type}`, its component is of type {component.type}"
        report.error((*node.where, "type"), "type_mismatch", message, f"write `type: {component.type}`", node.name)
        return
    _enter(component, checker, report, stack, node.name, (*node.where, "component"))


def _enter(
    component: Component, checker: Checker, report: Report, stack: tuple[str, ...], node: str | None, at: Where
) -> None:
    """Check the component itself, once, with its own file name."""
    identity = component.identity
    if identity in stack:
        chain = " → ".join([*stack[stack.index(identity) :], identity])
        report.error(at, "recursive_component", f"the component includes itself: {chain}", "break the circle", node)
        return
    if len(stack) >= MAX_NESTING:
        message = f"pipelines nest deeper than {MAX_NESTING} levels here"
        report.error(at, "pipelines_too_deep", message, "flatten some of them", node)
        return
    if identity in checker.seen and (not component.inline or component.open_ports):
        return
    checker.seen.add(identity)
    inner = report.inside(component.file, component.root, report.node if report.node is not None else node)
    check_component.check_ports(component, inner)
    check_keys.check_component_keys(component, inner)
    if component.pipeline is not None:
        check_pipeline(component.pipeline, checker, inner, (*stack, identity))
    elif component.type == "command":
        check_component.check_command(component, checker.loader, inner)


def _unknown_type(node: Node, report: Report) -> None:
    old = {"component": "command", "component_job": "command", "command_job": "command", "pipeline_job": "pipeline"}
    better = old.get(node.type)
    hint = f"write `type: {better}`" if better else did_you_mean(node.type, nodes.KINDS)
    message = f"`{node.type}` is not a type of node"
    report.error((*node.where, "type"), "unknown_node_type", message, hint, node.name, type=node.type)


def _not_runnable(type_: str, at: Where, report: Report, node: str | None) -> None:
    message = f"this version cannot run {type_} nodes yet"
    report.warning((*at, "type"), "cannot_run_yet", message, "it can be drawn and exported", node, type=type_)


def _check_node_keys(node: Node, kind: Kind, report: Report) -> None:
    check_keys.check_node_keys(node, report)
    if kind.keys is None:
        return
    if node.component is not None:
        check_component.check_limits(node.body, node.where, report, node.name)
    if node.component is None and kind.definition.isdisjoint(node.body):
        message = (
            f"the node `{node.name}` says neither `component` nor `{'jobs' if node.type == 'pipeline' else 'command'}`"
        )
        report.error(node.where, "empty_node", message, "add `component: ./file.yml`", node.name)


def _check_outputs_written(job: PipelineJob, report: Report) -> None:
    writers: dict[str, str] = {}
    for node in job.nodes.values():
        for name, given in node.outputs.items():
            if given.binding is None or given.binding.kind != "parent_output":
                continue
            port = given.binding.port
            if port in writers:
                message = f"the pipeline output `{port}` is written by `{writers[port]}` and by `{node.name}`"
                path = (*node.where, "outputs", name)
                report.error(path, "output_written_twice", message, "bind one of them", node.name)
            writers.setdefault(port, f"{node.name}.{name}")
    if job.component is not None:
        return
    for name, given in job.outputs.items():
        path = (*job.where, "outputs", name)
        if name not in writers:
            hint = f"bind it in a node: `outputs: {{port: ${{{{parent.outputs.{name}}}}}}}`"
            message = f"no node writes the pipeline output `{name}`"
            report.warning(path, "output_not_written", message, hint, name=name)
        type_ = given.attribute("type")
        if type_ is not None and type_ not in types.ALL:
            hint = did_you_mean(type_, types.DATA)
            report.error((*path, "type"), "unknown_type", f"`{type_}` is not a type", hint)
        mode = given.attribute("mode")
        if mode is not None and mode not in types.OUTPUT_MODES:
            hint = did_you_mean(mode, types.OUTPUT_MODES)
            report.error((*path, "mode"), "unknown_mode", f"`{mode}` is not a mode of an output", hint)
