"""A live table of the steps of a job, for a terminal. Lines that stay are printed above it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TextIO

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

STYLES = {
    "Completed": "green",
    "Failed": "bold red",
    "Running": "blue",
    "Finalizing": "blue",
    "Canceled": "yellow",
    "CancelRequested": "yellow",
    "NotResponding": "yellow",
}
# What people look for comes first when there is no room for all.
ORDER = ("Failed", "Running", "Finalizing", "CancelRequested", "Preparing", "Starting", "NotResponding", "Queued")
ENDED = frozenset({"Completed", "Failed", "Canceled"})
RESERVED = 5  # lines of the terminal that are not rows
PER_SECOND = 8


@dataclass
class Row:
    status: str = "NotStarted"
    note: str = ""
    started: float | None = None
    ended: float | None = None
    touched: int = 0


class Board:
    """`status` and `say` as things happen; a context manager, so that the terminal is left as it was."""

    def __init__(self, out: TextIO, title: str, clock: Callable[[], float] = time.time) -> None:
        self.console = Console(file=out, highlight=False)
        self.title, self.clock = title, clock
        self.rows: dict[str, Row] = {}
        self.count = 0
        self.live = Live(console=self.console, get_renderable=self.render, refresh_per_second=PER_SECOND)

    def __enter__(self) -> Board:
        self.live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.live.stop()

    def say(self, line: str, style: str | None = None) -> None:
        self.console.print(Text(line, style=style or ""))

    def status(self, path: str, event: Mapping[str, Any]) -> None:
        """One change of a step, as an event of the API or as its state tells it."""
        row = self.rows.setdefault(path, Row())
        self.count += 1
        row.touched, row.status = self.count, str(event["status"])
        if row.status in ("NotStarted", "Queued"):
            row.started = row.ended = None
        if row.status == "Running" and row.started is None:
            row.started = seconds(event.get("start_time") or event.get("at")) or self.clock()
        if row.status in ENDED:
            row.ended = seconds(event.get("end_time") or event.get("at")) or self.clock()
        row.note = note_of(event)

    def render(self) -> RenderableType:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
        for _ in range(3):
            table.add_column(no_wrap=True)
        table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        steps = {path: row for path, row in list(self.rows.items()) if path}  # drawn by a thread of its own
        shown = self._chosen(steps)
        for path, row in shown.items():
            table.add_row(Text(path), Text(row.status, style=STYLES.get(row.status, "dim")), self._took(row), row.note)
        left = len(steps) - len(shown)
        more = [Text(f"… and {left} more", style="dim")] if left > 0 else []
        return Group(self._summary(steps), table, *more)

    def _chosen(self, steps: dict[str, Row]) -> dict[str, Row]:
        """As many as there is room for, in the order of the file."""
        room = max(self.console.size.height - RESERVED, 3)
        if len(steps) <= room:
            return steps
        rank = {status: place for place, status in enumerate(ORDER)}
        wanted = sorted(steps, key=lambda path: (rank.get(steps[path].status, len(ORDER)), -steps[path].touched))[:room]
        return {path: row for path, row in steps.items() if path in set(wanted)}

    def _summary(self, steps: dict[str, Row]) -> Text:
        counts: dict[str, int] = {}
        for row in steps.values():
            counts[row.status] = counts.get(row.status, 0) + 1
        job = self.rows.get("", Row())
        words = Text.assemble(
            (self.title, "bold"), "  ", (job.status, STYLES.get(job.status, "")), "  ", self._took(job)
        )
        done = ", ".join(f"{number} {status}" for status, number in counts.items())
        return words.append(f"  {done}" if done else "")

    def _took(self, row: Row) -> str:
        if row.started is None:
            return ""
        spent = max((row.ended or self.clock()) - row.started, 0)
        return f"{spent:.1f} s" if spent < 60 else f"{int(spent // 60)} min {int(spent % 60)} s"


def note_of(event: Mapping[str, Any]) -> str:
    """What is said of a change beside its status."""
    if event.get("reused_from"):
        return f"reused from {event['reused_from']}"
    progress = event.get("progress") or {}
    note = event.get("error") or progress.get("text") or ""
    return " ".join(str(note).split())


def seconds(moment: Any) -> float | None:
    """An ISO time as Unix seconds."""
    try:
        return datetime.fromisoformat(str(moment).replace("Z", "+00:00")).timestamp()
    except ValueError:
        return None
