"""The REST of runs, as pages and the command line use it, with real runs behind it."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import Client

from runs.models import Run
from tests.desk import Desk

PIPELINE = """\
type: pipeline
display_name: two steps
experiment_name: tests
inputs: {rate: 0.5}
outputs: {result: {type: uri_folder}}
jobs:
  prepare:
    command: >-
      printf 'name,age,score\\nann,31,0.5\\nbob,42,1.5\\n' > ${{outputs.table}}/people.csv &&
      echo '{"rows": 2}' > ${{outputs.table}}/meta.json && echo prepared
    environment: azureml:AzureML-sklearn-1.5@latest
    outputs: {table: {type: uri_folder}}
  train:
    command: cat ${{inputs.table}}/people.csv > ${{outputs.model}}/m && echo rate ${{inputs.rate}}
    environment: current
    inputs: {table: "${{parent.jobs.prepare.outputs.table}}", rate: "${{parent.inputs.rate}}"}
    outputs: {model: "${{parent.outputs.result}}"}
"""


def post(api: Client, path: str, body: Any) -> Any:
    return api.post(f"/api/v1/{path}", data=json.dumps(body), content_type="application/json")


def get(api: Client, path: str) -> Any:
    response = api.get(f"/api/v1/{path}")
    assert response.status_code == 200, response.content
    return response.json()


def read_all(response: Any) -> bytes:
    """A streamed answer, whole."""

    async def chunks() -> bytes:
        return b"".join([chunk async for chunk in response.streaming_content])

    return async_to_sync(chunks)()


@pytest.fixture
def api(desk: Desk) -> Client:
    token = desk.workspace.token()
    return Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})


@pytest.fixture
def job(api: Client, desk: Desk) -> dict[str, Any]:
    """The two steps, submitted and completed."""
    answer = post(api, "jobs", {"yaml": PIPELINE, "name": "two-steps"})
    assert answer.status_code == 201, answer.content
    desk.finish(Run.objects.get(name="two-steps"))
    return get(api, "jobs/two-steps")


def test_a_submitted_pipeline_completes_and_shows_its_children(job: dict[str, Any]) -> None:
    assert job["status"] == "Completed"
    assert list(job["jobs"]) == ["prepare", "train"]
    assert job["jobs"]["train"]["parent_job_name"] == "two-steps"
    assert job["inputs"] == {"rate": 0.5}
    assert job["outputs"]["result"]["path"].endswith("train/attempt-1/out/model")


def test_the_same_name_again_answers_the_job_that_has_it(job: dict[str, Any], api: Client) -> None:
    again = post(api, "jobs", {"yaml": PIPELINE, "name": "two-steps"})
    assert again.status_code == 200
    assert again.json()["name"] == "two-steps"
    assert Run.objects.count() == 1


def test_an_environment_that_current_stands_in_for_is_a_warning_on_the_job(job: dict[str, Any]) -> None:
    assert any("AzureML-sklearn-1.5" in warning and "current" in warning for warning in job["warnings"])


def test_a_submit_with_problems_is_refused_with_all_of_them(api: Client) -> None:
    broken = PIPELINE.replace("parent.jobs.prepare.outputs", "parent.jobs.prepair.outputs").replace(
        "parent.inputs.rate", "parent.inputs.rat"
    )
    answer = post(api, "jobs", {"yaml": broken})
    assert answer.status_code == 422
    problems = [p for p in answer.json()["error"]["problems"] if p["severity"] == "error"]
    assert len(problems) == 2
    assert all(problem["line"] and problem["hint"] for problem in problems)
    assert Run.objects.count() == 0


def test_inputs_of_a_submission_win_over_the_document(api: Client, desk: Desk) -> None:
    post(api, "jobs", {"yaml": PIPELINE, "name": "other", "inputs": {"rate": 0.9}})
    run = Run.objects.get(name="other")
    desk.finish(run)
    assert desk.log(run, "train") == "rate 0.9\n"


def test_a_zip_with_a_component_file_runs(api: Client, desk: Desk) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("pipeline.yml", "type: pipeline\njobs:\n  a: {component: ./say.yml}\n")
        archive.writestr(
            "say.yml", "name: say\ntype: command\ncommand: cat say.txt\ncode: ./src\nenvironment: current\n"
        )
        archive.writestr("src/say.txt", "hello from the snapshot")
    buffer.seek(0)
    buffer.name = "job.zip"
    answer = api.post("/api/v1/jobs", data={"file": buffer, "name": "zipped"})
    assert answer.status_code == 201, answer.content
    run = Run.objects.get(name="zipped")
    desk.finish(run)
    assert desk.log(run, "a") == "hello from the snapshot"
    assert get(api, "jobs/zipped/code?path=a")["files"] == [{"path": "say.txt", "size": 23}]


def test_the_state_has_every_node_and_the_number_it_stands_at(job: dict[str, Any], api: Client) -> None:
    state = get(api, "jobs/two-steps/state")
    assert set(state["nodes"]) == {"", "prepare", "train"}
    assert state["seq"] == len(get(api, "jobs/two-steps/events")["items"])
    assert state["nodes"]["train"]["start_time"].endswith("Z")


def test_a_node_tells_its_story(job: dict[str, Any], api: Client) -> None:
    node = get(api, "jobs/two-steps/nodes?path=train")
    assert node["name"] == "two-steps.train"
    assert node["environment"] == {"written": "current", "resolved": node["environment"]["resolved"]}
    assert node["inputs"][0]["from"] == {"path": "prepare", "port": "table"}
    assert node["command_line"].endswith("echo rate 0.5")
    assert node["usage"]["cpu_seconds"] >= 0
    assert node["reuse"]["decision"] == "ran"
    assert [attempt["status"] for attempt in node["attempts"]] == ["Completed"]


def test_reuse_is_explained_part_by_part(job: dict[str, Any], api: Client, desk: Desk) -> None:
    answer = post(api, "jobs/two-steps/resubmit", {"inputs": {"rate": 0.7}})
    assert answer.status_code == 201, answer.content
    name = answer.json()["name"]
    desk.finish(Run.objects.get(name=name))
    train = get(api, f"jobs/{name}/nodes?path=train")["reuse"]
    assert train["decision"] == "ran"
    assert train["reason"] == "Ran because this changed since two-steps: the input rate."
    assert train["parts"][0] == {"part": "inputs.rate", "same": False, "mine": "number:0.7", "theirs": "number:0.5"}
    prepare = get(api, f"jobs/{name}/nodes?path=prepare")["reuse"]
    assert prepare["origin"]["href"] == "/jobs/two-steps?node=prepare"


def test_previews_know_tables_and_json(job: dict[str, Any], api: Client) -> None:
    where = "path=prepare&port=table"
    names = [entry["name"] for entry in get(api, f"jobs/two-steps/files?{where}")["entries"]]
    assert names == ["meta.json", "people.csv"]
    table = get(api, f"jobs/two-steps/preview?{where}&file=people.csv")
    assert table["columns"] == [
        {"name": "name", "type": "string"},
        {"name": "age", "type": "integer"},
        {"name": "score", "type": "number"},
    ]
    assert table["total_rows"] == 2
    assert get(api, f"jobs/two-steps/preview?{where}&file=meta.json")["kind"] == "json"


@pytest.mark.parametrize("file", ["../../start.json", "/etc/passwd", "..%2f..%2f..%2fpenstock.db", "none.csv"])
def test_no_path_leads_out_of_a_port(job: dict[str, Any], api: Client, file: str) -> None:
    for kind in ("preview", "raw"):
        answer = api.get(f"/api/v1/jobs/two-steps/{kind}?path=prepare&port=table&file={file}")
        assert answer.status_code == 404


def test_a_link_that_leads_out_of_an_output_is_not_followed(api: Client, desk: Desk) -> None:
    step = "{command: 'ln -s /etc/passwd ${{outputs.o}}/p', environment: current, outputs: {o: }}"
    text = f"type: pipeline\njobs:\n  a: {step}\n"
    post(api, "jobs", {"yaml": text, "name": "links"})
    desk.finish(Run.objects.get(name="links"))
    assert get(api, "jobs/links/files?path=a&port=o")["entries"] == []
    assert api.get("/api/v1/jobs/links/raw?path=a&port=o&file=p").status_code == 404


def test_a_log_is_read_by_offset_and_says_when_it_is_over(job: dict[str, Any], api: Client) -> None:
    first = api.get("/api/v1/jobs/two-steps/logs?path=prepare&limit=4")
    assert (first.content, first["X-Next"], first["X-Eof"]) == (b"prep", "4", "false")
    rest = api.get("/api/v1/jobs/two-steps/logs?path=prepare&offset=4")
    assert (rest.content, rest["X-Size"], rest["X-Eof"]) == (b"ared\n", "9", "true")


def test_a_forced_rerun_reuses_nothing(job: dict[str, Any], api: Client, desk: Desk) -> None:
    name = post(api, "jobs/two-steps/resubmit", {"force_rerun": True}).json()["name"]
    nodes = desk.finish(Run.objects.get(name=name))
    assert nodes["prepare"]["reused_from"] is None
    assert "force_rerun" in get(api, f"jobs/{name}/nodes?path=train")["reuse"]["reason"]


def test_a_job_is_downloaded_as_one_folder(job: dict[str, Any], api: Client) -> None:
    content = read_all(api.get("/api/v1/jobs/two-steps/download"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
    assert {
        "job.json",
        "named-outputs/result/m",
        "jobs/prepare/named-outputs/table/people.csv",
        "jobs/train/artifacts/user_logs/std_log.txt",
    } <= names


def test_a_reused_node_shows_the_log_of_its_origin(job: dict[str, Any], api: Client, desk: Desk) -> None:
    name = post(api, "jobs/two-steps/resubmit", {}).json()["name"]
    desk.finish(Run.objects.get(name=name))
    assert api.get(f"/api/v1/jobs/{name}/logs?path=prepare").content == b"prepared\n"


def test_the_run_has_a_log_of_what_it_did_itself(job: dict[str, Any], api: Client) -> None:
    file = "logs/azureml/executionlogs.txt"
    assert [log["name"] for log in get(api, "jobs/two-steps/logfiles?path=")["files"]] == [file]
    lines = api.get(f"/api/v1/jobs/two-steps/logs?path=&file={file}").content.decode().splitlines()
    assert lines[0].endswith("job  submitted")
    assert lines[-1].endswith("job  Completed")


def test_cloning_a_job_makes_a_draft_of_what_ran(job: dict[str, Any], api: Client) -> None:
    draft = post(api, "jobs/two-steps/clone", {}).json()
    assert [node["name"] for node in draft["canvas"]["nodes"]] == ["prepare", "train"]


def test_jobs_are_listed_by_page_newest_first(api: Client, desk: Desk) -> None:
    for number in range(5):
        post(api, "jobs", {"yaml": PIPELINE, "name": f"j{number}"})
    page = get(api, "jobs?limit=3")
    assert [item["name"] for item in page["items"]] == ["j4", "j3", "j2"]
    rest = get(api, f"jobs?limit=3&after={page['next']}")
    assert [item["name"] for item in rest["items"]] == ["j1", "j0"]
    assert rest["next"] is None


def test_canceling_twice_is_canceling_once(api: Client, desk: Desk) -> None:
    post(api, "jobs", {"yaml": PIPELINE, "name": "j"})
    assert post(api, "jobs/j/cancel", {}).status_code == 202
    assert post(api, "jobs/j/cancel", {}).status_code == 202
    assert {node["status"] for node in desk.finish(Run.objects.get(name="j")).values()} == {"Canceled"}
    late = post(api, "jobs/j/cancel", {})
    assert late.status_code == 409
    assert late.json()["error"]["code"] == "ended"


def test_a_retry_waits_until_what_is_being_stopped_has_ended(api: Client, desk: Desk) -> None:
    post(api, "jobs", {"yaml": PIPELINE, "name": "j"})
    jobs = Run.objects.get(name="j").jobs
    jobs.filter(path="train").update(status="CancelRequested")
    jobs.filter(path="prepare").update(status="Failed")
    answer = post(api, "jobs/j/retry", {})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "still_stopping")


def test_what_may_change_can_be_changed_by_name(job: dict[str, Any], api: Client) -> None:
    answer = api.patch(
        "/api/v1/jobs/two-steps",
        data=json.dumps({"display_name": "new", "tags": {"a": "b"}}),
        content_type="application/json",
    )
    assert answer.status_code == 200
    assert (answer.json()["display_name"], answer.json()["tags"]) == ("new", {"a": "b"})


def test_the_graph_of_a_job_is_its_canvas(job: dict[str, Any], api: Client) -> None:
    graph = get(api, "jobs/two-steps/graph")
    assert [node["name"] for node in graph["canvas"]["nodes"]] == ["prepare", "train"]
    assert graph["breadcrumb"] == [{"path": "", "name": "two steps"}]


def test_what_is_not_there_is_said_in_a_sentence(api: Client) -> None:
    answer = api.get("/api/v1/jobs/nobody/state")
    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "There is no job named nobody."


def test_the_system_says_when_nobody_runs_the_jobs(api: Client) -> None:
    system = get(api, "system")
    assert system["runner"]["state"] == "down"
    assert system["machine"]["cpus"] >= 1
    assert system["machine"]["memory"] > 1 << 20


def test_a_step_that_ended_before_it_started_waits_no_longer(desk: Desk, api: Client) -> None:
    lost = "command: echo\nenvironment: current\ninputs: {x: {type: uri_file, path: 'azureml:nowhere:1'}}\n"
    assert post(api, "jobs", {"yaml": lost, "name": "lost"}).status_code == 201
    desk.drive(lambda: Run.objects.get(name="lost").ended)
    (phase,) = get(api, "jobs/lost/nodes")["phases"]
    assert phase["name"] == "queued"
    assert phase["end"] is not None
