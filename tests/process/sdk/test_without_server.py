"""The client where no server runs: the workspace answers, and starting a job says how to start one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.product import ROOT, Product, wait_for
from penstock import MLClient, command
from penstock.entities import AmlCompute, Data
from penstock.exceptions import ResourceNotFoundError, ServiceRequestError
from tests.process.sdk.conftest import end_steps

PIPELINE = """
type: pipeline
jobs:
  one: {command: "echo hi > ${{outputs.o}}/n", environment: {image: python}, outputs: {o: }}
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One with a job in it that was run without a server."""
    folder = tmp_path_factory.mktemp("alone")
    (folder / "job.yml").write_text(PIPELINE)
    argv = [sys.executable, "-m", "penstock.cli", "run", str(folder / "job.yml"), "--name", "first"]
    done = subprocess.run([*argv, "--data-dir", str(folder / "w")], cwd=ROOT, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    yield folder / "w"
    end_steps(folder)


@pytest.fixture
def client(workspace: Path) -> MLClient:
    return MLClient(data_dir=workspace)


def test_jobs_are_read_from_the_workspace(client: MLClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [job.name for job in client.jobs.list()] == ["first"]
    assert client.jobs.get("first").jobs["one"].status == "Completed"
    client.jobs.stream("first")
    assert "Completed" in capsys.readouterr().out
    client.jobs.download("first", download_path=tmp_path, all=True)
    assert (tmp_path / "job.json").is_file()
    with pytest.raises(ResourceNotFoundError):
        client.jobs.get("second")


def test_assets_are_registered_in_the_workspace(client: MLClient, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    made = client.data.create_or_update(Data(name="letters", type="uri_file", path=tmp_path / "a.txt"))
    assert client.data.get("letters").version == made.version
    client.compute.begin_create_or_update(AmlCompute(name="cpu")).result()
    assert "cpu" in {compute.name for compute in client.compute.list()}


def test_submitting_says_how_to_start_a_server(client: MLClient) -> None:
    with pytest.raises(ServiceRequestError) as raised:
        client.jobs.create_or_update(command(command="true", environment="azureml:python@latest"))
    assert "penstock up" in str(raised.value)


def test_a_server_that_was_started_meanwhile_is_found(client: MLClient, workspace: Path) -> None:
    assert client.jobs.get("first").studio_url == "http://127.0.0.1:8484/jobs/first"
    product = Product(workspace)
    product.start()
    wait_for((workspace / "server.json").exists, 10, "the address")
    try:
        assert client.jobs.get("first").studio_url == f"{product.url}/jobs/first"
    finally:
        product.stop()
    assert client.jobs.get("first").studio_url == "http://127.0.0.1:8484/jobs/first"
