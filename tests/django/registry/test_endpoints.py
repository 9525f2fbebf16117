"""Endpoints: pipelines that are called by name, with the inputs of the caller."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from asset_client import Registry

from runs.models import Run

Tree = Callable[[Mapping[str, str]], Path]
COMPONENT = """\
name: score
version: 1
type: pipeline
inputs: {rows: {type: uri_folder}, text: {type: string, default: hi}}
jobs:
  say:
    command: echo ${{inputs.text}} && ls ${{inputs.rows}}
    environment: current
    inputs: {rows: "${{parent.inputs.rows}}", text: "${{parent.inputs.text}}"}
"""
DEPLOYMENT = "name: blue\nendpoint_name: scores\ntype: pipeline\ncomponent: {}\nsettings: {{force_rerun: true}}\n"


@pytest.fixture
def endpoint(registry: Registry) -> str:
    assert registry.send("components", COMPONENT).status_code == 201
    made = registry.post("endpoints", {"name": "scores", "description": "Scores rows"})
    assert made.status_code == 201
    deployed = registry.send("endpoints/scores/deployments", DEPLOYMENT.format("azureml:score:1"))
    assert (deployed.status_code, deployed.json()["is_default"]) == (201, True)
    return "endpoints/scores"


def invoke(registry: Registry, endpoint: str, **body: Any) -> Any:
    return registry.post(f"{endpoint}/invoke", body)


def test_a_call_makes_a_job_with_the_inputs_of_the_caller(registry: Registry, endpoint: str) -> None:
    registry.post("data", {"name": "rows", "path": "https://example.org/rows"})
    rows = {"type": "uri_folder", "path": "azureml:rows@latest"}
    made = invoke(registry, endpoint, inputs={"rows": rows, "text": "yo"}, experiment_name="calls")
    assert made.status_code == 201, made.content
    run = Run.objects.get(name=made.json()["name"])
    assert (run.experiment_name, run.inputs["text"], run.settings) == ("calls", "yo", {"force_rerun": True})
    assert run.tags == {"endpoint": "scores", "deployment": "blue"}
    again = invoke(registry, endpoint, inputs={"rows": rows}, job_name=run.name)
    assert (again.status_code, again.json()["name"]) == (200, run.name)


def test_a_local_folder_of_the_caller_becomes_data(registry: Registry, endpoint: str, tree: Tree) -> None:
    folder = tree({"rows/a.csv": "1\n"}) / "rows"
    made = invoke(registry, endpoint, inputs={"rows": {"type": "uri_folder", "path": str(folder)}})
    assert made.json()["inputs"]["rows"]["path"] == "azureml:scores_rows:1"
    assert registry.get("data/scores_rows/1").json()["files"] == [{"path": "a.csv", "size": 2}]


def test_a_call_that_leaves_out_a_needed_input_says_which(registry: Registry, endpoint: str) -> None:
    refused = invoke(registry, endpoint, inputs={"text": "yo"})
    assert refused.status_code == 422
    assert "`rows`" in refused.json()["error"]["problems"][0]["message"]
    assert not Run.objects.exists()


def test_a_deployment_says_what_a_call_may_give(registry: Registry, endpoint: str) -> None:
    told = registry.get(f"{endpoint}/deployments/blue").json()["inputs"]
    assert told == [
        {"name": "rows", "type": "uri_folder", "optional": False},
        {"name": "text", "type": "string", "optional": False, "default": "hi"},
    ]
    pipeline = "type: pipeline\ninputs: {n: 1, rows: {path: 'https://example.org'}}\njobs: {a: {command: echo hi, environment: current}}\n"  # noqa: E501
    files = {"d.yml": "name: grey\njob_definition: ./pipeline.yml\n", "pipeline.yml": pipeline}
    assert registry.send_zip(f"{endpoint}/deployments", files, main="d.yml").status_code == 201
    told = registry.get(f"{endpoint}/deployments/grey").json()["inputs"]
    assert [(one["name"], one["default"]) for one in told] == [("n", 1), ("rows", "https://example.org")]


def test_one_of_several_deployments_answers_by_default(registry: Registry, endpoint: str) -> None:
    files = {"d.yml": DEPLOYMENT.replace("blue", "green").format("./parts/score.yml"), "parts/score.yml": COMPONENT}
    assert registry.send_zip(f"{endpoint}/deployments", files, main="d.yml").json()["is_default"] is False
    names = [item["name"] for item in registry.get(f"{endpoint}/deployments").json()["items"]]
    assert names == ["blue", "green"]
    changed = registry.patch(endpoint, {"defaults": {"deployment_name": "green"}}).json()
    assert changed["defaults"] == {"deployment_name": "green"}
    rows = {"type": "uri_folder", "path": "https://example.org"}
    assert invoke(registry, endpoint, inputs={"rows": rows}).json()["tags"]["deployment"] == "green"
    assert invoke(registry, endpoint, inputs={"rows": rows}, deployment="blue").json()["tags"]["deployment"] == "blue"
    assert invoke(registry, endpoint, deployment="red").status_code == 404
    assert registry.delete(f"{endpoint}/deployments/green").status_code == 204
    assert invoke(registry, endpoint).json()["error"]["code"] == "no_deployment"


def test_a_job_definition_is_called_as_it_is(registry: Registry, endpoint: str) -> None:
    text = "name: grey\njob_definition: ./flow/pipeline.yml\n"
    pipeline = "type: pipeline\ninputs: {n: 1}\njobs: {a: {command: 'echo ${{inputs.n}}', environment: current, inputs: {n: '${{parent.inputs.n}}'}}}\n"  # noqa: E501
    files = {"d.yml": text, "flow/pipeline.yml": pipeline}
    made = registry.send_zip(f"{endpoint}/deployments", files, main="d.yml", set_default="true")
    assert made.json()["is_default"] is True
    assert invoke(registry, endpoint, inputs={"n": 5}).json()["inputs"]["n"] == 5


def test_a_deployment_that_could_never_run_is_refused(registry: Registry, endpoint: str) -> None:
    for component in ("azureml:none:1", "./none.yml"):
        refused = registry.send(f"{endpoint}/deployments", DEPLOYMENT.replace("blue", "red").format(component))
        assert refused.status_code == 422, component
    assert registry.send("endpoints/nowhere/deployments", DEPLOYMENT.format("azureml:score:1")).status_code == 404
    assert len(registry.get(f"{endpoint}/deployments").json()["items"]) == 1


def test_an_endpoint_knows_and_is_known_by_what_it_uses(registry: Registry, endpoint: str) -> None:
    used = registry.get("components/score/1").json()["used_by"]
    assert used == [{"kind": "endpoint", "id": "scores", "name": "scores", "href": "/endpoints/scores", "version": "1"}]
    assert registry.get(endpoint).json()["deployments"] == ["blue"]
    assert registry.delete(endpoint).status_code == 204
    assert registry.get("components/score/1").json()["used_by"] == []


def test_a_deployment_of_a_model_is_kept_and_not_called(registry: Registry, endpoint: str) -> None:
    kept = registry.send(f"{endpoint}/deployments", "name: old\ntype: model\nmodel: azureml:m:1\n", set_default="true")
    assert kept.status_code == 201
    assert invoke(registry, endpoint).json()["error"]["code"] == "not_a_pipeline"
