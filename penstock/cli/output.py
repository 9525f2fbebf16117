"""Prints an answer the way `-o` and `--query` ask for. Answers go to stdout, everything else to stderr.

`tsv` is what scripts capture: one line for a plain value or for each item of a list, tabs between the values of an
item, no quotes, `true` and `false`, nothing for null.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from penstock.cli.errors import WRONG, CommandFailed

# Whole answers as tables show what people look for; with --query they show what was asked for.
COLUMNS = {
    "job": ("name", "display_name", "type", "status", "experiment_name", "start_time", "end_time"),
    "asset": ("name", "version", "type", "latest", "status", "path", "description", "archived"),
}
WIDEST = 10_000  # a table that is not for a terminal is never folded


def show(answer: Any, output: str | None = None, query: str | None = None) -> None:
    """Prints `answer`, narrowed by the JMESPath `query` first."""
    if query:
        answer = narrow(answer, query)
    output = output or "json"
    if output == "none":
        return
    if output in ("yaml", "yamlc"):
        import yaml

        text = yaml.safe_dump(answer, sort_keys=False, allow_unicode=True).removesuffix("...\n")
    elif output == "tsv":
        text = "".join(f"{_line(item)}\n" for item in (answer if isinstance(answer, list) else [answer]))
    elif output == "table":
        text = _table(answer, whole=not query)
    else:
        text = json.dumps(answer, indent=2, ensure_ascii=False) + "\n"
    if output in ("jsonc", "yamlc") and colours():
        text = _coloured(text, "json" if output == "jsonc" else "yaml")
    sys.stdout.write(text)
    sys.stdout.flush()


def colours() -> bool:
    """Whether stdout is a terminal that wants them."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def narrow(answer: Any, query: str) -> Any:
    """What the JMESPath expression finds in the answer."""
    import jmespath
    from jmespath.exceptions import JMESPathError

    try:
        return jmespath.search(query, answer)
    except JMESPathError as failure:
        raise CommandFailed("bad_query", f"--query: {failure}", WRONG, hint="see https://jmespath.org") from None


def _line(item: Any) -> str:
    """One line of tsv. In an item, a list is told by its length and a mapping by nothing, as `az` does."""
    if isinstance(item, dict):
        item = list(item.values())
    if not isinstance(item, list):
        return _plain(item)
    inner = (str(len(value)) if isinstance(value, list) else "" if isinstance(value, dict) else value for value in item)
    return "\t".join(map(_plain, inner))


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _rows(answer: Any, whole: bool) -> tuple[list[str], list[list[Any]]]:
    """Titles and rows of a table: columns by key; what has no keys is numbered."""
    items = answer if isinstance(answer, list) else [] if answer is None else [answer]
    if items and all(isinstance(item, dict) for item in items):
        keys = list(dict.fromkeys(key for item in items for key in item))
        if whole and len(keys) > len(COLUMNS["job"]):
            known = COLUMNS["job" if "status" in keys else "asset"]
            keys = [key for key in known if key in keys] or keys
        elif len(items) > 1 or len(keys) > 1:  # what is no plain value has no room in a column
            keys = [key for key in keys if not any(isinstance(item.get(key), dict | list) for item in items)] or keys
        titles = [f"{key[:1].upper()}{key[1:]}".replace("_", " ") for key in keys]
        return titles, [[item.get(key) for key in keys] for item in items]
    rows = [item if isinstance(item, list) else [item] for item in items]
    width = max(map(len, rows), default=0)
    numbered = any(isinstance(item, list) for item in items)
    titles = [f"Column{number}" for number in range(1, width + 1)] if numbered else ["Result"] * width
    return titles, [[*row, *[None] * (width - len(row))] for row in rows]


def _table(answer: Any, whole: bool) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    titles, rows = _rows(answer, whole)
    if not rows:
        return ""
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0), safe_box=True)
    for title in titles:
        table.add_column(Text(title), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row))
    terminal = sys.stdout.isatty()
    console = Console(
        file=sys.stdout, width=None if terminal else WIDEST, no_color=not colours(), force_terminal=colours()
    )
    with console.capture() as captured:
        console.print(table)
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def _cell(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else _plain(value)
    return " ".join(text.split())


def _coloured(text: str, language: str) -> str:
    from rich.console import Console
    from rich.syntax import Syntax

    console = Console(file=sys.stdout)
    with console.capture() as captured:
        console.print(Syntax(text.rstrip(), language, background_color="default"))
    return captured.get()
