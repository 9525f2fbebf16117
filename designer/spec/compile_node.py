"""Compile one pipeline and its nodes: values for inputs, writers of outputs, settings from the nearest place."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from designer.spec import plan, types
from designer.spec.bindings import edges_of
from designer.spec.compile_values import Compiler
from designer.spec.expressions import find
from designer.spec.model import Component, Given, Node, PipelineJob, Port
from designer.spec.report import Where
from designer.spec.resources import spec_of
from designer.spec.scalars import text_of

MAX_STEPS = 100_000
ARTIFACTS = "artifacts"  # the output of a step that its command never mentions: its own artifact folder
FORCE_RERUN = "penstock.force_rerun"
_SPEC_KEYS = ("distribution", "services", "identity", "queue_settings")


@dataclass(slots=True)
class Scope:
    """One pipeline being compiled: where its bindings lead. `writers[node][port]` is (absolute path, port)."""

    compiler: Compiler
    job: PipelineJob | None
    path: str
    base: str
    values: dict[str, plan.Value]
    settings: dict[str, Any]
    outputs: dict[str, plan.OutputSpec] = field(default_factory=dict)
    writers: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    reads: set[tuple[str, str]] = field(default_factory=set)  # (node, port) that some other node reads

    def child(self, name: str) -> str:
        return f"{self.path}/{name}" if self.path else name


def settings_of(body: Mapping[str, Any], outer: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a pipeline says to its nodes, over what the pipeline around it said."""
    written = body.get("settings")
    found = dict(outer or {})
    if isinstance(written, dict):
        found.update((key, value) for key, value in written.items() if value is not None)
    if isinstance(body.get("compute"), str):
        found["default_compute"] = body["compute"]
    return found


def compile_pipeline(
    compiler: Compiler,
    job: PipelineJob,
    path: str,
    values: dict[str, plan.Value],
    settings: dict[str, Any],
    name: str,
    component: Component | None,
    outputs: dict[str, plan.OutputSpec] | None = None,
) -> plan.Step | None:
    """The group step with everything below it."""
    own = {n: compiler.output(given, None, None) for n, given in job.outputs.items()}
    scope = Scope(compiler, job, path, job.base, values, settings, {**own, **(outputs or {})})
    edges = edges_of(job)
    scope.reads = {(source, port) for found in edges.values() for _, source, port in found}
    made: dict[str, plan.Step] = {}
    for node_name in _order(job, edges):
        step = _compile_node(scope, job.nodes[node_name])
        if step is None:
            if compiler.steps > MAX_STEPS:
                return None
            continue
        made[node_name] = step
    outputs_from = _outputs_from(scope, job)
    return plan.Step(
        name=name,
        path=path,
        kind="pipeline",
        children=tuple(made[node_name] for node_name in job.nodes if node_name in made),
        inputs=values,
        outputs=scope.outputs,
        outputs_from=outputs_from,
        compute=_label(settings.get("default_compute")),
        component_name=component.name if component else None,
        component_version=component.version if component else None,
        force_rerun=_truth(settings.get("force_rerun")),
        continue_on_step_failure=_truth(settings.get("continue_on_step_failure")),
    )


def _always_runs(body: Mapping[str, Any]) -> bool:
    """The switch of one node. A property, because that is what the format lets everybody add and keeps."""
    properties = body.get("properties")
    return isinstance(properties, dict) and _truth(properties.get(FORCE_RERUN))


def _truth(value: Any) -> bool:
    return value is True or str(value).lower() in ("true", "yes", "on", "1")


def _label(value: Any) -> str | None:
    """Compute names are labels: `azureml:cpu` and `cpu` are the same."""
    return text_of(value).removeprefix("azureml:") if isinstance(value, str) and value else None


def _order(job: PipelineJob, bound: Mapping[str, list[tuple[str, str, str]]]) -> list[str]:
    """Writers before readers, in file order where free. The validator has refused cycles."""
    readers: dict[str, list[str]] = {name: [] for name in job.nodes}
    waiting = dict.fromkeys(job.nodes, 0)
    for name, edges in bound.items():
        for source in {source for _, source, _ in edges if source in readers}:
            readers[source].append(name)
            waiting[name] += 1
    ready = deque(name for name, count in waiting.items() if count == 0)
    found = []
    while ready:
        name = ready.popleft()
        found.append(name)
        for reader in readers[name]:
            waiting[reader] -= 1
            if waiting[reader] == 0:
                ready.append(reader)
    return found


def _outputs_from(scope: Scope, job: PipelineJob) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for node in job.nodes.values():
        for name, given in node.outputs.items():
            if given.binding is not None and given.binding.kind == "parent_output":
                writer = scope.writers.get(node.name, {}).get(name)
                if writer is not None:
                    found[given.binding.port] = writer
    return found


def _compile_node(scope: Scope, node: Node) -> plan.Step | None:
    compiler, job = scope.compiler, scope.job
    assert job is not None
    compiler.steps += 1
    if compiler.steps > MAX_STEPS:
        compiler.report.error((), "too_many_steps", f"the job has more than {MAX_STEPS} steps")
        return None
    component, _ = compiler.loader.of_node(node, job)
    if component is None:
        return None
    if component.type == "pipeline" and component.pipeline is not None:
        return _group(scope, node, component, component.pipeline)
    if component.type != "command":
        message = f"this version cannot run {component.type} nodes yet"
        hint = "it can be drawn and exported"
        compiler.report.error((*node.where, "type"), "cannot_run_yet", message, hint, node.name, type=component.type)
        return None
    return leaf_step(scope, node, component, job.base)


def _group(scope: Scope, node: Node, component: Component, inner: PipelineJob) -> plan.Step | None:
    path = scope.child(node.name)
    values = _inputs(scope, node, component)
    outer = {name: _outer_output(scope, node.outputs.get(name)) for name in component.outputs}
    outputs = {
        name: scope.compiler.output(node.outputs.get(name), port, outer[name])
        for name, port in component.outputs.items()
    }
    settings = settings_of(component.body, settings_of(node.body, scope.settings))
    settings = _resolved(scope, node, settings)
    step = compile_pipeline(scope.compiler, inner, path, values, settings, node.name, component, outputs)
    if step is None:
        return None
    scope.writers[node.name] = dict(step.outputs_from)
    reference = node.component if isinstance(node.component, str) else None
    display = node.body.get("display_name") or component.body.get("display_name")
    always = step.force_rerun or _always_runs(node.body)
    shown = text_of(display) if display else None
    return replace(step, component=reference, display_name=shown, force_rerun=always)


def _resolved(scope: Scope, node: Node, settings: dict[str, Any]) -> dict[str, Any]:
    compute = settings.get("default_compute")
    if isinstance(compute, str) and "${{" in compute:
        return {**settings, "default_compute": _text(scope, compute, (*node.where, "compute"), node.name)}
    return settings


def _outer_output(scope: Scope, given: Given | None) -> plan.OutputSpec | None:
    if given is None or given.binding is None or given.binding.kind != "parent_output":
        return None
    return scope.outputs.get(given.binding.port)


def _inputs(scope: Scope, node: Node, component: Component) -> dict[str, plan.Value]:
    """Values of all declared inputs. Undeclared ones were warned about and are left out."""
    found: dict[str, plan.Value] = {}
    for name, port in component.inputs.items():
        path = (*node.where, "inputs", name)
        given = node.inputs.get(name)
        if given is not None and given.kind == "binding":
            value = _bound(scope, node, given, port, path)
        elif given is not None and isinstance(given.value, str) and "${{" in given.value:
            text = _text(scope, given.value, path, node.name)
            value = scope.compiler.literal(text, given.type, port, scope.base, path, node.name)
        else:
            if given is not None and given.path is not None and "${{" in given.path:
                given = replace(given, value={**given.value, "path": _text(scope, given.path, path, node.name)})
            value = scope.compiler.value(given, port, scope.base, path, node.name)
        if value.kind == "none" and port.has_default:
            value = scope.compiler.value(None, port, component.base, path, node.name)
        if value.kind == "none" and not port.optional and not component.open_ports and not scope.compiler.report.broken:
            message = f"the input `{name}` gets no value: what is bound to it is optional and was not given"
            scope.compiler.report.error(path, "missing_input", message, f"make `{name}` optional too", node.name)
        found[name] = value
    return found


def _bound(scope: Scope, node: Node, given: Given, port: Port, path: Where) -> plan.Value:
    binding = given.binding
    assert binding is not None
    mode = given.attribute("mode") or port.mode
    if binding.kind == "parent_input":
        value = scope.values.get(binding.port, plan.Value("none", port.type or "string"))
        if value.kind == "literal":
            return scope.compiler.literal(value.value, value.type, port, scope.base, path, node.name)
        type_ = port.type if port.type and not types.is_parameter(port.type) else value.type
        return replace(value, type=given.attribute("type") or type_, mode=mode or value.mode)
    writer = scope.writers.get(binding.node or "", {}).get(binding.port)
    if writer is None:
        if scope.compiler.report.broken:
            return plan.Value("none", port.type)
        message = f"nothing writes the output `{binding.port}` of `{binding.node}`"
        hint = "bind it inside that pipeline to the node that makes it"
        scope.compiler.report.error(path, "output_not_written", message, hint, node.name)
        return plan.Value("none", port.type)
    type_ = given.attribute("type") or port.type or scope.compiler.written.get(writer) or "uri_folder"
    return plan.Value("node", type_, path=writer[0], port=writer[1], mode=mode)


def _text(scope: Scope, text: str, path: Where, node: str) -> str:
    """`text` with the pipeline's literal inputs put in (compute names, texts around a binding)."""
    out: list[str] = []
    last = 0
    for expression in find(text):
        if expression.kind not in ("parent_input",):
            continue
        value = scope.values.get(expression.port)
        if value is None or value.kind != "literal":
            message = f"`{expression.text}` has no value that can stand in a text"
            scope.compiler.report.error(path, "no_text_value", message, "bind it to an input of the node", node)
            return text
        out.extend((text[last : expression.start], text_of(value.value)))
        last = expression.end
    return "".join(out) + text[last:]


def leaf_step(scope: Scope, node: Node, component: Component, base: str) -> plan.Step | None:
    """A step that runs a process."""
    compiler, body, own = scope.compiler, component.body, node.body
    path = scope.child(node.name)
    inputs = _inputs(scope, node, component)
    ports = dict(component.outputs)
    ports.update((n, Port(n, "")) for n in node.outputs if n not in ports)
    if (node.name, ARTIFACTS) in scope.reads:
        ports.setdefault(ARTIFACTS, Port(ARTIFACTS, "uri_folder"))
    given = node.outputs
    outputs = {n: compiler.output(given.get(n), p, _outer_output(scope, given.get(n))) for n, p in ports.items()}
    own_writers = scope.writers[node.name] = {name: (path, name) for name in outputs}
    compiler.written.update((own_writers[name], spec.type) for name, spec in outputs.items())
    env, limits = _merged(body, own, "environment_variables"), _merged(body, own, "limits")
    compute = own.get("compute") or body.get("compute") or scope.settings.get("default_compute")
    if isinstance(compute, str) and "${{" in compute:
        compute = _text(scope, compute, (*node.where, "compute"), node.name)
    display = own.get("display_name") or body.get("display_name")
    environment = own.get("environment") or body.get("environment") or scope.settings.get("environment")
    beside = component.base if environment and environment is body.get("environment") else base
    return plan.Step(
        name=node.name,
        path=path,
        kind="command",
        needs=tuple(dict.fromkeys(v.path for v in inputs.values() if v.kind == "node" and v.path is not None)),
        inputs=inputs,
        outputs=outputs,
        command=text_of(body.get("command")),
        code=compiler.code(component, node.name),
        environment=compiler.environment(environment, beside, (*node.where, "environment"), node.name),
        environment_variables={
            str(k): _text(scope, text_of(v), (*node.where, "environment_variables", str(k)), node.name)
            for k, v in env.items()
        },
        compute=_label(compute),
        timeout=_seconds(scope, limits.get("timeout"), (*node.where, "limits", "timeout"), node.name),
        resources=_merged(body, own, "resources"),
        component=node.component if isinstance(node.component, str) else None,
        component_name=component.name,
        component_version=component.version,
        display_name=text_of(display) if display else None,
        deterministic=body.get("is_deterministic") is not False and own.get("is_deterministic") is not False,
        force_rerun=_truth(scope.settings.get("force_rerun")) or _always_runs(own),
        spec=_spec(own, body, outputs),
    )


def _spec(own: Mapping[str, Any], body: Mapping[str, Any], outputs: Mapping[str, plan.OutputSpec]) -> dict[str, Any]:
    """`artifacts_output` tells that the output `artifacts` is the folder that holds the step's own `outputs/`."""
    found = {key: value for key in _SPEC_KEYS if (value := own.get(key) or body.get(key))}
    found.update(spec_of(body.get("resources"), own.get("resources")))
    if ARTIFACTS in outputs:
        mentioned = {e.port for e in find(text_of(body.get("command"))) if e.kind == "output"}
        if ARTIFACTS not in mentioned:
            found["artifacts_output"] = True
    return found


def _seconds(scope: Scope, value: Any, path: Where, node: str) -> float | None:
    if value is None:
        return None
    text = _text(scope, text_of(value), path, node)
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found < float("inf"):
        message = f"`timeout` is a number of seconds above 0, not `{text}`"
        scope.compiler.report.error(path, "bad_timeout", message, "", node)
        return None
    return found


def _merged(body: Mapping[str, Any], own: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The mapping at `key`: what the node says over what its component says."""
    found: dict[str, Any] = {}
    for said in (body.get(key), own.get(key)):
        if isinstance(said, dict):
            found.update(said)
    return found
