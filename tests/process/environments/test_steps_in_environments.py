"""Steps in the environments that they ask for: built once for all who wait, with layers to install into."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from designer.spec.plan import Step
from penstock.environments import Definition, Shelf, ensure
from runs.engine import environments
from runs.engine.mapped import ENVIRONMENT
from runs.testing import command, pipeline
from tests.desk import Desk

VERSION = "python -c 'import six; print(six.__version__)'"


def step(path: str, text: str, shelf: Shelf, definition: Definition, *needs: str) -> Step:
    return command(path, *needs, command=text, spec={ENVIRONMENT: f"env:{shelf.keep(definition)}:{definition.name}"})


@pytest.fixture
def built(shelf: Shelf) -> Definition:
    """With pip, as every environment."""
    definition = Definition("layered", pip=("six==1.16.0",))
    ensure(shelf, shelf.recipe(shelf.keep(definition)))
    return definition


@pytest.fixture
def room(shelf: Shelf, desk: Desk) -> Desk:
    """A desk whose environments are on the shelf of this test."""
    return desk


def test_a_hundred_steps_that_ask_at_once_have_it_built_once(
    shelf: Shelf, room: Desk, small: Definition, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counted(shelf: Shelf, recipe: Any, say: Any, **more: Any) -> None:
        asked.append(recipe.name)
        real(shelf, recipe, say, **more)

    real = environments.build
    monkeypatch.setattr(environments, "build", counted)
    steps = [step(f"n{i}", f"{VERSION}; : {i}", shelf, small) for i in range(100)]
    run = room.submit(pipeline("", *steps))
    nodes = room.finish(run)
    assert {nodes[one.path]["status"] for one in steps} == {"Completed"}
    assert asked == ["small"]
    assert shelf.log_file(small.digest).read_text().count("making the virtual environment") == 1
    assert room.log(run, "n99") == "1.16.0\n"
    log = room.workspace.jobs / run.name / "n0/attempt-1/user_logs/environment_build.txt"
    assert "Installed 4 packages" in log.read_text()


def test_a_step_whose_environment_cannot_be_built_fails_with_the_cause(shelf: Shelf, room: Desk) -> None:
    absent = Definition("absent", pip=("penstock-has-no-such-package",))
    nodes = room.run(pipeline("", step("a", "true", shelf, absent), command("b", command="true", **python_here())))
    assert nodes["a"]["status"] == "Failed"
    assert "the environment absent cannot be built" in nodes["a"]["error"]
    assert "penstock-has-no-such-package does not exist" in nodes["a"]["error"]


def python_here() -> dict[str, Any]:
    import sys

    return {"spec": {ENVIRONMENT: f"python:{sys.executable}"}}


@pytest.mark.parametrize(
    "install",
    [
        "pip install -q --no-deps six==1.15.0",
        "python -m pip install -q --no-deps six==1.15.0",
        "pip install -q --no-deps --user six==1.15.0",
        "uv pip install -q --no-deps six==1.15.0",
        'python -c \'import subprocess, sys; subprocess.check_call([sys.executable, "-m", "pip", "install", "-q",'
        ' "--no-deps", "six==1.15.0"])\'',
    ],
)
def test_what_a_step_installs_is_its_own(shelf: Shelf, room: Desk, built: Definition, install: str) -> None:
    changed = step("changed", f"{VERSION}; {install} && {VERSION}", shelf, built)
    run = room.submit(pipeline("", changed, step("later", VERSION, shelf, built, "changed")))
    nodes = room.finish(run)
    assert [nodes[path]["status"] for path in ("changed", "later")] == ["Completed", "Completed"], nodes
    lines = [line for line in room.log(run, "changed").splitlines() if line[0].isdigit()]
    assert lines == ["1.16.0", "1.15.0"]
    assert room.log(run, "later") == "1.16.0\n"


def test_a_new_package_can_be_imported_by_the_process_that_installed_it(
    shelf: Shelf, room: Desk, built: Definition
) -> None:
    code = (
        "import importlib.util, subprocess, sys\n"
        "assert importlib.util.find_spec('idna') is None\n"
        "subprocess.check_call([sys.executable, '-m', 'pip', 'install', '-q', 'idna==3.7'])\n"
        "import idna, six; print(idna.__version__, six.__version__)"
    )
    run = room.submit(pipeline("", step("a", f'python -c "{code}"', shelf, built)))
    assert room.finish(run)["a"]["status"] == "Completed", room.log(run, "a")
    assert room.log(run, "a").splitlines()[-1] == "3.7 1.16.0"


def test_a_virtual_environment_that_a_step_makes_keeps_its_packages_to_itself(
    shelf: Shelf, room: Desk, built: Definition
) -> None:
    text = "uv venv -q --seed own && . own/bin/activate && pip install -q idna==3.7 && pip list && which python"
    run = room.submit(pipeline("", step("a", text, shelf, built)))
    assert room.finish(run)["a"]["status"] == "Completed", room.log(run, "a")
    log = room.log(run, "a")
    assert "idna" in log
    assert "six" not in log
    assert log.splitlines()[-1].endswith("/wd/own/bin/python")


def test_a_step_that_installs_nothing_pays_nothing(shelf: Shelf, room: Desk, built: Definition) -> None:
    run = room.submit(pipeline("", step("a", "ls ..; [ ! -e $PENSTOCK_LAYER ]", shelf, built)))
    assert room.finish(run)["a"]["status"] == "Completed", room.log(run, "a")
    assert "layer" not in room.log(run, "a").split()


def test_the_packages_of_a_step_go_when_it_ended(shelf: Shelf, room: Desk, built: Definition) -> None:
    run = room.submit(pipeline("", step("a", "pip install -q --no-deps idna==3.7", shelf, built)))
    assert room.finish(run)["a"]["status"] == "Completed"
    room.drive(lambda: not (room.workspace.jobs / run.name / "a/attempt-1/layer").exists())


def test_an_interpreter_of_somebodys_own_has_layers_too(shelf: Shelf, room: Desk, built: Definition) -> None:
    place = shelf.place(shelf.recipe(built.digest))
    assert place is not None
    spec = {ENVIRONMENT: f"python:{place / 'bin' / 'python'}"}
    text = f"pip install -q --no-deps six==1.15.0 && {VERSION}"
    run = room.submit(
        pipeline("", command("a", command=text, spec=spec), command("b", "a", command=VERSION, spec=spec))
    )
    nodes = room.finish(run)
    assert {nodes["a"]["status"], nodes["b"]["status"]} == {"Completed"}, room.log(run, "a")
    assert (room.log(run, "a").splitlines()[-1], room.log(run, "b")) == ("1.15.0", "1.16.0\n")


def test_the_reuse_key_follows_the_lock_and_not_the_name(shelf: Shelf, room: Desk, built: Definition) -> None:
    renamed = Definition("renamed", pip=built.pip)
    other = Definition("other", pip=("six==1.15.0",))
    ensure(shelf, shelf.recipe(shelf.keep(other)))
    assert room.run(pipeline("", step("a", VERSION, shelf, built)))["a"]["status"] == "Completed"
    again = room.submit(pipeline("", step("a", VERSION, shelf, renamed)))
    room.finish(again)
    changed = room.submit(pipeline("", step("a", VERSION, shelf, other)))
    room.finish(changed)
    assert not (room.workspace.jobs / again.name / "a" / "attempt-1" / "start.json").exists()
    assert room.log(changed, "a") == "1.15.0\n"


def test_an_environment_that_is_taken_away_is_built_again(shelf: Shelf, room: Desk, built: Definition) -> None:
    from penstock.environments.shelf import remove

    place = shelf.place(shelf.recipe(built.digest))
    assert place is not None
    assert room.run(pipeline("", step("a", VERSION, shelf, built)))["a"]["status"] == "Completed"
    remove(Path(place))
    room.runner.driver.waits.environments._kept.clear()  # type: ignore[attr-defined]
    run = room.submit(pipeline("", step("a", f"{VERSION}; :", shelf, built)))
    assert room.finish(run)["a"]["status"] == "Completed"
    assert room.log(run, "a") == "1.16.0\n"
