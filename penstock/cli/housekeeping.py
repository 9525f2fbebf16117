"""`penstock storage` and `penstock prune`: what takes room, what can go and what would be lost with it."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any

from penstock.cli.errors import FAILED, FINE, WRONG, CommandFailed
from penstock.cli.output import show
from penstock.cli.verbs import Verb, flag

UNITS = {"h": 1 / 24, "d": 1.0, "w": 7.0, "m": 30.0, "y": 365.0}
SHOWN = 10  # lines about what is fed


def storage(arguments: argparse.Namespace) -> int:
    from penstock.cli.asking import client_of

    answer = client_of(arguments).get("storage")
    if arguments.output == "table" and not arguments.query:
        rows = [{"kind": part["kind"], "size": size_text(part["size"])} for part in answer["parts"]]
        show([*rows, {"kind": "free", "size": size_text(answer["free"])}], "table")
    else:
        show(answer, arguments.output, arguments.query)
    return FINE


def prune(arguments: argparse.Namespace) -> int:
    """Says what would go and what that takes from others, asks where there is somebody to ask, and does it."""
    from penstock.cli.asking import client_of

    wish = {
        "older_than_days": days_of(arguments.older_than),
        "keep_last": arguments.keep_last,
        "failed_only": arguments.failed,
        "archived_only": arguments.archived,
        "caches": arguments.caches,
    }
    if all(value is None or value is False for value in wish.values()):
        hint = "say which: --older-than 30d, --keep-last 20, --failed, --archived, --caches"
        raise CommandFailed("nothing_chosen", "nothing is chosen, so nothing is removed", WRONG, hint=hint)
    client = client_of(arguments)
    plan = client.post("storage/prune", {**wish, "dry_run": True})
    tell(plan, "would remove" if arguments.dry_run else "removing")
    if arguments.dry_run:
        show(plan, arguments.output, arguments.query)
        return FINE
    if plan["items"] and not arguments.yes and sys.stdin.isatty() and not _agreed():
        return FAILED
    show(client.post("storage/prune", {**wish, "dry_run": False}), arguments.output, arguments.query)
    return FINE


def tell(plan: dict[str, Any], doing: str) -> None:
    """On stderr, for people: how much, and who loses something by it."""
    kinds: dict[str, int] = {}
    for item in plan["items"]:
        kinds[item["kind"]] = kinds.get(item["kind"], 0) + 1
    counted = ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in kinds.items()) or "nothing"
    lines = [f"{doing} {counted}: {size_text(plan['bytes'])}"]
    losses = [(item["name"], feed) for item in plan["items"] for feed in item["feeds"]]
    lines += [f"  {name}: {_loss(feed)}" for name, feed in losses[:SHOWN]]
    if len(losses) > SHOWN:
        lines.append(f"  … and {len(losses) - SHOWN} more")
    print("\n".join(lines), file=sys.stderr, flush=True)


def _loss(feed: dict[str, str]) -> str:
    losses = {
        "reused": "took its outputs, which go with it",
        "read": "read its outputs and cannot be made again",
        "registered": "was registered from its outputs and cannot be made again",
        "draft": "is a draft that names its outputs",
    }
    return f"{feed['name']} {losses.get(feed['how'], 'depends on it')}"


def _agreed() -> bool:
    print("Remove them? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def days_of(text: str | None) -> float | None:
    """30d, 12h, 2w; a number alone is days."""
    if text is None:
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([hdwmy]?)", text.strip().lower())
    if found is None:
        raise CommandFailed("bad_time", f"{text} is no length of time", WRONG, hint="write it as 30d, 12h or 2w")
    return float(found[1]) * UNITS[found[2] or "d"]


def size_text(size: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


STORAGE = Verb("storage", "how much room jobs, stored files, environments and caches take", "housekeeping:storage")
PRUNE = Verb(
    "prune",
    "remove old jobs and what nobody needs any more; says first who loses something by it. Jobs that run, those with "
    "the tag `pinned` and what these or registered versions need stay",
    "housekeeping:prune",
    (
        flag("--dry-run", action="store_true", help="only say what would go"),
        flag("--older-than", metavar="TIME", help="jobs that ended so long ago, as in 30d, 12h, 2w"),
        flag("--keep-last", type=int, metavar="N", help="never the last N jobs of each experiment"),
        flag("--failed", action="store_true", help="only jobs that failed or were canceled"),
        flag("--archived", action="store_true", help="only archived jobs"),
        flag("--caches", action="store_true", help="fetched data, snapshots that nothing names, unused environments"),
        flag("--yes", "-y", action="store_true", help="do not ask"),
    ),
)
