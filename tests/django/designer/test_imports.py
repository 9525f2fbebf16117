"""What is dropped on the canvas becomes a draft, or leaves everything as it was."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flows import PIPELINE

from designer import reading, services
from designer.failures import Stale
from designer.models import Draft
from designer.uploads import Refused, Upload

pytestmark = pytest.mark.django_db
Zip = Callable[[Path], io.BytesIO]


def upload(text: str, name: str = "flow.yml") -> Upload:
    return Upload(name, io.BytesIO(text.encode()))


def test_a_yaml_becomes_a_draft_named_by_its_display_name() -> None:
    draft, _ = services.import_file(upload=upload(PIPELINE))
    assert (draft.name, draft.nodes, draft.origin, draft.main) == ("Fit one", 1, "import:flow.yml", "flow.yml")
    assert draft.canvas["layout"]["nodes"] == {}


def test_files_that_did_not_come_along_are_problems_of_the_draft() -> None:
    draft, _ = services.import_file(upload=upload(PIPELINE))
    problem = reading.draft_json(draft)["problems"][0]
    assert (problem["code"], problem["file"], problem["node"]) == ("component_not_found", "flow.yml", "train")
    assert problem["line"] > 0


def test_a_zip_brings_its_files(flow: Path, zipped: Zip) -> None:
    draft, _ = services.import_file(upload=Upload("flow.zip", zipped(flow)))
    shown = reading.draft_json(draft)
    assert shown["problems"] == []
    assert shown["files"] == ["pipeline.yml", "train.yml", "src/train.py"]
    assert shown["components"]["./train.yml"]["inputs"][0]["name"] == "rate"


def test_a_canvas_document_becomes_a_draft_with_its_layout() -> None:
    canvas = services.import_file(upload=upload(PIPELINE))[0].canvas
    canvas["layout"]["nodes"] = {"train": {"x": 1, "y": 2}}
    draft, _ = services.import_file(upload=upload(json.dumps(canvas), "saved.canvas.json"))
    assert draft.canvas == canvas


def test_an_import_replaces_a_draft_and_keeps_its_files(flow: Path, zipped: Zip) -> None:
    draft, _ = services.import_file(upload=Upload("flow.zip", zipped(flow)))
    changed = PIPELINE.replace("rate: 0.5", "rate: 0.75")
    again, _ = services.import_file(upload=upload(changed), draft_id=draft.pk, revision=1)
    assert (again.pk, again.revision, again.folder) == (draft.pk, 2, draft.folder)
    assert reading.draft_json(again)["problems"] == []
    with pytest.raises(Stale):
        services.import_file(upload=upload(PIPELINE), draft_id=draft.pk, revision=1)


@pytest.mark.parametrize(
    ("text", "name", "code", "line"),
    [
        ("jobs:\n  a: [1\n", "bad.yml", "not_yaml", 3),
        ("type: pipeline\njobs:\n\ta: 1\n", "tab.yml", "tab_indent", 3),
        ("jobs: {{JOBS}}\n", "template.yml", "template_placeholder", 1),
        ("", "empty.yml", "empty_document", 1),
        ("- 1\n", "list.yml", "not_a_mapping", 1),
        ("a: " + "[" * 100 + "]" * 100, "deep.yml", "too_deep", 1),
        ("{", "bad.json", "not_json", 1),
        ("{}", "other.json", "bad_canvas", 0),
        ("x", "picture.png", "unknown_kind", 0),
        ("x", "broken.zip", "not_a_zip", 0),
    ],
)
def test_what_cannot_be_read_changes_nothing_and_says_where(text: str, name: str, code: str, line: int) -> None:
    draft, _ = services.import_file(upload=upload(PIPELINE))
    with pytest.raises(Refused) as refused:
        services.import_file(upload=upload(text, name), draft_id=draft.pk, revision=1)
    problem = refused.value.problems[0]
    assert (problem.code, problem.line) == (code, line)
    assert services.get_draft(draft.pk).revision == 1
    assert Draft.objects.count() == 1
