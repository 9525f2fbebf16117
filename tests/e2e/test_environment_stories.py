"""An environment that a job waits for: what is being done is told on the node while it is being done."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from penstock.workspace import Workspace
from tests.e2e.conftest import Server
from tests.e2e.looks import faults
from tests.e2e.slow_index import Index, slow_index
from tests.e2e.studio import Studio

PIPELINE = """
type: pipeline
display_name: Own packages
jobs:
  use:
    command: python -c "import penstock_slow; print('answer', penstock_slow.answer)"
    environment: {conda_file: ./conda.yml}
"""
CONDA = """
name: slowly
dependencies:
  - pip
  - pip:
      - --extra-index-url {url}
      - penstock-quick==1.0
      - penstock-slow==1.0
"""


@pytest.fixture
def index(server: Server) -> Iterator[Index]:
    with slow_index() as index:
        yield index
    for mark in Workspace.open(server.data_dir).environments.glob("env-*/lib/python*/site-packages/penstock_slow.py"):
        shutil.rmtree(mark.parents[3], ignore_errors=True)


def test_building_an_environment_is_told_on_the_node_with_how_far_it_is(
    studio: Studio, server: Server, tmp_path: Path, index: Index
) -> None:
    with zipfile.ZipFile(tmp_path / "job.zip", "w") as archive:
        archive.writestr("pipeline.yml", PIPELINE)
        archive.writestr("conda.yml", CONDA.replace("{url}", index.url))
    file = ("job.zip", (tmp_path / "job.zip").read_bytes())
    job = server.api.post_form("jobs", {"main": "pipeline.yml"}, {"file": file}).json()["name"]
    studio.open(f"/jobs/{job}")
    studio.expect_status("use", "Preparing")
    expect(studio.id("node-work:use")).to_contain_text("building environment")
    expect(studio.id("node-work:use")).to_contain_text(re.compile(r"\d+ of \d+ packages"), timeout=60_000)
    studio.open_child("use")
    expect(studio.id("child-work")).to_contain_text("packages")
    expect(studio.id("child-work").get_by_role("progressbar")).to_be_visible()
    assert faults(studio.page) == {}
    index.go.set()
    studio.expect_job("Completed")
    expect(studio.id("node-work:use")).to_have_count(0)
    studio.child_tab("logs")
    expect(studio.id("log-text")).to_contain_text("answer 42")
