"""The reference and the table of what is supported are what the code says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from designer.spec.kinds.check import plan_of
from designer.spec.kinds.table import DOCUMENTS, NODES, Kind
from scripts.features import page_of
from scripts.reference import DOCS, pages

KINDS = [*DOCUMENTS.values(), *NODES.values()]


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    return pages()


def rows(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith("| ---"):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def test_the_pages_are_what_the_code_says(written: dict[str, str]) -> None:
    drifted = [
        name for name, text in written.items() if not (DOCS / name).is_file() or (DOCS / name).read_text() != text
    ]
    assert drifted == [], "run `make docs`"
    present = {path.relative_to(DOCS).as_posix() for path in (DOCS / "reference").rglob("*.md")}
    assert present - written.keys() == set()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.family}-{kind.name}")
def test_a_page_tells_every_key_of_its_kind(written: dict[str, str], kind: Kind) -> None:
    told = {row[0] for row in rows(written[page_of(kind)])}
    for model in kind.declarations():
        assert {f"`{name}`" for name in plan_of(model).slots} <= told


def test_every_form_of_the_dialect_is_read_and_written(written: dict[str, str]) -> None:
    """The column of reading and the column of writing were found out by doing it."""
    for row in rows(written["features.md"]):
        if row[0] in ("feature", "form"):
            continue
        assert row[-3:-1] == ["yes", "yes"], row
        assert row[-1].startswith(("yes", "kept", "registered")), row
