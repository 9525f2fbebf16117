"""The command starts fast: help within 0.2 s, a check of a file within 0.5 s, and without loading Django."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SAMPLE = "examples/diabetes/pipeline.yml"


def best_of(argv: Sequence[str], times: int = 5) -> float:
    """The fastest of some starts: the machine may be busy with other things, the command may not."""
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "penstock.cli", *argv], cwd=ROOT, check=True, capture_output=True)
        spent.append(time.perf_counter() - started)
    return min(spent)


@pytest.mark.parametrize("argv", [["--help"], ["run", "--help"], ["job", "create", "--help"]])
def test_help_is_there_at_once(argv: list[str]) -> None:
    assert best_of(argv) < 0.2


def test_validate_starts_in_half_a_second() -> None:
    assert best_of(["validate", SAMPLE]) < 0.5


def test_no_command_loads_django() -> None:
    names = ["errors", "output", "overrides", "client", "pack", "validate", "job", "local", "stream", "main"]
    code = (
        "import importlib, sys\n"
        f"for name in {names!r}: importlib.import_module('penstock.cli.' + name)\n"
        "assert 'django' not in sys.modules, sorted(n for n in sys.modules if 'django' in n)[:3]\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_wrong_use_ends_with_2_and_says_what_there_is() -> None:
    done = subprocess.run([sys.executable, "-m", "penstock.cli", "fly"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "validate" in done.stderr


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    nodes = "".join(f"  n{number}: {{component: ./x}}\n" for number in range(200))
    (tmp_path / "bad.yml").write_text(f"type: pipeline\njobs:\n{nodes}")
    command = f"{sys.executable} -m penstock.cli validate bad.yml | head -n 1"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, env=env)
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr
