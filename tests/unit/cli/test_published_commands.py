"""Schedules, endpoints, deployments and the workspace: what their commands ask."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.conftest import FakeServer, Penstock
from tests.unit.cli.test_asset_commands import document
from tests.unit.cli.test_job_commands import JOB, uploaded

WORKSPACE = {
    "name": "w",
    "mlflow_tracking_uri": "file:///w/mlruns",
    "maps": {"a:": "/a"},
    "environments": {"s*": "current"},
}


def body(server: FakeServer) -> Any:
    return json.loads(server.asked[-1].body)


@pytest.mark.parametrize("verb", ["enable", "disable"])
def test_a_schedule_is_switched(penstock: Penstock, server: FakeServer, verb: str) -> None:
    server.answers[f"POST schedules/nightly/{verb}"] = (200, {"name": "nightly", "spec": {"trigger": {"type": "cron"}}})
    result = penstock("schedule", verb, "-n", "nightly", "--url", server.url, "--query", "trigger.type", "-o", "tsv")
    assert (result.exit_code, result.out) == (0, "cron\n")


def test_a_schedule_is_sent_with_the_pipeline_it_starts(penstock: Penstock, server: FakeServer, tmp_path: Path) -> None:
    (tmp_path / "s.yml").write_text("name: nightly\ntrigger: {type: cron}\ncreate_job: ./p.yml\n")
    (tmp_path / "p.yml").write_text("jobs: {a: {component: ./c.yml}}\n")
    (tmp_path / "c.yml").write_text("command: echo\n")
    server.answers["POST schedules"] = (201, {"name": "nightly", "version": None})
    words = ["schedule", "create", "-f", "s.yml", "--set", "trigger.expression=0 3 * * 1", "--url", server.url]
    assert penstock(*words).exit_code == 0
    assert document(server)["trigger"] == {"type": "cron", "expression": "0 3 * * 1"}
    assert b"c.yml" in uploaded(server.asked[0].body)["file"]


def test_an_endpoint_is_called_with_a_file_and_set(penstock: Penstock, server: FakeServer, tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "i.yml").write_text("inputs:\n  rows: {type: uri_folder, path: ../d}\n  rate: 1\n")
    server.answers["POST endpoints/scores/invoke"] = (201, JOB)
    words = ["-n", "scores", "-d", "blue", "-f", "in/i.yml", "--set", "inputs.rate=0.5", "--job-name", "mine"]
    result = penstock("batch-endpoint", "invoke", *words, "--query", "name", "-o", "tsv", "--url", server.url)
    assert (result.exit_code, result.out) == (0, "calm_river\n")
    sent = body(server)
    assert (sent["deployment"], sent["job_name"], sent["inputs"]["rate"]) == ("blue", "mine", 0.5)
    assert Path(sent["inputs"]["rows"]["path"]).resolve() == (tmp_path / "d").resolve()


def test_the_one_input_of_an_endpoint_finds_its_name(penstock: Penstock, server: FakeServer) -> None:
    ports = [{"name": "rows", "type": "uri_folder"}, {"name": "rate", "type": "number"}]
    server.answers |= {
        "GET endpoints/scores": (200, {"defaults": {"deployment_name": "blue"}}),
        "GET endpoints/scores/deployments/blue": (200, {"type": "pipeline", "inputs": ports}),
        "POST endpoints/scores/invoke": (201, JOB),
    }
    words = ["--input", "https://h/x", "--input-type", "uri_file"]
    assert penstock("batch-endpoint", "invoke", "-n", "scores", *words, "--url", server.url).exit_code == 0
    assert body(server)["inputs"] == {"rows": {"type": "uri_file", "path": "https://h/x"}}
    ports[1]["type"] = "uri_file"
    refused = penstock("batch-endpoint", "invoke", "-n", "scores", *words, "--url", server.url)
    assert (refused.exit_code, refused.error["code"]) == (2, "which_input")


def test_an_input_for_an_endpoint_that_runs_nothing_says_what_to_do(penstock: Penstock, server: FakeServer) -> None:
    server.answers |= {
        "GET endpoints/empty": (200, {"defaults": {}}),
        "GET endpoints/old": (200, {"defaults": {"deployment_name": "blue"}}),
        "GET endpoints/old/deployments/blue": (200, {"type": "model", "inputs": []}),
    }
    for name, code in {"empty": "no_deployment", "old": "not_a_pipeline"}.items():
        words = ["batch-endpoint", "invoke", "-n", name, "--input", "https://h/x", "--url", server.url]
        assert (penstock(*words).exit_code, penstock(*words).error["code"]) == (2, code)


def test_a_schedule_is_switched_by_set(penstock: Penstock, server: FakeServer) -> None:
    server.answers |= {
        "POST schedules/nightly/disable": (200, {}),
        "GET schedules/nightly": (200, {"name": "nightly", "kind": "schedule", "is_enabled": False}),
    }
    words = ["schedule", "update", "-n", "nightly", "--url", server.url, "--set"]
    assert penstock(*words, "is_enabled=false").answer["is_enabled"] is False
    assert "POST /api/v1/schedules/nightly/disable" in [f"{asked.method} {asked.path}" for asked in server.asked]
    assert penstock(*words, "is_enabled=maybe").error["code"] == "bad_set"


def test_names_of_az_flags_may_be_shorter(penstock: Penstock, server: FakeServer) -> None:
    server.answers["GET endpoints/scores/deployments"] = (200, {"items": []})
    words = ["--endpoint", "scores", "--workspace", "w", "--resource", "g", "--registry", "r"]
    assert penstock("batch-deployment", "list", *words, "--url", server.url).answer == []


@pytest.mark.parametrize("group", ["online-endpoint", "connection", "registry"])
def test_groups_that_are_not_provided_are_named(penstock: Penstock, group: str) -> None:
    result = penstock(group, "list")
    assert result.exit_code == 2
    assert f"no commands for `az ml {group}`" in result.err
    assert "did you mean" not in result.err


def test_an_empty_name_is_a_variable_that_was_not_set(penstock: Penstock, server: FakeServer) -> None:
    refused = penstock("job", "show", "-n", "", "--url", server.url)
    assert (refused.exit_code, refused.error["code"]) == (2, "no_name")


def test_a_deployment_goes_to_the_endpoint_in_its_file(penstock: Penstock, server: FakeServer, tmp_path: Path) -> None:
    (tmp_path / "d.yml").write_text("name: blue\nendpoint_name: scores\ncomponent: azureml:score:1\n")
    server.answers["POST endpoints/scores/deployments"] = (201, {"name": "blue"})
    server.answers["POST endpoints/other/deployments"] = (201, {"name": "blue"})
    assert penstock("batch-deployment", "create", "-f", "d.yml", "--set-default", "--url", server.url).exit_code == 0
    assert uploaded(server.asked[-1].body)["set_default"] == b"true"
    words = ["-f", "d.yml", "--endpoint-name", "other", "--name", "green", "--url", server.url]
    assert penstock("batch-deployment", "create", *words).exit_code == 0
    assert document(server)["name"] == "green"
    (tmp_path / "d.yml").write_text("name: blue\n")
    assert penstock("batch-deployment", "create", "-f", "d.yml", "--url", server.url).exit_code == 2


def test_deployments_are_shown_listed_and_removed(penstock: Penstock, server: FakeServer) -> None:
    server.answers |= {
        "GET endpoints/e/deployments": (200, {"items": [{"name": "blue"}, {"name": "green"}]}),
        "GET endpoints/e/deployments/blue": (200, {"name": "blue"}),
        "DELETE endpoints/e/deployments/blue": (204, b""),
    }
    listed = penstock("batch-deployment", "list", "-e", "e", "--query", "[].name", "-o", "tsv", "--url", server.url)
    assert listed.out == "blue\ngreen\n"
    assert penstock("batch-deployment", "show", "-e", "e", "-n", "blue", "--url", server.url).answer["name"] == "blue"
    assert penstock("batch-deployment", "delete", "-e", "e", "-n", "blue", "-y", "--url", server.url).exit_code == 0


def test_the_workspace_tells_where_mlflow_is(penstock: Penstock, server: FakeServer) -> None:
    server.answers["GET workspace"] = (200, WORKSPACE)
    words = ["-n", "any", "-g", "group", "--query", "mlflow_tracking_uri", "-o", "tsv"]
    assert penstock("workspace", "show", *words, "--url", server.url).out == "file:///w/mlruns\n"
    assert penstock("workspace", "list", "--query", "[].name", "-o", "tsv", "--url", server.url).out == "w\n"


def test_the_workspace_keeps_mappings_and_lets_go_of_them(penstock: Penstock, server: FakeServer) -> None:
    server.answers |= {"GET workspace": (200, WORKSPACE), "PATCH workspace": (200, WORKSPACE)}
    words = ["--map", "b:=/b", "--environment", "x=python:/p", "--remove", "s*"]
    assert penstock("workspace", "update", *words, "--url", server.url).exit_code == 0
    assert body(server) == {"maps": {"b:": "/b"}, "environments": {"x": "python:/p", "s*": None}}
    unknown = penstock("workspace", "update", "--remove", "c:", "--url", server.url)
    assert (unknown.exit_code, unknown.error["hint"]) == (2, "there is: a:, s*")


def test_literals_of_an_inputs_file_may_be_written_as_defaults(
    penstock: Penstock, server: FakeServer, tmp_path: Path
) -> None:
    (tmp_path / "i.yml").write_text("inputs:\n  mode: {type: string, default: a}\n  rows: {path: 'azureml:rows:1'}\n")
    server.answers["POST endpoints/scores/invoke"] = (201, JOB)
    words = ["-n", "scores", "-f", "i.yml", "--set", "inputs.mode.default=append", "--url", server.url]
    assert penstock("batch-endpoint", "invoke", *words).exit_code == 0
    assert body(server) == {"inputs": {"mode": "append", "rows": {"path": "azureml:rows:1"}}}


def test_the_default_deployment_is_changed_and_the_address_is_told(penstock: Penstock, server: FakeServer) -> None:
    endpoint = {"name": "scores", "version": None, "tags": {}, "defaults": {}, "spec": {"name": "scores"}}
    server.answers |= {"GET endpoints/scores": (200, endpoint), "PATCH endpoints/scores": (200, endpoint)}
    words = ["--set", "defaults.deployment_name=green", "--url", server.url]
    assert penstock("batch-endpoint", "update", "-n", "scores", *words).exit_code == 0
    assert body(server) == {"defaults": {"deployment_name": "green"}}
    shown = penstock("batch-endpoint", "show", "-n", "scores", "--query", "scoring_uri", "--url", server.url)
    assert shown.answer == f"{server.url}/api/v1/endpoints/scores/invoke"


def test_the_jobs_of_an_endpoint_are_found_by_their_tags(penstock: Penstock, server: FakeServer) -> None:
    tags = [{"endpoint": "scores", "deployment": "blue"}, {"endpoint": "scores", "deployment": "green"}, {}]
    items = [{**JOB, "name": f"j{number}", "tags": found} for number, found in enumerate(tags)]
    server.answers["GET jobs"] = (200, {"items": items, "next": None})
    tail = ["--query", "[].name", "-o", "tsv", "--url", server.url]
    assert penstock("batch-endpoint", "list-jobs", "-n", "scores", *tail).out == "j0\nj1\n"
    assert penstock("batch-deployment", "list-jobs", "-n", "green", "-e", "scores", *tail).out == "j1\n"


def test_a_workspace_is_made_by_name_only(penstock: Penstock, server: FakeServer) -> None:
    server.answers["GET workspace"] = (200, WORKSPACE)
    words = ["-n", "mine", "-g", "group", "--location", "westeurope", "--url", server.url]
    assert penstock("workspace", "create", *words).answer["name"] == "w"
