"""What a mask hides: every spelling, on every edge; and that it costs nothing where there is nothing to hide."""

from __future__ import annotations

import io
import random
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.vault import Vault
from penstock.workspace import Workspace
from runs.storage import masking
from runs.storage.logs import read_log
from runs.storage.masking import Mask, mask_of

SECRET = "pa/ss wörd=="
MASK = Mask.of([SECRET])


@pytest.mark.parametrize("spelled", [SECRET, quote(SECRET, safe=""), "pa/ss w\\u00f6rd==", "cGEvc3Mgd8O2cmQ9PQ=="])
def test_a_secret_is_hidden_however_it_is_spelled(spelled: str) -> None:
    assert MASK.sentence(f"a {spelled} b") == "a *** b"
    data = f"a {spelled} b".encode()
    assert MASK.cover(data) == b"a " + b"*" * (len(data) - 4) + b" b"


def test_each_line_of_a_key_is_a_secret() -> None:
    mask = Mask.of(["-----BEGIN KEY-----\nabcdefgh\nijklmnop\n"])
    assert mask.sentence("> ijklmnop <") == "> *** <"


def test_what_is_too_short_to_be_a_secret_hides_nothing() -> None:
    assert not Mask.of(["a", "12345", ""])


def test_texts_are_masked_wherever_they_are_in_an_answer() -> None:
    assert MASK.everywhere({"a": [SECRET, 1, None], "b": {"c": f"x{SECRET}"}}) == {
        "a": ["***", 1, None],
        "b": {"c": "x***"},
    }


@given(st.integers(0, 60), st.integers(1, 40), st.binary(max_size=50), st.binary(max_size=50))
def test_a_piece_of_a_log_shows_nothing_of_a_secret_wherever_it_is_cut(
    offset: int, limit: int, before: bytes, after: bytes
) -> None:
    data = before + SECRET.encode() + after
    with _file(data) as place:
        piece = read_log(place, offset, limit, MASK)
    assert piece.data == MASK.cover(data)[piece.offset : piece.offset + limit]
    assert len(piece.data) == max(0, min(limit, len(data) - piece.offset))


def test_a_secret_that_is_half_written_is_held_back_until_the_step_ends(tmp_path: Path) -> None:
    place, secret = tmp_path / "log", SECRET.encode()
    place.write_bytes(b"ok\n" + secret[:8])
    live = read_log(place, 0, 100, MASK, ended=False)
    assert (live.data, live.size) == (b"ok\n", 3)
    with place.open("ab") as file:
        file.write(secret[8:] + b"\n")
    assert read_log(place, 3, 100, MASK, ended=False).data == b"*" * len(secret) + b"\n"


def test_a_stream_is_masked_across_its_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"".join(random.Random(1).choice([b"x", b"\n", SECRET.encode()]) for _ in range(300))
    for size in (1, 3, 7, 50, 10_000):
        monkeypatch.setattr(masking, "CHUNK", size)
        assert b"".join(MASK.stream(io.BytesIO(data))) == MASK.cover(data)
    assert b"".join(Mask().stream(io.BytesIO(data))) == data


def test_the_mask_follows_the_vault(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path).ensure()
    assert not mask_of(tmp_path)
    Vault(workspace).put("datastore/blob", {"account_key": "very-secret-key"})
    assert mask_of(tmp_path).sentence("very-secret-key") == "***"
    Vault(workspace).put("datastore/blob", {})
    assert mask_of(tmp_path).sentence("very-secret-key") == "very-secret-key"


class _file:
    """A log for a property test, which cannot have a folder for each example."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __enter__(self) -> Path:
        import os

        self.fd = os.memfd_create("log")
        os.write(self.fd, self.data)
        return Path(f"/proc/self/fd/{self.fd}")

    def __exit__(self, *_: object) -> None:
        import os

        os.close(self.fd)
