"""Deleting a job: what it feeds is told first, then rows and files go, and nobody is misled by what is left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from designer.model_card import JOB
from designer.models import AssetVersion
from runs import deleting
from runs.models import Event, Job, Run
from runs.services import request_retry
from tests.desk import Desk

STEP = """\
command: echo made > ${{outputs.out}}/file && echo said
environment: current
outputs: {out: {type: uri_folder}}
"""
READER = """\
command: cat ${{inputs.rows}}/file
environment: current
inputs: {rows: {type: uri_folder, path: "azureml://jobs/origin/outputs/out"}}
"""


def submit(desk: Desk, api: Client, name: str, text: str = STEP) -> dict[str, Any]:
    body = json.dumps({"yaml": text, "name": name})
    assert api.post("/api/v1/jobs", body, content_type="application/json").status_code == 201
    desk.drive(lambda: Run.objects.get(name=name).ended)
    found: dict[str, Any] = api.get(f"/api/v1/jobs/{name}").json()
    return found


@pytest.fixture
def origin(desk: Desk, api: Client) -> dict[str, Any]:
    return submit(desk, api, "origin")


def test_a_job_that_feeds_nothing_leaves_no_row_and_no_file(desk: Desk, api: Client, origin: dict[str, Any]) -> None:
    place = desk.workspace.jobs / "origin"
    assert place.is_dir()
    assert api.delete("/api/v1/jobs/origin").status_code == 204
    assert not place.exists()
    assert not any((desk.workspace.jobs / deleting.TRASH).iterdir())
    assert not Run.objects.exists()
    assert not Job.objects.exists()
    assert not Event.objects.exists()
    assert api.delete("/api/v1/jobs/origin").status_code == 404


def test_an_origin_says_what_it_feeds(desk: Desk, api: Client, origin: dict[str, Any]) -> None:
    assert submit(desk, api, "taker")["reused_from"] == "origin"
    assert submit(desk, api, "reader", READER)["status"] == "Completed"
    model = b"{name: fitted, version: 1, path: azureml://jobs/origin/outputs/out, type: custom_model}"
    made = api.post("/api/v1/models", {"file": SimpleUploadedFile("model.yml", model)})
    assert made.status_code == 201, made.content
    refused = api.delete("/api/v1/jobs/origin")
    assert refused.status_code == 409
    error = refused.json()["error"]
    assert error["code"] == "in_use"
    assert [(feed["how"], feed["name"]) for feed in error["feeds"]] == [
        ("reused", "taker"),
        ("read", "reader"),
        ("registered", "azureml:fitted:1"),
    ]
    assert "taker" in error["message"]
    assert Run.objects.filter(name="origin").exists()


def test_a_model_that_a_step_logged_with_mlflow_is_told_too(desk: Desk, api: Client, origin: dict[str, Any]) -> None:
    model = b"{name: logged, version: 1, path: azureml://jobs/origin/outputs/out, type: custom_model}"
    assert api.post("/api/v1/models", {"file": SimpleUploadedFile("model.yml", model)}).status_code == 201
    logged = {"spec": {"path": "./artifacts"}, "properties": {JOB: "origin.train"}}  # as MLflow's registry writes it
    AssetVersion.objects.filter(asset__name="logged").update(**logged)
    feeds = api.delete("/api/v1/jobs/origin").json()["error"]["feeds"]
    assert [(feed["how"], feed["name"]) for feed in feeds] == [("registered", "azureml:logged:1")]


def test_what_a_job_registered_is_told_also_when_it_lies_in_its_folder(desk: Desk, api: Client, settings: Any) -> None:
    settings.DATA_COPY_BYTES = 0
    named = STEP.replace("{out: {type: uri_folder}}", "{out: {type: uri_folder, name: rows}}")
    submit(desk, api, "origin", named)
    feeds = api.delete("/api/v1/jobs/origin").json()["error"]["feeds"]
    assert [(feed["how"], feed["name"]) for feed in feeds] == [("registered", "azureml:rows:1")]


def test_a_step_whose_origin_is_deleted_says_so_and_is_not_reused_again(
    desk: Desk, api: Client, origin: dict[str, Any]
) -> None:
    submit(desk, api, "taker")
    assert api.delete("/api/v1/jobs/origin?force=true").status_code == 204
    node = api.get("/api/v1/jobs/taker/nodes").json()
    assert node["reuse"]["origin_deleted"]
    assert "origin" in node["reuse"]["reason"]
    assert "deleted" in node["reuse"]["reason"]
    preview = api.get("/api/v1/jobs/taker/preview", {"port": "out", "file": "file"})
    assert preview.status_code == 404
    assert preview.json()["error"]["code"] == "origin_deleted"
    again = submit(desk, api, "again")
    assert again["reused_from"] is None
    assert submit(desk, api, "later")["reused_from"] == "again"


def test_a_retry_that_needs_what_was_deleted_says_so(desk: Desk, api: Client, tmp_path: Path) -> None:
    made = "make: {command: 'echo a > ${{outputs.out}}/f', environment: current, outputs: {out: }}"
    read = "{command: 'cat ${{inputs.x}}/f && test -e FLAG', environment: current, inputs: {x: '${{FROM}}'}}"
    read = read.replace("FLAG", str(tmp_path / "flag")).replace("FROM", "parent.jobs.make.outputs.out")
    submit(desk, api, "origin", f"type: pipeline\njobs:\n  {made}\n")
    submit(desk, api, "taker", f"type: pipeline\njobs:\n  {made}\n  read: {read}\n")
    assert api.delete("/api/v1/jobs/origin?force=true").status_code == 204
    (tmp_path / "flag").touch()
    request_retry(name="taker")
    desk.drive(lambda: Job.objects.get(name="taker.read").attempt == 2 and Run.objects.get(name="taker").ended)
    error = api.get("/api/v1/jobs/taker/nodes?path=read").json()["error"]
    assert "what step make wrote is gone" in error


def test_a_job_under_way_is_not_deleted(desk: Desk, api: Client) -> None:
    body = json.dumps({"yaml": STEP, "name": "new"})
    api.post("/api/v1/jobs", body, content_type="application/json")
    refused = api.delete("/api/v1/jobs/new?force=true")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "not_ended")


def test_a_retry_that_was_asked_for_wins_and_its_files_stay_where_they_are(
    desk: Desk, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(desk, api, "fails", "{command: exit 1, environment: current}")
    run = Run.objects.get(name="fails")
    request_retry(name="fails")
    aside: list[str] = []
    monkeypatch.setattr(deleting, "_put_aside", lambda jobs, name: aside.append(name))
    with pytest.raises(deleting.Refused):
        deleting.delete_run(run)
    assert aside == []
    assert (desk.workspace.jobs / "fails").is_dir()
    assert Run.objects.filter(name="fails").exists()


def test_what_an_interrupted_deletion_left_goes_with_the_next(desk: Desk, api: Client, origin: dict[str, Any]) -> None:
    left = desk.workspace.jobs / deleting.TRASH / "other-1" / "attempt-1"
    left.mkdir(parents=True)
    left.chmod(0o500)
    deleting.delete_run(Run.objects.get(name="origin"))
    assert not left.parent.exists()


def test_others_hear_of_a_deletion_and_may_fail_at_it(
    desk: Desk, api: Client, origin: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[str] = []

    def fail(name: str) -> None:
        raise RuntimeError(name)

    monkeypatch.setattr(deleting, "_also", [fail, told.append])
    deleting.delete_run(Run.objects.get(name="origin"))
    assert told == ["origin"]
