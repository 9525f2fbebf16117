"""The designer's part of REST, as pages and the command line see it."""

import io
import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from flows import PIPELINE

pytestmark = pytest.mark.django_db
DRAFTS = "/api/v1/drafts"
COMPONENTS = "/api/v1/components"
Zip = Callable[[Path], io.BytesIO]
MEMBERS = {
    "id",
    "name",
    "revision",
    "created",
    "updated",
    "origin",
    "canvas",
    "components",
    "problems",
    "yaml",
    "files",
}


def post(api: Client, path: str, body: Any = None) -> Any:
    return api.post(path, body if body is not None else {}, content_type="application/json")


def imported(api: Client, content: bytes, name: str, **fields: Any) -> Any:
    return api.post(f"{DRAFTS}/import", {"file": SimpleUploadedFile(name, content), **fields})


def test_a_draft_is_made_saved_renamed_listed_and_deleted(api: Client) -> None:
    made = post(api, DRAFTS, {"name": "Flow"})
    assert (made.status_code, set(made.json())) == (201, MEMBERS)
    path = f"{DRAFTS}/{made.json()['id']}"
    canvas = made.json()["canvas"] | {"nodes": [{"name": "a", "type": "command", "component": "./a.yml", "inputs": {}}]}
    saved = api.put(path, {"canvas": canvas, "revision": 1}, content_type="application/json").json()
    assert saved["revision"] == 2
    assert [problem["code"] for problem in saved["problems"]] == ["component_not_found"]
    assert "component: ./a.yml" in saved["yaml"]
    assert api.patch(path, {"name": "Other"}, content_type="application/json").json()["name"] == "Other"
    item = api.get(DRAFTS).json()["items"][0]
    assert (item["name"], item["nodes"], item["revision"]) == ("Other", 1, 2)
    assert api.delete(path).status_code == 204
    assert api.get(path).status_code == 404


def test_a_stale_save_answers_the_present_draft(api: Client) -> None:
    draft = post(api, DRAFTS).json()
    path = f"{DRAFTS}/{draft['id']}"
    body = {"canvas": draft["canvas"] | {"job": {"display_name": "theirs"}}, "revision": 1}
    api.put(path, body, content_type="application/json")
    stale = api.put(path, body | {"canvas": draft["canvas"]}, content_type="application/json")
    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "stale_revision")
    assert stale.json()["draft"]["canvas"]["job"] == {"display_name": "theirs"}


@pytest.mark.parametrize(
    "body", [{}, {"canvas": {}}, {"revision": 1}, {"canvas": 1, "revision": 1}, {"revision": True}, []]
)
def test_a_save_without_what_it_needs_is_refused(api: Client, body: Any) -> None:
    path = f"{DRAFTS}/{post(api, DRAFTS).json()['id']}"
    response = api.put(path, json.dumps(body), content_type="application/json")
    assert response.status_code in (400, 422)
    assert response.json()["error"]["message"]


def test_a_copy_of_a_draft_has_a_name_of_its_own(api: Client) -> None:
    draft = post(api, DRAFTS, {"name": "Flow"}).json()
    assert post(api, DRAFTS, {"copy": draft["id"]}).json()["name"] == "Flow 2"


def test_an_unreadable_upload_is_refused_with_its_problems(api: Client) -> None:
    refused = imported(api, b"jobs: [", "x.yml")
    assert refused.status_code == 422
    problem = refused.json()["error"]["problems"][0]
    assert (problem["file"], problem["severity"]) == ("x.yml", "error")
    assert api.get(DRAFTS).json()["items"] == []
    assert api.post(f"{DRAFTS}/import", {}).status_code == 400


def test_what_is_exported_comes_back_the_same(api: Client, flow: Path, zipped: Zip) -> None:
    first = imported(api, zipped(flow).getvalue(), "flow.zip").json()
    for form, name in (("yaml", "fit-one.yml"), ("canvas", "fit-one.canvas.json"), ("zip", "fit-one.zip")):
        got = api.get(f"{DRAFTS}/{first['id']}/export", {"as": form})
        assert f'filename="{name}"' in got["Content-Disposition"]
        again = imported(api, got.content, name).json()
        assert again["canvas"] == first["canvas"]
        assert again["yaml"] == first["yaml"]
    assert again["files"] == first["files"]
    with zipfile.ZipFile(io.BytesIO(got.content)) as archive:
        assert sorted(archive.namelist()) == ["pipeline.yml", "src/train.py", "train.yml"]
    assert api.get(f"{DRAFTS}/{first['id']}/export", {"as": "png"}).status_code == 400


def test_an_import_can_replace_a_draft_by_its_revision(api: Client) -> None:
    first = imported(api, PIPELINE.encode(), "a.yml").json()
    changed = PIPELINE.replace("0.5", "0.7").encode()
    replaced = imported(api, changed, "a.yml", draft=first["id"], revision="1")
    assert (replaced.status_code, replaced.json()["id"], replaced.json()["revision"]) == (200, first["id"], 2)
    assert imported(api, changed, "a.yml", draft=first["id"], revision="1x").status_code == 400
    stale = imported(api, PIPELINE.encode(), "a.yml", draft=first["id"], revision="1")
    assert stale.json()["error"]["code"] == "stale_revision"


def test_a_sub_pipeline_can_be_looked_into(api: Client, flow: Path, zipped: Zip) -> None:
    inner = PIPELINE.replace("display_name: Fit one", "name: inner")
    (flow / "inner.yml").write_text(inner.replace("inputs:\n  rate: 0.5", "inputs:\n  rate: {type: number}"))
    (flow / "pipeline.yml").write_text(
        "type: pipeline\njobs:\n  deep: {type: pipeline, component: ./inner.yml, inputs: {rate: 1}}\n"
    )
    draft = imported(api, zipped(flow).getvalue(), "flow.zip").json()
    assert draft["problems"] == []
    inside = api.get(f"{DRAFTS}/{draft['id']}/canvas", {"path": "deep"}).json()
    assert inside["canvas"]["nodes"][0]["name"] == "train"
    assert "./train.yml" in inside["components"]
    assert api.get(f"{DRAFTS}/{draft['id']}/canvas", {"path": "deep/train"}).status_code == 404


def test_components_are_registered_shown_and_listed(api: Client, flow: Path, zipped: Zip) -> None:
    (flow / "pipeline.yml").unlink()
    upload = zipped(flow).getvalue()
    made = api.post(COMPONENTS, {"file": SimpleUploadedFile("train.zip", upload)})
    again = api.post(COMPONENTS, {"file": SimpleUploadedFile("train.zip", upload)})
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json()["ref"] == "azureml:train:1"
    listed = api.get(COMPONENTS, {"search": "train"}).json()["items"]
    assert [(item["name"], item["latest"], item["versions"]) for item in listed] == [("train", "1", ["1"])]
    detail = api.get(f"{COMPONENTS}/train/latest").json()
    assert detail["yaml"].startswith("$schema")
    assert {item["path"] for item in detail["files"]} == {"train.yml", "src/train.py"}
    assert api.get(f"{COMPONENTS}/train/1/file", {"path": "src/train.py"}).json()["text"] == "print('training')\n"
    assert api.get(f"{COMPONENTS}/train/1/file", {"path": "../../manifest.json"}).status_code == 404
    assert api.get(f"{COMPONENTS}/train/1/canvas").status_code == 404
    assert api.get(f"{COMPONENTS}/none/1").json()["error"]["code"] == "not_found"


def test_a_changed_component_needs_a_new_version(api: Client, flow: Path, zipped: Zip) -> None:
    (flow / "pipeline.yml").unlink()
    api.post(COMPONENTS, {"file": SimpleUploadedFile("train.zip", zipped(flow).getvalue())})
    (flow / "src" / "train.py").write_text("other")
    taken = api.post(COMPONENTS, {"file": SimpleUploadedFile("train.zip", zipped(flow).getvalue())})
    assert (taken.status_code, taken.json()["error"]["code"]) == (409, "taken")
    assert "version" in taken.json()["error"]["hint"]


def test_samples_are_listed_and_opened(api: Client) -> None:
    names = [item["name"] for item in api.get("/api/v1/samples").json()["items"]]
    assert "diabetes" in names
    opened = api.post("/api/v1/samples/diabetes/open")
    assert (opened.status_code, opened.json()["problems"]) == (201, [])
    assert opened.json()["origin"] == "sample:diabetes"
    assert api.post("/api/v1/samples/none/open").status_code == 404


def test_a_draft_of_thirty_nodes_is_answered_quickly(api: Client, flow: Path, zipped: Zip) -> None:
    body = PIPELINE.partition("    outputs:")[0].partition("  train:")
    nodes = "".join(f"  train_{i}:{body[2]}" for i in range(30))
    (flow / "pipeline.yml").write_text(body[0].replace("outputs:\n  model: {type: uri_folder}\n", "") + nodes)
    draft = imported(api, zipped(flow).getvalue(), "flow.zip").json()
    assert (len(draft["canvas"]["nodes"]), draft["problems"]) == (30, [])
    best = 1.0
    for _ in range(5):
        started = time.perf_counter()
        assert api.get(f"{DRAFTS}/{draft['id']}").status_code == 200
        best = min(best, time.perf_counter() - started)
    assert best < 0.03 * 2  # twice the budget: the machine may be busy with other tests
