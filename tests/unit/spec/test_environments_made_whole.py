"""Environments that are written out: what lies in files beside the document is put in place."""

from __future__ import annotations

from designer.closure import closure
from designer.spec.environments import made_whole
from designer.spec.ports import FileError
from designer.spec.testing import MemoryFiles

FILES = {
    "conda.yml": "name: mine\ndependencies:\n- python=3.10\n- pip:\n  - -r lists/reqs.txt\n  - idna\n",
    "lists/reqs.txt": "six==1.16.0  # old\n-r more.txt\n",
    "lists/more.txt": "attrs\n",
    "plain.txt": "six\nidna\n",
    "env/environment.yml": "name: boxed\nimage: python:3.11\nconda_file: ../conda.yml\n",
}
WHOLE = {
    "name": "mine",
    "dependencies": ["python=3.10", {"pip": ["six==1.16.0  # old", "attrs", "idna"]}],
}


def test_a_conda_file_and_the_lists_that_it_names_are_put_in_place() -> None:
    found = made_whole({"image": "x", "conda_file": "./conda.yml"}, MemoryFiles(FILES), "")
    assert found == {"image": "x", "conda_file": WHOLE}


def test_a_list_of_requirements_is_taken_for_a_conda_file() -> None:
    found = made_whole({"image": "x", "conda_file": "plain.txt"}, MemoryFiles(FILES), "")
    assert found["conda_file"] == {"dependencies": [{"pip": ["six", "idna"]}]}


def test_a_path_to_the_file_of_an_environment_is_the_environment() -> None:
    for written in ("./env/environment.yml", "file:env/environment.yml"):
        found = made_whole(written, MemoryFiles(FILES), "")
        assert found == {"name": "boxed", "image": "python:3.11", "conda_file": WHOLE}


def test_a_file_that_is_not_there_is_told() -> None:
    found = made_whole({"image": "x", "conda_file": "gone.yml"}, MemoryFiles(FILES), "")
    assert isinstance(found, FileError)
    assert "gone.yml" in found.message


def test_names_images_and_content_in_place_stay_as_they_are() -> None:
    for written in ("azureml:sklearn:1", {"image": "x"}, {"image": "x", "conda_file": WHOLE}, None):
        assert made_whole(written, MemoryFiles(FILES), "") == written


def test_what_a_conda_file_names_belongs_to_the_document(tmp_path) -> None:  # type: ignore[no-untyped-def]
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "job.yml").write_text("command: x\nenvironment: {image: y, conda_file: conda.yml}\n")
    assert closure(tmp_path, "job.yml") == ["job.yml", "conda.yml", "lists/reqs.txt"]
