"""Checks on what declares ports: component files, inline components, a pipeline's own inputs, and commands."""

from __future__ import annotations

from typing import Any

from designer.spec import types
from designer.spec.expressions import find, outside_groups
from designer.spec.load import Loader
from designer.spec.model import Component, Given, PipelineJob, Port
from designer.spec.paths import is_local
from designer.spec.problems import did_you_mean
from designer.spec.read import port_of
from designer.spec.report import Report, Where
from designer.spec.resources import check_resources

CHECK_PATH = "check the path; it is relative to this file"


def check_ports(component: Component, report: Report) -> None:
    if component.open_ports:
        return
    for section, ports in (("inputs", component.inputs), ("outputs", component.outputs)):
        written = component.body.get(section)
        for name, port in ports.items():
            path = (*component.where, section, name)
            if isinstance(written, dict) and isinstance(written.get(name), dict):
                _check_port(port, path, report)


def _check_port(port: Port, path: Where, report: Report) -> None:
    if port.type not in types.ALL:
        hint = did_you_mean(port.type, types.ALL)
        report.error((*path, "type"), "unknown_type", f"`{port.type}` is not a type", hint, type=port.type)
        return
    if port.has_default:
        check_literal(port.default, port, (*path, "default"), report, None)


def check_literal(value: Any, port: Port, path: Where, report: Report, node: str | None) -> Any:
    """The literal read by the port's type; problems go to the report."""
    if not types.is_parameter(port.type):
        return value
    try:
        read = types.read_literal(value, port.type)
    except types.Misfit as misfit:
        add = report.warning if misfit.lax else report.error
        message = f"`{port.name}` wants {_article(port.type)}: {misfit}"
        add(path, "wrong_literal", message, types.how_to_write(port.type), node, type=port.type)
        return misfit.value if misfit.lax else None
    _check_range(read, port, path, report, node)
    return read


def _article(type_: str) -> str:
    return f"an {type_}" if type_[0] in "aeiou" else f"a {type_}"


def _check_range(value: Any, port: Port, path: Where, report: Report, node: str | None) -> None:
    if port.enum is not None:
        texts = [str(item) for item in port.enum]
        if str(value) not in texts and str(value).lower() not in [text.lower() for text in texts]:
            hint = did_you_mean(str(value), texts)
            message = f"`{value}` is not one of the values of `{port.name}`"
            report.warning(path, "not_in_enum", message, hint, node, enum=texts)
    if isinstance(value, str | bool):
        return
    for word, limit, wrong in (("min", port.minimum, -1), ("max", port.maximum, 1)):
        try:
            bound = float(limit) if limit is not None else None
        except (TypeError, ValueError):
            continue
        if bound is not None and (value - bound) * wrong > 0:
            side = "smaller than its min" if word == "min" else "larger than its max"
            message = f"`{port.name}` is {value}, {side} {limit}"
            report.error(path, "out_of_range", message, f"{word} is {limit}", node, limit=limit)


def check_pipeline_inputs(job: PipelineJob, loader: Loader, report: Report) -> None:
    """A job's own inputs: literals, or data with type, path and mode. A component's inputs are ports."""
    if job.kind == "pipeline_component":
        return
    for name, given in job.inputs.items():
        path = (*job.where, "inputs", name)
        if given.kind == "binding" or (given.kind == "literal" and isinstance(given.value, list)):
            message = f"the pipeline input `{name}` is a literal or data, nothing else"
            report.error(path, "wrong_shape", message, "write a value, or `{type: uri_folder, path: ./data}`")
        elif given.kind == "data":
            check_data(given.value, path, report, loader, job.base, None)
        else:
            check_declared(name, given, path, report)
        if given.kind == "null" or (given.kind == "data" and not given.value.get("path")):
            message = f"the pipeline input `{name}` has no value yet"
            report.warning(path, "input_without_value", message, "give it one here or when submitting", name=name)


def check_declared(name: str, given: Given, path: Where, report: Report) -> None:
    """A literal in the long form says its type itself."""
    if given.kind == "literal" and given.mapping and given.type:
        port = port_of(name, given.extra)
        check_literal(given.value, port, (*path, "default"), report, None)


def check_data(value: dict[str, Any], path: Where, report: Report, loader: Loader, base: str, node: str | None) -> None:
    """A `{type, path, mode}` mapping."""
    type_, mode, ref = value.get("type"), value.get("mode"), value.get("path")
    if type_ is not None and type_ not in types.ALL:
        hint = did_you_mean(str(type_), types.ALL)
        report.error((*path, "type"), "unknown_type", f"`{type_}` is not a type", hint, node)
    elif type_ == "path":
        report.error((*path, "type"), "unknown_type", "`path` is a type of ports only", "write `uri_folder`", node)
    if mode is not None and mode not in types.INPUT_MODES:
        hint = "write `ro_mount`" if mode == "mount" else did_you_mean(str(mode), types.INPUT_MODES)
        report.error((*path, "mode"), "unknown_mode", f"`{mode}` is not a mode of an input", hint, node)
    if ref is not None and not isinstance(ref, str):
        report.error((*path, "path"), "wrong_shape", "`path` is a text", types.how_to_write("path"), node)
    elif ref and is_local(ref) and "${{" not in ref and not loader.exists(base, ref):
        report.warning((*path, "path"), "data_not_found", f"the path `{ref}` does not exist", CHECK_PATH, node, ref=ref)


def check_command(component: Component, loader: Loader, report: Report) -> None:
    """The command and code of a command component or inline job."""
    body, at = component.body, component.where
    command = body.get("command")
    node = component.ref.removeprefix("inline:") if component.inline else None
    if command is None or command == "":
        report.error((*at, "command"), "missing_command", "there is no `command`", "a command is one bash script", node)
    elif not isinstance(command, str):
        report.error((*at, "command"), "wrong_shape", "`command` is a text", "quote it", node)
    else:
        _check_expressions(command, component, report, node)
    code = body.get("code")
    if code is not None and not isinstance(code, str):
        hint = "write `code: ./folder`"
        report.error((*at, "code"), "wrong_shape", "`code` is the path of a folder", hint, node)
    elif code and is_local(code) and not loader.exists(component.base, code):
        message = f"the code folder `{code}` does not exist"
        report.error((*at, "code"), "code_not_found", message, CHECK_PATH, node, ref=code)
    includes = body.get("additional_includes")
    if includes is not None and not (isinstance(includes, list) and all(isinstance(i, str | dict) for i in includes)):
        hint = "write a list, as in `[../shared]`"
        report.error(
            (*at, "additional_includes"), "wrong_shape", "`additional_includes` is a list of paths", hint, node
        )
    for index, item in enumerate(includes if isinstance(includes, list) else ()):
        if isinstance(item, dict):
            message = "an include from elsewhere cannot be fetched here; it is left out"
            path = (*at, "additional_includes", index)
            report.warning(path, "include_elsewhere", message, "copy it into the folder", node)
        elif isinstance(item, str) and not loader.exists(component.base, item):
            path = (*at, "additional_includes", index)
            report.error(path, "include_not_found", f"`{item}` does not exist", CHECK_PATH, node, ref=item)
    check_limits(body, at, report, node)


def check_limits(body: dict[str, Any], at: Where, report: Report, node: str | None) -> None:
    limits = body.get("limits")
    timeout = limits.get("timeout") if isinstance(limits, dict) else None
    if timeout is not None and not _is_seconds(timeout):
        report.error(
            (*at, "limits", "timeout"), "bad_timeout", "`timeout` is a number of seconds above 0", "as in `600`", node
        )
    if "resources" in body:
        check_resources(body["resources"], (*at, "resources"), report, node)


def _is_seconds(value: Any) -> bool:
    if isinstance(value, str) and "${{" in value:
        return True
    try:
        return not isinstance(value, bool) and float(value) > 0
    except (TypeError, ValueError):
        return False


def _check_expressions(command: str, component: Component, report: Report, node: str | None) -> None:
    path = (*component.where, "command")
    expressions = find(command)
    ungrouped = find(outside_groups(command)) if "$[[" in command else expressions
    bare = {e.port for e in ungrouped if e.kind == "input"}
    for expression in expressions:
        if expression.kind == "input" and expression.port not in component.inputs:
            message = f"the command asks for the input `{expression.port}`, which is not declared"
            hint = did_you_mean(expression.port, component.inputs, "declare it under `inputs:`")
            report.error(path, "unknown_input_in_command", message, hint, node, name=expression.port)
        elif expression.kind == "output" and expression.port not in component.outputs:
            message = f"the command asks for the output `{expression.port}`, which is not declared"
            hint = did_you_mean(expression.port, component.outputs, "declare it under `outputs:`")
            report.error(path, "unknown_output_in_command", message, hint, node, name=expression.port)
        elif expression.kind in ("parent_input", "parent_output", "node_output", "node"):
            message = f"`{expression.text}` cannot stand in a command"
            hint = "bind it to an input of the node and write `${{inputs.name}}` here"
            report.error(path, "parent_in_command", message, hint, node)
    for name in sorted(bare):
        port = component.inputs.get(name)
        if port is not None and port.optional and not port.has_default and not component.open_ports:
            message = f"the optional input `{name}` is used outside `$[[ … ]]`"
            report.warning(path, "optional_not_grouped", message, f"write `$[[--{name} ${{{{inputs.{name}}}}}]]`", node)
