"""Archives from outside: what is taken, what is refused, and that refusing leaves nothing behind."""

import io
import zipfile
from pathlib import Path

import pytest

from designer.uploads import Refused, Upload, find_main, read_whole, unpacked


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


def test_a_refused_archive_says_why_and_leaves_nothing_behind(tmp_path: Path) -> None:
    for content, code in (
        (archive({"../x.yml": "x"}), "bad_path"),
        (archive({"zeros": bytes(64 * 1024**2)}), "zip_bomb"),
        (io.BytesIO(b"no zip"), "bad_archive"),
    ):
        with pytest.raises(Refused) as refused, unpacked(Upload("a.zip", content), tmp_path):
            raise AssertionError("unpacked")
        assert (refused.value.problems[0].code, refused.value.problems[0].file) == (code, "a.zip")
    assert list(tmp_path.iterdir()) == []


def test_unpacked_files_go_away_and_a_single_folder_is_entered(tmp_path: Path) -> None:
    upload = Upload("flow.zip", archive({"flow/pipeline.yml": "jobs: {}", "flow/src/a.py": "1"}))
    with unpacked(upload, tmp_path) as inside:
        assert (inside / "pipeline.yml").read_text() == "jobs: {}"
        assert (inside / "src" / "a.py").is_file()
    assert list(tmp_path.iterdir()) == []


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
