"""The code of components: kept by content, as ignore files say, within limits, with where it came from."""

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from asset_client import Registry

from designer.gitstate import clean, state_of, without_credentials
from designer.models import ComponentVersion

Tree = Callable[[Mapping[str, str]], Path]
COMPONENT = """\
name: fit
version: 1
type: command
environment: current
command: python fit.py
code: ./src
"""


def send(registry: Registry, files: Mapping[str, str], document: str = COMPONENT, **fields: Any) -> Any:
    return registry.send_zip("components", {"component.yml": document, "src/fit.py": "1", **files}, **fields)


def test_what_an_ignore_file_names_is_no_part_of_a_component(registry: Registry) -> None:
    ignore = {"src/.amlignore": "*.csv\n"}
    assert send(registry, {**ignore, "src/a.csv": "1"}).status_code == 201
    assert send(registry, {**ignore, "src/a.csv": "2"}).status_code == 200
    files = [file["path"] for file in registry.get("components/fit/1").json()["files"]]
    assert files == ["component.yml", "src/.amlignore", "src/fit.py"]


def test_code_over_the_limit_is_refused_with_its_size(registry: Registry, settings: Any) -> None:
    settings.CODE_FILES = 3
    refused = send(registry, {f"src/data/{n}.txt": "x" for n in range(4)})
    assert refused.status_code == 422
    problem = refused.json()["error"]["problems"][0]
    assert (problem["code"], problem["file"], problem["line"]) == ("too_large", "component.yml", 6)
    assert "5 files, the limit is 300 MB and 3 files; most of it is in `data`" in problem["message"]
    assert ".amlignore" in problem["hint"]
    assert not ComponentVersion.objects.exists()


def test_an_include_over_the_code_is_refused(registry: Registry) -> None:
    document = COMPONENT + "additional_includes: [./lib/fit.py]\n"
    refused = send(registry, {"lib/fit.py": "2"}, document)
    assert refused.json()["error"]["problems"][0]["code"] == "include_clash"
    assert not ComponentVersion.objects.exists()


def test_a_folder_may_be_included_as_a_zip(registry: Registry) -> None:
    document = COMPONENT + "additional_includes: [./lib.zip]\n"
    assert send(registry, {"lib/a.py": "2"}, document).status_code == 201
    assert "lib/a.py" in [file["path"] for file in registry.get("components/fit/1").json()["files"]]


def test_the_git_state_that_the_command_line_tells_is_kept_without_its_secrets(registry: Registry) -> None:
    git = '{"remote": "https://me:secret@example.org/r.git", "branch": "main", "commit": "abc", "dirty": true, "x": 1}'
    send(registry, {}, git=git)
    expected = {"remote": "https://example.org/r.git", "branch": "main", "commit": "abc", "dirty": True}
    assert registry.get("components/fit/1").json()["git"] == expected
    assert send(registry, {}, git="[1]").status_code == 400


def test_the_git_state_of_a_folder_is_seen_by_the_server(registry: Registry, tree: Tree) -> None:
    folder = tree({"data.yml": "name: rows\npath: ./rows\n", "rows/a.csv": "1\n"})
    for words in (
        ["init", "-q", "-b", "trunk"],
        ["remote", "add", "origin", "https://u:p@example.org/x"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "one"],
    ):
        subprocess.run(["git", *words], cwd=folder, check=True)
    registry.terminal.post("/api/v1/data", {"folder": str(folder), "main": "data.yml"})
    git = registry.get("data/rows/1").json()["git"]
    assert (git["remote"], git["branch"], git["dirty"], len(git["commit"])) == (
        "https://example.org/x",
        "trunk",
        False,
        40,
    )
    (folder / "new.txt").write_text("1")
    assert state_of(folder)["dirty"] is True
    assert state_of(Path("/")) == {}


def repository(folder: Path, *settings: tuple[str, str]) -> None:
    """A repository with one commit, whose configuration then says more."""
    subprocess.run(["git", "init", "-q", "-b", "trunk"], cwd=folder, check=True)
    subprocess.run(["git", "add", "."], cwd=folder, check=True)
    me = ["-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run(["git", *me, "commit", "-q", "-m", "one"], cwd=folder, check=True)
    for key, value in settings:
        subprocess.run(["git", "config", key, value], cwd=folder, check=True)


def test_looking_at_a_repository_runs_no_program_of_its_configuration(tree: Tree) -> None:
    folder = tree({"a.txt": "1\n", ".gitattributes": "*.txt filter=x=y\n"})
    ran = folder / "ran"
    call = f"touch '{ran}'; cat"
    repository(folder, ("filter.x=y.clean", call), ("filter.x=y.required", "true"), ("core.fsmonitor", call))
    (folder / "a.txt").write_text("2\n")
    assert state_of(folder)["dirty"] is True
    assert not ran.exists()


def test_looking_at_a_repository_runs_no_program_of_a_submodule(tree: Tree) -> None:
    folder = tree({"inner/a.txt": "1\n", "inner/.gitattributes": "*.txt filter=x\n"})
    ran = folder / "ran"
    repository(folder / "inner", ("filter.x.clean", f"touch '{ran}'; cat"))
    repository(folder)
    (folder / "inner" / "a.txt").write_text("2\n")
    assert state_of(folder)["dirty"] is False  # its commit is the one that is known
    assert not ran.exists()


def test_a_repository_that_the_surroundings_name_is_not_the_one_asked_for(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tree({"one/a.txt": "1\n", "two/a.txt": "1\n"})
    repository(folder / "one")
    monkeypatch.setenv("GIT_DIR", str(folder / "one" / ".git"))  # as inside of a hook
    assert state_of(folder / "two") == {}


@pytest.mark.parametrize(
    ("remote", "kept"),
    [
        ("https://user:token@example.org/a/b.git", "https://example.org/a/b.git"),
        ("https://token@example.org/a.git?token=x#y", "https://example.org/a.git"),
        ("https://example.org/a.git", "https://example.org/a.git"),
        ("git@example.org:a/b.git", "git@example.org:a/b.git"),
        ("ssh://git@example.org/a.git", "ssh://git@example.org/a.git"),
        ("ssh://git:pw@example.org/a.git", "ssh://example.org/a.git"),
        ("/srv/git/a.git", "/srv/git/a.git"),
        ("http://[broken", ""),
    ],
)
def test_a_remote_is_told_without_credentials(remote: str, kept: str) -> None:
    assert without_credentials(remote) == kept
    assert "x" not in clean({"x": 1, "commit": 5})
