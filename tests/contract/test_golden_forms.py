"""Every form of the dialect is recognised, read without complaint, drawn, and written so that it means the same."""

from __future__ import annotations

import json

import pytest

from designer.files import FolderFiles
from designer.spec.canvas import from_canvas, to_canvas
from designer.spec.canvas_text import write_canvas
from designer.spec.compile import compile_job
from designer.spec.documents import ReadDocument, read_document
from designer.spec.emit import dump, to_yaml
from designer.spec.kinds.table import DOCUMENTS
from designer.spec.patch import means, patched
from designer.spec.problems import errors
from designer.spec.read import read_job
from tests.contract.forms import FOLDER, FORMS, Form

JOBS = [form for form in FORMS if DOCUMENTS[form.kind].family == "job" or form.kind == "pipeline_component"]
OTHERS = [form for form in FORMS if form not in JOBS]
KEPT = {"cannot_run_yet", "input_without_value", "output_not_written"}  # what a good file may be told


def read(form: Form) -> ReadDocument:
    files = FolderFiles(FOLDER)
    return read_document(form.path.read_bytes(), form.name, files, base=files.base_of(form.name))


def test_every_kind_of_document_has_a_form() -> None:
    unused = {
        "sweep_component",
        "code",
        "index",
        "data_import",
        "attached",
        "deployment_template",
        "capability_host",
        "feature_retrieval",
    }  # fmt: skip - kept as they come, in no published file
    assert set(DOCUMENTS) - {form.kind for form in FORMS} == unused


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_is_read_without_complaint(form: Form) -> None:
    found = read(form)
    assert found.kind == form.kind
    assert {problem.code for problem in errors(found.problems)} == set(form.errors)
    assert {problem.code for problem in found.problems} - KEPT - set(form.errors) == set()
    assert found.spec is not None
    assert set(found.spec.extra) <= {"$schema"}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_written_without_a_change_it_is_the_same_byte_by_byte(form: Form) -> None:
    text = form.path.read_text(encoding="utf-8")
    root = read(form).document.root
    assert patched(text, root) == text


@pytest.mark.parametrize("form", OTHERS, ids=lambda form: form.name)
def test_written_anew_it_means_the_same(form: Form) -> None:
    root = read(form).document.root
    again = read_document(dump(root), form.name)
    assert means(dump(root), root)
    assert again.spec == read_document(form.path.read_bytes(), form.name).spec


@pytest.mark.parametrize("form", JOBS, ids=lambda form: form.name)
def test_the_canvas_of_a_form_is_the_golden_one(form: Form) -> None:
    job = read_job(form.path.read_bytes(), file=form.name).job
    assert job is not None
    golden = json.loads(form.canvas.read_text(encoding="utf-8"))
    assert to_canvas(job) == golden, "when meant: python -m tests.contract.regenerate"


@pytest.mark.parametrize("form", JOBS, ids=lambda form: form.name)
def test_nothing_is_lost_over_the_canvas(form: Form) -> None:
    text = form.path.read_text(encoding="utf-8")
    written = read_job(text, file=form.name).job
    drawn, problems = from_canvas(json.loads(form.canvas.read_text(encoding="utf-8")))
    assert written is not None
    assert drawn is not None
    assert problems == []
    assert drawn.body == written.body
    assert list(drawn.body) == list(written.body)
    again = read_job(to_yaml(drawn)).job
    assert again is not None
    assert again.body == written.body
    assert write_canvas(json.loads(form.canvas.read_text(encoding="utf-8")), text).text == text


@pytest.mark.parametrize("form", JOBS, ids=lambda form: form.name)
def test_the_compiler_answers_every_form_with_steps_or_with_problems(form: Form) -> None:
    files = FolderFiles(FOLDER)
    job = read_job(form.path.read_bytes(), file=form.name, base=files.base_of(form.name)).job
    assert job is not None
    step, problems = compile_job(job, files)
    assert (step is None) == bool(errors(problems))
