"""What the reference parser reads in a golden file it reads in our export of it: formatted, edited, taken along."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from designer.portable import gather, write
from designer.spec.canvas import component_canvas, to_canvas
from designer.spec.canvas_read import body_of
from designer.spec.canvas_text import edited_text
from designer.spec.document import read_text
from designer.spec.fmt import formatted
from designer.spec.kinds.recognise import recognise
from designer.spec.kinds.table import DOCUMENTS
from designer.spec.read import job_of

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from azure_venv import ensure_azure_venv  # noqa: E402

CONTRACT = ROOT / "tests" / "contract"
SAID = "said on the canvas"


def family_of(file: Path) -> str:
    root = read_text(file.read_bytes()).root
    kind = recognise(root, file.name) if isinstance(root, dict) else ""
    return DOCUMENTS[kind].family if kind in DOCUMENTS and kind != "flow" else ""


FILES = [
    file
    for file in sorted(CONTRACT.rglob("*.yml"))
    if family_of(file) in ("job", "component") and (file.parent.name != "old" or ".today." in file.name)
]
NAMES = [file.relative_to(CONTRACT).as_posix() for file in FILES]
WAYS = ("exported", "formatted", "edited", "folder")


def through_canvas(text: str, file: Path, description: str | None) -> str:
    root = read_text(text).root
    job, _ = job_of(root, base="", file=file.name)
    canvas = json.loads(json.dumps(to_canvas(job) if job else component_canvas(root, recognise(root, file.name))))
    if description:
        canvas["job"]["description"] = description
    body, problems = body_of(canvas)
    assert body is not None, problems
    return edited_text(text, body)


def written(file: Path, way: str) -> Path:
    """Our export of a file, beside it; or its folder, somewhere else."""
    text = file.read_text(encoding="utf-8")
    if way == "folder":
        return write(gather(file, text), file.parents[2] / "taken" / file.parent.name / file.stem)
    made = formatted(text) if way == "formatted" else through_canvas(text, file, SAID if way == "edited" else None)
    if way == "exported":
        assert made == text
    target = file.with_suffix(f".{way}.yml")
    target.write_text(made, encoding="utf-8")
    return target


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Any]:
    folder = tmp_path_factory.mktemp("lossless") / "contract"
    shutil.copytree(CONTRACT, folder)
    cases = [(name, way) for name in NAMES for way in WAYS]
    pairs = []
    for name, way in cases:
        file, family = folder / name, family_of(folder / name)
        made = written(file, way)
        pairs.append((str(made if way == "folder" else file), str(made), family))
    command = [str(ensure_azure_venv()), str(Path(__file__).with_name("load_pairs.py"))]
    done = subprocess.run(command, input=json.dumps(pairs), capture_output=True, text=True, check=False, timeout=500)
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(zip(cases, json.loads(done.stdout.strip().splitlines()[-1]), strict=True))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", NAMES)
def test_the_export_says_the_same(verdicts: dict[tuple[str, str], Any], name: str, way: str) -> None:
    found = verdicts[name, way]
    if "error" in verdicts[name, "exported"]:
        # Refused as it came, so the export may be. A folder of it may not: old files beside it are translated there.
        assert found.keys() == {"error"} or (way, found) == ("folder", {"differences": []})
    elif way == "edited":
        assert all(line.split(":")[0].endswith(".description") for line in found["differences"]), found
        assert found["differences"]
    else:
        assert found == {"differences": []}
