"""The walls of the house: who imports whom, how long files and functions may get, what starting up may load."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ("penstock", "designer", "runs", "scripts")
FILE_LINES = 350
FUNCTION_LINES = 50
TYPESCRIPT_LINES = 300
GENERATED = ROOT / "frontend" / "src" / "api" / "types.ts"


def python_files() -> Iterator[Path]:
    for package in PYTHON:
        yield from (path for path in sorted((ROOT / package).rglob("*.py")) if "migrations" not in path.parts)


def typescript_files() -> Iterator[Path]:
    for ending in ("ts", "tsx"):
        for path in sorted((ROOT / "frontend" / "src").rglob(f"*.{ending}")):
            if not path.name.endswith((".test.ts", ".test.tsx")) and path != GENERATED:
                yield path


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_each_layer_imports_only_what_is_below_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_python_file_grew_beyond_reading() -> None:
    assert {str(p.relative_to(ROOT)): n for p in python_files() if (n := lines(p)) > FILE_LINES} == {}


def test_no_function_grew_beyond_reading() -> None:
    found = {}
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    found[f"{path.relative_to(ROOT)}:{node.name}"] = length
    assert found == {}


def test_every_module_says_what_it_owns() -> None:
    silent = []
    for path in python_files():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if tree.body and ast.get_docstring(tree) is None and path.name != "__init__.py":
            silent.append(str(path.relative_to(ROOT)))
    assert silent == []


def test_no_typescript_file_grew_beyond_reading() -> None:
    assert {str(p.relative_to(ROOT)): n for p in typescript_files() if (n := lines(p)) > TYPESCRIPT_LINES} == {}


def test_the_graph_of_the_front_end_imports_nothing_but_itself_and_pure_data() -> None:
    strangers = []
    pure = ('from "immer"', 'from "yaml"')
    for path in (ROOT / "frontend" / "src" / "graph").glob("*.ts"):
        if path.name.endswith(".test.ts") or path.name == "flow.ts":
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            imports = line.startswith(("import", "} from", "export * from")) and " from " in line
            if imports and ' from "./' not in line and not any(name in line for name in pure):
                strangers.append(f"{path.name}: {line}")
    assert strangers == []


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        (
            "penstock.asgi",
            ("drf_spectacular", "networkx", "pydantic", "ruamel", "rich", "jsonschema", "psutil", "mlflow"),
        ),
        ("penstock.workspace", ("django", "yaml", "asyncio")),
        ("designer.spec.plan", ("django", "networkx")),
    ],
)
def test_starting_up_stays_light(module: str, heavy: tuple[str, ...]) -> None:
    code = f"import {module}, sys; print(' '.join(name for name in {heavy!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_answering_loads_nothing_that_few_ask_for(tmp_path: Path) -> None:
    code = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "penstock.settings"
import django
django.setup()
from penstock.web import load_lean
load_lean()
import penstock.urls
heavy = "requests markdown pygments psycopg re2 psutil cryptography fsspec pandas mlflow networkx".split()
print(" ".join(name for name in heavy if name in sys.modules))
"""
    environment = {key: value for key, value in os.environ.items() if key != "PENSTOCK_DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**environment, "PENSTOCK_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ""


def test_checking_a_sound_pipeline_loads_no_graph_library() -> None:
    code = """
import sys
from designer.spec.read import read_job
from designer.spec.testing import MemoryFiles
from designer.spec.validate import validate
text = "jobs: {a: {command: echo}, b: {command: echo, inputs: {x: '${{parent.jobs.a.outputs.y}}'}}}"
job = read_job(text).job
assert job is not None
validate(job, MemoryFiles())
assert "networkx" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_no_two_test_modules_share_a_name() -> None:
    """Pytest imports them by their bare names: two of one name and the whole run stops."""
    names = Counter(path.name for path in (ROOT / "tests").rglob("*.py") if "conftest" not in path.name)
    modules = {name for name, count in names.items() if count > 1 and name.startswith("test_")}
    assert modules == set()
