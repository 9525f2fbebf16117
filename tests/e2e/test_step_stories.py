"""What a step tells of itself while it runs: metrics, use of the machine, its logs; and what is left of it after."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Server
from tests.e2e.looks import faults
from tests.e2e.pipelines import Gate, chain, start
from tests.e2e.studio import Studio

LIVE_S = 2.0  # from the step's word to the page
SLACK_S = 1.5  # this machine is busy with other tests
TRACKED = """
type: pipeline
display_name: Tracked
jobs:
  train:
    command: >-
      python -c "import mlflow, os, time;
      mlflow.log_param('rate', 0.5);
      [mlflow.log_metric('loss', 1 / (step + 1), step=step) for step in range(20)];
      print('halfway', flush=True);
      exec('while not os.path.exists(\\'{gate}\\'): time.sleep(0.05)');
      mlflow.log_metric('accuracy', 0.875);
      print('logged', time.time(), flush=True);
      exec('while not os.path.exists(\\'{gate}2\\'): time.sleep(0.05)')"
    environment: azureml:current@latest
"""


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    return Gate(tmp_path / "open")


def test_a_metric_is_on_the_page_while_the_step_still_runs(studio: Studio, server: Server, gate: Gate) -> None:
    page = studio.page
    job = start(server, TRACKED.replace("{gate}", str(gate.place)))
    studio.open(f"/jobs/{job}?node=train&tab=metrics")
    loss = studio.id("metric:loss")
    expect(loss).to_contain_text("0.05", timeout=60_000)
    expect(studio.id("chart:loss").get_by_role("application")).to_have_attribute("data-points", "20")
    expect(studio.id("metrics")).to_contain_text("rate")
    expect(studio.id("metric:accuracy")).to_have_count(0)

    gate.open()
    began = time.monotonic()
    expect(studio.id("metric:accuracy")).to_contain_text("0.875")
    assert time.monotonic() - began < LIVE_S + SLACK_S
    expect(studio.status("train")).to_have_attribute("data-status", "Running")

    page.get_by_role("checkbox", name="Log scale").check()
    expect(studio.id("chart:loss").get_by_role("application")).to_have_attribute("data-points", "20")
    assert faults(page) == {}
    link = studio.id("metrics:mlflow").get_attribute("href") or ""
    assert re.search(r"/mlflow/#/experiments/\w+/runs/\w+", link)
    Gate(Path(f"{gate.place}2")).open()
    studio.expect_job("Completed")
    expect(studio.id("metric:accuracy")).to_contain_text("0.875")


def test_a_step_that_logs_nothing_says_how_it_would(studio: Studio, server: Server) -> None:
    job = start(server, chain(quiet="true"))
    studio.open(f"/jobs/{job}?node=quiet&tab=metrics")
    studio.expect_job("Completed")
    expect(studio.id("metrics")).to_have_attribute("data-state", "none")
    expect(studio.id("metrics")).to_contain_text("mlflow.log_metric")


def test_the_use_of_the_machine_is_drawn_while_a_step_burns(studio: Studio, server: Server, gate: Gate) -> None:
    burn = f"until [ -e {gate.place} ]; do :; done"
    job = start(server, chain(burn=burn))
    studio.open(f"/jobs/{job}?node=burn&tab=resources")
    chart = studio.id("chart:cpu").get_by_role("application")
    expect(chart).to_have_attribute("data-points", re.compile(r"^([3-9]|\d\d)$"), timeout=30_000)
    expect(studio.id("chart:memory")).to_be_visible()
    assert faults(studio.page) == {}

    chart.focus()
    studio.page.keyboard.press("End")
    told = studio.id("chart:cpu").locator("li").first.inner_text()
    assert int(re.findall(r"(\d+) %", told)[0]) > 2, told  # others want the CPU, too
    gate.open()
    studio.expect_job("Completed")
    expect(studio.id("resources:summary")).to_contain_text("CPU time")


def test_a_log_is_searched_on_the_server_and_a_line_of_it_linked_to(studio: Studio, server: Server) -> None:
    page = studio.page
    talk = "seq -f 'line %.0f of many words that a step may say' 400000; echo 'ValueError:no-such-table'"
    job = start(server, chain(talk=talk))
    studio.open(f"/jobs/{job}?node=talk&tab=logs")
    studio.expect_job("Completed")
    expect(studio.id("log-text")).to_contain_text("line 400000 of many")

    box = page.get_by_role("textbox", name="Search in the log")
    box.fill("line 77777 of")
    page.keyboard.press("Enter")
    expect(studio.id("log-found")).to_have_text("1 of 1")
    marked = studio.id("log-text").locator("[data-target]")
    expect(marked).to_contain_text("77777")  # far before the part that was open
    assert "line 77777 of many" in marked.inner_text()
    address = page.url
    assert "line=77777" in address

    box.fill("LINE 1234[0-4] of")
    expect(studio.id("log-found")).to_have_text("not found")
    page.get_by_role("button", name="Regular expression").click()
    expect(studio.id("log-match")).to_have_count(5)
    page.get_by_role("button", name="Match case").click()
    expect(studio.id("log-found")).to_have_text("not found")
    box.fill("line 1234[0-4] of")
    expect(studio.id("log-match")).to_have_count(5)
    studio.id("log-match").nth(3).click()
    expect(marked).to_contain_text("12343")
    page.get_by_role("button", name="Next match").click()
    expect(marked).to_contain_text("12344")
    box.fill("line (")
    expect(studio.id("log-found")).to_contain_text("cannot be searched for")
    box.fill("")

    page.get_by_role("button", name="Jump to the first error").click()
    expect(marked).to_contain_text("ValueError:no-such-table")
    page.goto(address)  # as somebody does who was sent the link
    expect(marked).to_contain_text("line 77777 of many")
    page.get_by_role("button", name="Go to the end").click()
    expect(studio.id("log-text")).to_contain_text("line 400000 of many")
    assert faults(page) == {}


def test_files_that_a_step_writes_into_logs_are_read_live(studio: Studio, server: Server, gate: Gate) -> None:
    job = start(server, chain(talk=f"mkdir -p logs && echo epoch-1 > logs/epochs.txt && {gate.wait}"))
    studio.open(f"/jobs/{job}?node=talk&tab=logs")
    studio.id("log-file").click()
    studio.page.get_by_role("option", name="logs/epochs.txt").click()
    expect(studio.id("log-text")).to_contain_text("epoch-1")
    expect(studio.page).to_have_url(re.compile("file=logs%2Fepochs.txt"))
    gate.open()
    studio.expect_job("Completed")
    expect(studio.id("log-text")).to_contain_text("epoch-1")


def test_a_job_that_feeds_another_says_so_before_it_is_deleted(studio: Studio, server: Server, tmp_path: Path) -> None:
    page = studio.page
    text = chain(make=f"echo {tmp_path}")  # no other test has made this
    first = start(server, text)
    studio.open(f"/jobs/{first}")
    studio.expect_job("Completed")
    second = start(server, text)
    studio.open(f"/jobs/{second}")
    studio.expect_job("Completed")
    studio.open(f"/jobs/{first}")
    page.get_by_role("button", name="More", exact=True).click()
    studio.id("action:delete").click()
    studio.id("confirm-delete").click()
    feeds = studio.id("delete-feeds")
    expect(feeds).to_contain_text(f"{second}/make")
    assert faults(page) == {}
    assert server.api.get(f"jobs/{first}")["status"] == "Completed"  # nothing is gone yet
    studio.id("confirm-delete").click()
    page.wait_for_url("**/jobs")
    names = [job["name"] for job in server.api.get("jobs")["items"]]
    assert second in names
    assert first not in names
