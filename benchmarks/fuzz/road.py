"""One document through every reader of the dialect. Nothing but the dialect's own problems may come out of it.

Raises `Broken` when a promise does not hold, and whatever the product raises by mistake.
"""

from __future__ import annotations

import json
from typing import Any

from designer.spec.canvas import from_canvas, to_canvas
from designer.spec.canvas_text import edited_text, write_canvas
from designer.spec.compile import compile_job
from designer.spec.document import Document, read_text
from designer.spec.documents import read_document
from designer.spec.emit import dump, to_yaml
from designer.spec.interface import interface_of, interfaces_for
from designer.spec.model import Job
from designer.spec.old import modernise
from designer.spec.patch import patched
from designer.spec.plan import to_json
from designer.spec.problems import Problem
from designer.spec.read import read_component, read_job
from designer.spec.testing import MemoryFiles
from designer.spec.validate import validate_component

COMPONENT = """\
name: step
version: 1
type: command
inputs: {table: {type: uri_folder}, rate: {type: number, default: 0.5}, extra: {type: uri_file, optional: true}}
outputs: {model: {type: uri_folder}}
environment: {image: "python:3.11"}
command: run ${{inputs.table}} ${{inputs.rate}} $[[${{inputs.extra}}]] ${{outputs.model}}
"""
NESTED = """\
name: inner
version: 1
type: pipeline
inputs: {table: {type: uri_folder}}
outputs: {model: {type: uri_folder}}
jobs:
  step:
    component: ./step.yml
    inputs: {table: "${{parent.inputs.table}}"}
    outputs: {model: "${{parent.outputs.model}}"}
"""


class Broken(AssertionError):
    """A promise that does not hold for this document."""


def around() -> MemoryFiles:
    """What documents may refer to."""
    texts = {"step.yml": COMPONENT, "inner.yml": NESTED, "data/a.csv": "1", "src/run.py": "", "rows/a.csv": "1"}
    return MemoryFiles(texts, {"step:1": COMPONENT, "inner:1": NESTED})


def travel(data: bytes, file: str = "pipeline.yml") -> Document:
    """The document, after it went everywhere."""
    files = around()
    document = read_text(data, file)
    _told(document.problems)
    _told(read_document(document, file, files).problems)
    if document.root is None:
        if not document.problems:
            raise Broken("nothing was read and nothing was said")
        return document
    _translate(document)
    _keep(document)
    _canvas(document.root)
    job = read_job(document, files=files, file=file)
    _told(job.problems)
    if job.job is not None:
        _job(job.job, files)
    component = read_component(document, files=files, file=file)
    _told(component.problems)
    if component.component is not None:
        _told(validate_component(component.component, files))
        json.dumps(interface_of(component.component))
    return document


def _told(problems: Any) -> None:
    """Problems are what a page and a terminal can show."""
    for problem in problems:
        if not isinstance(problem, Problem) or not problem.message or not problem.code:
            raise Broken(f"this is no problem: {problem!r}")
        if problem.line < 0 or problem.column < 0:
            raise Broken(f"a line of {problem.line}:{problem.column} in {problem!r}")
    json.dumps([problem.to_json() for problem in problems])


def _translate(document: Document) -> None:
    """Translating what is translated changes nothing."""
    modern, report = modernise(document)
    _told(report)
    if (modern is document) != (not report):
        raise Broken("a translation without a report, or a report without a translation")
    again, silence = modernise(modern)
    if again.root is not modern.root or silence:
        raise Broken(f"the translation is translated again: {[problem.message for problem in silence]}")
    if report and not _equal(read_text(dump(modern.root)).root, modern.root):
        raise Broken("the translation cannot be written")


def _keep(document: Document) -> None:
    """A text with no edit stays as it is; the whole document can be written anew."""
    if any(problem.severity == "error" for problem in document.problems):
        return
    if patched(document.text, document.root) != document.text:
        raise Broken("a patch without a change changes the text")
    written = read_text(dump(document.root))
    if not _equal(written.root, document.root):
        raise Broken("writing the document says something else")


def _canvas(root: Any) -> None:
    """A document is JSON, too, and any JSON may come as a canvas."""
    try:
        canvas = json.loads(json.dumps(root))
    except ValueError:
        return
    job, problems = from_canvas(canvas)
    _told(problems)
    if job is None:
        if not problems:
            raise Broken("no canvas and no problem")
        return
    written = write_canvas(canvas, "type: pipeline\njobs: {}\n")
    _told(written.problems)
    if not _equal(read_text(written.text).root, job.body):
        raise Broken("a canvas is written as something else")
    _job(job, around())


def _job(job: Job, files: MemoryFiles) -> None:
    drawn = json.loads(json.dumps(to_canvas(job)))
    again, problems = from_canvas(drawn)
    _told(problems)
    if again is None:
        raise Broken(f"its own drawing is refused: {[problem.message for problem in problems]}")
    if not _equal(again.body, job.body):
        raise Broken("drawing loses something")
    if not _equal(read_text(to_yaml(again)).root, job.body):
        raise Broken("writing the drawing loses something")
    edited_text(to_yaml(job), again.body)
    json.dumps(interfaces_for(job, files))
    plan, told = compile_job(job, files)
    _told(told)
    if plan is None and not any(problem.severity == "error" for problem in told):
        raise Broken("no plan and no error")
    if plan is not None:
        json.dumps(to_json(plan))


def _equal(left: Any, right: Any) -> bool:
    """Equal, where not-a-number equals itself."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_equal(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(_equal(one, other) for one, other in zip(left, right, strict=True))
    if isinstance(left, float) and isinstance(right, float) and left != left:
        return right != right
    return bool(left == right) and isinstance(left, bool) == isinstance(right, bool)
