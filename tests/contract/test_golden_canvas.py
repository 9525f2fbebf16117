"""The golden pairs: each YAML has the canvas beside it, and both stand for the same job. vitest reads them too."""

import json
from pathlib import Path

import pytest

from designer.files import FolderFiles
from designer.spec.canvas import from_canvas, to_canvas
from designer.spec.emit import to_yaml
from designer.spec.interface import interfaces_for
from designer.spec.problems import errors
from designer.spec.read import read_job
from designer.spec.testing import MemoryFiles
from designer.spec.validate import validate

FOLDER = Path(__file__).parent / "canvas"
FILES = sorted(FOLDER.glob("*.yml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_canvas_is_the_golden_one(file: Path) -> None:
    job = read_job(file.read_bytes(), file=file.name).job
    assert job is not None
    golden = json.loads(file.with_suffix(".canvas.json").read_text(encoding="utf-8"))
    assert to_canvas(job) == golden, "when meant: python -m tests.contract.regenerate"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_is_lost_from_canvas_to_yaml_and_back(file: Path) -> None:
    written = read_job(file.read_bytes(), file=file.name).job
    assert written is not None
    drawn, problems = from_canvas(json.loads(file.with_suffix(".canvas.json").read_text(encoding="utf-8")))
    assert problems == []
    assert drawn is not None
    assert drawn.body == written.body
    again = read_job(to_yaml(drawn)).job
    assert again is not None
    assert again.body == written.body
    assert list(again.body) == list(written.body)
    assert to_canvas(again) == to_canvas(written)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_good_files_have_no_errors(file: Path) -> None:
    files = FolderFiles(FOLDER)
    count = (FOLDER / "components" / "count.yml").read_text(encoding="utf-8").replace("../src", "./src")
    registered = MemoryFiles({"@count_rows:3/src/step.py": ""}, {"count_rows:3": count})
    files.registered = registered.registered  # type: ignore[method-assign]
    exists = files.exists
    files.exists = lambda base, ref: registered.exists(base, ref) if base.startswith("@") else exists(base, ref)  # type: ignore[method-assign]
    read = read_job(file.read_bytes(), file=file.name, files=files)
    assert read.job is not None
    assert read.problems == ()
    assert errors(validate(read.job, files)) == []
    assert interfaces_for(read.job, files) or read.job.kind == "command"
