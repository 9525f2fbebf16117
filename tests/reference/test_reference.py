"""What we export is accepted by the reference parser and means the same as the original."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from designer.spec.canvas import from_canvas, to_canvas
from designer.spec.emit import to_yaml
from designer.spec.read import read_job
from tests.reference.forms import FORMS

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from azure_venv import ensure_azure_venv  # noqa: E402

GOLDEN = ROOT / "tests" / "contract" / "canvas"
NAMES = [*(file.stem for file in sorted(GOLDEN.glob("*.yml"))), *FORMS]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One process of the reference parser judges all files: its import alone takes seconds."""
    folder = tmp_path_factory.mktemp("pairs") / "canvas"
    shutil.copytree(GOLDEN, folder)
    for name, text in FORMS.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    pairs = []
    for name in NAMES:
        file = folder / f"{name}.yml"
        job = read_job(file.read_bytes()).job
        assert job is not None
        drawn, _ = from_canvas(json.loads(json.dumps(to_canvas(job))))
        assert drawn is not None
        for way, exported in (("text", job), ("canvas", drawn)):
            target = folder / f"{name}.{way}.exported.yml"
            target.write_text(to_yaml(exported), encoding="utf-8")
            kind = "component" if job.kind == "pipeline_component" else "job"
            pairs.append((str(file), str(target), kind))
    command = [str(ensure_azure_venv()), str(Path(__file__).with_name("load_pairs.py"))]
    done = subprocess.run(command, input=json.dumps(pairs), capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    answers = json.loads(done.stdout.strip().splitlines()[-1])
    return {Path(pair[1]).name: answer for pair, answer in zip(pairs, answers, strict=True)}


@pytest.mark.parametrize("way", ["text", "canvas"])
@pytest.mark.parametrize("name", NAMES)
def test_the_reference_parser_reads_our_export_as_the_same_job(verdicts: dict[str, Any], name: str, way: str) -> None:
    assert verdicts[f"{name}.{way}.exported.yml"] == {"differences": []}
