"""What steps ask for and what they used, from the document to the answers of the API."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from runs.storage.samples import FILE, read_samples
from tests.desk import Desk

GREEDY = """\
type: pipeline
jobs:
  a:
    command: echo hi
    environment: current
    resources: {shm_size: 2g, properties: {penstock: {gpus: 2, cpus: 64}}}
"""
FLAKY = """\
type: pipeline
jobs:
  a:
    command: >-
      if [ ! -e FLAG ]; then touch FLAG; echo no server; exit 7; fi; echo done
    environment: python
    resources: {properties: {penstock: {retries: 2, retry_delay: DELAY}}}
"""


def submit(api: Client, yaml: str, **more: Any) -> str:
    answer = api.post("/api/v1/jobs", json.dumps({"yaml": yaml, **more}), content_type="application/json")
    assert answer.status_code == 201, answer.content
    return str(answer.json()["name"])


def state(api: Client, name: str, path: str = "a") -> dict[str, Any]:
    found: dict[str, Any] = api.get(f"/api/v1/jobs/{name}/state").json()["nodes"][path]
    return found


def ended(desk: Desk, api: Client, name: str) -> dict[str, Any]:
    desk.drive(lambda: state(api, name, "")["status"] in ("Completed", "Failed", "Canceled"))
    return state(api, name)


def register(api: Client, name: str, text: str) -> None:
    answer = api.post("/api/v1/computes", {"file": SimpleUploadedFile("c.yml", f"name: {name}\n{text}".encode())})
    assert answer.status_code in (200, 201), answer.content


def test_what_this_machine_does_not_have_is_said_at_once_and_why_it_failed_later(
    desk: Desk, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PENSTOCK_GPUS", "none")
    name = submit(api, GREEDY)
    warnings = api.get(f"/api/v1/jobs/{name}").json()["warnings"]
    assert [words for words in ("GPUs", "CPUs", "shm_size") if any(words in text for text in warnings)] == [
        "GPUs",
        "CPUs",
        "shm_size",
    ]
    node = ended(desk, api, name)
    assert node["status"] == "Failed"
    assert "asks for 2 GPUs and this machine has none" in node["error"]


def test_a_job_that_asks_for_nothing_is_warned_of_nothing(desk: Desk, api: Client) -> None:
    name = submit(api, "type: pipeline\njobs: {a: {command: echo hi, environment: python}}\n")
    assert not [text for text in api.get(f"/api/v1/jobs/{name}").json()["warnings"] if "asked for" in text]


def test_what_a_compute_says_holds_for_steps_that_do_not_say_it(desk: Desk, api: Client) -> None:
    register(api, "big", 'type: amlcompute\nmax_instances: 3\ntags: {penstock.memory: 1Gi, penstock.cpus: "2"}\n')
    step = "{command: sleep 1.2, environment: python, compute: azureml:big, resources: {properties: {penstock: OWN}}}"
    steps = [step.replace("OWN", own) for own in ("{}", "{memory: 2Gi}")]
    name = submit(api, f"type: pipeline\njobs: {{a: {steps[0]}, b: {steps[1]}}}\n")
    desk.drive(lambda: "Running" in (state(api, name)["status"], state(api, name, "b")["status"]))
    compute = api.get("/api/v1/computes/big").json()
    assert compute["running"] + compute["queued"] == 2
    assert compute["max_concurrent"] == 3
    ended(desk, api, name)
    answers = [api.get(f"/api/v1/jobs/{name}/resources?node={node}").json() for node in "ab"]
    assert [(answer["cpus"], answer["memory_limit"]) for answer in answers] == [(2, 1 << 30), (2, 2 << 30)]
    assert answers[0]["samples"][0][2] > 0
    assert answers[0]["summary"]["max_rss"] >= answers[0]["samples"][0][2]
    assert api.get("/api/v1/computes/big").json()["running"] == 0


def test_a_compute_runs_no_more_at_once_than_it_declares(desk: Desk, api: Client) -> None:
    register(api, "narrow", "type: amlcompute\nmax_instances: 1\n")
    at_once = "mkdir busy && sleep 0.2 && rmdir busy"
    place = desk.workspace.root
    jobs = ", ".join(
        f"s{i}: {{command: 'cd {place} && {at_once}', environment: python, compute: narrow}}" for i in range(4)
    )
    name = submit(api, f"type: pipeline\nsettings: {{force_rerun: true}}\njobs: {{{jobs}}}\n")
    assert ended_root(desk, api, name) == "Completed"


def test_who_waits_for_a_compute_is_told_so(desk: Desk, api: Client) -> None:
    register(api, "one", "type: amlcompute\nmax_instances: 1\n")
    hold = f"while [ ! -e {desk.workspace.root}/go ]; do sleep 0.02; done"
    steps = [f"{name}: {{command: '{hold} # {name}', environment: python, compute: one}}" for name in "ab"]
    name = submit(api, f"type: pipeline\njobs: {{{', '.join(steps)}}}\n")
    desk.drive(lambda: "Running" in (state(api, name)["status"], state(api, name, "b")["status"]))
    waiting = next(path for path in "ab" if state(api, name, path)["status"] == "Queued")
    node = api.get(f"/api/v1/jobs/{name}/nodes?path={waiting}").json()
    assert node["progress"] == {"text": "Waits for compute one: 1 of 1 steps run on it."}
    (desk.workspace.root / "go").touch()
    assert ended_root(desk, api, name) == "Completed"


def test_the_priority_of_a_run_can_be_said_when_it_is_submitted(desk: Desk, api: Client) -> None:
    text = "type: pipeline\njobs: {a: {command: sleep 5, environment: python}}\n"
    name = submit(api, text, settings={"priority": "high"})
    desk.drive(lambda: state(api, name)["status"] == "Running")
    assert desk.runner.driver.runs[name].priority == 1
    api.post(f"/api/v1/jobs/{name}/cancel", "{}", content_type="application/json")
    ended(desk, api, name)


def ended_root(desk: Desk, api: Client, name: str) -> str:
    ended_ = ("Completed", "Failed", "Canceled")
    desk.drive(lambda: state(api, name, "")["status"] in ended_)
    return str(state(api, name, "")["status"])


def test_a_step_that_fails_is_tried_again_and_its_story_tells_of_each_attempt(desk: Desk, api: Client) -> None:
    flag = desk.workspace.root / "flag"
    name = submit(api, FLAKY.replace("FLAG", str(flag)).replace("DELAY", "0.4"))
    desk.drive(lambda: state(api, name)["attempt"] == 2)
    waiting = state(api, name)
    assert waiting["status"] == "Queued"
    assert waiting["progress"] == {"text": "attempt 2 in 0.4 s"}
    assert ended(desk, api, name)["status"] == "Completed"
    node = api.get(f"/api/v1/jobs/{name}/nodes?path=a").json()
    told = [(one["attempt"], one["status"], one["exit_code"]) for one in node["attempts"]]
    assert told == [(1, "Failed", 7), (2, "Completed", 0)]
    assert "no server" in node["attempts"][0]["error"]
    assert node["error"] is None
    logs = [api.get(f"/api/v1/jobs/{name}/logs?node=a&path=a&attempt={number}").content.decode() for number in (1, 2)]
    assert "no server" in logs[0]
    assert "Attempt 1 failed (exit code 7: no server). The step asks for 3 attempts. This is attempt 2." in logs[1]
    assert "done" in logs[1]


def test_a_person_who_cancels_does_not_wait_for_the_pause_to_end(desk: Desk, api: Client) -> None:
    name = submit(api, FLAKY.replace("FLAG", str(desk.workspace.root / "flag")).replace("DELAY", "300"))
    desk.drive(lambda: state(api, name)["attempt"] == 2)
    api.post(f"/api/v1/jobs/{name}/cancel", "{}", content_type="application/json")
    assert ended(desk, api, name)["status"] == "Canceled"


def test_a_pause_goes_on_after_the_runner_was_killed(desk: Desk, api: Client) -> None:
    name = submit(api, FLAKY.replace("FLAG", str(desk.workspace.root / "flag")).replace("DELAY", "1"))
    desk.drive(lambda: state(api, name)["attempt"] == 2)
    desk.crash()
    assert ended(desk, api, name)["status"] == "Completed"
    assert state(api, name)["attempt"] == 2


@pytest.mark.parametrize(
    "text", ["", "[1, 2]\n", "nonsense\n{}\n", "[" * 5000, '{"gpus": 3}\n["a", 1, 2, 3, 4, 5, null, null]\n']
)
def test_samples_that_are_none_of_ours_are_not_shown(tmp_path: Any, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert read_samples(tmp_path)[1] == []


def test_a_link_in_the_place_of_samples_is_not_followed(tmp_path: Any) -> None:
    (tmp_path / "secret").write_text("[1, 2, 3, 4, 5, 6, null, null]\n")
    (tmp_path / FILE).symlink_to(tmp_path / "secret")
    assert read_samples(tmp_path) == ({}, [])


def test_many_samples_are_put_together(tmp_path: Any) -> None:
    lines = [json.dumps([i, i % 2 * 100, i, 1, i, i, None, None]) for i in range(2500)]
    (tmp_path / FILE).write_text("\n".join(['{"cpus": 1}', *lines]))
    header, found = read_samples(tmp_path)
    assert header == {"cpus": 1}
    assert len(found) == 834
    assert found[0][:3] == [2, 33.3, 2]
    assert found[-1][4] == 2499
