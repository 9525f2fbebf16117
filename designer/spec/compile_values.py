"""Values, data, code and outputs of a plan: literals read by type, snapshots made once. Knows no graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from designer.spec import plan, types
from designer.spec.bindings import pipeline_port
from designer.spec.load import Loader
from designer.spec.model import Component, Given, PipelineJob, Port
from designer.spec.paths import is_local, local_path
from designer.spec.ports import FilesFailure
from designer.spec.report import Report, Where


ELSEWHERE = ("", "")  # an address that nothing stands in for
Mapped = Callable[[str], tuple[str, str] | None]
"""An address -> (snapshot, path inside it) of what stands in for it here, None for itself; raises FilesFailure."""


@dataclass(slots=True)
class Compiler:
    """Carried through one compilation: snapshots are made once per folder."""

    loader: Loader
    report: Report
    mapped: Mapped | None = None
    steps: int = 0
    codes: dict[tuple[str, str | None, tuple[str, ...]], str | None] = field(default_factory=dict)
    data: dict[tuple[str, str], tuple[str, str] | None] = field(default_factory=dict)
    written: dict[tuple[str, str], str] = field(default_factory=dict)  # (path, port) of a writer -> its type

    def ports_of_job(self, job: PipelineJob) -> dict[str, Port]:
        return {name: port for name in job.inputs if (port := pipeline_port(job, name)) is not None}

    def value(self, given: Given | None, port: Port, base: str, path: Where, node: str | None) -> plan.Value:
        """The value of a literal, data or default; bindings are resolved by the scope before."""
        if given is None or given.kind == "null":
            if not port.has_default:
                return plan.Value("none", port.type or "string")
            given = Given("literal", port.default)
        if given.kind == "literal" and given.value is not None:
            return self.literal(given.value, given.type, port, base, path, node)
        if given.kind == "data" and given.path:
            type_ = given.type or (port.type if not types.is_parameter(port.type) else "") or "uri_folder"
            return self.data_value(given.path, type_, given.attribute("mode") or port.mode, base, path, node)
        return plan.Value("none", port.type or "string")

    def literal(
        self, value: Any, written_type: str, port: Port, base: str, path: Where, node: str | None
    ) -> plan.Value:
        type_ = port.type or written_type or types.infer(value)
        if not types.is_parameter(type_):
            if isinstance(value, str) and value:
                return self.data_value(value, type_, port.mode, base, path, node)
            self.report.error(path, "literal_to_data", f"`{port.name}` wants data ({type_}), not `{value}`", "", node)
            return plan.Value("none", type_)
        try:
            return plan.Value("literal", type_, types.read_literal(value, type_))
        except types.Misfit as misfit:
            if misfit.lax:
                return plan.Value("literal", type_, misfit.value)
            self.report.error(path, "wrong_literal", f"`{port.name}`: {misfit}", "", node)
            return plan.Value("none", type_)

    def data_value(
        self, ref: str, type_: str, mode: str | None, base: str, path: Where, node: str | None
    ) -> plan.Value:
        local = is_local(ref)
        if not local and self.mapped is None:
            return plan.Value("data", type_, uri=ref, mode=mode)
        key = (base, ref)
        if key not in self.data:
            try:
                self.data[key] = self._stored(ref, base, local)
            except FilesFailure as failure:
                self.data[key] = None
                code = "data_not_found" if failure.error.code == "not_found" else failure.error.code
                message = f"the path `{ref}` does not exist" if code == "data_not_found" else failure.error.message
                self.report.error(path, code, message, failure.error.hint, node, ref=ref)
        found = self.data[key]
        if found is ELSEWHERE:
            return plan.Value("data", type_, uri=ref, mode=mode)
        if found is None:
            return plan.Value("none", type_)
        return plan.Value("data", type_, uri=ref, snapshot=found[0], subpath=found[1], mode=mode)

    def _stored(self, ref: str, base: str, local: bool) -> tuple[str, str]:
        if local:
            return self.loader.files.snapshot_data(base, local_path(ref))
        return (self.mapped(ref) if self.mapped is not None else None) or ELSEWHERE

    def code(self, component: Component, node: str) -> str | None:
        """Snapshot of the component's code; None for an empty working directory."""
        body = component.body
        if "code" not in body and "additional_includes" not in body:
            return None
        ref = body.get("code")
        includes = tuple(i for i in body.get("additional_includes") or () if isinstance(i, str))
        if not isinstance(ref, str) and not includes:
            return None
        path = (*component.where, "code")
        if isinstance(ref, str) and not is_local(ref):
            self.report.error(
                path, "code_elsewhere", f"the code `{ref}` cannot be fetched here", "use a local folder", node
            )
            return None
        key = (component.base, ref if isinstance(ref, str) else None, includes)
        if key not in self.codes:
            try:
                place = local_path(ref) if isinstance(ref, str) else None
                self.codes[key] = self.loader.files.snapshot_code(component.base, place, includes)
            except FilesFailure as failure:
                self.codes[key] = None
                where = self.report.inside(component.file, component.root, node)
                gone = failure.error.code == "not_found"
                code = "code_not_found" if gone else failure.error.code
                message = f"the code folder `{ref}` does not exist" if gone and ref else failure.error.message
                where.error(path, code, message, failure.error.hint, ref=ref)
        return self.codes[key]

    def output(self, given: Given | None, port: Port | None, outer: plan.OutputSpec | None) -> plan.OutputSpec:
        """The node's own words win, then the component's, then those of the pipeline output it is bound to."""
        type_ = given.attribute("type") if given else None
        mode = given.attribute("mode") if given else None
        uri = given.path if given else None
        if outer is not None:
            mode, uri = mode or outer.mode, uri or outer.uri
        type_ = type_ or (port.type if port and port.type else None) or (outer.type if outer else None) or "uri_folder"
        return plan.OutputSpec(type_, mode or (port.mode if port else None), uri)
