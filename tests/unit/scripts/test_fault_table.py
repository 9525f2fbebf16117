"""The table of faults in docs/reliability.md is what the tests show, no more and no less."""

from __future__ import annotations

import ast

from scripts.faults import PAGE, ROOT, renewed, rows


def test_the_page_tells_every_fault_that_a_test_shows() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert renewed(page, rows()) == page, "run `.venv/bin/python scripts/faults.py --write`"


def test_every_test_of_a_fault_makes_a_row() -> None:
    shown = {(row.file, row.test) for row in rows()}
    silent = []
    for path in (ROOT / "tests" / "process" / "faults").rglob("test_*.py"):
        file = path.relative_to(ROOT).as_posix()
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and (file, node.name) not in shown:
                silent.append(f"{file}::{node.name}")
    assert silent == []


def test_no_row_is_empty_or_told_twice() -> None:
    found = rows()
    assert all(row.group and row.tried and row.seen for row in found)
    assert len({(row.group, row.tried) for row in found}) == len(found)
