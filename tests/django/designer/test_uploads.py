"""Archives from outside: what is taken, what is refused, and that refusing leaves nothing behind."""

import io
import stat
import zipfile
from pathlib import Path

import pytest

from designer import uploads
from designer.uploads import Refused, Upload, find_main, read_whole, unpacked, unzip


def archive(files: dict[str, bytes | str], **info: int) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            for key, value in info.items():
                setattr(entry, key, value)
            target.writestr(entry, content)
    out.seek(0)
    return out


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.problems[0].code


@pytest.mark.parametrize("name", ["../x.yml", "/etc/x", "a/../../x", "C:/x", "..\\x"])
def test_a_name_that_leads_outside_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused) as refused:
        unzip(archive({name: "x"}), tmp_path / "in")
    assert code_of(refused) == "outside"
    assert not (tmp_path / "x").exists()


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        unzip(archive({"link": "/etc/passwd"}, external_attr=(stat.S_IFLNK | 0o777) << 16), tmp_path)
    assert code_of(refused) == "link"


def test_a_bomb_is_refused_while_it_grows(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        unzip(archive({"zeros": bytes(64 * 1024**2)}), tmp_path)
    assert code_of(refused) == "zip_bomb"


def test_an_archive_of_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_ENTRIES", 3)
    with pytest.raises(Refused) as refused:
        unzip(archive({f"{i}": "" for i in range(4)}), tmp_path)
    assert code_of(refused) == "too_many_files"


def test_a_broken_archive_is_refused_with_a_reason(tmp_path: Path) -> None:
    whole = archive({"a.yml": "x" * 5000}).getvalue()
    for broken in (b"not a zip", whole[:-30], b""):
        with pytest.raises(Refused) as refused:
            unzip(io.BytesIO(broken), tmp_path)
        assert code_of(refused) == "not_a_zip"


def test_a_file_that_is_also_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        unzip(archive({"a": "1", "a/b": "2"}), tmp_path)
    assert code_of(refused) == "bad_name"


def test_unpacked_files_go_away_and_a_single_folder_is_entered(tmp_path: Path) -> None:
    upload = Upload("flow.zip", archive({"flow/pipeline.yml": "jobs: {}", "flow/src/a.py": "1"}))
    with unpacked(upload, tmp_path) as inside:
        assert (inside / "pipeline.yml").read_text() == "jobs: {}"
        assert (inside / "src" / "a.py").is_file()
    assert list(tmp_path.iterdir()) == []


def test_what_is_executable_stays_executable(tmp_path: Path) -> None:
    unzip(archive({"run.sh": "#!/bin/sh"}, external_attr=(stat.S_IFREG | 0o755) << 16), tmp_path)
    assert (tmp_path / "run.sh").stat().st_mode & 0o100


def test_the_usual_name_is_the_main_document(tmp_path: Path) -> None:
    for name in ("a.yml", "pipeline.yml"):
        (tmp_path / name).write_text("type: pipeline\njobs: {}\n")
    assert find_main(tmp_path, "x.zip") == "pipeline.yml"


def test_the_only_pipeline_is_the_main_document(tmp_path: Path) -> None:
    (tmp_path / "train.yml").write_text("name: train\ntype: command\n")
    (tmp_path / "flow.yaml").write_text("type: pipeline\njobs: {}\n")
    assert find_main(tmp_path, "x.zip") == "flow.yaml"


def test_several_pipelines_are_named_in_the_refusal(tmp_path: Path) -> None:
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_text("type: pipeline\njobs: {}\n")
    with pytest.raises(Refused, match=r"`a\.yml`, `b\.yml`"):
        find_main(tmp_path, "x.zip")


def test_a_wanted_main_outside_of_the_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.yml").write_text("")
    (tmp_path / "in").mkdir()
    with pytest.raises(Refused):
        find_main(tmp_path / "in", "x.zip", "../secret.yml")


def test_text_that_is_not_utf8_is_refused_with_its_line() -> None:
    with pytest.raises(Refused) as refused:
        read_whole(Upload("a/b.yml", io.BytesIO(b"ok: 1\nbad: \xff\n")))
    assert (refused.value.problems[0].file, refused.value.problems[0].line) == ("b.yml", 2)


def test_a_path_that_no_disk_takes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        unzip(archive({"/".join(["d" * 200] * 30) + "/a.txt": "1"}), tmp_path)
    assert refused.value.problems[0].code == "bad_name"
