"""What a person brings goes out as it came; what they change on the canvas changes its lines and no others."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from flows import PIPELINE

from designer import reading, samples, services
from designer.models import Draft
from designer.uploads import Upload

pytestmark = pytest.mark.django_db
Zip = Callable[[Path], io.BytesIO]
DRAFTS = "/api/v1/drafts"

COMMENTED = """\
# my pipeline
type: pipeline   # a kind
inputs:
  rate: 0.50   # half
  # the seed
  seed: 007
jobs:
  train:  # it trains
    command: >-
      python train.py
      --rate ${{inputs.rate}}
    environment: {image: "python:3.11"}
    inputs: {rate: "${{parent.inputs.rate}}"}
"""
FORMS = {
    "plain": COMMENTED.encode(),
    "CRLF and BOM": b"\xef\xbb\xbf" + COMMENTED.replace("\n", "\r\n").encode(),
    "CR": COMMENTED.replace("\n", "\r").encode(),
    "no line break at the end": COMMENTED.rstrip("\n").encode(),
    "UTF-16": ("\ufeff" + COMMENTED).encode("utf-16-le"),
    "markers": f"%YAML 1.1\n--- # one\n{COMMENTED}...\n".encode(),
}


def imported(data: bytes, name: str = "flow.yml") -> Draft:
    return services.import_file(upload=Upload(name, io.BytesIO(data)))[0]


def exported(api: Client, draft: Draft, form: str = "yaml") -> bytes:
    return bytes(api.get(f"{DRAFTS}/{draft.pk}/export", {"as": form}).content)


def saved(draft: Draft, change: Callable[[dict[str, Any]], None]) -> Draft:
    canvas = json.loads(json.dumps(draft.canvas))
    change(canvas)
    return services.save_draft(draft_id=draft.pk, canvas=canvas, revision=draft.revision)


@pytest.mark.parametrize("form", FORMS)
def test_import_and_export_give_the_same_bytes(api: Client, form: str) -> None:
    draft = imported(FORMS[form])
    assert exported(api, draft) == FORMS[form]
    assert exported(api, saved(draft, lambda canvas: None)) == FORMS[form]


def test_a_zip_comes_back_with_every_file_as_it_was(api: Client, flow: Path, zipped: Zip) -> None:
    (flow / "pipeline.yml").write_bytes(PIPELINE.replace("jobs:", "# steps\njobs:").replace("\n", "\r\n").encode())
    (flow / "train.yml").write_bytes(b"# mine\n" + (flow / "train.yml").read_bytes())
    (flow / "__pycache__").mkdir()
    (flow / "__pycache__" / "kept.txt").write_bytes(b"\x00\xff")
    before = {path.relative_to(flow).as_posix(): path.read_bytes() for path in flow.rglob("*") if path.is_file()}
    draft = imported(zipped(flow).getvalue(), "flow.zip")
    with zipfile.ZipFile(io.BytesIO(exported(api, draft, "zip"))) as archive:
        after = {name: archive.read(name) for name in archive.namelist()}
    assert {name: after[name] for name in before} == before
    assert exported(api, draft) == before["pipeline.yml"]


def test_the_folder_that_was_zipped_comes_back_too(api: Client, flow: Path, zipped: Zip) -> None:
    draft = imported(zipped(flow.parent).getvalue(), "flow.zip")
    assert (draft.main, reading.draft_json(draft)["problems"]) == ("flow/pipeline.yml", [])
    with zipfile.ZipFile(io.BytesIO(exported(api, draft, "zip"))) as archive:
        assert sorted(archive.namelist()) == ["flow/pipeline.yml", "flow/src/train.py", "flow/train.yml"]
    assert services.compile_submission(draft_id=draft.pk).root is not None


def test_an_edit_changes_its_line_wherever_the_draft_is_shown(api: Client) -> None:
    draft = imported(FORMS["CRLF and BOM"])
    edited = saved(draft, lambda canvas: canvas["inputs"][0].update(value=0.75))
    expected = COMMENTED.replace("0.50   # half", "0.75   # half")
    assert exported(api, edited) == b"\xef\xbb\xbf" + expected.replace("\n", "\r\n").encode()
    assert api.get(f"{DRAFTS}/{edited.pk}").json()["yaml"].splitlines() == expected.splitlines()
    assert services.compile_submission(draft_id=edited.pk).yaml.splitlines() == expected.splitlines()


def test_undoing_an_edit_gives_the_imported_bytes(api: Client) -> None:
    draft = imported(FORMS["plain"])
    emptied = saved(draft, lambda canvas: canvas.update(nodes=[], edges=[]))
    assert b"train" not in exported(api, emptied)
    again = services.save_draft(draft_id=draft.pk, canvas=draft.canvas, revision=emptied.revision)
    assert exported(api, again) == FORMS["plain"]


def test_values_given_at_submission_change_their_lines() -> None:
    draft = imported(FORMS["plain"])
    submitted = services.compile_submission(draft_id=draft.pk, inputs={"seed": 8})
    assert submitted.yaml == COMMENTED.replace("007", "8")


def test_a_copy_and_a_replaced_draft_have_the_text_they_come_from(api: Client) -> None:
    draft = imported(FORMS["plain"])
    assert exported(api, services.copy_draft(draft_id=draft.pk)) == FORMS["plain"]
    upload = Upload("other.yml", io.BytesIO(FORMS["CR"]))
    again, _ = services.import_file(upload=upload, draft_id=draft.pk, revision=1)
    assert exported(api, again) == FORMS["CR"]


def test_a_saved_canvas_carries_the_text(api: Client) -> None:
    canvas = exported(api, imported(FORMS["UTF-16"]), "canvas")
    again = imported(canvas, "flow.canvas.json")
    assert "$source" not in again.canvas
    assert exported(api, again) == FORMS["UTF-16"]


def test_a_draft_drawn_here_has_a_text_of_its_own(api: Client) -> None:
    draft = services.create_draft(name="New")
    assert exported(api, draft).decode() == reading.yaml_of(draft)
    assert exported(api, draft).startswith(b"$schema: ")


def test_an_old_document_is_translated_and_keeps_its_comments(api: Client) -> None:
    old = "# kept\ntype: pipeline_job\njobs:\n  One:\n    command: echo  # say\n    compute: {target: azureml:cpu}\n"
    text = exported(api, imported(old.encode())).decode()
    assert "type: pipeline\n" in text
    assert "# kept\n" in text
    assert "# say\n" in text


def test_an_opened_sample_is_shown_with_its_comments() -> None:
    draft = samples.open_sample(name="diabetes")
    written = (samples.folders()["diabetes"] / "pipeline.yml").read_text(encoding="utf-8")
    assert reading.draft_json(draft)["yaml"] == written
