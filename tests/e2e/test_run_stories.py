"""A run by hand: into a sub-pipeline and back, cancel, a failure and its cure, run again with another value, clone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Server
from tests.e2e.pipelines import Gate, chain, nested, start
from tests.e2e.studio import Studio

LINES = 200_000


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    return Gate(tmp_path / "open")


def test_a_pipeline_in_a_pipeline_opens_its_own_graph_and_leads_back(
    studio: Studio, server: Server, new_draft: Callable[..., dict[str, Any]], tmp_path: Path, gate: Gate
) -> None:
    page = studio.page
    studio.open_draft(new_draft())
    studio.drop_files("canvas", nested(tmp_path / "outer.zip", gate))
    expect(studio.node("inner")).to_be_visible()
    expect(studio.id("save-state")).to_have_attribute("data-state", "saved")
    job = studio.submit()
    studio.expect_status("inner", "Running")

    studio.node("inner").dblclick(position={"x": 60, "y": 12})
    studio.expect_status("wait", "Running")
    expect(studio.node("after")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"path=inner"))
    gate.open()
    studio.expect_status("say", "Completed")  # told live, inside the sub-pipeline

    drawer = studio.open_child("say")
    studio.child_tab("logs")
    expect(studio.id("log-text")).to_contain_text("hello")
    expect(drawer.locator("[data-status]").first).to_have_attribute("data-status", "Completed")
    studio.id("action:close-child").click()

    studio.id("breadcrumb").get_by_role("link", name="Outer").click()
    studio.expect_status("inner", "Completed")
    studio.expect_status("after", "Completed")
    studio.expect_job("Completed")
    assert server.api.get(f"jobs/{job}/state")["nodes"]["inner/say"]["status"] == "Completed"


def test_a_command_job_opens_with_its_details(studio: Studio, server: Server) -> None:
    job = start(server, "type: command\ncommand: echo said\nenvironment: azureml:current@latest\n")
    studio.open(f"/jobs/{job}")
    expect(studio.id("child-job")).to_be_visible()
    studio.child_tab("logs")
    expect(studio.id("log-text")).to_contain_text("said")
    studio.id("action:close-child").click()
    expect(studio.id("child-job")).to_have_count(0)


def test_a_running_job_is_canceled(studio: Studio, server: Server, gate: Gate) -> None:
    job = start(server, chain(first="true", second=gate.wait, third="true"))
    studio.open(f"/jobs/{job}")
    studio.expect_status("second", "Running")
    studio.id("action:cancel").click()
    studio.expect_job("Canceled")
    studio.expect_status("first", "Completed")
    studio.expect_status("second", "Canceled")
    expect(studio.id("action:cancel")).to_have_count(0)
    expect(studio.id("action:retry")).to_be_visible()


def test_a_failed_step_says_why_and_is_retried_when_the_cause_is_gone(
    studio: Studio, server: Server, tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    missing = f"ls {table} || (echo there is no table to read; exit 4)"
    job = start(server, chain(first="true", second=missing, third="true"))
    studio.open(f"/jobs/{job}")
    studio.expect_job("Failed")
    studio.expect_status("first", "Completed")
    studio.expect_status("second", "Failed")
    banner = studio.page.get_by_role("alert").filter(has_text="Failed at second")
    expect(banner).to_contain_text("exit code 4")
    banner.get_by_role("button", name="Open its log").click()
    expect(studio.id("child-job")).to_be_visible()
    expect(studio.id("log-text")).to_contain_text("there is no table to read")
    studio.child_tab("overview")
    expect(studio.id("child-job")).to_contain_text("exit code 4")
    studio.id("action:close-child").click()

    table.write_text("x\n")
    studio.id("action:retry").click()
    studio.expect_job("Completed")
    for name in ("first", "second", "third"):
        studio.expect_status(name, "Completed")
    nodes = server.api.get(f"jobs/{job}/state")["nodes"]
    assert (nodes["first"]["attempt"], nodes["second"]["attempt"]) == (1, 2)


def test_a_run_is_submitted_again_with_another_value(studio: Studio, server: Server, gate: Gate) -> None:
    gate.open()
    first = start(server, chain(only=gate.wait))
    studio.open(f"/jobs/{first}")
    studio.expect_job("Completed")
    studio.id("action:resubmit").click()
    studio.param("word").fill("goodbye")
    studio.id("action:submit").click()
    studio.page.wait_for_url(lambda url: "/jobs/" in url and first not in url)
    studio.expect_job("Completed")
    second = studio.page.url.rsplit("/jobs/", 1)[1].partition("?")[0]
    assert server.api.get(f"jobs/{second}")["inputs"]["word"] == "goodbye"
    raw = server.api.request("GET", f"jobs/{second}/raw", query={"path": "only", "port": "made", "file": "word"})
    assert raw.body == b"goodbye\n"
    assert server.api.get(f"jobs/{first}")["inputs"]["word"] == "hello"


def test_a_run_is_cloned_to_a_draft_that_runs(studio: Studio, server: Server, gate: Gate) -> None:
    gate.open()
    job = start(server, chain(first=gate.wait, second="true"))
    studio.open(f"/jobs/{job}")
    studio.expect_job("Completed")
    studio.id("action:clone").click()
    studio.page.wait_for_url("**/designer/*")
    expect(studio.node("second")).to_be_visible()
    expect(studio.edge("first.made", "second.before")).to_have_count(1)
    again = studio.submit()
    assert again != job
    studio.expect_job("Completed")
    expect(studio.node("first")).to_contain_text("Reused")


def test_the_address_keeps_node_and_tab_over_reload_and_back(studio: Studio, server: Server, sample_run: str) -> None:
    page = studio.page
    studio.open(f"/jobs/{sample_run}")
    studio.expect_job("Completed")
    studio.open_child("train")
    studio.child_tab("logs")
    expect(studio.id("log-text")).to_contain_text("saved the model")
    expect(page).to_have_url(re.compile(r"node=train.*tab=logs"))
    page.reload()
    expect(studio.id("child-tab:logs")).to_have_attribute("aria-selected", "true")
    expect(studio.id("log-text")).to_contain_text("saved the model")
    page.go_back()
    expect(studio.id("child-job")).to_have_count(0)
    expect(page).to_have_url(re.compile(f"/jobs/{sample_run}$"))
    page.go_forward()
    expect(studio.id("child-tab:logs")).to_have_attribute("aria-selected", "true")
    expect(studio.id("log-text")).to_contain_text("saved the model")


def test_a_log_of_200000_lines_opens_at_once(studio: Studio, server: Server) -> None:
    job = start(server, chain(talk=f"seq -f 'line %.0f of many words that a step may say' {LINES}"))
    studio.open(f"/jobs/{job}")
    studio.expect_job("Completed")
    studio.open_child("talk")
    page = studio.page
    page.evaluate("window.asked = performance.now()")
    studio.child_tab("logs")
    log = studio.id("log-text")
    expect(log).to_contain_text(f"line {LINES} of many")
    assert page.evaluate("performance.now() - window.asked") < 2_000
    assert log.locator("div > div").count() < 300  # only what is in view is in the page

    page.get_by_role("textbox", name="Search in the log").fill("line 5 of many")
    page.keyboard.press("Enter")
    expect(studio.id("log-found")).to_have_text("1 of 1")
