"""The command starts fast: help within 0.2 s, a check of a file within 0.5 s, and without loading Django."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from penstock.cli.main import GROUPS

ROOT = Path(__file__).parents[3]
SAMPLE = "examples/diabetes/pipeline.yml"


def best_of(argv: Sequence[str], times: int = 5) -> float:
    """The quickest of some starts, in the time of the CPU: the machine may be busy with other things."""
    spent = []
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "penstock.cli", *argv], cwd=ROOT, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(spent)


HELP = [[], ["run"], *[[group] for group in GROUPS], ["job", "create"]]


@pytest.mark.parametrize("argv", HELP, ids=" ".join)
def test_help_is_there_at_once(argv: list[str]) -> None:
    assert best_of([*argv, "--help"], 3) < 0.2


def test_only_the_group_that_is_named_is_imported() -> None:
    code = (
        "import sys\n"
        "from penstock.cli.main import parser\n"
        "parser(['up', '--port', '1'])\n"
        "assert 'penstock.cli.job' not in sys.modules and 'yaml' not in sys.modules, sorted(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_is_told_how_to_complete(shell: str) -> None:
    command = [sys.executable, "-m", "penstock.cli", "completion", shell]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "penstock" in done.stdout
    if shell == "bash":
        subprocess.run(["bash", "-n"], input=done.stdout, text=True, check=True)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("penstock ", "job"), ("penstock job sh", "show"), ("penstock job create --str", "--stream")],
)
def test_a_tab_offers_what_fits(typed: str, offered: str) -> None:
    env = {**os.environ, "_ARGCOMPLETE": "1", "COMP_LINE": typed, "COMP_POINT": str(len(typed)), "COMP_TYPE": "9"}
    env |= {"_ARGCOMPLETE_IFS": "\n", "_ARGCOMPLETE_SUPPRESS_SPACE": "1", "_ARGCOMPLETE_STDOUT_FILENAME": "/dev/stdout"}
    done = subprocess.run([sys.executable, "-m", "penstock.cli"], cwd=ROOT, env=env, capture_output=True, text=True)
    assert offered in done.stdout.split("\n")


def test_validate_starts_in_half_a_second() -> None:
    assert best_of(["validate", SAMPLE]) < 0.5


def test_run_takes_little(tmp_path: Path) -> None:
    """Half a second on a quiet machine, from the first line of Python to the last. Counted in the time of the CPU, as
    it starts a whole runner and the machine may be busy with other things."""
    (tmp_path / "job.yml").write_text("command: 'true'\nenvironment: {image: python}\n")
    run = ["run", str(tmp_path / "job.yml"), "--data-dir", str(tmp_path / "w")]
    best_of(run, 1)  # makes the workspace
    assert best_of(run, 3) < 1.5


def test_no_command_loads_django() -> None:
    names = ["errors", "output", "overrides", "client", "pack", "validate", "local", "stream", "main"]
    names += [group.replace("-", "_") for group in GROUPS]
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
