"""Logs as pages and the command line get them: live, by offset, searched, masked; and what steps leave in ./outputs."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from penstock.vault import Vault
from runs import wire
from runs.models import Run
from runs.storage.layout import rank_log
from runs.testing import command, pipeline
from tests.desk import Desk
from tests.django.runs.test_api import get, read_all

SECRET = "s3cr3t-of-the-store"
TALKS = (
    "printf 'one\\ntwo ERROR\\n\\xff\\033[31mred\\033[0m\\n'; echo more > logs/extra.log; mkdir outputs/deep;"
    " echo kept > outputs/deep/kept.txt"
)


@pytest.fixture
def api(desk: Desk) -> Client:
    token = desk.workspace.token()
    return Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})


@pytest.fixture
def secret() -> Iterator[str]:
    vault = Vault(settings.WORKSPACE)
    vault.put("datastore/of_tests", {"account_key": SECRET})
    yield SECRET
    vault.put("datastore/of_tests", {})


def run_of(desk: Desk, text: str) -> Run:
    run = desk.submit(pipeline("", command("a", command=text)))
    desk.finish(run)
    return run


def test_all_logs_of_a_step_are_listed_its_own_among_them(desk: Desk, api: Client) -> None:
    run = run_of(desk, TALKS)
    files = get(api, f"jobs/{run.name}/logfiles?path=a")["files"]
    assert files == [{"name": "user_logs/std_log.txt", "size": 28}, {"name": "logs/extra.log", "size": 5}]
    assert api.get(f"/api/v1/jobs/{run.name}/logs?node=a&file=logs/extra.log").content == b"more\n"


def test_a_step_of_several_ranks_has_a_log_for_each(desk: Desk, api: Client) -> None:
    names = [rank_log(rank, 3) for rank in range(3)]
    run = run_of(desk, " && ".join(f"echo rank {rank} > ../{name}" for rank, name in enumerate(names)))
    assert names == [f"user_logs/std_log_process_{rank:02d}.txt" for rank in range(3)]
    assert rank_log(0) == "user_logs/std_log.txt"
    files = [file["name"] for file in get(api, f"jobs/{run.name}/logfiles?path=a")["files"]]
    assert files == ["user_logs/std_log.txt", *names]
    assert api.get(f"/api/v1/jobs/{run.name}/logs?path=a&file={names[2]}").content == b"rank 2\n"


def test_a_search_answers_lines_and_where_to_go_on(desk: Desk, api: Client) -> None:
    run = run_of(desk, "for i in 1 2 3 4 5; do echo line $i; done")
    first = get(api, f"jobs/{run.name}/logs/search?node=a&q=LINE&limit=2")
    assert [match["line"] for match in first["matches"]] == [1, 2]
    rest = get(api, f"jobs/{run.name}/logs/search?node=a&q=LINE&after={first['next']}")
    assert [match["text"] for match in rest["matches"]] == ["line 3", "line 4", "line 5"]
    assert rest["next"] is None
    assert get(api, f"jobs/{run.name}/logs/search?node=a&q=LINE&case=1")["matches"] == []
    assert len(get(api, f"jobs/{run.name}/logs/search?node=a&q=[24]$&regex=1")["matches"]) == 2


def test_the_log_of_the_run_itself_can_be_searched(desk: Desk, api: Client) -> None:
    run = run_of(desk, "true")
    found = get(api, f"jobs/{run.name}/logs/search?file=logs/azureml/executionlogs.txt&q=completed")
    assert len(found["matches"]) == 2


def test_what_is_no_pattern_is_refused_with_a_hint(desk: Desk, api: Client) -> None:
    run = run_of(desk, "true")
    answer = api.get(f"/api/v1/jobs/{run.name}/logs/search", {"node": "a", "q": "(", "regex": "1"})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "bad_pattern"
    assert get(api, f"jobs/{run.name}/logs/search?node=a&file=logs/none&q=x")["matches"] == []


def test_a_secret_of_the_store_is_nowhere_to_be_seen(desk: Desk, api: Client, secret: str) -> None:
    run = run_of(desk, f"echo key {SECRET}; echo {SECRET} > logs/own.log; echo bad {SECRET} >&2; exit 1")
    text = api.get(f"/api/v1/jobs/{run.name}/logs?path=a").content
    assert text == f"key {'*' * len(SECRET)}\nbad {'*' * len(SECRET)}\n".encode()
    assert get(api, f"jobs/{run.name}/logs/search?node=a&q=s3cr3t")["matches"] == []
    assert get(api, f"jobs/{run.name}/nodes?path=a")["error"] == "exit code 1: bad ***"
    assert SECRET not in json.loads(run.jobs.get(path="a").detail)["error"]
    raw = f"jobs/{run.name}/raw?path=a&port=artifacts&file=logs/own.log"
    assert read_all(api.get(f"/api/v1/{raw}")) == b"*" * len(SECRET) + b"\n"
    assert SECRET not in json.dumps(get(api, raw.replace("raw", "preview")))
    packed = zipfile.ZipFile(io.BytesIO(read_all(api.get(f"/api/v1/jobs/{run.name}/download"))))
    assert not any(SECRET.encode() in packed.read(name) for name in packed.namelist())
    assert len(packed.read("jobs/a/artifacts/logs/own.log")) == len(SECRET) + 1


def test_a_secret_that_came_later_is_hidden_in_what_was_written_before(desk: Desk, api: Client) -> None:
    run = run_of(desk, f"echo no {SECRET}; exit 1")
    vault = Vault(settings.WORKSPACE)
    vault.put("datastore/of_tests", {"key": SECRET})
    try:
        seen: list[Any] = [get(api, f"jobs/{run.name}"), get(api, f"jobs/{run.name}/state"), get(api, "jobs")]
        seen += [get(api, f"jobs/{run.name}/events"), wire.execution_log(run.pk).decode()]
        assert SECRET in run.jobs.get(path="a").detail
        assert SECRET not in json.dumps([answer.get("error") if "draft" in answer else answer for answer in seen[1:-1]])
        assert SECRET not in seen[-1]
        assert "***" in seen[0]["error"]
    finally:
        vault.put("datastore/of_tests", {})


def test_what_a_step_left_in_outputs_is_its_output_artifacts(desk: Desk, api: Client) -> None:
    run = run_of(desk, TALKS)
    node = get(api, f"jobs/{run.name}/nodes?path=a")
    assert [output["name"] for output in node["outputs"]] == ["artifacts"]
    place = f"jobs/{run.name}/files?path=a&port=artifacts"
    assert [entry["name"] for entry in get(api, place)["entries"]] == ["logs", "outputs"]
    assert [entry["path"] for entry in get(api, f"{place}&dir=outputs/deep")["entries"]] == ["outputs/deep/kept.txt"]
    file = f"/api/v1/jobs/{run.name}/raw?path=a&port=artifacts&file="
    assert read_all(api.get(f"{file}outputs/deep/kept.txt")) == b"kept\n"
    for other in ("../exit.json", "outputs/../../exit.json", "code.py", ""):
        assert api.get(f"{file}{other}").status_code == 404
    packed = zipfile.ZipFile(io.BytesIO(read_all(api.get(f"/api/v1/jobs/{run.name}.a/download?output=artifacts"))))
    assert packed.read("named-outputs/artifacts/outputs/deep/kept.txt") == b"kept\n"


def test_a_step_that_left_nothing_has_no_output_artifacts(desk: Desk, api: Client) -> None:
    run = run_of(desk, "true")
    assert get(api, f"jobs/{run.name}/nodes?path=a")["outputs"] == []
