"""Reads a document of any kind: what it is, its typed spec, and everything that is wrong with it. Asks `Files` only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from designer.spec import check_documents
from designer.spec.document import Document, read_text
from designer.spec.kinds.base import Spec
from designer.spec.kinds.check import Reader, chosen, read
from designer.spec.kinds.recognise import CONDA, recognise
from designer.spec.kinds.table import DOCUMENTS, Kind
from designer.spec.model import Component, Job
from designer.spec.old import modernise
from designer.spec.ports import Files
from designer.spec.problems import Problem, did_you_mean
from designer.spec.read import conda_problem, read_component, read_job
from designer.spec.report import Report
from designer.spec.validate import validate, validate_component

_COMPONENT_WORDS = ("version", "is_deterministic", "latest_version")


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """`kind` is a name of `kinds.table.DOCUMENTS`, "" when nothing can be made of the text.

    `spec` holds what is written by the types of its declaration; a job or component comes as its model, too.
    """

    kind: str
    document: Document
    problems: tuple[Problem, ...] = ()
    spec: Spec | None = None
    job: Job | None = None
    component: Component | None = None

    @property
    def family(self) -> str:
        return DOCUMENTS[self.kind].family if self.kind in DOCUMENTS else ""

    @property
    def valid(self) -> bool:
        return not any(problem.severity == "error" for problem in self.problems)


def read_document(
    source: str | bytes | Document, file: str = "", files: Files | None = None, *, base: str = ""
) -> ReadDocument:
    """With `files`, what the document refers to is looked at, too."""
    document = source if isinstance(source, Document) else read_text(source, file or "document.yml")
    if document.root is None:
        return ReadDocument("", document, document.problems)
    if not isinstance(document.root, dict):
        message = (
            f"a document is a mapping of keys, here is {'a list' if isinstance(document.root, list) else 'a text'}"
        )
        problem = Problem("error", "not_a_mapping", message, document.file, 1, 1, hint="begin with `type: …`")
        return ReadDocument("", document, (*document.problems, problem))
    name = _name(document)
    kind = DOCUMENTS.get(name)
    if name.endswith("_job") or (kind is not None and kind.family == "job"):
        return _job(document, files, base)
    if name.endswith("_component") and name != "flow":
        return _component(document, files, base)
    if kind is None:
        return ReadDocument("", document, (*document.problems, _strange(document, name)))
    return _asset(document, kind, files, base)


def _name(document: Document) -> str:
    """A command or pipeline that has a version and no schema can only be a component."""
    name = recognise(document.root, document.file)
    plain = name in ("command", "pipeline") and not isinstance(document.root.get("$schema"), str)
    return f"{name}_component" if plain and any(word in document.root for word in _COMPONENT_WORDS) else name


def _job(document: Document, files: Files | None, base: str) -> ReadDocument:
    found = read_job(document, base=base, files=files)
    if found.job is None:
        return ReadDocument("", document, found.problems)
    problems = found.problems
    if files is not None:
        problems = (*problems, *validate(found.job, files))
    kind = DOCUMENTS.get(found.job.kind)
    return ReadDocument(found.job.kind, document, _once(problems), _spec(kind, found.job.body), job=found.job)


def _component(document: Document, files: Files | None, base: str) -> ReadDocument:
    found = read_component(document, base=base, files=files)
    if found.component is None:
        return ReadDocument("", document, found.problems)
    problems = found.problems
    if files is not None:
        problems = (*problems, *validate_component(found.component, files))
    name = f"{found.component.type}_component"
    kind = DOCUMENTS.get(name)
    spec = _spec(kind, found.component.body)
    if kind is None:
        strange = _strange(document, str(found.component.body.get("type")))
        return ReadDocument("", document, (*problems, strange), component=found.component)
    return ReadDocument(name, document, _once(problems), spec, component=found.component)


def _asset(document: Document, kind: Kind, files: Files | None, base: str) -> ReadDocument:
    today, translated = modernise(document)
    report = Report(document.file, today.root)
    report.take(document.problems)
    report.take(translated)
    spec = read(chosen(kind.declarations(), today.root), today.root, (), Reader(report))
    if files is not None:
        for source, inner in check_documents.check(kind, today.root, report, files, base):
            below = read_text(source.text, source.file)
            name = _name(below) if isinstance(below.root, dict) else ""
            if below.root is None or check_documents.is_wanted(inner, name, report):
                report.take(read_document(below, files=files, base=source.base).problems)
    return ReadDocument(kind.name, today, _once(tuple(report.found)), spec)


def _spec(kind: Kind | None, body: dict[str, Any]) -> Spec | None:
    """What is wrong has been told; here it is only read."""
    if kind is None:
        return None
    return read(chosen(kind.declarations(), body), body, (), Reader(Report("", None)))


def _once(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    return tuple({(p.file, p.code, p.path, p.line, p.message): p for p in problems}.values())


def _strange(document: Document, type_: str) -> Problem:
    if type_ == CONDA:
        return conda_problem(document.root, document.file)
    words = [word for kind in DOCUMENTS.values() for word in (kind.name, *kind.types)]
    hint = did_you_mean(type_, words, "see the list of kinds in the reference")
    message = f"`{type_}` is no kind of document that is known here"
    report = Report(document.file, document.root)
    report.error(("type",), "unknown_kind", message, hint, type=type_)
    return replace(report.found[0])
