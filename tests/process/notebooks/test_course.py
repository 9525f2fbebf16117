"""The notebook of the course, run from top to bottom by a real kernel against a real server."""

from __future__ import annotations

import shutil
import subprocess
import sys
from ast import literal_eval
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from benchmarks.product import ROOT, Product, wait_for
from tests.process.sdk.conftest import end_steps

COURSE = ROOT / "examples" / "notebooks" / "wine"


@pytest.fixture
def product(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Product]:
    folder = tmp_path / "workspace"
    folder.mkdir()
    made = Product(folder)
    made.start()
    wait_for((made.folder / "server.json").exists, 10, "the address")
    monkeypatch.setenv("PENSTOCK_DATA_DIR", str(folder))
    yield made
    made.stop()
    end_steps(folder)


def outputs_of(cell: Any) -> str:
    """What a cell printed and answered, as text."""
    found = [out.get("text") or out.get("data", {}).get("text/plain", "") for out in cell.get("outputs", [])]
    return "".join(found)


def answer_of(cell: Any) -> str:
    """The value of a cell's last line."""
    return "".join(out["data"].get("text/plain", "") for out in cell["outputs"] if out.output_type == "execute_result")


def test_the_course_runs_from_top_to_bottom(product: Product, tmp_path: Path) -> None:
    place = shutil.copytree(COURSE, tmp_path / "wine", ignore=shutil.ignore_patterns("downloads"))
    notebook = nbformat.read(place / "course.ipynb", as_version=4)
    NotebookClient(notebook, timeout=240, kernel_name="python3", resources={"metadata": {"path": str(place)}}).execute()
    said = [outputs_of(cell) for cell in notebook.cells if cell.cell_type == "code"]
    everything = "\n".join(said)
    assert "jobs:\n  prepared:\n    type: command\n    component: ./prepare.yml" in everything
    assert "no problems" in everything
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    answers = [literal_eval(text) for text in map(answer_of, cells) if text.startswith(("{", "("))]
    assert {"prepared": "Completed", "trained": "Completed", "evaluated": "Completed"} in answers
    assert {"prepared": "reused", "trained": "ran", "evaluated": "ran"} in answers
    accuracy = next(answer for answer in answers if isinstance(answer, dict) and set(answer) == {5, 100})
    assert 0.8 < accuracy[5] <= accuracy[100]
    assert answers[-1] == ("train_wine", "1", ["1"])


def test_the_course_is_shipped_without_outputs_of_somebodys_run() -> None:
    notebook = nbformat.read(COURSE / "course.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)


def test_the_components_of_the_course_have_no_problems() -> None:
    files = [str(COURSE / f"{name}.yml") for name in ("prepare", "train", "evaluate")]
    done = subprocess.run([sys.executable, "-m", "penstock.cli", "validate", *files], cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stdout
