"""Compile a job to its plan: every reference resolved, data followed to the step that writes it. Starts nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from designer.spec import plan, types
from designer.spec.compile_node import Scope, compile_pipeline, leaf_step, settings_of
from designer.spec.compile_values import DEFAULT_DATASTORE, Compiler, Mapped
from designer.spec.load import Loader
from designer.spec.model import CommandJob, Component, Given, Job, Node, PipelineJob, Port
from designer.spec.ports import Files
from designer.spec.problems import Problem, did_you_mean, errors
from designer.spec.report import Report
from designer.spec.scalars import text_of
from designer.spec.validate import validate


def compile_job(
    job: Job,
    files: Files,
    *,
    inputs: Mapping[str, Any] | None = None,
    force_rerun: bool = False,
    loader: Loader | None = None,
    mapped: Mapped | None = None,
) -> tuple[plan.Step | None, list[Problem]]:
    """The plan, or None with all problems. Warnings come along with a plan. `inputs` replaces values at submission,
    `mapped` gives the data of addresses that this machine has elsewhere."""
    loader = loader or Loader(files)
    report = Report(job.file, job.root)
    job = _with_inputs(job, inputs or {}, report)
    problems = [*report.found, *validate(job, files, loader=loader)]
    if errors(problems):
        return None, problems
    report = Report(job.file, job.root)
    compiler = Compiler(loader, report, mapped=mapped, default_datastore=_default_datastore(job))
    step = _single(job, compiler) if isinstance(job, CommandJob) else _pipeline(job, compiler)
    problems = list({(p.file, p.code, p.path, p.message): p for p in [*problems, *report.found]}.values())
    if step is None or errors(problems):
        return None, problems
    return (replace(step, force_rerun=True) if force_rerun else step), problems


def _title(job: Job) -> str:
    for key in ("display_name", "name"):
        if job.body.get(key) is not None:
            return text_of(job.body[key])
    return "job"


def _with_inputs(job: Job, given: Mapping[str, Any], report: Report) -> Job:
    """The job with other values for its own inputs; unknown names are problems."""
    if not given:
        return job
    known = job.node.inputs if isinstance(job, CommandJob) else job.inputs
    declared: Mapping[str, Any] = known
    changed = dict(known)
    for name, value in given.items():
        if name not in declared:
            hint = did_you_mean(name, declared, "the job has no inputs")
            report.error(("inputs", name), "unknown_input", f"the job has no input `{name}`", hint)
            continue
        changed[name] = _override(name, known[name], value, report)
    if isinstance(job, CommandJob):
        return replace(job, node=replace(job.node, inputs=changed))
    return replace(job, inputs=changed)


def _default_datastore(job: Job) -> str:
    """What `${{default_datastore}}` in the path of an output stands for."""
    settings = job.body.get("settings")
    named = settings.get("default_datastore") if isinstance(settings, dict) else None
    return named.removeprefix("azureml:") if isinstance(named, str) and named else DEFAULT_DATASTORE


def _override(name: str, before: Given, value: Any, report: Report) -> Given:
    """Literals are read by the type the input had; a text given to a data input is its new path."""
    if isinstance(value, dict):
        merged = {**(before.value if before.kind == "data" else {}), **value}
        return Given("data", merged, mapping=True, type=str(merged.get("type") or ""))
    type_ = before.type or (types.infer(before.value) if before.kind == "literal" else "")
    if before.kind == "data" and not types.is_parameter(type_):
        if isinstance(value, str):
            return replace(before, value={**before.value, "path": value})
        message = f"the input `{name}` wants data, `{value}` is a value"
        report.error(("inputs", name), "literal_to_data", message, "give a path")
        return before
    if type_ == "integer" and isinstance(value, float) and before.kind == "literal" and not before.type:
        type_ = "number"  # the type was only inferred from `1`
    if not type_ or (type_ == "string" and before.kind == "null"):
        return Given("literal", value)
    try:
        return Given("literal", types.read_literal(value, type_), type=type_ if before.type else "")
    except types.Misfit as misfit:
        report.error(("inputs", name), "wrong_literal", f"`{name}`: {misfit}", "", type=type_)
        return before


def _single(job: CommandJob, compiler: Compiler) -> plan.Step | None:
    if job.type != "command":
        message = f"this version cannot run {job.type} nodes yet"
        compiler.report.error(("type",), "cannot_run_yet", message, "it can be drawn and exported", type=job.type)
        return None
    component, _ = compiler.loader.of_node(job.node, job)
    if component is None:
        return None
    scope = Scope(compiler, None, "", job.base, {}, settings_of(job.body, None))
    step = leaf_step(scope, job.node, component, job.base)
    return replace(step, name=_title(job), path="") if step is not None else None


def _pipeline(job: PipelineJob, compiler: Compiler) -> plan.Step | None:
    target, name = job, _title(job)
    settings = settings_of(job.body, None)
    component = None
    if job.component is not None:
        node = Node("job", "pipeline", job.body, job.inputs, job.outputs, job.component, job.where)
        component, _ = compiler.loader.of_node(node, job)
        if component is None or component.pipeline is None:
            return None
        target = component.pipeline
    given = _own_inputs(job, component.inputs if component else None, compiler)
    outputs = {n: compiler.output(job.outputs.get(n), port, None) for n, port in declared_outputs(component).items()}
    step = compile_pipeline(compiler, target, "", given, settings, name, component, outputs)
    if step is None:
        return None
    reference = job.component if isinstance(job.component, str) else None
    return replace(step, name=name, component=reference, display_name=name)


def declared_outputs(component: Component | None) -> Mapping[str, Port]:
    """The outputs of the component a job is made of."""
    return component.outputs if component is not None else {}


def _own_inputs(job: PipelineJob, declared: Any, compiler: Compiler) -> dict[str, plan.Value]:
    """Values of the root's inputs: from the file, or the defaults of the component the job is made of."""
    found: dict[str, plan.Value] = {}
    ports = declared if declared is not None else compiler.ports_of_job(job)
    for name, port in ports.items():
        path = (*job.where, "inputs", name)
        given = job.inputs.get(name)
        if job.kind == "pipeline_component" and given is not None and given.kind != "literal" and not given.path:
            given = None  # a declaration, not a value
        value = compiler.value(given, port, job.base, path, None)
        if value.kind == "none" and not port.optional and not _unused(job, name):
            message = f"the input `{name}` has no value"
            compiler.report.error(path, "input_without_value", message, "give it one when submitting", name=name)
        found[name] = value
    return found


def _unused(job: PipelineJob, name: str) -> bool:
    if job.component is not None:
        return False
    text = f"parent.inputs.{name}"
    return not any(text in str(node.body) for node in job.nodes.values())
