"""Which bash runs the steps."""

from __future__ import annotations

from pathlib import Path

from runs.backends.shell import BASH, find_shell


def shell_that_says(folder: Path, version: str) -> Path:
    shell = folder / "bash-static"
    shell.write_text(f"#!/bin/sh\nprintf %s '{version}'\n")
    shell.chmod(0o755)
    return folder


def test_a_static_bash_of_the_same_version_is_taken(tmp_path: Path) -> None:
    (tmp_path / "bash-static").symlink_to(BASH)
    assert find_shell(tmp_path) == f"{tmp_path}/bash-static"


def test_one_of_another_version_is_left_alone(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert find_shell(shell_that_says(tmp_path, "3.2.57(1)-release")) == BASH


def test_one_that_does_not_start_is_left_alone(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert find_shell(shell_that_says(tmp_path, "")) == BASH


def test_without_one_it_is_the_machines_own(monkeypatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert find_shell() == BASH
