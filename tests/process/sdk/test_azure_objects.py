"""Objects that the real `azure.ai.ml` built are taken: by a program in its own environment, against our server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.product import ROOT, Product
from tests.process.sdk.test_client import SHOUT, SOURCE

sys.path.insert(0, str(ROOT / "scripts"))
from azure_venv import ensure_azure_venv

PIPELINE = """
type: pipeline
inputs: {text: {type: uri_file, path: ./words.txt}}
jobs:
  loud: {component: ./shout.yml, inputs: {text: "${{parent.inputs.text}}"}}
settings: {default_compute: azureml:cpu}
"""


@pytest.fixture(scope="module")
def answers(product: Product, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("notebook")
    (folder / "src").mkdir()
    for name, text in (
        ("src/shout.py", SOURCE),
        ("shout.yml", SHOUT),
        ("words.txt", "hello"),
        ("conda.yml", "dependencies: [python=3.11]\n"),
        ("pipeline.yml", PIPELINE),
    ):
        (folder / name).write_text(text)
    script = Path(__file__).with_name("azure_objects.py")
    done = subprocess.run(
        [str(ensure_azure_venv()), str(script), str(folder), product.url, product.token],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def test_a_pipeline_with_a_pipeline_inside_runs(answers: dict[str, Any]) -> None:
    job = answers["pipeline"]
    assert (job["status"], job["experiment_name"]) == ("Completed", "theirs")
    assert job["jobs"]["first"]["jobs"]["loud"]["status"] == "Completed"
    assert job["jobs"]["counted"]["inputs"]["times"] == 2


def test_a_command_and_a_loaded_pipeline_run(answers: dict[str, Any]) -> None:
    assert (answers["command"]["status"], answers["command"]["tags"]) == ("Completed", {"a": "b"})
    assert answers["loaded"]["jobs"]["loud"]["status"] == "Completed"


def test_a_sweep_keeps_its_space(answers: dict[str, Any]) -> None:
    sweep = yaml.safe_load(answers["sweep"])
    assert sweep["search_space"] == {"c": {"type": "choice", "values": [1, 2]}}
    assert sweep["trial"]["command"] == "echo ${{search_space.c}}"


def test_assets_are_registered(answers: dict[str, Any]) -> None:
    assert answers["component"]["name"] == "shout"
    assert (answers["data"]["name"], answers["data"]["type"]) == ("theirs", "uri_file")
    assert answers["environment"]["image"] == "python"
    assert answers["compute"]["max_instances"] == 2


def test_errors_are_caught_as_those_of_azure(answers: dict[str, Any]) -> None:
    assert "nowhere" in answers["error"]
