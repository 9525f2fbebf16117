"""Steps in containers: with a stand-in for an engine everywhere, and with the real Podman where it is on the machine.

The stand-in is a script that takes the words of `docker` and runs the command on the machine itself. It shows how
containers are started, told of their variables, and ended; not that an engine keeps its word.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from designer.spec.plan import Step, Value
from penstock.environments import Definition, Shelf, containers
from runs import services
from runs.engine.mapped import ENVIRONMENT
from runs.testing import command, pipeline
from tests.desk import Desk

IMAGE = "penstock-test:1"
STAND_IN = """#!/bin/bash
# Takes the words of docker; images are files in its folder, containers are processes.
here=$(dirname "$0")
case $1 in
  info) exit "$(cat "$here/status")" ;;
  image) [ -e "$here/${@: -1}" ] && echo "sha256:$(sha256sum < "$here/${@: -1}" | cut -c1-64)" ;;
  pull) echo "Error: registry does not answer" >&2; exit 1 ;;
  build) for word; do [ "$before" = --tag ] && touch "$here/$word"; before=$word; done ;;
  stop) kill -TERM -- "-$(cat "$here/${@: -1}.pid")" ;;
  run)
    shift; kept=()
    while [ $# -gt 0 ]; do
      case $1 in
        --rm|--init) shift ;;
        --name) name=$2; shift 2 ;;
        --workdir) dir=$2; shift 2 ;;
        --env) case $2 in *=*) kept+=("$2") ;; *) kept+=("$2=${!2}") ;; esac; shift 2 ;;
        --volume) echo "$2" >> "$here/$name.volumes"; shift 2 ;;
        --*) shift 2 ;;
        *) break ;;
      esac
    done
    shift; cd "$dir"
    setsid env -i PATH=/usr/bin:/bin "${kept[@]}" "$@" & echo $! > "$here/$name.pid"; wait $! ;;
esac
"""


def stand_in(folder: Path) -> str:
    engine = folder / "docker"
    engine.write_text(STAND_IN)
    engine.chmod(0o755)
    (folder / "status").write_text("0")
    (folder / IMAGE).write_text("an image")
    return str(engine)


def podman(folder: Path) -> str:
    """An image of nothing but a static bash."""
    root = folder / "root"
    (root / "bin").mkdir(parents=True)
    shutil.copy(Path(__file__).resolve().parents[3] / ".tools/bin/bash-static", root / "bin/bash")
    (root / "bin/sh").symlink_to("bash")
    subprocess.run(["tar", "-C", root, "-cf", folder / "root.tar", "."], check=True)
    subprocess.run(["podman", "import", "--quiet", folder / "root.tar", IMAGE], check=True, capture_output=True)
    return "podman"


ENGINES: list[Callable[[Path], str]] = [stand_in, *([podman] if shutil.which("podman") else [])]


@pytest.fixture(params=ENGINES, ids=lambda made: made.__name__)
def engine(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    folder = tmp_path / "engine"
    folder.mkdir()
    settings = folder / "containers.conf"  # a container must not want more of the machine than we have ourselves
    settings.write_text(
        '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]\n[engine]\nruntime = "runc"\n'
    )
    monkeypatch.setenv("CONTAINERS_CONF", str(settings))
    chosen = request.param(folder)
    monkeypatch.setenv(containers.CHOSEN, chosen)
    containers.forget_engine()
    yield chosen
    containers.forget_engine()


def boxed(path: str, text: str, shelf: Shelf, *needs: str, image: str = IMAGE, **more: Any) -> Step:
    definition = Definition("boxed", image=image, otherwise="current")
    spec = {ENVIRONMENT: f"env:{shelf.keep(definition)}:boxed"}
    return command(path, *needs, command=text, spec=spec, **more)


def test_a_step_runs_in_a_container_with_its_variables_its_folder_and_its_inputs(
    shelf: Shelf, engine: str, desk: Desk, tmp_path: Path
) -> None:
    from designer.spec.plan import OutputSpec

    first = boxed(
        "first",
        'echo "$COLOUR" > ${{outputs.made}}/colour; printf "%s\\n" "$COLOUR" "$PWD"',
        shelf,
        environment_variables={"COLOUR": "blue and 'green'"},
        outputs={"made": OutputSpec("uri_folder")},
    )
    taken = {"made": Value("node", "uri_folder", path="first", port="made")}
    second = boxed("second", "read -r line < ${{inputs.made}}/colour; echo got $line", shelf, "first", inputs=taken)
    run = desk.submit(pipeline("", first, second))
    nodes = desk.finish(run)
    assert (nodes["first"]["status"], nodes["second"]["status"]) == ("Completed", "Completed"), desk.log(run, "first")
    assert desk.log(run, "first").splitlines()[0] == "blue and 'green'"
    assert desk.log(run, "first").splitlines()[1].endswith("/first/attempt-1/wd")
    assert desk.log(run, "second") == "got blue and 'green'\n"


def test_the_exit_code_of_a_container_is_the_steps(shelf: Shelf, engine: str, desk: Desk) -> None:
    run = desk.submit(pipeline("", boxed("a", "echo out of luck; exit 7", shelf)))
    node = desk.finish(run)["a"]
    assert (node["status"], node["exit_code"]) == ("Failed", 7)
    assert "out of luck" in node["error"]


def test_a_canceled_container_is_gone(shelf: Shelf, engine: str, desk: Desk) -> None:
    run = desk.submit(pipeline("", boxed("a", "echo here; while :; do read -t 1 -r < /dev/zero; done", shelf)))
    desk.drive(lambda: "here" in desk.log(run, "a"))
    services.request_cancel(name=run.name)
    assert desk.finish(run)["a"]["status"] == "Canceled"
    if engine == "podman":
        listed = subprocess.run(["podman", "ps", "--format", "{{.Names}}"], capture_output=True, text=True, check=True)
        assert "penstock-" not in listed.stdout
    else:
        assert desk.processes() == []


def test_an_image_that_is_not_to_be_had_says_what_to_do(shelf: Shelf, engine: str, desk: Desk) -> None:
    node = desk.run(pipeline("", boxed("a", "true", shelf, image="localhost:9/nothing/here:1")))["a"]
    assert node["status"] == "Failed"
    assert "localhost:9/nothing/here:1 cannot be fetched" in node["error"]
    assert "--environment image:localhost:9/nothing/here:1=current" in node["error"]


def test_the_reuse_key_is_the_digest_of_the_image(shelf: Shelf, engine: str, desk: Desk) -> None:
    step = boxed("a", "echo once", shelf)
    desk.run(pipeline("", step))
    again = desk.submit(pipeline("", step))
    desk.finish(again)
    assert not (desk.workspace.jobs / again.name / "a/attempt-1/start.json").exists()


def test_a_client_without_its_server_is_no_engine_and_the_mapping_applies(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, desk: Desk
) -> None:
    monkeypatch.setenv(containers.CHOSEN, stand_in(tmp_path))
    (tmp_path / "status").write_text("1")
    containers.forget_engine()
    assert containers.find_engine() is None
    made = shelf.keep(Definition("other", pip=("six==1.16.0",)))
    definition = Definition("boxed", image=IMAGE, otherwise=f"env:{made}:other")
    step = command("a", command="python -c 'import six'", spec={ENVIRONMENT: f"env:{shelf.keep(definition)}:boxed"})
    assert desk.run(pipeline("", step))["a"]["status"] == "Completed"
    containers.forget_engine()
