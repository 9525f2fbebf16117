"""Bad files dropped on the canvas: told in words, and the draft stays as it was."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Server
from tests.e2e.studio import Studio


def zip_that_leads_out() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../../outside.yml", "type: pipeline\njobs: {}\n")
    return buffer.getvalue()


BAD_FILES = {
    "not YAML": ("pipeline.yml", b"type: pipeline\njobs: [unclosed\n"),
    "not text": ("pipeline.yml", bytes(range(256)) * 8),
    "empty": ("pipeline.yml", b""),
    "deep": ("pipeline.yml", b"a: " + b"[" * 200 + b"]" * 200),
    "not a pipeline": ("pipeline.yml", b"- just\n- a list\n"),
    "not a zip": ("pipeline.zip", b"PK\x03\x04 and then nothing"),
    "a zip that leads out": ("pipeline.zip", zip_that_leads_out()),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_refused_in_words_and_the_draft_stays(
    studio: Studio, server: Server, new_draft: Callable[..., dict[str, Any]], tmp_path: Path, kind: str
) -> None:
    draft = new_draft("diabetes")
    before = server.api.get(f"drafts/{draft['id']}")
    studio.open_draft(draft)
    expect(studio.node("train")).to_be_visible()
    name, content = BAD_FILES[kind]
    (tmp_path / name).write_bytes(content)
    studio.drop_files("canvas", tmp_path / name)
    expect(studio.page.get_by_role("alert").first).to_be_visible()
    expect(studio.node("train")).to_be_visible()
    after = server.api.get(f"drafts/{draft['id']}")
    assert (after["revision"], after["canvas"]) == (before["revision"], before["canvas"])
