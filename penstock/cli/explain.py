"""`penstock job explain` and plans before a submission, as people read them."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from penstock.cli.errors import FINE
from penstock.cli.output import colours
from penstock.cli.output import show as show_answer

SHORT = 60  # characters of a value that is shown beside another
PAINT = {"+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}


def explain(arguments: argparse.Namespace) -> int:
    """Why a step ran or was reused, or each step of a pipeline."""
    from penstock.cli.asking import client_of
    from penstock.cli.client import segment

    query = {"node": arguments.node} if arguments.node else {}
    found = client_of(arguments).get(f"jobs/{segment(arguments.name)}/explain", **query)
    if arguments.output or arguments.query:
        show_answer(found, arguments.output, arguments.query)
    else:
        sys.stdout.write("".join(f"{line}\n" for line in explained(found)))
    return FINE


def explained(found: dict[str, Any]) -> list[str]:
    """The sentence, what differs beside what was, what is the same, and the changed lines."""
    if found["steps"]:
        wide = max(len(step["path"]) for step in found["steps"])
        return [f"{step['path']:<{wide}}  {step['decision'] or '-':<6}  {step['sentence']}" for step in found["steps"]]
    lines = [found["sentence"]]
    place = found["compared_with"] or found["origin"]
    if place:
        lines.append(f"Compared with {place['job']}:")
    for row in found["rows"]:
        if not row["same"]:
            lines += _change(row)
    same = [row["part"] for row in found["rows"] if row["same"]]
    if same and place:
        lines.append(f"  the same: {', '.join(same)}")
    for file in found["files"]:
        lines += ["", f"{file['path']}: {file['change']}", *map(_painted, file["diff"].splitlines())]
    return lines


def _change(row: dict[str, Any]) -> list[str]:
    before, after = (_value(row[side]) for side in ("theirs", "mine"))
    if len(before) + len(after) <= SHORT and "\n" not in before + after:
        return [f"  {row['part']}: {before} -> {after}"]
    marked = [(f"- {line}") for line in before.splitlines()] + [f"+ {line}" for line in after.splitlines()]
    return [f"  {row['part']}:", *(f"    {_painted(line)}" for line in marked)]


def _value(text: str | None) -> str:
    return "(nothing)" if text in (None, "") else str(text)


def _painted(line: str) -> str:
    colour = PAINT.get(line[:1]) if colours() else None
    return f"{colour}{line}\x1b[0m" if colour else line


def planned(plan: dict[str, Any]) -> list[str]:
    """A line for each step, then the environments that are to be built, then the sum."""
    wide = max((len(node["path"]) for node in plan["nodes"]), default=0)
    lines = [f"{node['decision']:<5}  {node['path']:<{wide}}  {node['sentence']}" for node in plan["nodes"]]
    lines += [f"build  environment {one['name']}" for one in plan["environments"] if one["state"] == "build"]
    totals = plan["totals"]
    lines.append(f"{totals['reuse']} reused, {totals['run']} run, {totals['after']} after these. Nothing was started.")
    return lines


def show_plan(plan: dict[str, Any], output: str | None, query: str | None) -> None:
    if output or query:
        show_answer(plan, output, query)
    else:
        sys.stdout.write("".join(f"{line}\n" for line in planned(plan)))
        sys.stdout.flush()
