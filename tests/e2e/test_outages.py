"""Parts of the product die or hang while a page looks on: it says so, goes on by itself, and ends as it should."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from benchmarks.product import Product
from tests.e2e.conftest import Server
from tests.e2e.pipelines import Gate, chain, start
from tests.e2e.studio import Studio


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    return Gate(tmp_path / "open")


@pytest.fixture
def running(studio: Studio, server: Server, gate: Gate) -> str:
    """A run of three steps on an open page, held at its second step by the gate."""
    job = start(server, chain(first="true", second=gate.wait, third="true"))
    studio.open(f"/jobs/{job}")
    studio.expect_status("second", "Running")
    expect(studio.id("connection-state")).to_have_attribute("data-state", "live")
    return job


@pytest.fixture
def forgiving(complaints: list[str]) -> Iterator[None]:
    """A server that is away is what these stories are about; that Chromium notes it is no complaint of the page's."""
    yield
    complaints[:] = [
        said
        for said in complaints
        if "net::ERR_" not in said and "status of 503" not in said and "WebSocket" not in said
    ]


def kill(server: Server, part: str) -> None:
    os.kill(Product(server.data_dir).processes()[part].pid, signal.SIGKILL)


def expect_all_ran_once(studio: Studio, server: Server, job: str) -> None:
    studio.expect_job("Completed")
    for name in ("first", "second", "third"):
        studio.expect_status(name, "Completed")
        assert server.api.get(f"jobs/{job}/state")["nodes"][name]["attempt"] == 1
    expect(studio.id("connection-state")).to_have_attribute("data-state", "live", timeout=30_000)


def test_a_run_goes_on_when_its_runner_is_killed(studio: Studio, server: Server, gate: Gate, running: str) -> None:
    kill(server, "runner")
    gate.open()
    expect_all_ran_once(studio, server, running)


def test_a_page_finds_its_way_back_to_a_killed_server(
    studio: Studio, server: Server, gate: Gate, running: str, forgiving: None
) -> None:
    lines: list[str] = []
    studio.page.on("websocket", lambda line: lines.append(line.url))
    kill(server, "web")
    gate.open()
    expect_all_ran_once(studio, server, running)
    assert [line for line in lines if running in line]  # a new line was opened, without a reload


def test_a_runner_that_hangs_is_told_and_the_run_goes_on_after_it(
    studio: Studio, server: Server, gate: Gate, running: str
) -> None:
    runner = Product(server.data_dir).processes()["runner"]
    runner.suspend()
    try:
        gate.open()
        expect(studio.id("runner-down")).to_be_visible(timeout=60_000)
        expect(studio.id("runner-down")).to_contain_text(re.compile("not answer"))
        studio.expect_status("second", "Running")
    finally:
        runner.resume()
    expect_all_ran_once(studio, server, running)
    expect(studio.id("runner-down")).to_have_count(0)
