"""What can be imported from where, and what importing costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import penstock

ROOT = Path(__file__).parents[3]
MODULES = ("automl", "constants", "dsl", "entities", "exceptions", "identity", "parallel", "sweep")


def modules_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_every_name_that_is_promised_is_there() -> None:
    for name in penstock.__all__:
        assert getattr(penstock, name) is not None
    for module in MODULES:
        found = import_module(f"penstock.{module}")
        assert all(hasattr(found, name) for name in found.__all__)
    with pytest.raises(AttributeError):
        _ = penstock.nothing


def test_type_checkers_and_python_are_told_the_same_names() -> None:
    tree = ast.parse((ROOT / "penstock" / "__init__.py").read_text())
    checked = next(node for node in tree.body if isinstance(node, ast.If))
    names = {alias.name for item in checked.body if isinstance(item, ast.ImportFrom) for alias in item.names}
    assert names == set(penstock.__all__)


def test_importing_penstock_loads_no_sdk_and_the_sdk_no_django() -> None:
    assert not any(name.startswith("penstock.") for name in modules_after("import penstock"))
    loaded = modules_after(
        "from penstock import MLClient, Input, command, dsl, load_component, entities, sweep, automl"
    )
    assert not {"django", "rest_framework", "networkx", "rich", "ruamel"} & loaded
