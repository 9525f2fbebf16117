"""Values, data, code and outputs of a plan: literals read by type, snapshots made once. Knows no graph."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from designer.spec import plan, types
from designer.spec.bindings import pipeline_port
from designer.spec.environments import made_whole
from designer.spec.load import Loader
from designer.spec.model import Component, Given, PipelineJob, Port
from designer.spec.paths import is_local, local_path
from designer.spec.ports import FileError, FilesFailure, Stored
from designer.spec.references import read_reference
from designer.spec.report import Report, Where
from designer.spec.scalars import text_of

ELSEWHERE = Stored("", "", "", "")  # an address that nothing stands in for
BUILT_IN = ("current", "classic")
DEFAULT_DATASTORE = "workspaceblobstore"
_DEFAULT_DATASTORE = re.compile(r"\$\{\{\s*default_datastore\s*\}\}")
CURATED = ("AzureML-", "azureml-")  # kept by Azure ML itself
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
    data: dict[tuple[str, str], Stored | FileError | None] = field(default_factory=dict)
    environments: set[str] = field(default_factory=set)  # looked up already
    wholes: dict[tuple[str, str], Any] = field(default_factory=dict)  # environments with their files in place
    written: dict[tuple[str, str], str] = field(default_factory=dict)  # (path, port) of a writer -> its type
    default_datastore: str = DEFAULT_DATASTORE

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
            type_ = given.type or (port.type if not types.is_parameter(port.type) else "")
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
        key = (base, ref)
        if key not in self.data:
            try:
                self.data[key] = self._stored(ref, base)
            except FilesFailure as failure:
                self.data[key] = None
                code = "data_not_found" if failure.error.code == "not_found" else failure.error.code
                message = f"the path `{ref}` does not exist" if code == "data_not_found" else failure.error.message
                self.report.error(path, code, message, failure.error.hint, node, ref=ref)
        found = self.data[key]
        if isinstance(found, FileError):
            self.report.warning(path, found.code, found.message, found.hint, node, ref=ref)
            return plan.Value("data", type_ or "uri_folder", uri=ref, mode=mode)
        if found is None:
            return plan.Value("none", type_ or "uri_folder")
        type_ = type_ or found.type or "uri_folder"
        if not found.snapshot:
            return plan.Value("data", type_, uri=found.uri or ref, mode=mode)
        return plan.Value("data", type_, uri=ref, snapshot=found.snapshot, subpath=found.subpath, mode=mode)

    def _stored(self, ref: str, base: str) -> Stored | FileError:
        """The bytes behind a path or an address: a map of the submission wins over what is registered."""
        if is_local(ref):
            return Stored("path", ref, "", "", *self.loader.files.snapshot_data(base, local_path(ref)))
        if (place := self._mapped(ref)) is not None:
            return Stored("map", ref, "", "", *place)
        found = self.loader.files.asset("data", ref)
        if isinstance(found, Stored) and found.uri and (place := self._mapped(found.uri)) is not None:
            return found._replace(snapshot=place[0], subpath=place[1])
        return found if found is not None else ELSEWHERE

    def _mapped(self, address: str) -> tuple[str, str] | None:
        return self.mapped(address) if self.mapped is not None else None

    def environment(self, written: Any, base: str, path: Where, node: str) -> Any:
        """The environment as written, what lies in files beside it in place; a name that nobody registered is told,
        with what may have been meant."""
        key = (base, repr(written))
        if key not in self.wholes:
            self.wholes[key] = made_whole(written, self.loader.files, base)
        whole = self.wholes[key]
        if isinstance(whole, FileError):
            self.report.error(path, whole.code, whole.message, whole.hint, node)
            return written
        written = whole
        if isinstance(written, str) and written not in self.environments:
            self.environments.add(written)
            found = self.loader.files.asset("environment", written)
            if isinstance(found, FileError) and not is_built_in(written):
                self.report.warning(path, found.code, found.message, found.hint, node, ref=written)
        return written

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
        name, version = _registered_as(given)
        if outer is not None:
            mode, uri = mode or outer.mode, uri or outer.uri
            if name is None:
                name, version = outer.name, outer.version
        if uri is not None:
            uri = _DEFAULT_DATASTORE.sub(lambda _: self.default_datastore, uri)
        type_ = type_ or (port.type if port and port.type else None) or (outer.type if outer else None) or "uri_folder"
        return plan.OutputSpec(type_, mode or (port.mode if port else None), uri, name, version)


def _registered_as(given: Given | None) -> tuple[str | None, str | None]:
    """The name and version that an output asks for; `custom` names of ports are something else."""
    if given is None or not given.mapping:
        return None, None
    said = given.value if given.kind == "data" else given.extra
    name, version = said.get("name"), said.get("version")
    if not isinstance(name, str) or not name:
        return None, None
    return name, text_of(version) if version is not None else None


def is_built_in(environment: str) -> bool:
    """Environments that come with this product or are kept by Azure ML: nobody registers them."""
    asked = read_reference(environment, "environment")
    return asked is not None and (asked.name in BUILT_IN or asked.name.startswith(CURATED))
