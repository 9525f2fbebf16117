"""Writes docs/reliability.md: one row for each test that is marked with `@fault`. `--write` renews the page."""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- faults: made by scripts/faults.py from the tests -->\n", "<!-- end of faults -->\n"


@dataclass(frozen=True)
class Row:
    """A fault, and the test that shows it."""

    group: str
    tried: str
    seen: str
    file: str
    test: str


def rows(folder: Path = ROOT / "tests") -> list[Row]:
    """All faults, read from the text of the tests; nothing is run."""
    found = []
    for path in sorted(folder.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if "@fault(" in text:
            found += list(_rows(ast.parse(text), path.relative_to(ROOT).as_posix()))
    return found


def _rows(tree: ast.Module, file: str) -> Iterator[Row]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "fault":
                    group, tried, seen = map(ast.literal_eval, mark.args)
                    yield Row(group, tried, seen, file, node.name)


def table(found: list[Row]) -> str:
    """The tables, a heading each; the groups in the order of their names, the rows as in the files."""
    out = []
    for group in sorted({row.group for row in found}):
        out.append(f"\n### {group}\n\n| fault tried | what was seen | shown by |\n| --- | --- | --- |\n")
        for row in found:
            if row.group == group:
                cells = (row.tried, row.seen, f"`{row.file}` `{row.test}`")
                out.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n")
    return "".join(out) + "\n"


def renewed(page: str, found: list[Row]) -> str:
    """The page with its tables made anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + table(found) + END + after


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--write", action="store_true", help="renew the page")
    page = PAGE.read_text(encoding="utf-8")
    now = renewed(page, rows())
    if options.parse_args().write:
        PAGE.write_text(now, encoding="utf-8")
        return 0
    if now != page:
        print("docs/reliability.md is not what the tests say: run `make docs`", file=sys.stderr)
    return int(now != page)


if __name__ == "__main__":
    sys.exit(main())
