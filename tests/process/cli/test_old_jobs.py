"""`penstock run` takes files of the older dialects as they are: one of each generation."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from designer.spec.old import read_modern

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


def test_a_folder_exported_from_an_old_pipeline_is_of_today(tmp_path: Path) -> None:
    canvas, folder = tmp_path / "canvas.json", tmp_path / "out"
    for argv in (
        ["import", str(OLD / "c_three_steps.yml"), "--out", str(canvas)],
        ["export", str(canvas), "--out", str(folder), "--data-dir", str(tmp_path / "workspace")],
    ):
        command = [sys.executable, "-m", "penstock.cli", "pipeline", *argv]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
    for name in ("c_three_steps.yml", "c_fit.yml"):
        assert read_modern((folder / name).read_bytes(), component=name == "c_fit.yml").problems == ()
    assert (folder / "src" / "fit.py").exists()
