"""Documents of the older dialects beside what they are today. `NAME.yml` is read as `NAME.today.yml`."""

from pathlib import Path

import pytest

from designer.files import FolderFiles
from designer.spec.emit import dump
from designer.spec.old import read_modern
from designer.spec.problems import errors
from designer.spec.read import read_job
from designer.spec.validate import validate

FOLDER = Path(__file__).parent / "old"
FILES = sorted(file for file in FOLDER.glob("*.yml") if not file.name.endswith(".today.yml"))
JOBS = [file for file in FILES if file.stem in ("a_fit", "b_two_steps", "c_three_steps")]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_old_document_is_read_as_the_golden_one(file: Path) -> None:
    document = read_modern(file.read_bytes(), file.name)
    assert dump(document.root) == file.with_suffix(".today.yml").read_text(encoding="utf-8")
    assert {problem.code for problem in document.problems} == {"translated"}
    assert [problem.line for problem in document.problems] == sorted(problem.line for problem in document.problems)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_golden_one_is_of_today(file: Path) -> None:
    assert read_modern(file.with_suffix(".today.yml").read_bytes()).problems == ()


@pytest.mark.parametrize("file", JOBS, ids=lambda file: file.stem)
def test_an_old_job_is_good(file: Path) -> None:
    files = FolderFiles(FOLDER)
    read = read_job(file.read_bytes(), file=file.name, files=files)
    assert read.job is not None
    assert errors([*read.problems, *validate(read.job, files)]) == []
