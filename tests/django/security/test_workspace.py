"""The workspace: private folders and secrets that stay the same."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from penstock.workspace import Workspace


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_folders_belong_to_the_user_alone(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "data").ensure()
    assert {mode(folder) for folder in (workspace.root, workspace.store, workspace.jobs, workspace.run)} == {0o700}


def test_opening_a_workspace_touches_nothing(tmp_path: Path) -> None:
    Workspace.open(tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_the_data_dir_comes_from_the_argument_then_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PENSTOCK_DATA_DIR", str(tmp_path / "variable"))
    assert Workspace.open().root == tmp_path / "variable"
    assert Workspace.open(tmp_path / "argument").root == tmp_path / "argument"


def test_a_token_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path)
    assert workspace.token() == Workspace.open(tmp_path).token()
    assert mode(tmp_path / "token") == 0o600
    assert len(workspace.token()) >= 32


def test_processes_that_start_together_agree_on_the_token(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        tokens = list(pool.map(lambda _: Workspace.open(tmp_path).token(), range(32)))
    assert len(set(tokens)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["token"]


def test_an_empty_secret_left_by_a_full_disk_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("")
    assert len(Workspace.open(tmp_path).token()) >= 32
