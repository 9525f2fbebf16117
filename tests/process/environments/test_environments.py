"""Environments: built once, by one of several askers, and never half."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from penstock.environments import EnvironmentFailed, current_path, ensure_current, environment_key, tools


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """An environment without any package: quick to build, and needs no network."""
    path = tmp_path / "empty.lock"
    path.write_text("# nothing\n")
    return path


def test_an_environment_is_built_once_and_found_afterwards(tmp_path: Path, lock: Path) -> None:
    said: list[str] = []
    python = ensure_current(tmp_path / "envs", said.append, lock_file=lock)
    answer = subprocess.run([python, "-c", "print(6 * 7)"], capture_output=True, text=True, check=True)
    assert answer.stdout == "42\n"
    assert said[0].startswith("building environment current")
    again: list[str] = []
    assert ensure_current(tmp_path / "envs", again.append, lock_file=lock) == python
    assert again == []


def test_an_environment_without_its_marker_is_built_again(tmp_path: Path, lock: Path) -> None:
    folder = current_path(tmp_path / "envs", lock)
    (folder / "bin").mkdir(parents=True)
    (folder / "rubbish").write_text("left by a killed build")
    python = ensure_current(tmp_path / "envs", lock_file=lock)
    assert python.exists()
    assert not (folder / "rubbish").exists()


def test_two_processes_that_ask_at_once_get_the_same_environment(tmp_path: Path, lock: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from penstock.environments import ensure_current;"
        "said = []; print(ensure_current(Path(sys.argv[1]), said.append, lock_file=Path(sys.argv[2])));"
        "print(any('making' in line for line in said))"
    )
    argv = [sys.executable, "-c", code, str(tmp_path / "envs"), str(lock)]
    askers = [subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    answers = [asker.communicate(timeout=60)[0].split() for asker in askers]
    assert len({answer[0] for answer in answers}) == 1
    assert sorted(answer[1] for answer in answers) == ["False", "False", "True"]


def test_a_lock_that_cannot_be_read_says_what_uv_said(tmp_path: Path) -> None:
    lock = tmp_path / "bad.lock"
    lock.write_text("this is no requirement at all !!\n")
    with pytest.raises(EnvironmentFailed, match="requirement"):
        ensure_current(tmp_path / "envs", lock_file=lock)
    assert not current_path(tmp_path / "envs", lock).exists()


def test_a_workspace_that_is_made_on_the_way_is_its_users_alone(tmp_path: Path, lock: Path) -> None:
    ensure_current(tmp_path / "workspace" / "envs", lock_file=lock)
    assert (tmp_path / "workspace").stat().st_mode & 0o777 == 0o700


def test_the_key_depends_on_the_lock() -> None:
    assert environment_key("a") == environment_key("a")
    assert environment_key("a") != environment_key("b")


def test_what_builds_a_package_sees_no_login_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PENSTOCK_DATABASE_URL", "AWS_SECRET_ACCESS_KEY", "UV_PUBLISH_TOKEN"):
        monkeypatch.setenv(name, "very-secret")
    monkeypatch.setenv("UV_INDEX_URL", "https://packages.example/simple")
    seen: list[str] = []
    assert tools.run(["env"], seen.append) == 0
    assert "very-secret" not in "\n".join(seen)
    assert "UV_INDEX_URL=https://packages.example/simple" in seen
