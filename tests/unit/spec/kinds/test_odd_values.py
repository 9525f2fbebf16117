"""Whatever stands behind a key is a problem at most, for the reader, the canvas and the compiler. Nothing raises."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest

from designer.spec.canvas import from_canvas, to_canvas
from designer.spec.compile import compile_job
from designer.spec.document import read_text
from designer.spec.documents import read_document
from designer.spec.emit import dump
from designer.spec.kinds.table import DOCUMENTS
from designer.spec.testing import MemoryFiles
from tests.contract.forms import FOLDER, FORMS, Form

ODD: list[Any] = [
    None, [], {}, "x", "", 1, -1.5, True, {"a": [1]}, ["a", {"b": None}], "${{parent.inputs.x}}", "${{inputs.y}}",
    "./nowhere", "azureml:q:1", [[]], {"type": "choice"}, {"path": "./table"}, 10**30, "a: b", "\u2028",
]  # fmt: skip
PER_FORM = 25


@pytest.fixture(scope="module")
def files() -> MemoryFiles:
    paths = [path for path in FOLDER.rglob("*") if path.is_file() and not path.name.endswith(".json")]
    return MemoryFiles({path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8") for path in paths})


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*above, key)
        yield from places(item, (*above, key))


def spoiled(form: Form, rng: random.Random) -> Iterator[str]:
    root = plain(read_text(form.path.read_text(encoding="utf-8")).root)
    found = list(places(root))
    for _ in range(PER_FORM):
        document = copy.deepcopy(root)
        holder, place = document, rng.choice(found)
        for key in place[:-1]:
            holder = holder[key]
        holder[place[-1]] = rng.choice(ODD)
        yield dump(document)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_an_odd_value_behind_any_key_is_a_problem_at_most(form: Form, files: MemoryFiles) -> None:
    rng = random.Random(form.name)
    for text in spoiled(form, rng):
        found = read_document(text, form.name, files, base=form.name.rpartition("/")[0])
        assert all(problem.message and problem.hint and problem.file for problem in found.problems), text
        assert found.kind in DOCUMENTS or not found.valid, text
        if found.job is not None:
            compile_job(found.job, files)
            assert from_canvas(to_canvas(found.job))[0] is not None, text
