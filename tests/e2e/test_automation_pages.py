"""Schedules and endpoints on their pages: turned on and off, deployed to, called."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Server
from tests.e2e.registry import register
from tests.e2e.studio import Studio

PIPELINE = b"""\
type: pipeline
inputs: {word: hello}
jobs:
  say: {command: "echo ${{inputs.word}}", inputs: {word: "${{parent.inputs.word}}"}, environment: current}
"""


@pytest.fixture
def name() -> str:
    return f"nightly-{secrets.token_hex(3)}"


def test_a_schedule_is_turned_off_and_on(studio: Studio, server: Server, name: str) -> None:
    trigger = {"type": "cron", "expression": "0 6 * * *"}
    schedule = json.dumps({"name": name, "trigger": trigger, "create_job": "./pipeline.yml"}).encode()
    register(server, "schedules", ("schedule.yml", schedule), ("pipeline.yml", PIPELINE))
    studio.open("/schedules")
    row = studio.id(f"asset:{name}")
    expect(row.get_by_test_id("schedule-state")).to_have_attribute("data-enabled", "true")
    row.get_by_role("link", name=name).click()
    expect(studio.id("next-times").get_by_role("listitem")).to_have_count(10)
    studio.id("action:enable").click()
    expect(studio.id("schedule-state")).to_have_attribute("data-enabled", "false")
    expect(studio.id("next-times")).to_contain_text("starts nothing until it is turned on")
    assert server.api.get(f"schedules/{name}")["enabled"] is False
    studio.id("action:enable").click()
    expect(studio.id("schedule-state")).to_have_attribute("data-enabled", "true")


def test_an_endpoint_gets_a_pipeline_and_is_called(studio: Studio, server: Server, name: str, tmp_path: Path) -> None:
    server.api.post("endpoints", {"name": name})
    studio.open(f"/endpoints/{name}")
    expect(studio.id("deployments")).to_contain_text("Nothing is deployed behind it yet")
    expect(studio.id("action:open-invoke")).to_be_disabled()
    deployment = tmp_path / "deployment.yml"
    deployment.write_text(f"name: blue\nendpoint_name: {name}\njob_definition: ./pipeline.yml\n")
    pipeline = tmp_path / "pipeline.yml"
    pipeline.write_bytes(PIPELINE)
    studio.id("deploy-file").set_input_files([pipeline, deployment])
    expect(studio.id("deployment:blue")).to_have_attribute("data-default", "true")
    studio.id("action:open-invoke").click()
    studio.id("invoke:word").fill("goodbye")
    studio.id("action:invoke").click()
    studio.page.wait_for_url("**/jobs/*")
    studio.expect_job("Completed")
    job = studio.page.url.rsplit("/jobs/", 1)[1]
    assert server.api.get(f"jobs/{job}")["inputs"]["word"] == "goodbye"
