"""Uploads are read piece by piece, and what cannot be written is told."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from penstock.cli.forms import Form
from tests.unit.cli.conftest import FakeServer, Penstock
from tests.unit.cli.test_job_commands import uploaded
from tests.unit.cli.test_job_verbs import zipped


@pytest.mark.parametrize("size", [1, 7, 64, 100_000, -1])
def test_a_form_reads_the_same_in_pieces_of_any_size(size: int) -> None:
    content = b"0123456789" * 50
    form = Form({"name": "날씨"}, {"file": ("a b.zip", io.BytesIO(content)), "more": ("m", b"")})
    told: list[int] = []
    form.read_so_far = told.append
    pieces = []
    while piece := form.read(size):
        pieces.append(piece)
        assert size < 0 or len(piece) <= size
    body = b"".join(pieces)
    assert len(body) == form.length == told[-1]
    assert uploaded(body) == {"name": "날씨".encode(), "file": content, "more": b""}
    assert told == sorted(told)


def test_a_file_in_the_place_of_a_folder_is_told(penstock: Penstock, server: FakeServer, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    server.answers["GET jobs/j/download"] = (200, zipped(a="1"))
    result = penstock("job", "download", "-n", "j", "-p", "taken", "--url", server.url)
    assert (result.exit_code, result.error["code"]) == (1, "cannot_write")
    assert "taken" in result.error["message"]
    assert (tmp_path / "taken").read_text() == "mine"
