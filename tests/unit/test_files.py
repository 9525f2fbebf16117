"""Files of one folder: what lies outside cannot be read, named or snapshotted."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from designer.files import FolderFiles, Registered
from designer.spec.ports import FileError, FilesFailure, Source


class OneComponent:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, name: str, version: str | None, label: str | None) -> Registered | None:
        known = name == "fit" and version in (None, "2")
        return Registered("fit", "2", self.folder) if known else None

    def asset(self, kind: str, ref: str) -> None:
        return None

    def names(self) -> Sequence[str]:
        return ["fit"]


@pytest.fixture
def files(tmp_path: Path) -> FolderFiles:
    root, registered = tmp_path / "root", tmp_path / "registered"
    (root / "sub" / "src").mkdir(parents=True)
    (root / "sub" / "src" / "a.py").write_text("a")
    (root / "sub" / "step.yml").write_text("command: x")
    (root / "pipeline.yml").write_text("type: pipeline")
    (registered / "src").mkdir(parents=True)
    (registered / "component.yml").write_text("name: fit")
    (registered / "src" / "b.py").write_text("b")
    (tmp_path / "secret.yml").write_text("secret")
    (root / "leak.yml").symlink_to(tmp_path / "secret.yml")
    (root / "sub" / "again.yml").symlink_to("step.yml")
    return FolderFiles(root, registry=OneComponent(registered), store=tmp_path / "store")


def test_references_are_relative_to_the_file_that_holds_them(files: FolderFiles) -> None:
    assert files.read_text("", "./sub/step.yml") == Source("command: x", "sub", "sub/step.yml")
    assert files.read_text("sub", "../pipeline.yml") == Source("type: pipeline", "", "pipeline.yml")
    assert files.exists("sub", "./src")
    assert files.exists("sub", "src/")
    assert files.base_of("sub/step.yml") == "sub"


@pytest.mark.parametrize(
    ("base", "ref", "code"),
    [
        ("", "../secret.yml", "outside"),
        ("sub", "../../secret.yml", "outside"),
        ("sub", "..\\..\\secret.yml", "outside"),
        ("", "/etc/passwd", "outside"),
        ("", "leak.yml", "outside"),
        ("", "sub/../../secret.yml", "outside"),
        ("", "gone.yml", "not_found"),
        ("", "pipeline.yml/x", "not_found"),
        ("", "sub", "not_a_file"),
        ("", "a\0b", "bad_path"),
        ("", "x" * 5000, "bad_path"),
        ("../..", "etc/passwd", "outside"),
        ("@fit:2", "../secret.yml", "outside"),
        ("@nobody:1", "component.yml", "not_found"),
    ],
)
def test_what_cannot_be_read_says_why(files: FolderFiles, base: str, ref: str, code: str) -> None:
    found = files.read_text(base, ref)
    assert isinstance(found, FileError)
    assert found.code == code


def test_a_link_inside_is_a_file_like_any_other(files: FolderFiles) -> None:
    assert isinstance(files.read_text("sub", "again.yml"), Source)


def test_a_registered_component_has_a_folder_of_its_own(files: FolderFiles) -> None:
    source = files.registered("fit", None, "latest")
    assert source is not None
    assert source.file == "azureml:fit:2"
    assert files.exists(source.base, "./src")
    assert len(files.snapshot_code(source.base, "./src", [])) == 64
    assert files.registered("fit", "9", None) is None
    assert files.registered_names() == ["fit"]


def test_snapshots_of_what_is_not_there_fail_with_a_reason(files: FolderFiles) -> None:
    with pytest.raises(FilesFailure) as caught:
        files.snapshot_data("", "./gone")
    assert caught.value.error.code == "not_found"
    with pytest.raises(FilesFailure):
        files.snapshot_code("", "../", [])


def test_the_whole_disk_can_be_the_root(files: FolderFiles) -> None:
    everywhere = FolderFiles(Path("/"))
    path = files.root / "pipeline.yml"
    assert isinstance(everywhere.read_text("", str(path)), Source)
    assert everywhere.exists(everywhere.base_of(str(path)[1:]), "./sub")


def test_the_listing_leaves_links_out(files: FolderFiles) -> None:
    assert files.listing() == [("pipeline.yml", 14), ("sub/step.yml", 10), ("sub/src/a.py", 1)]
