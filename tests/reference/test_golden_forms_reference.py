"""Each golden form that the reference parser loads is written by us so that it loads as the same thing."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from designer.spec.canvas import from_canvas, to_canvas
from designer.spec.documents import read_document
from designer.spec.emit import dump, to_yaml
from designer.spec.kinds.table import DOCUMENTS
from designer.spec.read import read_job
from tests.contract.forms import FOLDER, FORMS, Form
from tests.reference.forms import LOADERS

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from azure_venv import ensure_azure_venv  # noqa: E402

# What the reference parser refuses all the same, in its own words.
REFUSED = {
    "datastores/hdfs.yml": "Unsupported datastore type",
    "jobs/copy.yml": "Unsupported job type",
    "jobs/export_data.yml": "Unsupported job type",
    "jobs/import_data.yml": "Unsupported job type",
    "jobs/parallel.yml": "Unsupported job type",
}
KNOWN = [form for form in FORMS if not form.ours]


def loader_of(form: Form) -> str | None:
    family = DOCUMENTS[form.kind].family
    if form.name == "serving/batch_deployment_old.yml":
        return "batch_deployment"
    return {"job": "job", "component": "component"}.get(family, LOADERS.get(form.kind))


LOADED = [form for form in KNOWN if loader_of(form) is not None]


def written(form: Form, way: str) -> str:
    """`text`: what we read, written anew; `canvas`: the same over the canvas and JSON."""
    root = read_document(form.path.read_bytes(), form.name).document.root
    if way == "text":
        return dump(root)
    job = read_job(form.path.read_bytes(), file=form.name).job
    assert job is not None
    drawn, _ = from_canvas(json.loads(json.dumps(to_canvas(job))))
    assert drawn is not None
    return to_yaml(drawn)


def ways(form: Form) -> list[str]:
    drawn = DOCUMENTS[form.kind].family == "job" or form.kind == "pipeline_component"
    return ["text", "canvas"] if drawn else ["text"]


CASES = [(form, way) for form in LOADED for way in ways(form)]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Any]:
    folder = tmp_path_factory.mktemp("pairs") / "forms"
    shutil.copytree(FOLDER, folder)
    pairs = []
    for form, way in CASES:
        target = folder / form.path.relative_to(FOLDER).with_suffix(f".{way}.exported.yml")
        target.write_text(written(form, way), encoding="utf-8")
        pairs.append((str(folder / form.name), str(target), loader_of(form)))
    command = [str(ensure_azure_venv()), str(Path(__file__).with_name("load_pairs.py"))]
    done = subprocess.run(command, input=json.dumps(pairs), capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    answers = json.loads(done.stdout.strip().splitlines()[-1])
    return {(form.name, way): answer for (form, way), answer in zip(CASES, answers, strict=True)}


@pytest.mark.parametrize(("form", "way"), CASES, ids=[f"{form.name}-{way}" for form, way in CASES])
def test_the_reference_parser_reads_what_we_write_as_the_same_thing(
    verdicts: dict[tuple[str, str], Any], form: Form, way: str
) -> None:
    if form.name in REFUSED:
        assert REFUSED[form.name] in verdicts[form.name, way]["error"]
    else:
        assert verdicts[form.name, way] == {"differences": []}
