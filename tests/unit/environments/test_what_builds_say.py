"""What the programs that build environments print, as people get to read it."""

from __future__ import annotations

import sys

import pytest

from penstock.environments.tools import run


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("--index-url https://me:secret@host/simple", "--index-url https://***@host/simple"),
        ("--index-url https://token@host:1/simple", "--index-url https://***@host:1/simple"),
        ("x @ git+https://me:se@cret@host/x", "x @ git+https://***@host/x"),
        ("x @ git+ssh://git@host/x", "x @ git+ssh://git@host/x"),
        ("https://host/@scope/x", "https://host/@scope/x"),
    ],
)
def test_what_signs_in_at_an_index_is_read_by_nobody(printed: str, read: str) -> None:
    lines: list[str] = []
    assert run([sys.executable, "-c", f"print({printed!r})"], lines.append) == 0
    assert lines == [read]
