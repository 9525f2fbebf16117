"""The snapshot store: same content, same id; nothing leaves the folder; a snapshot is there whole or not at all."""

import json
import os
import stat
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from designer import snapshots
from designer.snapshots import Limits, SnapshotError, Zipped, snapshot_code, snapshot_data


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def code(tmp_path: Path) -> Path:
    folder = tmp_path / "src"
    (folder / "pkg").mkdir(parents=True)
    (folder / "fit.py").write_text("print('fit')")
    (folder / "pkg" / "util.py").write_text("x = 1")
    (folder / "run.sh").write_text("echo")
    (folder / "run.sh").chmod(0o755)
    return folder


def files_of(store: Path, snapshot: str) -> list[str]:
    return [file["path"] for file in snapshots.manifest_of(store, snapshot)["files"]]


def test_the_same_content_has_the_same_id_wherever_it_lies(store: Path, code: Path, tmp_path: Path) -> None:
    first = snapshot_code(store, code)
    code.rename(tmp_path / "elsewhere")
    assert snapshot_code(store, tmp_path / "elsewhere") == first
    assert len([path for path in store.iterdir() if not path.name.startswith(".")]) == 1


def test_a_changed_byte_a_new_name_and_an_executable_bit_change_the_id(store: Path, code: Path) -> None:
    ids = [snapshot_code(store, code)]
    (code / "fit.py").write_text("print('fut')")
    ids.append(snapshot_code(store, code))
    (code / "fit.py").rename(code / "fat.py")
    ids.append(snapshot_code(store, code))
    (code / "fat.py").chmod(0o755)
    ids.append(snapshot_code(store, code))
    assert len(set(ids)) == 4


def test_files_in_the_store_are_read_only_and_keep_the_executable_bit(store: Path, code: Path) -> None:
    tree = snapshots.tree_of(store, snapshot_code(store, code))
    assert stat.S_IMODE((tree / "fit.py").stat().st_mode) == 0o444
    assert stat.S_IMODE((tree / "run.sh").stat().st_mode) == 0o555
    assert (tree / "pkg" / "util.py").read_text() == "x = 1"


def test_caches_and_what_amlignore_names_stay_out_of_code(store: Path, code: Path) -> None:
    (code / "__pycache__").mkdir()
    (code / "__pycache__" / "fit.pyc").write_bytes(b"x")
    (code / ".git").mkdir()
    (code / ".git" / "HEAD").write_text("ref")
    (code / "big.csv").write_text("1")
    (code / "keep.csv").write_text("1")
    (code / "logs").mkdir()
    (code / "logs" / "a.log").write_text("1")
    (code / ".amlignore").write_text("# data\n*.csv\n!keep.csv\nlogs/\n/pkg/util.*\n")
    assert files_of(store, snapshot_code(store, code)) == [".amlignore", "fit.py", "keep.csv", "run.sh"]


def test_nothing_is_left_out_of_data(store: Path, code: Path) -> None:
    (code / ".amlignore").write_text("*")
    (code / "x.pyc").write_bytes(b"x")
    snapshot, inside = snapshot_data(store, code)
    assert inside == ""
    assert "x.pyc" in files_of(store, snapshot)
    snapshot, inside = snapshot_data(store, code / "fit.py")
    assert (snapshots.tree_of(store, snapshot) / inside).read_text() == "print('fit')"


def test_includes_lie_under_their_own_base_names(store: Path, code: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "lib.py").write_text("y = 2")
    snapshot = snapshot_code(store, code, [shared, shared / "lib.py"])
    assert files_of(store, snapshot) == ["fit.py", "lib.py", "pkg/util.py", "run.sh", "shared/lib.py"]


def test_links_inside_are_followed_and_links_outside_are_refused(store: Path, code: Path, tmp_path: Path) -> None:
    (code / "again.py").symlink_to("fit.py")
    tree = snapshots.tree_of(store, snapshot_code(store, code))
    assert not (tree / "again.py").is_symlink()
    (tmp_path / "secret").write_text("s")
    (code / "leak").symlink_to(tmp_path / "secret")
    with pytest.raises(SnapshotError) as caught:
        snapshot_code(store, code)
    assert caught.value.code == "link_outside"


@pytest.mark.parametrize(
    ("name", "target", "code_word"), [("up", ".", "link_loop"), ("gone", "nowhere", "broken_link")]
)
def test_loops_and_broken_links_are_told(store: Path, code: Path, name: str, target: str, code_word: str) -> None:
    (code / name).symlink_to(target)
    with pytest.raises(SnapshotError) as caught:
        snapshot_code(store, code)
    assert caught.value.code == code_word


def test_a_pipe_is_no_file(store: Path, code: Path) -> None:
    os.mkfifo(code / "pipe")
    with pytest.raises(SnapshotError, match="neither a file nor a folder"):
        snapshot_code(store, code)


def test_empty_folders_count(store: Path, code: Path) -> None:
    before, _ = snapshot_data(store, code)
    (code / "empty").mkdir()
    after, _ = snapshot_data(store, code)
    assert before != after
    assert (snapshots.tree_of(store, after) / "empty").is_dir()


def test_no_half_made_snapshot_is_ever_seen(store: Path, code: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(source: Path, target: Path) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshots, "_copy", broken)
    with pytest.raises(OSError, match="No space left"):
        snapshot_code(store, code)
    assert list(store.iterdir()) == []


def test_a_folder_left_without_manifest_is_made_anew(store: Path, code: Path) -> None:
    snapshot = snapshot_code(store, code)
    (store / snapshot / "manifest.json").unlink()
    assert snapshot_code(store, code) == snapshot
    assert json.loads((store / snapshot / "manifest.json").read_text())["id"] == snapshot


def test_many_writers_of_the_same_content_make_one_snapshot(store: Path, code: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(lambda _: snapshot_code(store, code), range(24)))
    assert [path.name for path in store.iterdir()] == list(ids)


def test_a_file_that_may_not_be_read_is_told(store: Path, code: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "fit.py")

    monkeypatch.setattr(snapshots.hashlib, "file_digest", denied)
    monkeypatch.setattr(snapshots, "_known", {})
    with pytest.raises(SnapshotError, match="cannot be read"):
        snapshot_code(store, code)


def test_an_id_is_never_a_path(store: Path) -> None:
    with pytest.raises(SnapshotError):
        snapshots.tree_of(store, "../../etc")


def test_too_much_code_is_refused_with_its_size_and_a_cure(store: Path, code: Path) -> None:
    (code / "data").mkdir()
    for number in range(4):
        (code / "data" / f"{number}.bin").write_bytes(b"0" * 400_000)
    with pytest.raises(SnapshotError) as caught:
        snapshot_code(store, code, limits=Limits(files=100, bytes=2**20))
    assert "`src` holds 1.5 MB in 7 files, the limit is 1.0 MB and 100 files" in caught.value.message
    assert "most of it is in `data` (1.5 MB in 4 files)" in caught.value.message
    assert ".amlignore" in caught.value.hint
    with pytest.raises(SnapshotError, match="in 7 files"):
        snapshot_code(store, code, limits=Limits(files=2, bytes=2**30))
    (code / ".amlignore").write_text("data\n")
    snapshot_code(store, code, limits=Limits(files=100, bytes=2**20))


@pytest.mark.parametrize(
    ("patterns", "left_out"),
    [
        ({".gitignore": "*.csv\n"}, {"a.csv", "sub/b.csv"}),
        ({".gitignore": "*.csv\n", ".amlignore": "sub\n"}, {"sub/b.csv", "sub/c.py"}),  # the other is not read
        ({".gitignore": "*.csv\n", ".amlignore": ""}, set()),
        ({".amlignore": "sub/\n!sub/c.py\n"}, {"sub/b.csv"}),
        ({".amlignore": "*.csv\n!sub/*.csv\n"}, {"a.csv"}),
        ({".amlignore": "/*.csv\n"}, {"a.csv"}),
        ({".amlignore": "**/b.*\n# a.csv\n\n"}, {"sub/b.csv"}),
        ({".amlignore": "sub/**\n"}, {"sub/b.csv", "sub/c.py"}),
        ({"sub/.gitignore": "*\n", "sub/.amlignore": "*\n"}, set()),  # only the top one counts
        ({".amlignore": "***[\n!\na.csv\n"}, {"a.csv"}),
    ],
)
def test_ignore_files_mean_what_they_mean_in_azure_ml(
    store: Path, tmp_path: Path, patterns: dict[str, str], left_out: set[str]
) -> None:
    every = {"a.csv", "main.py", "sub/b.csv", "sub/c.py"}
    for name, text in {**dict.fromkeys(every, "x"), **patterns}.items():
        (tmp_path / "c" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "c" / name).write_text(text)
    found = set(files_of(store, snapshot_code(store, tmp_path / "c")))
    assert every - found == left_out
    assert found == {*every, *patterns} - left_out


def test_patterns_of_the_code_hold_for_what_is_included_as_well(store: Path, code: Path, tmp_path: Path) -> None:
    for name in ("shared/x.py", "shared/x.csv", "shared/own.tmp", "lone.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("1")
    (code / ".amlignore").write_text("*.csv\n")
    (tmp_path / "shared" / ".amlignore").write_text("*.tmp\n")
    found = files_of(store, snapshot_code(store, code, [tmp_path / "shared", tmp_path / "lone.csv"]))
    assert [name for name in found if name.startswith(("shared", "lone"))] == ["shared/.amlignore", "shared/x.py"]


def test_an_include_never_lies_over_something_else(store: Path, code: Path, tmp_path: Path) -> None:
    (tmp_path / "x" / "pkg").mkdir(parents=True)
    (tmp_path / "x" / "pkg" / "a.py").write_text("1")
    with pytest.raises(SnapshotError, match="`pkg` of additional_includes would lie over `pkg` of the code"):
        snapshot_code(store, code, [tmp_path / "x" / "pkg"])
    with pytest.raises(SnapshotError, match="of another include"):
        snapshot_code(store, None, [tmp_path / "x" / "pkg", code / "pkg"])


def test_a_folder_is_included_as_a_zip_with_the_same_bytes_each_time(store: Path, code: Path, tmp_path: Path) -> None:
    (tmp_path / "shared" / "deep").mkdir(parents=True)
    (tmp_path / "shared" / "deep" / "lib.py").write_text("y = 2")
    first = snapshot_code(store, code, [Zipped(tmp_path / "shared", "shared.zip")])
    os.utime(tmp_path / "shared" / "deep" / "lib.py", (1, 1))
    assert snapshot_code(store, code, [Zipped(tmp_path / "shared", "shared.zip")]) == first
    with zipfile.ZipFile(snapshots.tree_of(store, first) / "shared.zip") as archive:
        assert archive.namelist() == ["deep/lib.py"]


def test_parts_lie_where_they_are_told_and_amlignore_is_about_code_only(store: Path, code: Path) -> None:
    (code / ".amlignore").write_text("*")
    found = snapshots.snapshot_parts(store, [(code / "pkg", "a/pkg"), (code / "fit.py", "fit.py")], within=code)
    assert files_of(store, found) == ["a/pkg/util.py", "fit.py"]
