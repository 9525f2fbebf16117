"""Prints an answer the way `-o` and `--query` ask for. Answers go to stdout, everything else to stderr."""

from __future__ import annotations

import json
import sys
from typing import Any

from penstock.cli.errors import WRONG, CommandFailed

JOB_COLUMNS = ("name", "display_name", "type", "status", "experiment_name", "start_time", "end_time")


def show(answer: Any, output: str | None = None, query: str | None = None) -> None:
    """Prints `answer`, narrowed by the JMESPath `query` first."""
    if query:
        answer = narrow(answer, query)
    output = output or "json"
    if output == "none":
        return
    if output == "yaml":
        import yaml

        text = yaml.safe_dump(answer, sort_keys=False, allow_unicode=True).removesuffix("...\n")
    elif output == "tsv":
        text = "".join("\t".join(_cell(cell) for cell in row) + "\n" for row in _rows(answer)[1])
    elif output == "table":
        text = _table(answer)
    else:
        text = json.dumps(answer, indent=2, ensure_ascii=False) + "\n"
        if output == "jsonc" and sys.stdout.isatty():
            text = _coloured(text)
    sys.stdout.write(text)
    sys.stdout.flush()


def narrow(answer: Any, query: str) -> Any:
    """What the JMESPath expression finds in the answer."""
    import jmespath
    from jmespath.exceptions import JMESPathError

    try:
        return jmespath.search(query, answer)
    except JMESPathError as failure:
        raise CommandFailed("bad_query", f"--query: {failure}", WRONG) from None


def _rows(answer: Any) -> tuple[list[str], list[list[Any]]]:
    """Column names and rows; values that are not plain become JSON, jobs show their best-known columns."""
    items = answer if isinstance(answer, list) else [answer]
    if not all(isinstance(item, dict) for item in items):
        return [], [item if isinstance(item, list) else [item] for item in items]
    keys = list(dict.fromkeys(key for item in items for key in item))
    if "status" in keys and "name" in keys and len(keys) > len(JOB_COLUMNS):
        keys = [key for key in JOB_COLUMNS if key in keys]
    return keys, [[item.get(key) for key in keys] for item in items]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value).replace("\t", " ").replace("\n", " ")


def _table(answer: Any) -> str:
    names, rows = _rows(answer)
    cells = [[_cell(cell) for cell in row] for row in rows]
    head = [name.replace("_", " ").capitalize() for name in names]
    widths = [max(map(len, column)) for column in zip(*([head] if head else []), *cells, strict=False)]
    lines = [head, ["-" * width for width in widths], *cells] if head else cells
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=False)).rstrip() + "\n"
        for line in lines
    )


def _coloured(text: str) -> str:
    from rich.console import Console
    from rich.syntax import Syntax

    console = Console(file=sys.stdout)
    with console.capture() as captured:
        console.print(Syntax(text.rstrip(), "json", background_color="default"))
    return captured.get()
