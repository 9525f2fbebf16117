"""Programs written for `azure.ai.ml` make the same jobs with our SDK, after a change of their import lines."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from azure_venv import ensure_azure_venv  # noqa: E402

PROGRAMS = Path(__file__).with_name("programs")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
NAMES = [file.stem for file in sorted(PROGRAMS.glob("*.py"))]


def answer_of(command: list[str], given: str = "") -> Any:
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, check=False, timeout=300, cwd=ROOT, env=ENVIRONMENT
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.strip().splitlines()[-1])


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Both SDKs write their YAML into the folder of the programs; then the reference loads both."""
    azure, here = str(ensure_azure_venv()), Path(__file__).parent
    folder = tmp_path_factory.mktemp("programs") / "programs"
    shutil.copytree(PROGRAMS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    verdicts: dict[str, Any] = {}
    for sdk, python in (("azure", azure), ("penstock", sys.executable), ("adopted", azure)):
        results = folder / sdk
        results.mkdir()
        told = answer_of([python, str(here / "run_programs.py"), str(folder), str(results), sdk])
        verdicts |= {f"{sdk} {name}": {"error": f"{sdk}: {error}"} for name, error in told.items() if error}
    for sdk in ("penstock", "adopted"):  # a process each: the reference remembers folders of earlier files
        made = [name for name in NAMES if f"{sdk} {name}" not in verdicts]
        pairs = [(str(folder / "azure" / f"{name}.yml"), str(folder / sdk / f"{name}.yml"), "job") for name in made]
        answers = answer_of([azure, str(here / "load_pairs.py")], json.dumps(pairs))
        verdicts |= {f"{sdk} {name}": answer for name, answer in zip(made, answers, strict=True)}
    files = [str(folder / "penstock" / f"{name}.yml") for name in NAMES]
    validate = [sys.executable, "-m", "penstock.cli", "validate", *files, "-o", "json"]
    done = subprocess.run(validate, capture_output=True, text=True, timeout=120, cwd=ROOT, check=False)
    return verdicts | {f"valid {Path(found['file']).stem}": found for found in json.loads(done.stdout)}


@pytest.mark.parametrize("name", NAMES)
def test_a_program_makes_the_same_job_with_either_sdk(verdicts: dict[str, Any], name: str) -> None:
    assert verdicts[f"penstock {name}"] == {"differences": []}


@pytest.mark.parametrize("name", NAMES)
def test_what_the_other_sdk_built_is_taken_as_it_is(verdicts: dict[str, Any], name: str) -> None:
    assert verdicts[f"adopted {name}"] == {"differences": []}


@pytest.mark.parametrize("name", NAMES)
def test_what_we_write_has_no_problems_for_our_own_validation(verdicts: dict[str, Any], name: str) -> None:
    assert [item for item in verdicts[f"valid {name}"]["problems"] if item["severity"] == "error"] == []
