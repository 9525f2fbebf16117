"""Checks on what a node is given: against its component's ports, its pipeline's ports and its neighbours."""

from __future__ import annotations

from designer.spec import nodes, types
from designer.spec.bindings import pipeline_port, source_type
from designer.spec.check_component import check_data, check_declared, check_literal
from designer.spec.expressions import Expression, find, whole
from designer.spec.load import Loader
from designer.spec.loops import ANY, Filled, filled_by_loops
from designer.spec.model import Component, Given, Node, PipelineJob, Port
from designer.spec.problems import did_you_mean
from designer.spec.report import Report, Where

# Types whose components declare every port; others may take what they are given.
_DECLARING = ("command", "pipeline", "sweep", "parallel", "spark")


def check_given(
    node: Node, component: Component | None, job: PipelineJob | None, loader: Loader, report: Report, base: str
) -> None:
    """`job` is the pipeline that holds the node; None for a job of one step (or made of one component)."""
    checks = _Checks(node, component, job, loader, report, base)
    for name, given in node.inputs.items():
        checks.input(name, given)
    for name, given in node.outputs.items():
        checks.output(name, given)
    if component is not None and not component.open_ports and component.type in _DECLARING:
        checks.missing()
    if job is not None:
        checks.elsewhere()


class _Checks:
    def __init__(
        self,
        node: Node,
        component: Component | None,
        job: PipelineJob | None,
        loader: Loader,
        report: Report,
        base: str,
    ) -> None:
        self.node, self.component, self.job = node, component, job
        self.loader, self.report, self.base = loader, report, base

    def path(self, *parts: str) -> Where:
        return (*self.node.where, *parts)

    def error(self, path: Where, code: str, message: str, hint: str = "") -> None:
        self.report.error(path, code, message, hint, None if self.job is None else self.node.name)

    def warning(self, path: Where, code: str, message: str, hint: str = "") -> None:
        self.report.warning(path, code, message, hint, None if self.job is None else self.node.name)

    def input(self, name: str, given: Given) -> None:
        path = self.path("inputs", name)
        port = self._declared(name, path)
        if given.kind == "binding":
            self._bound_input(name, given, port, path)
        elif given.kind == "data":
            self._data(name, given, port, path)
        elif given.kind == "literal":
            self._literal(name, given, port, path)

    def _declared(self, name: str, path: Where) -> Port | None:
        component = self.component
        if component is None or component.open_ports:
            return None
        port = component.inputs.get(name)
        if port is None and component.type in _DECLARING:
            message = f"`{component.ref}` declares no input `{name}`; it is ignored"
            self.warning(path, "undeclared_input", message, did_you_mean(name, component.inputs, "remove it"))
        return port

    def _data(self, name: str, given: Given, port: Port | None, path: Where) -> None:
        node = None if self.job is None else self.node.name
        check_data(given.value, path, self.report, self.loader, self.base, node)
        if given.path is None and "path" not in given.value and self.job is not None:
            self.error(path, "input_without_path", f"the input `{name}` has no `path`", "add `path: ./data`")
        elif given.path is not None and port is not None and types.is_parameter(port.type):
            message = f"data is given to `{name}`, which wants a value of type {port.type}"
            self.error(path, "data_to_parameter", message, "give it a literal")

    def _literal(self, name: str, given: Given, port: Port | None, path: Where) -> None:
        if isinstance(given.value, list):
            message = f"the input `{name}` is a list; an input is one value or data"
            self.error(path, "wrong_shape", message, "write a value, or `{type: uri_folder, path: ./data}`")
            return
        if isinstance(given.value, str) and "${{" in given.value and self.job is not None:
            self._expressions_in_text(given.value, path)
            return
        node = None if self.job is None else self.node.name
        if port is None:
            check_declared(name, given, path, self.report)
        if port is not None and not types.is_parameter(port.type) and not isinstance(given.value, str):
            message = f"the value `{given.value}` is given to `{name}`, which wants data ({port.type})"
            self.error(path, "literal_to_data", message, "give it `{type: …, path: …}` or bind it")
        elif port is not None:
            check_literal(given.value, port, path, self.report, node)

    def _expressions_in_text(self, text: str, path: Where) -> None:
        alone = whole(text)
        if (alone is not None and alone.kind in ("input", "output")) or (
            alone is not None and alone.inner.startswith("jobs.")
        ):
            hint = f"write `${{{{parent.{alone.inner}}}}}`"
            self.error(path, "old_binding", f"`{text}` is not a binding of this dialect", hint)
            return
        for expression in find(text):
            if expression.kind in ("parent_input", "node_output", "node"):
                self._source(expression, path)
            elif expression.kind == "other" and expression.inner.startswith("parent."):
                hint = "forms: `${{parent.inputs.x}}`, `${{parent.jobs.node.outputs.port}}`"
                self.error(path, "bad_expression", f"`{expression.text}` is not a binding", hint)

    def _bound_input(self, name: str, given: Given, port: Port | None, path: Where) -> None:
        binding = given.binding
        assert binding is not None
        if self.job is None:
            message = f"`{binding.text}` has no pipeline around it"
            self.error(path, "no_parent", message, "a job of one step has no parent; give a value")
            return
        if given.mapping:
            self._mode_and_type(given, path)
        if self._source(binding, path) and port is not None:
            self._compatible(given, port, path)
            self._perhaps_empty(binding, port, path)

    def _mode_and_type(self, given: Given, path: Where) -> None:
        mode, type_ = given.attribute("mode"), given.attribute("type")
        if mode is not None and mode not in types.INPUT_MODES:
            hint = did_you_mean(mode, types.INPUT_MODES)
            self.error((*path, "mode"), "unknown_mode", f"`{mode}` is not a mode of an input", hint)
        if type_ is not None and type_ not in types.ALL:
            hint = did_you_mean(type_, types.ALL)
            self.error((*path, "type"), "unknown_type", f"`{type_}` is not a type", hint)

    def _source(self, binding: Expression, path: Where) -> bool:
        job = self.job
        assert job is not None
        if binding.kind == "parent_input":
            if binding.port in job.inputs:
                return True
            message = f"the pipeline has no input `{binding.port}`"
            hint = did_you_mean(binding.port, job.inputs, f"declare `{binding.port}` under the pipeline's `inputs:`")
            self.error(path, "unknown_pipeline_input", message, hint)
            return False
        if binding.kind == "parent_output":
            message = f"an input cannot read the pipeline's output `{binding.port}`"
            self.error(path, "wrong_binding", message, "bind it to the node that writes it")
            return False
        if binding.node not in job.nodes:
            others = [name for name in job.nodes if name != self.node.name]
            message = f"there is no node `{binding.node}`"
            hint = did_you_mean(binding.node or "", others, "name a node of this pipeline")
            self.error(path, "unknown_node", message, hint)
            return False
        if binding.kind == "node":
            message = f"`{binding.text}` names a node, not one of its outputs"
            hint = f"write `${{{{parent.jobs.{binding.node}.outputs.port}}}}`"
            self.error(path, "wrong_binding", message, hint)
            return False
        return self._output_exists(job.nodes[binding.node], binding.port, path)

    def _output_exists(self, source: Node, port: str, path: Where) -> bool:
        assert self.job is not None
        component, _ = self.loader.of_node(source, self.job)
        if component is None or not nodes.kind_of(source.type).runnable or port in component.outputs:
            return True
        if port in source.outputs:
            return True
        known = list(component.outputs)
        if port == "artifacts" and component.type == "command":
            return True
        hint = did_you_mean(port, known, f"`{source.name}` has no outputs")
        self.error(path, "unknown_output", f"the node `{source.name}` has no output `{port}`", hint)
        return False

    def _compatible(self, given: Given, port: Port, path: Where) -> None:
        assert self.job is not None
        assert given.binding is not None
        source = source_type(given, self.job, self.loader)
        answer = types.compatible(source, port.type)
        if answer == "no":
            kind = "data_to_parameter" if types.is_parameter(port.type) else "literal_to_data"
            message = f"`{given.binding.text}` is of type {source}, `{port.name}` wants {port.type}"
            self.error(path, kind, message, "bind something of the right type")
        elif answer == "warn":
            message = f"`{given.binding.text}` is of type {source}, `{port.name}` says {port.type}"
            self.warning(path, "other_data_type", message, "make the two types equal")
        elif given.binding.kind == "parent_input" and types.is_parameter(port.type):
            outer = pipeline_port(self.job, given.binding.port)
            if outer is not None and outer.has_default:
                node = self.node.name
                check_literal(outer.default, port, path, self.report, node)

    def _perhaps_empty(self, binding: Expression, port: Port, path: Where) -> None:
        """An optional input of the pipeline may have no value when it reaches an input that needs one."""
        outer = pipeline_port(self.job, binding.port) if self.job and binding.kind == "parent_input" else None
        if outer is not None and outer.optional and not outer.has_default and port.required:
            message = f"the pipeline input `{outer.name}` is optional, `{port.name}` needs a value"
            self.warning(path, "optional_to_required", message, f"make `{port.name}` optional too")

    def output(self, name: str, given: Given) -> None:
        path = self.path("outputs", name)
        component = self.component
        if component is not None and not self._has_output(component, name):
            message = f"`{component.ref}` declares no output `{name}`"
            self.warning(path, "undeclared_output", message, did_you_mean(name, component.outputs, "remove it"))
        for key, known, what in (("mode", types.OUTPUT_MODES, "mode"), ("type", types.ALL, "type")):
            value = given.attribute(key)
            if value is not None and value not in known:
                hint = did_you_mean(value, known)
                self.error((*path, key), f"unknown_{what}", f"`{value}` is not a {what} of an output", hint)
        if given.kind == "literal":
            self._text_output(given, path)
        elif given.kind == "binding":
            self._bound_output(given, path)

    def _has_output(self, component: Component, name: str) -> bool:
        if component.open_ports or component.type not in _DECLARING or name in component.outputs:
            return True
        return name == "artifacts" and component.type == "command"  # the step's own artifact folder

    def _text_output(self, given: Given, path: Where) -> None:
        alone = whole(given.value)
        if alone is not None and alone.kind == "output":
            hint = f"write `${{{{parent.{alone.inner}}}}}`"
            self.error(path, "old_binding", f"`{given.value}` is not a binding of this dialect", hint)
        else:
            hint = "write `{type: uri_folder}` or `${{parent.outputs.name}}`"
            self.error(path, "wrong_shape", "an output is a mapping or a binding to a pipeline output", hint)

    def _bound_output(self, given: Given, path: Where) -> None:
        binding = given.binding
        assert binding is not None
        if self.job is None:
            self.error(path, "no_parent", f"`{binding.text}` has no pipeline around it", "remove it")
        elif binding.kind != "parent_output":
            message = f"an output cannot be bound to `{binding.text}`"
            self.error(path, "wrong_binding", message, "outputs bind to `${{parent.outputs.name}}`")
        elif binding.port not in self.job.outputs:
            message = f"the pipeline has no output `{binding.port}`"
            hint = did_you_mean(
                binding.port, self.job.outputs, f"declare `{binding.port}` under the pipeline's `outputs:`"
            )
            self.error(path, "unknown_pipeline_output", message, hint)

    def missing(self) -> None:
        assert self.component is not None
        space = self.node.body.get("search_space") if self.node.type == "sweep" else None
        filled: Filled | None = None
        for name, port in self.component.inputs.items():
            given = self.node.inputs.get(name)
            if isinstance(space, dict) and name in space:
                continue  # each trial gets a value of its own
            if port.required and (given is None or given.kind == "null"):
                filled = filled_by_loops(self.node, self.job) if filled is None else filled
                if name in filled or ANY in filled:
                    continue
                message = f"the input `{name}` of `{self.component.ref}` is not given"
                hint = f"add `{name}:` under the `inputs:` of the node"
                written = isinstance(self.node.body.get("inputs"), dict)
                path = self.path("inputs") if written else self.path()
                self.error(path, "missing_input", message, hint)

    def elsewhere(self) -> None:
        """Bindings outside inputs and outputs: `compute: ${{parent.inputs.x}}`, the data of an automl node."""
        kind = nodes.kind_of(self.node.type)
        for key in ("compute", *kind.binds):
            value = self.node.body.get(key)
            text = value.get("path") if isinstance(value, dict) else value
            for expression in find(text) if isinstance(text, str) else ():
                if expression.kind in ("parent_input", "node_output"):
                    self._source(expression, self.path(key))
