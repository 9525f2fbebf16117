"""Environments of conda files and requirements, built by the real uv: locked, found again, offline, never half."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from penstock.environments import Definition, EnvironmentFailed, Shelf, ensure
from penstock.environments.shelf import is_complete

NOBODY = "http://127.0.0.1:9/simple"  # the port that throws everything away


def build(shelf: Shelf, definition: Definition, *, upgrade: bool = False) -> tuple[Path, list[str]]:
    said: list[str] = []
    built = ensure(shelf, shelf.recipe(shelf.keep(definition)), said.append, upgrade=upgrade)
    return built.python, said


def ask(python: Path, code: str) -> str:
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def wait_for(condition: object, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.005)


def test_what_is_built_is_locked_with_hashes_and_told_package_by_package(shelf: Shelf, small: Definition) -> None:
    python, said = build(shelf, small)
    assert ask(python, "import six, idna; print(six.__version__, idna.__version__)") == "1.16.0 3.7"
    assert said[0] == "building environment small: choosing versions"
    assert re.fullmatch(r"building environment small: 4 of 4 packages.*", said[-1])
    lock = shelf.lock_file(shelf.recipe(small.digest)).read_text()
    assert re.search(r"^six==1\.16\.0 .*\n\s+--hash=sha256:", lock, re.M)
    assert "Installed 4 packages" in shelf.log_file(small.digest).read_text()
    state = shelf.state(small.digest)
    assert (state["state"], ["six", "1.16.0"] in state["packages"]) == ("ready", True)


def test_equal_definitions_share_one_environment_whatever_they_are_called(shelf: Shelf, small: Definition) -> None:
    python, _ = build(shelf, small)
    again, said = build(shelf, Definition("another", pip=small.pip))
    assert (again, said) == (python, [])


def test_definitions_that_lock_alike_share_their_packages(shelf: Shelf, small: Definition) -> None:
    python, _ = build(shelf, small)
    turned = Definition("turned", pip=tuple(reversed(small.pip)))
    assert turned.digest != small.digest
    assert build(shelf, turned)[0] == python
    assert len(list(shelf.root.glob("env-*"))) == 1


def test_a_lock_is_kept_until_newer_packages_are_asked_for(shelf: Shelf) -> None:
    loose = Definition("loose", pip=("six",))
    build(shelf, loose)
    lock = shelf.lock_file(shelf.recipe(loose.digest))
    lock.write_text(re.sub(r"six==\S+", "six==1.16.0", re.sub(r" \\\n\s+--hash=\S+", "", lock.read_text())))
    newer, _ = build(shelf, loose, upgrade=True)
    assert ask(newer, "import six; print(six.__version__)") != "1.16.0"
    assert "--hash" in lock.read_text()


def test_another_python_of_this_machine_is_found(shelf: Shelf) -> None:
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    python, _ = build(shelf, Definition("versioned", version, ("six==1.16.0",)))
    assert ask(python, "import sys; print('%d.%d' % sys.version_info[:2])") == version


def test_nobody_is_reached_and_it_is_built_all_the_same(
    shelf: Shelf, small: Definition, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(shelf, small)
    monkeypatch.setenv("UV_OFFLINE", "1")
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    again = Definition("small again", pip=(*small.pip, "pip"))
    python, said = build(shelf, again)
    assert ask(python, "import six; print(six.__version__)") == "1.16.0"
    assert "choosing versions" in said[0]


def test_without_a_network_and_without_a_cache_it_says_so(
    shelf: Shelf, small: Definition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "UV_CACHE_DIR": str(tmp_path / "cache"),
        "UV_DEFAULT_INDEX": NOBODY,
        "UV_HTTP_RETRIES": "0",
    }.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(EnvironmentFailed, match=r"(?s)cannot be reached.*Check the network"):
        build(shelf, small)
    assert shelf.state(small.digest)["state"] == "failed"


@pytest.mark.parametrize(
    ("definition", "why"),
    [
        (Definition("absent", pip=("penstock-has-no-such-package",)), r"penstock-has-no-such-package does not exist"),
        (Definition("future", pip=("six==99.1",)), r"there is no version six==99\.1"),
        (Definition("torn", pip=("six==1.16.0", "six==1.15.0")), r"contradict"),
        (Definition("garbled", pip=("!! what",)), r"(?i)expected"),
    ],
)
def test_what_cannot_be_built_says_why_and_keeps_its_log(shelf: Shelf, definition: Definition, why: str) -> None:
    with pytest.raises(EnvironmentFailed, match=why):
        build(shelf, definition)
    assert re.search(why, shelf.log_file(definition.digest).read_text())
    assert re.search(why, shelf.state(definition.digest)["error"])
    assert not list(shelf.root.glob("env-*"))


def test_a_python_that_is_not_to_be_had_says_what_to_do(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS", "never")
    with pytest.raises(EnvironmentFailed, match=r"(?s)Python 3\.5 is not on this machine.*Install it"):
        build(shelf, Definition("old", "3.5", ("six",)))


def test_a_killed_build_leaves_nothing_half_built_and_nobody_at_work(shelf: Shelf, small: Definition) -> None:
    key = shelf.keep(small)
    builder = subprocess.Popen([sys.executable, "-m", "penstock.environments", str(shelf.root), key])
    drafts = shelf.root / ".building"
    wait_for(lambda: any(path.is_dir() for path in drafts.glob("*")))
    children = psutil.Process(builder.pid).children(recursive=True)
    builder.send_signal(signal.SIGKILL)
    builder.wait()
    wait_for(lambda: not any(child.is_running() and child.status() != "zombie" for child in children))
    assert not [path for path in shelf.root.glob("env-*") if not is_complete(path)]
    assert not shelf.is_held(key)
    python, _ = build(shelf, small)
    assert ask(python, "import six; print(six.__version__)") == "1.16.0"
    assert os.listdir(drafts) == []


def test_a_shared_environment_takes_no_new_files(shelf: Shelf, small: Definition) -> None:
    python, _ = build(shelf, small)
    folders = [place for place, _, _ in os.walk(python.parent.parent)]
    assert [place for place in folders if os.stat(place).st_mode & 0o222] == []


def test_several_processes_that_ask_at_once_build_it_once(shelf: Shelf, small: Definition) -> None:
    argv = [sys.executable, "-m", "penstock.environments", str(shelf.root), shelf.keep(small)]
    askers = [subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(6)]
    answers = [asker.communicate(timeout=120) for asker in askers]
    assert len({out for out, _ in answers}) == 1
    assert sum("making the virtual environment" in err for _, err in answers) == 1
