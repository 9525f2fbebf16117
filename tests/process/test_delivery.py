"""Outputs that go elsewhere or get a name: written to datastores of this machine, registered once, with lineage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from designer.models import AssetVersion, Datastore
from designer.spec.plan import OutputSpec, Step, Value
from runs.models import Run
from runs.registering import JOB, NODE, OUTPUT
from runs.services import request_retry
from runs.testing import command, pipeline
from tests.desk import Desk

pytestmark = pytest.mark.django_db(transaction=True)
OWN = "azureml://datastores/workspaceblobstore/paths"


def writer(name: str = "write", text: str = "made", **spec: Any) -> Step:
    type_ = spec.get("type", "uri_folder")
    target = "${{outputs.out}}" if type_ == "uri_file" else "${{outputs.out}}/a.csv"
    return command(name, command=f"echo {text} > {target}", outputs={"out": OutputSpec(**spec)})


def output_of(run: Run, path: str = "write") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run.jobs.get(path=path).detail)["outputs"]["out"]
    return found


def data(desk: Desk) -> Path:
    return desk.workspace.root / "datastores" / "workspaceblobstore"


def test_an_output_is_written_to_its_address(desk: Desk) -> None:
    run = desk.submit(pipeline("", writer(uri=f"{OWN}/results/${{{{name}}}}/${{{{output_name}}}}")))
    desk.finish(run)
    place = data(desk) / "results" / f"{run.name}.write" / "out" / "a.csv"
    assert place.read_text() == "made\n"
    assert output_of(run)["uri"] == f"{OWN}/results/{run.name}.write/out"


def test_one_file_is_written_under_the_name_of_its_address(desk: Desk) -> None:
    desk.run(pipeline("", writer(uri=f"{OWN}/results/all.csv", type="uri_file")))
    assert (data(desk) / "results" / "all.csv").read_text() == "made\n"
    desk.run(pipeline("", writer(uri=f"{OWN}/results/folder/", type="uri_file", text="again")))
    assert (data(desk) / "results" / "folder" / "out").read_text() == "again\n"


def test_a_datastore_that_is_not_here_keeps_nobody_from_completing(desk: Desk) -> None:
    run = desk.submit(pipeline("", writer(uri="azureml://datastores/elsewhere/paths/x")))
    assert desk.finish(run)["write"]["status"] == "Completed"
    assert "no datastore elsewhere" in output_of(run)["note"]


def test_an_address_that_nothing_can_be_written_to_fails_the_step_in_words(desk: Desk) -> None:
    node = desk.run(pipeline("", writer(uri="https://host.example/x")))["write"]
    assert node["status"] == "Failed"
    assert "nothing can be written to a web address" in node["error"]


def test_a_place_that_cannot_be_made_fails_the_step_in_words(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    Datastore.objects.create(name="near", type="local", spec={"path": str(tmp_path / "file")}, digest="")
    node = desk.run(pipeline("", writer(uri="azureml://datastores/near/paths/below")))["write"]
    assert node["status"] == "Failed"
    assert "output out cannot be written" in node["error"]


def test_what_was_written_and_taken_away_is_made_again(desk: Desk) -> None:
    plan = pipeline("", writer(uri=f"{OWN}/kept"))
    desk.run(plan)
    assert desk.run(plan)["write"]["reused_from"] is not None
    (data(desk) / "kept" / "a.csv").unlink()
    (data(desk) / "kept").rmdir()
    assert desk.run(plan)["write"]["reused_from"] is None
    assert (data(desk) / "kept" / "a.csv").exists()


def test_an_output_with_a_name_is_registered_once(desk: Desk, api: Client) -> None:
    step = command("write", command="echo made > ${{outputs.out}}/a.csv", outputs={"out": OutputSpec(name="rows")})
    run = desk.submit(pipeline("", step))
    assert desk.finish(run)["write"]["status"] == "Completed"
    assert output_of(run)["registered"] == "azureml:rows:1"
    told = api.get(f"/api/v1/jobs/{run.name}/nodes?path=write").json()["outputs"][0]
    assert told["registered"] == "azureml:rows:1"
    version = AssetVersion.objects.get(asset__name="rows")
    assert {JOB: run.name, NODE: "write", OUTPUT: "out"}.items() <= version.properties.items()
    assert api.get("/api/v1/data/rows/1/preview?file=a.csv").json()["kind"] == "table"

    again = desk.submit(pipeline("", step))
    assert desk.finish(again)["write"]["reused_from"]
    assert AssetVersion.objects.filter(asset__name="rows").count() == 1
    forced = desk.submit(pipeline("", step, force_rerun=True))
    desk.finish(forced)
    assert output_of(forced)["registered"] == "azureml:rows:2"


def test_models_are_registered_as_models_with_their_version(desk: Desk) -> None:
    spec = OutputSpec(type="custom_model", name="fitted", version="7")
    step = command("write", command="echo made > ${{outputs.out}}/weights", outputs={"out": spec})
    run = desk.submit(pipeline("", step))
    assert desk.finish(run)["write"]["status"] == "Completed"
    assert AssetVersion.objects.get(asset__kind="model", asset__name="fitted").version == "7"
    other = command("write", command="echo other > ${{outputs.out}}/weights", outputs={"out": spec})
    node = desk.run(pipeline("", other))["write"]
    assert node["status"] == "Failed"
    assert "fitted" in node["error"]
    assert desk.run(pipeline("", step, force_rerun=True))["write"]["status"] == "Completed"  # the same content


@pytest.mark.parametrize(("name", "version"), [("no name", None), ("fine", "latest")])
def test_a_name_that_is_none_fails_the_step_in_words(desk: Desk, name: str, version: str | None) -> None:
    step = command(
        "write", command="echo x > ${{outputs.out}}/a", outputs={"out": OutputSpec(name=name, version=version)}
    )
    node = desk.run(pipeline("", step))["write"]
    assert node["status"] == "Failed"
    assert "cannot be a" in node["error"]


def test_large_outputs_are_registered_where_they_lie(desk: Desk, api: Client, settings: Any) -> None:
    settings.DATA_COPY_BYTES = 2
    step = command("write", command="echo made > ${{outputs.out}}/a.csv", outputs={"out": OutputSpec(name="large")})
    run = desk.submit(pipeline("", step))
    desk.finish(run)
    version = AssetVersion.objects.get(asset__name="large")
    assert version.content == ""
    assert version.uri.startswith("file:///")
    assert api.get("/api/v1/data/large/1").json()["files"] == [{"path": "a.csv", "size": 5}]
    reader = command(
        "read", command="cat ${{inputs.rows}}/a.csv", inputs={"rows": Value("data", "uri_folder", uri=version.uri)}
    )
    second = desk.submit(pipeline("", reader))
    assert desk.finish(second)["read"]["status"] == "Completed"
    assert desk.log(second, "read") == "made\n"


def test_lineage_tells_who_wrote_and_who_read(desk: Desk, api: Client) -> None:
    step = command("write", command="echo made > ${{outputs.out}}/a.csv", outputs={"out": OutputSpec(name="rows")})
    written = desk.submit(pipeline("", step))
    desk.finish(written)
    job = {"command": "cat ${{inputs.x}}/a.csv", "inputs": {"x": {"type": "uri_folder", "path": "azureml:rows@latest"}}}
    body = json.dumps({"yaml": json.dumps({**job, "environment": "current"})})
    made = api.post("/api/v1/jobs", body, content_type="application/json")
    assert made.status_code == 201, made.content
    name = made.json()["name"]
    desk.drive(lambda: Run.objects.get(name=name).ended)
    found = api.get("/api/v1/data/rows/1/lineage").json()
    assert [(one["job"], one["node"], one["output"]) for one in found["written_by"]] == [(written.name, "write", "out")]
    assert [(one["job"], one["node"], one["input"]) for one in found["read_by"]] == [(name, "", "x")]


def test_a_step_that_may_write_to_its_input_gets_a_copy_of_its_own(desk: Desk) -> None:
    made = command("make", command="echo made > ${{outputs.out}}/a.csv", outputs={"out": OutputSpec()})
    value = Value("node", "uri_folder", path="make", port="out", mode="rw_mount")
    spoil = command("spoil", "make", command="echo spoilt > ${{inputs.x}}/a.csv", inputs={"x": value})
    plain = Value("node", "uri_folder", path="make", port="out")
    read = command("read", "spoil", "make", command="cat ${{inputs.x}}/a.csv", inputs={"x": plain})
    run = desk.submit(pipeline("", made, spoil, read))
    assert desk.finish(run)["read"]["status"] == "Completed"
    assert desk.log(run, "read") == "made\n"


def test_a_path_of_the_user_is_written_to_in_place(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    value = Value("data", "uri_folder", uri=(tmp_path / "mine").as_uri(), mode="rw_mount")
    desk.run(pipeline("", command("write", command="echo x > ${{inputs.x}}/new", inputs={"x": value})))
    assert (tmp_path / "mine" / "new").read_text() == "x\n"


def test_a_datastore_that_is_not_here_is_warned_of(api: Client, db: None) -> None:
    job = {
        "command": "echo x > ${{outputs.out}}/x",
        "environment": "current",
        "outputs": {"out": {"type": "uri_folder", "path": "azureml://datastores/nowhere/paths/x"}},
    }
    made = api.post("/api/v1/jobs", json.dumps({"yaml": json.dumps(job)}), content_type="application/json")
    assert made.status_code == 201, made.content
    assert any("no datastore nowhere" in warning for warning in made.json()["warnings"])


def test_data_that_was_missing_is_looked_for_again_when_the_step_is_tried_again(desk: Desk, tmp_path: Path) -> None:
    value = Value("data", "uri_file", uri=(tmp_path / "late.csv").as_uri())
    run = desk.submit(pipeline("", command("read", command="cat ${{inputs.x}}", inputs={"x": value})))
    node = desk.finish(run)["read"]
    assert "no such path on this machine" in node["error"]
    (tmp_path / "late.csv").write_text("late\n")
    request_retry(name=run.name)
    desk.drive(lambda: desk.status(run, "read") == "Completed")
    assert desk.log(run, "read") == "late\n"


def test_a_local_file_that_changed_is_read_again_at_once(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    seen = []
    for text in ("one\n", "two\n", "six\n"):  # as long as each other, within the same second
        file.write_text(text)
        value = Value("data", "uri_file", uri=file.as_uri())
        run = desk.submit(pipeline("", command("read", command="cat ${{inputs.x}}", inputs={"x": value})))
        assert desk.finish(run)["read"]["reused_from"] is None
        seen.append(desk.log(run, "read"))
    assert seen == ["one\n", "two\n", "six\n"]


def test_data_made_from_a_job_s_address_has_a_lineage_too(desk: Desk, api: Client) -> None:
    run = desk.submit(pipeline("", writer()))
    desk.finish(run)
    asset = {"name": "taken", "path": f"azureml://jobs/{run.name}.write/outputs/out"}
    made = api.post("/api/v1/data", json.dumps(asset), content_type="application/json")
    assert made.status_code == 201, made.content
    found = api.get("/api/v1/data/taken/1/lineage").json()["written_by"]
    assert [(one["job"], one["node"], one["output"]) for one in found] == [(run.name, "write", "out")]


def test_the_page_of_a_registered_model_names_job_and_node(desk: Desk, api: Client) -> None:
    spec = OutputSpec(type="custom_model", name="named_model")
    step = command("write", command="echo made > ${{outputs.out}}/weights", outputs={"out": spec})
    run = desk.submit(pipeline("", step))
    desk.finish(run)
    assert api.get("/api/v1/models/named_model/1").json()["job"] == {"name": run.name, "node": "write"}
