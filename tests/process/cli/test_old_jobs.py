"""`penstock run` takes files of the older dialects as they are: one of each generation."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
OLD = ROOT / "tests" / "contract" / "old"


@pytest.mark.parametrize(
    ("name", "result", "expected"),
    [
        ("a_fit", "artifacts/outputs/slope.txt", "20.143\n"),
        ("b_two_steps", "named-outputs/slope/slope.txt", "15.107\n"),
        ("c_three_steps", "named-outputs/slope/list.txt", "houses.csv\n"),
    ],
)
def test_a_job_of_the_older_dialects_runs(name: str, result: str, expected: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "penstock.cli", "run", str(OLD / f"{name}.yml")]
    folders = ["--data-dir", str(tmp_path / "workspace"), "--output-dir", str(tmp_path / "out")]
    done = subprocess.run([*command, *folders], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    job = json.loads(done.stdout)
    assert job["status"] == "Completed"
    assert any("is read as" in warning for warning in job["warnings"])
    assert (tmp_path / "out" / result).read_text() == expected
