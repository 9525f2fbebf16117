"""Environments that only conda can make, by a stand-in for micromamba: a script that takes its words and makes a venv.
It shows what conda is asked for and what becomes of its answer, not that conda keeps its word."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from penstock.environments import EnvironmentFailed, Shelf, condatool, ensure
from penstock.environments.definition import read_conda_file
from penstock.environments.shelf import is_complete

BODY = {"channels": ["conda-forge"], "dependencies": ["python=3.11", "numpy=1.26", {"pip": ["six==1.16.0"]}]}
STAND_IN = f"""#!/bin/bash
here=$(dirname "$0")
echo "$@" >> "$here/asked"
[ -e "$here/broken" ] && echo "nothing provides numpy 1.26" && exit 1
while [ "$1" != --prefix ]; do shift; done
prefix=$2
{sys.executable} -m venv --without-pip "$prefix" && mkdir "$prefix/conda-meta"
[ -e "$here/slow" ] && touch "$here/begun" && read -r < "$here/slow"
echo '{{"url": "https://conda.example/numpy-1.26.0-py311_0.conda", "md5": "c0ffee"}}' > "$prefix/conda-meta/numpy.json"
"""


@pytest.fixture
def micromamba(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "micromamba").write_text(STAND_IN)
    (folder / "micromamba").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder


def test_conda_gets_its_own_packages_and_uv_the_pip_section(shelf: Shelf, micromamba: Path) -> None:
    definition = read_conda_file(BODY, "mixed", has_conda=condatool.find_conda() is not None)
    key = shelf.keep(definition)
    said: list[str] = []
    built = ensure(shelf, shelf.recipe(key), said.append)
    asked = (micromamba / "asked").read_text()
    assert "--channel conda-forge python=3.11 numpy=1.26 pip" in asked
    answer = subprocess.run([built.python, "-c", "import six; print(six.__version__)"], capture_output=True, text=True)
    assert answer.stdout == "1.16.0\n"
    lock = shelf.lock_file(shelf.recipe(key)).read_text()
    assert lock == "@EXPLICIT\nhttps://conda.example/numpy-1.26.0-py311_0.conda#c0ffee\n"
    assert said[0] == "building environment mixed: micromamba installs 3 packages and what they need"
    assert ensure(shelf, shelf.recipe(key)) == built


def test_the_kept_list_is_asked_for_when_it_is_built_again(shelf: Shelf, micromamba: Path) -> None:
    from penstock.environments.shelf import remove

    recipe = shelf.recipe(shelf.keep(read_conda_file(BODY, "mixed", has_conda=True)))
    remove(ensure(shelf, recipe).folder)
    ensure(shelf, recipe)
    assert "--file" in (micromamba / "asked").read_text().splitlines()[1]


def test_what_conda_refuses_is_told_and_nothing_is_left(shelf: Shelf, micromamba: Path) -> None:
    (micromamba / "broken").touch()
    recipe = shelf.recipe(shelf.keep(read_conda_file(BODY, "mixed", has_conda=True)))
    with pytest.raises(EnvironmentFailed, match="nothing provides numpy"):
        ensure(shelf, recipe)
    assert not list(shelf.root.glob("conda-*"))


def test_a_killed_build_of_conda_is_no_environment(shelf: Shelf, micromamba: Path) -> None:
    os.mkfifo(micromamba / "slow")
    key = shelf.keep(read_conda_file(BODY, "mixed", has_conda=True))
    builder = subprocess.Popen([sys.executable, "-m", "penstock.environments", str(shelf.root), key])
    try:
        while not (micromamba / "begun").exists():
            assert builder.poll() is None
            os.sched_yield()
    finally:
        builder.kill()
        builder.wait()
    assert not [place for place in shelf.root.glob("conda-*") if is_complete(place)]
    (micromamba / "slow").unlink()
    built = ensure(shelf, shelf.recipe(key))
    assert [place.name for place in shelf.root.glob("conda-*")] == [built.folder.name]


def test_without_conda_the_list_is_what_is_said(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    key = shelf.keep(read_conda_file(BODY, "mixed", has_conda=True))
    monkeypatch.setattr(condatool, "find_conda", lambda: None)
    with pytest.raises(EnvironmentFailed, match=r"cannot be had without conda: numpy=1\.26"):
        ensure(shelf, shelf.recipe(key))
