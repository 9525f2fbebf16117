"""Addresses and environments that something on this machine stands in for, from submission to the step's log."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.desk import Desk

ADDRESS = "https://host.example/data"
JOB = """\
command: >-
  cat ${{inputs.rows}}/a.csv && python -c 'import sys; print("prefix", sys.prefix)' && echo made > ${{outputs.out}}/made
environment: azureml:sklearn-1.5@latest
inputs: {rows: {type: uri_folder, path: "https://host.example/data/rows"}}
outputs: {out: {type: uri_folder, path: "azureml://datastores/store/paths/out/${{name}}"}}
"""


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "rows"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("x\n1\n")
    return tmp_path / "data"


def submit(api: Client, **more: Any) -> Any:
    return api.post("/api/v1/jobs", json.dumps({"yaml": JOB, **more}), content_type="application/json")


def finish(desk: Desk, api: Client, name: str) -> dict[str, Any]:
    desk.drive(lambda: api.get(f"/api/v1/jobs/{name}").json()["status"] in ("Completed", "Failed"))
    found: dict[str, Any] = api.get(f"/api/v1/jobs/{name}").json()
    return found


def test_data_of_an_address_comes_from_the_mapped_path_and_outputs_go_there(
    desk: Desk, api: Client, rows: Path, tmp_path: Path
) -> None:
    maps = {ADDRESS: str(rows), "azureml://datastores/store/paths": str(tmp_path / "results")}
    job = finish(desk, api, submit(api, name="mapped", maps=maps).json()["name"])
    assert job["status"] == "Completed", job["error"]
    assert (tmp_path / "results" / "out" / "mapped" / "made").read_text() == "made\n"
    again = finish(desk, api, submit(api, name="again", maps=maps).json()["name"])
    assert (tmp_path / "results" / "out" / "again" / "made").read_text() == "made\n"
    assert again["reused_from"] is None  # what is reused is not copied to where this job wants it


def test_a_map_that_leads_nowhere_is_a_problem_of_the_file(desk: Desk, api: Client) -> None:
    refused = submit(api, maps={ADDRESS: "/nowhere/at/all"})
    assert refused.status_code == 422
    assert "/nowhere/at/all/rows" in refused.json()["error"]["problems"][0]["message"]


def test_the_workspace_keeps_maps_and_a_submission_goes_before(
    desk: Desk, api: Client, rows: Path, tmp_path: Path
) -> None:
    changes = {"maps": {ADDRESS: str(rows), "gone:": "/x"}, "environments": {"sklearn-*": "current"}}
    patched = api.patch("/api/v1/workspace", json.dumps(changes), content_type="application/json").json()
    assert patched["maps"] == changes["maps"]
    taken = api.patch("/api/v1/workspace", json.dumps({"maps": {"gone:": None}}), content_type="application/json")
    assert taken.json()["maps"] == {ADDRESS: str(rows)}
    assert api.get("/api/v1/workspace").json()["environments"] == {"sklearn-*": "current"}
    assert submit(api, name="kept").status_code == 201
    assert submit(api, name="over", maps={ADDRESS: "/nowhere"}).status_code == 422


def test_an_interpreter_of_the_users_own_runs_the_step(desk: Desk, api: Client, rows: Path) -> None:
    chosen = f"python:{sys.executable}"
    made = submit(api, name="own", maps={ADDRESS: str(rows)}, environments={"sklearn-*": chosen}).json()
    job = finish(desk, api, "own")
    assert (job["environment"], job["resolved_environment"]) == ("azureml:sklearn-1.5@latest", chosen)
    assert f"prefix {sys.prefix}" in desk.log(_run("own"), "")
    environment, datastore = made["warnings"]
    assert chosen in environment
    assert "no datastore store" in datastore


def _run(name: str) -> Any:
    from runs.models import Run

    return Run.objects.get(name=name)


@pytest.mark.parametrize(
    "environment", ["unknown-one", "python:/nowhere/python", "python:relative", "python:/etc/passwd"]
)
def test_what_cannot_stand_in_is_refused_with_a_sentence(desk: Desk, api: Client, environment: str) -> None:
    refused = submit(api, maps={}, environments={"*": environment})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "no_environment")
    kept = api.patch(
        "/api/v1/workspace", json.dumps({"environments": {"*": environment}}), content_type="application/json"
    )
    assert kept.status_code == 409


@pytest.mark.parametrize("body", [{"maps": {"a": 1}}, {"environments": ["x"]}, {"maps": "text"}, {"maps": {"": "x"}}])
def test_mappings_of_the_wrong_type_are_bad_requests(desk: Desk, api: Client, body: Any) -> None:
    assert submit(api, **body).status_code == 400
    assert api.patch("/api/v1/workspace", json.dumps(body), content_type="application/json").status_code == 400


def test_git_state_becomes_properties_without_credentials(desk: Desk, api: Client) -> None:
    git = {"remote": "https://me:secret@host.example/x.git", "branch": "main", "commit": "c0ffee", "dirty": True}
    properties = submit(api, git=git).json()["properties"]
    assert properties["azureml.git.repository_uri"] == "https://host.example/x.git"
    assert properties["mlflow.source.git.commit"] == "c0ffee"
    assert properties["azureml.git.dirty"] == "True"
    assert "secret" not in json.dumps(properties)


def test_a_registered_environment_stands_in_and_what_is_not_built_is_told(desk: Desk, api: Client, rows: Path) -> None:
    document = {"name": "mine", "image": "python:3.11"}
    assert api.post("/api/v1/environments", json.dumps(document), content_type="application/json").status_code == 201
    for chosen in ("mine", "azureml:mine:1", "mine@latest"):
        made = submit(api, maps={ADDRESS: str(rows)}, environments={"sklearn-*": chosen})
        assert made.status_code == 201, made.content
    job = made.json()
    assert job["resolved_environment"] == "current"
    assert any("mine" in warning for warning in job["warnings"])
    assert submit(api, environments={"sklearn-*": "mine:7"}).status_code == 409
