"""The start-up hook of the steps under every Python that is here: it sorts, chains, costs little and breaks nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from runs.engine.tracking import HOOK

NAMES = [f"python3.{minor}" for minor in range(8, 15)]


def works(name: str) -> bool:
    found = shutil.which(name)
    return bool(found) and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0


PYTHONS = [sys.executable, *(name for name in NAMES if works(name))]
python = pytest.mark.parametrize("python", PYTHONS)


def run(python: str, *arguments: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PYTHONPATH": HOOK, **env}
    return subprocess.run([python, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False)


LISTING = """
import glob, os, pathlib, shutil
names = sorted("z%02d" % (i * 37 % 40) for i in range(40))
assert os.listdir(".") == names and os.listdir() == names
assert [e.name for e in os.scandir()] == names
assert glob.glob("*") == names
assert [p.name for p in pathlib.Path().iterdir()] == names
assert [n for _, _, files in os.walk(".") for n in files] == names
with os.scandir(b".") as found:
    assert [e.name for e in found] == [n.encode() for n in names]
os.mkdir("d"); os.mkdir("d/e"); open("d/e/f", "w").close(); shutil.rmtree("d")
assert shutil.rmtree.avoids_symlink_attacks
print("sorted")
"""


@python
def test_folders_are_listed_in_the_order_of_names(python: str, tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"z{number * 37 % 40:02d}").touch()
    done = run(python, "-c", LISTING, cwd=tmp_path)
    assert done.stdout == "sorted\n", done.stderr


def test_sorting_can_be_turned_off() -> None:
    done = run(sys.executable, "-c", "import os; print(type(os.scandir).__name__)", PENSTOCK_SORT_LISTINGS="0")
    assert done.stdout == "builtin_function_or_method\n"


@python
@pytest.mark.parametrize("flags", [(), ("-I",), ("-S",), ("-E",), ("-s",), ("-O",)])
def test_every_way_to_start_python_starts(python: str, flags: tuple[str, ...]) -> None:
    done = run(python, *flags, "-c", "print('on')", PENSTOCK_MLFLOW_RUN_ID="a" * 32)
    assert (done.stdout, done.stderr, done.returncode) == ("on\n", "", 0)


@python
def test_a_sitecustomize_of_the_users_runs_as_well(python: str, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.users = __file__\n")
    code = "import sys, sitecustomize; print(sys.users == sitecustomize.__file__, sys.users)"
    done = run(python, "-c", code, PYTHONPATH=f"{HOOK}:{tmp_path}")
    assert done.stdout == f"True {tmp_path}/sitecustomize.py\n", done.stderr


@python
def test_a_script_that_imports_no_mlflow_finds_its_modules_as_ever(python: str) -> None:
    code = "import json, importlib.util as u; print(u.find_spec('nothing_like_it'), json.__spec__.loader is not None)"
    done = run(python, "-c", code, PENSTOCK_MLFLOW_RUN_ID="a" * 32)
    assert done.stdout == "None True\n", done.stderr


def test_the_hook_costs_less_than_two_milliseconds() -> None:
    place = f"{HOOK}/sitecustomize.py"
    code = (
        f"import time; code = compile(open({place!r}).read(), {place!r}, 'exec'); began = time.perf_counter();"
        f" exec(code, {{'__file__': {place!r}, '__name__': 'sitecustomize'}}); print(time.perf_counter() - began)"
    )
    costs = [float(run(sys.executable, "-S", "-c", code, PENSTOCK_MLFLOW_RUN_ID="a" * 32).stdout) for _ in range(7)]
    assert min(costs) < 0.002  # with the search for another `sitecustomize`, which Python does anyway
