"""A pipeline drawn here leaves as a folder that stands alone, and comes back as the same graph."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from flows import PIPELINE, TRAIN, train, write

from designer import reading, services
from designer.exports import draft_zip
from designer.models import Draft, empty_canvas
from designer.spec.sidecar import read_sidecar, sidecar_name, sidecar_text
from designer.uploads import Upload

pytestmark = pytest.mark.django_db

INNER = """\
$schema: https://azuremlschemas.azureedge.net/latest/pipelineComponent.schema.json
name: twice
version: 1
type: pipeline
inputs:
  rate: {type: number}
jobs:
  one:  # the first
    type: command
    component: azureml:train:1
    inputs: {rate: "${{parent.inputs.rate}}"}
"""


@pytest.fixture
def registered(api: Client, tmp_path: Path) -> None:
    """A component with code, one with an environment of its own, a pipeline of it, an environment and data."""
    folder = write(tmp_path / "reg", {"train.yml": train(), "src/train.py": "print(1)\n", "twice.yml": INNER})
    write(folder, {"other.yml": TRAIN.format(version=2).replace("azureml:current@latest", "azureml:own:1")})
    env = "name: own\nversion: 1\nimage: python:3.11\nconda_file: c.yml\n"
    post(api, "environments", {"env.yml": env, "c.yml": "dependencies: [python]\n"}, "env.yml")
    post(
        api,
        "data",
        {"data.yml": "name: rows\nversion: 1\ntype: uri_folder\npath: ./rows\n", "rows/a.csv": "a\n1\n"},
        "data.yml",
    )
    for name in ("train.yml", "other.yml", "twice.yml"):
        services.register_component(folder=folder, main=name)


def post(api: Client, kind: str, files: dict[str, str], main: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    answer = api.post(f"/api/v1/{kind}", {"file": SimpleUploadedFile("a.zip", out.getvalue()), "main": main})
    assert answer.status_code == 201, answer.content


def drawn() -> dict[str, Any]:
    nodes = [
        {"name": "fit", "type": "command", "component": "azureml:train:1", "inputs": {"rate": {"literal": 0.5}}},
        {"name": "fit_two", "type": "command", "component": "azureml:train@latest", "inputs": {}},
        {"name": "both", "type": "pipeline", "component": "azureml:twice:1", "inputs": {"rate": {"literal": 0.5}}},
        {
            "name": "look",
            "type": "command",
            "component": None,
            "inputs": {"rows": {"data": {"type": "uri_folder", "path": "azureml:rows:1"}}},
            "inline": {"command": "ls ${{inputs.rows}}", "environment": "azureml:own@latest"},
        },
    ]
    layout = {"nodes": {"fit": {"x": 1, "y": 2}, "both": {"x": 3.5, "y": -4}}, "notes": [{"text": "mine", "x": 0}]}
    return {**empty_canvas(), "job": {"display_name": "Drawn"}, "nodes": nodes, "layout": layout}


def unzipped(draft: Draft) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(draft_zip(draft))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_what_is_registered_comes_along_as_files(registered: None) -> None:
    files = unzipped(services.create_draft(canvas=drawn()))
    assert sorted(files) == [
        "components/train-2/other.yml",
        "components/train-2/src/train.py",
        "components/train/src/train.py",
        "components/train/train.yml",
        "components/twice/twice.yml",
        "data/rows/a.csv",
        "environments/own/c.yml",
        "environments/own/env.yml",
        "pipeline.layout.json",
        "pipeline.yml",
    ]
    main = files["pipeline.yml"].decode()
    assert "azureml:" not in main
    assert "component: ./components/train-2/other.yml" in main
    assert "environment: file:./environments/own/env.yml" in main
    assert "path: ./data/rows" in main
    assert "    component: ../train/train.yml\n" in files["components/twice/twice.yml"].decode()
    assert "one:  # the first" in files["components/twice/twice.yml"].decode()
    assert b"environment: file:../../environments/own/env.yml\n" in files["components/train-2/other.yml"]


def test_the_folder_comes_back_as_the_same_graph(registered: None) -> None:
    draft = services.create_draft(canvas=drawn())
    again, _ = services.import_file(upload=Upload("drawn.zip", io.BytesIO(draft_zip(draft))))
    assert again.canvas["layout"] == draft.canvas["layout"]
    assert [node["name"] for node in again.canvas["nodes"]] == [node["name"] for node in draft.canvas["nodes"]]
    assert again.canvas["edges"] == draft.canvas["edges"]
    assert reading.draft_json(again)["problems"] == []
    assert unzipped(again) == unzipped(draft)
    assert services.compile_submission(draft_id=again.pk).root is not None


def test_what_was_imported_keeps_the_names_it_uses(registered: None) -> None:
    text = PIPELINE.replace("./train.yml", "azureml:train:1  # ours")
    draft, _ = services.import_file(upload=Upload("flow.yml", io.BytesIO(text.encode())))
    assert unzipped(draft) == {"flow.yml": text.encode()}
    canvas = json.loads(json.dumps(draft.canvas))
    canvas["nodes"].append({"name": "more", "type": "command", "component": "azureml:train:2", "inputs": {}})
    changed = unzipped(services.save_draft(draft_id=draft.pk, canvas=canvas, revision=1))
    assert "component: azureml:train:1  # ours" in changed["flow.yml"].decode()
    assert "component: ./components/train/other.yml" in changed["flow.yml"].decode()


def test_what_comes_along_lies_beside_the_document(registered: None) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mine/pipeline.yml", "jobs: {}\n")
        archive.writestr("mine/components/train/other.txt", "taken")
    draft, _ = services.import_file(upload=Upload("x.zip", io.BytesIO(out.getvalue())))
    canvas = json.loads(json.dumps(draft.canvas))
    canvas["nodes"].append({"name": "more", "type": "command", "component": "azureml:train:1", "inputs": {}})
    files = unzipped(services.save_draft(draft_id=draft.pk, canvas=canvas, revision=1))
    assert "component: ./components/train-1/train.yml" in files["mine/pipeline.yml"].decode()
    assert "mine/components/train-1/train.yml" in files


def test_what_is_not_registered_stays_as_it_is_named() -> None:
    canvas = drawn()
    assert "component: azureml:train:1" in unzipped(services.create_draft(canvas=canvas))["pipeline.yml"].decode()


def test_positions_are_read_back_in_the_words_they_came_in(api: Client) -> None:
    text = "type: pipeline\njobs: {a: {command: echo, environment: {image: i}}}\n"
    layout = b'{"format": "penstock.layout/1", "nodes": {"a": {"x": 1, "y": 2}, "bad": {"x": "1"}}}'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("job.yml", text)
        archive.writestr("job.layout.json", layout)
    draft, _ = services.import_file(upload=Upload("x.zip", io.BytesIO(out.getvalue())))
    assert draft.canvas["layout"] == {"nodes": {"a": {"x": 1, "y": 2}}, "notes": []}
    assert unzipped(draft)["job.layout.json"] == layout


def test_a_sidecar_is_sorted_and_read_with_care() -> None:
    text = sidecar_text({"nodes": {"b": {"y": 2, "x": 1}, "a": {"x": 0, "y": 0}}, "notes": []})
    assert text.index('"a"') < text.index('"b"')
    assert read_sidecar(text) == {"nodes": {"a": {"x": 0, "y": 0}, "b": {"x": 1, "y": 2}}, "notes": []}
    assert sidecar_text({"nodes": {}, "notes": []}) == ""
    assert sidecar_name("a/b.yaml") == "a/b.layout.json"
    for bad in ("{", "[]", '{"format": "other"}', '{"format": "penstock.layout/1", "nodes": []}'):
        assert read_sidecar(bad) is None


def test_the_reference_parser_loads_the_folder(registered: None, tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[3]
    sys.path.insert(0, str(root / "scripts"))
    from azure_venv import ensure_azure_venv

    for name, content in unzipped(services.create_draft(canvas=drawn())).items():
        (tmp_path / "out" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "out" / name).write_bytes(content)
    main = str(tmp_path / "out" / "pipeline.yml")
    command = [str(ensure_azure_venv()), str(root / "tests" / "reference" / "load_pairs.py")]
    done = subprocess.run(
        command, input=json.dumps([(main, main, "job")]), capture_output=True, text=True, check=False, timeout=300
    )
    assert json.loads(done.stdout.strip().splitlines()[-1]) == [{"differences": []}], done.stderr[-2000:]
