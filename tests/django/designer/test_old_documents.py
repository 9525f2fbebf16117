"""Documents of the older dialects come in as drafts and components of today, with a report."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from designer.spec.old import read_modern

OLD = Path(__file__).resolve().parents[2] / "contract" / "old"
pytestmark = pytest.mark.django_db


def upload(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (OLD / name).read_bytes())


def test_an_old_pipeline_is_imported_in_words_of_today(api: Client) -> None:
    answer = api.post("/api/v1/drafts/import", {"file": upload("c_three_steps.yml")})
    assert answer.status_code in (200, 201), answer.json()
    draft = answer.json()
    assert [node["name"] for node in draft["canvas"]["nodes"]] == ["fit_job", "show", "again"]
    told = [problem for problem in draft["problems"] if problem["code"] == "translated"]
    assert [problem["line"] for problem in told][:3] == [4, 6, 7]
    assert "default_compute" in draft["yaml"]
    assert read_modern(draft["yaml"]).problems == ()


def test_the_comments_of_an_old_file_stay(api: Client) -> None:
    draft = api.post("/api/v1/drafts/import", {"file": upload("a_fit.yml")}).json()
    assert draft["yaml"].startswith("# A command job of spring 2021.\n")
    assert "code: src   # the folder with fit.py\n" in draft["yaml"]


def test_an_old_component_is_registered_under_the_name_of_today(api: Client) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("component.yml", (OLD / "b_fit.yml").read_bytes())
        archive.writestr("conda.yaml", (OLD / "conda.yaml").read_bytes())
        archive.writestr("src/fit.py", (OLD / "src" / "fit.py").read_bytes())
    file = SimpleUploadedFile("fit.zip", packed.getvalue())
    answer = api.post("/api/v1/components", {"file": file})
    assert answer.status_code == 201, answer.json()
    assert answer.json()["ref"] == "azureml:fit_slope:0.0.1"
    assert answer.json()["type"] == "command"


def test_the_zip_of_an_old_draft_is_of_today_throughout(api: Client) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("pipeline.yml", (OLD / "b_two_steps.yml").read_bytes())
        archive.writestr("b_fit.yml", (OLD / "b_fit.yml").read_bytes())
        archive.writestr("conda.yaml", (OLD / "conda.yaml").read_bytes())
        archive.writestr("src/fit.py", (OLD / "src" / "fit.py").read_bytes())
    file = SimpleUploadedFile("flow.zip", packed.getvalue())
    draft = api.post("/api/v1/drafts/import", {"file": file}).json()
    answer = api.get(f"/api/v1/drafts/{draft['id']}/export?as=zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        for name in ("pipeline.yml", "b_fit.yml"):
            assert read_modern(archive.read(name), component=name == "b_fit.yml").problems == ()
        assert b"image: python:3.11" in archive.read("b_fit.yml")
        assert archive.read("conda.yaml") == (OLD / "conda.yaml").read_bytes()
