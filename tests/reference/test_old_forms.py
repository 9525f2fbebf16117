"""What the older dialects are translated to is loaded by the reference parser."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.reference.test_reference import ensure_azure_venv

OLD = Path(__file__).resolve().parents[1] / "contract" / "old"
JOBS = ("a_fit", "a_sweep", "b_two_steps", "c_three_steps", "b_fit", "c_fit")


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """The translated files stand under the old names, as after an import, so that they refer to each other."""
    folder = tmp_path_factory.mktemp("old") / "today"
    shutil.copytree(OLD, folder)
    for file in folder.glob("*.today.yml"):
        file.rename(folder / file.name.replace(".today", ""))
    (folder / "ctx").mkdir()
    (folder / "ctx" / "Dockerfile").write_text("FROM python:3.11\n")
    names = [
        (str(folder / f"{name}.yml"), "component" if name[2:] == "fit" and name != "a_fit" else "job") for name in JOBS
    ]
    command = [str(ensure_azure_venv()), str(Path(__file__).with_name("load_pairs.py"))]
    pairs = json.dumps([(name, name, kind) for name, kind in names])
    done = subprocess.run(command, input=pairs, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return dict(zip(JOBS, json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("name", JOBS)
def test_the_reference_reads_the_translation(name: str, verdicts: dict[str, dict[str, object]]) -> None:
    assert verdicts[name] == {"differences": []}
