"""How the pages of what is registered look, and whether everybody can use them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Server
from tests.e2e.looks import LOOKS, Look, faults
from tests.e2e.registry import pipeline_of, register, score
from tests.e2e.studio import Studio

NAME = "score_looks"
ROWS = b"id,name,score\n" + b"".join(f"{n},Row {n},{n / 10}\n".encode() for n in range(60))
PIPELINE = b"""\
type: pipeline
inputs: {rate: 0.1}
jobs:
  say: {command: "echo ${{inputs.rate}}", inputs: {rate: "${{parent.inputs.rate}}"}, environment: current}
"""
PAGES = {
    "components": "/components",
    "component": f"/components/{NAME}/2",
    "compare": f"/components/{NAME}/2?tab=diff",
    "versions": f"/components/{NAME}/2?tab=versions",
    "used-by": f"/components/{NAME}/1?tab=usedby",
    "data": "/data",
    "preview": f"/data/{NAME}/1?tab=preview",
    "profile": f"/data/{NAME}/1?tab=profile",
    "lineage": f"/data/{NAME}/1?tab=lineage",
    "datastores": "/datastores",
    "datastore": "/datastores/workspaceblobstore",
    "browse": "/datastores/workspaceblobstore?tab=browse",
    "model": f"/models/{NAME}/1",
    "register-path": f"/models?register=azureml://jobs/a/outputs/b&name={NAME}",
    "environments": "/environments",
    "build": "/environments/current",
    "storage": "/settings/storage",
    "rules": "/settings/rules",
    "paths": "/settings/paths",
    "workspace": "/settings/workspace",
    "compute": f"/compute/{NAME}",
    "schedules": "/schedules",
    "schedule": f"/schedules/{NAME}",
    "endpoint": f"/endpoints/{NAME}",
    "missing": "/models/nobody/7",
}


@pytest.fixture(scope="session")
def registered(server: Server) -> str:
    """Something of every kind, and a draft that uses an old version: answers the id of the draft."""
    api = server.api
    register(server, "components", ("component.yml", score(NAME)), ("src/score.py", b"print(1)\n"))
    register(server, "components", ("component.yml", score(NAME, 2)), ("src/score.py", b"print(2)\n"))
    asset = f"name: {NAME}\nversion: 1\ntags: {{team: growth}}\npath: ./rows.csv\n"
    register(server, "data", ("data.yml", f"{asset}type: uri_file\n".encode()), ("rows.csv", ROWS))
    register(server, "models", ("model.yml", f"{asset}type: custom_model\n".encode()), ("rows.csv", ROWS))
    size = {"type": "amlcompute", "size": "STANDARD_DS3_V2", "min_instances": 0, "max_instances": 4}
    api.post("computes", {"name": NAME, **size})
    trigger = {"type": "cron", "expression": "0 6 * * *"}
    schedule = {"name": NAME, "trigger": trigger, "create_job": "./pipeline.yml"}
    register(server, "schedules", ("schedule.yml", json.dumps(schedule).encode()), ("pipeline.yml", PIPELINE))
    api.post("endpoints", {"name": NAME, "description": "Scores rows when it is called"})
    deployment = f"name: blue\nendpoint_name: {NAME}\njob_definition: ./pipeline.yml\n".encode()
    register(server, f"endpoints/{NAME}/deployments", ("deployment.yml", deployment), ("pipeline.yml", PIPELINE))
    return str(api.post("drafts", {"name": "Looks", "canvas": pipeline_of(NAME)})["id"])


@pytest.mark.parametrize("name", LOOKS)
def test_each_page_has_its_picture_and_everybody_can_use_it(
    looking: Callable[[Look], Studio], registered: str, shots: Path, name: str
) -> None:
    studio = looking(LOOKS[name])
    found = {}
    for page, address in PAGES.items():
        studio.open(address)
        studio.settled()
        expect(studio.page.get_by_role("heading", level=1)).to_be_visible()
        studio.shoot(shots / f"{page}-{name}.png")
        width = studio.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, f"{page} is wider than the window"
        if wrong := faults(studio.page):
            found[page] = wrong
    assert found == {}


@pytest.mark.parametrize("name", LOOKS)
def test_what_opens_over_a_page_can_be_used_by_everybody(
    looking: Callable[[Look], Studio], registered: str, shots: Path, name: str
) -> None:
    studio = looking(LOOKS[name])
    studio.open(f"/designer/{registered}")
    studio.id("library-tab:data").click()
    expect(studio.id(f"library-item:{NAME}")).to_be_visible()
    studio.shoot(shots / f"data-shelf-{name}.png")
    assert faults(studio.page) == {}
    studio.id("library-tab:components").click()
    studio.node("score").click(position={"x": 60, "y": 12})
    studio.id("newer-version").get_by_role("button").click()
    expect(studio.id("upgrade:score")).to_be_visible()
    studio.shoot(shots / f"upgrade-{name}.png")
    assert faults(studio.page) == {}
    studio.open(f"/endpoints/{NAME}")
    studio.id("action:open-invoke").click()
    expect(studio.id("invoke:rate")).to_be_visible()
    studio.shoot(shots / f"invoke-{name}.png")
    assert faults(studio.page) == {}
    studio.open(f"/components/{NAME}/1")
    studio.id("tags-add").click()
    expect(studio.id("tags-name")).to_be_focused()
    studio.id("asset-actions").click()
    expect(studio.page.get_by_role("menuitem").first).to_be_visible()
    assert faults(studio.page) == {}
