"""Follows a job: on a terminal a live table of its steps, elsewhere one line for each change; in both the end of the
log of a step that failed."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TextIO

from penstock.cli.client import Client, segment
from penstock.cli.errors import CommandFailed

if TYPE_CHECKING:
    from penstock.cli.board import Board

ENDED = frozenset({"Completed", "Failed", "Canceled"})
SHOWN = frozenset({"Running", "Completed", "Failed", "Canceled", "CancelRequested", "NotResponding"})
PAUSE_S = 0.2
LOG_TAIL = 2000
PATIENCE_S = 60.0
PIECE = 1 << 20  # bytes of a log that are asked for at once


def follow(client: Client, name: str, out: TextIO) -> str:
    """Prints until the job ends and answers its last status. Outlives a restart of the server of up to a minute.

    A child job, `<job>.<node>`, is followed by what its root tells of it and of what is inside it."""
    root, _, inner = name.partition(".")
    part = inner.replace(".", "/")
    state = client.get(f"jobs/{segment(root)}/state")  # an unknown name ends here, before anything is printed
    nodes = state.get("nodes") or {}
    if part and part not in nodes:
        client.get(f"jobs/{segment(name)}")  # which says that there is none
    with teller(client, root, out) as tell:
        tell.begin({**state, "nodes": {path: node for path, node in nodes.items() if _is_in(part, path)}})
        return _follow(client, f"jobs/{segment(root)}", part, tell)


def _is_in(part: str, path: str) -> bool:
    return not part or path == part or path.startswith(f"{part}/")


def _status(state: dict[str, Any], part: str) -> str:
    """Of the job or of the part of it that is followed."""
    node = state["nodes"].get(part) if part else None
    return str((node or state["job"])["status"])


def _follow(client: Client, address: str, part: str, tell: Lines) -> str:
    after, lost_since = 0, 0.0
    while True:
        try:
            page = client.get(f"{address}/events", after=after, limit=500)
            events = page["events"] if "events" in page else page["items"]
            for event in events:
                after = max(after, int(event["seq"]))
                if _is_in(part, event.get("path") or ""):
                    tell.event(event)
                    tell.attempted(int(event.get("attempt") or 1))
            tell.printed()
            if not events:
                state = client.get(f"{address}/state")
                if (_status(state, part) in ENDED or state["job"]["status"] in ENDED) and state["seq"] <= after:
                    tell.printed(last=True)
                    return _status(state, part)
            lost_since = 0.0
        except CommandFailed as failure:
            if failure.code != "no_server":
                raise
            lost_since = lost_since or time.monotonic()
            if time.monotonic() - lost_since > PATIENCE_S:
                raise
            events = []
        if not events:
            time.sleep(PAUSE_S)


@contextlib.contextmanager
def teller(client: Client, name: str, out: TextIO) -> Iterator[Lines]:
    """Lines for a file or a pipe, a table for a terminal."""
    if not out.isatty():
        yield Lines(client, name, out)
        return
    from penstock.cli.board import Board

    with Board(out, name) as board:
        yield Table(client, name, board)


class Lines:
    """One line for each change that people want to know of."""

    def __init__(self, client: Client, name: str, out: TextIO) -> None:
        self.client, self.address, self.out = client, f"jobs/{segment(name)}", out
        self.alone, self.attempt, self.read, self.rest = False, 1, 0, b""

    def begin(self, state: dict[str, Any]) -> None:
        """The events that follow say all of it again."""
        nodes = state.get("nodes") or {}
        self.alone = list(nodes) == [""] and nodes[""].get("kind") == "command"

    def attempted(self, attempt: int) -> None:
        """Each attempt has a log of its own."""
        if attempt != self.attempt:
            self.printed(last=True)
            self.attempt, self.read, self.rest = attempt, 0, b""

    def printed(self, last: bool = False) -> None:
        """What a job of one step prints, while it prints it, as in `az ml`."""
        more = self.alone
        while more:
            try:
                query = {"path": "", "attempt": self.attempt, "offset": self.read, "limit": PIECE}
                answer = self.client.request("GET", f"{self.address}/logs", query=query)
            except CommandFailed as failure:
                if failure.code == "no_server":
                    raise
                break  # it has no log yet
            self.read, more = self.read + len(answer.body), len(answer.body) == PIECE
            *lines, self.rest = (self.rest + answer.body).split(b"\n")
            for line in lines:
                self.said(line)
        if last and self.rest:
            self.said(self.rest)

    def said(self, line: bytes) -> None:
        self.write(f"          | {harmless(line.decode(errors='replace'))}")

    def event(self, event: dict[str, Any]) -> None:
        path, status = event.get("path") or "", event.get("status")
        at = str(event.get("at", ""))[11:19]
        if event.get("kind") == "message" and event.get("text"):
            self.write(f"{at}  {path or 'job'}: {event['text']}")
        waits = status == "Queued" and event.get("progress")  # for its next attempt
        if event.get("kind") == "status" and (status in SHOWN or waits):
            self.status(path, str(status), at, event)

    def status(self, path: str, status: str, at: str, event: dict[str, Any]) -> None:
        words = [f"{at}  {path or 'job':30} {status}"]
        if event.get("reused_from"):
            words.append(f"(reused from {event['reused_from']})")
        if status == "Failed" and event.get("reason") != "exit" and event.get("error"):
            words.append(f"({event['error'].splitlines()[0]})")  # a limit, a build, data: no code tells of these
        elif status == "Failed" and event.get("exit_code") is not None:
            words.append(f"(exit code {event['exit_code']})")
        elif status in ("Failed", "Canceled") and event.get("reason"):
            words.append(f"({event['reason']})")
        elif status == "Queued":
            words.append(f"({event['progress'].get('text')})")
        self.write(" ".join(words))
        if status == "Failed" and not self.alone:
            for line in log_end(self.client, self.address, path):
                self.write(f"          | {line}")

    def write(self, line: str) -> None:
        self.out.write(line + "\n")
        self.out.flush()


class Table(Lines):
    """Every change is in the table; above it stays what is worth reading again."""

    def __init__(self, client: Client, name: str, board: Board) -> None:
        super().__init__(client, name, board.console.file)  # type: ignore[arg-type]
        self.board = board

    def begin(self, state: dict[str, Any]) -> None:
        super().begin(state)
        for path in state.get("nodes", {}):
            self.board.status(path, {"status": "NotStarted"})

    def event(self, event: dict[str, Any]) -> None:
        if event.get("kind") == "status":
            self.board.status(event.get("path") or "", event)
        if event.get("status") in ("Failed", "NotResponding") or event.get("kind") == "message":
            super().event(event)

    def write(self, line: str) -> None:
        self.board.say(line)


def log_end(client: Client, address: str, path: str) -> list[str]:
    """The last lines of a step's log; nothing when it left none (a pipeline has no log of its own)."""
    try:
        first = client.request("GET", f"{address}/logs", query={"path": path, "offset": 0, "limit": 1})
        size = int(first.headers.get("X-Size", 0))
        start = max(0, size - LOG_TAIL)
        body = client.request("GET", f"{address}/logs", query={"path": path, "offset": start, "limit": LOG_TAIL}).body
    except CommandFailed:
        return []
    lines = [harmless(line) for line in body.decode(errors="replace").splitlines()]
    return lines[1:] if start and len(lines) > 1 else lines


def harmless(line: str) -> str:
    """A line of a script's log as a terminal may have it: colours stay, what moves, clears or rings does not."""
    return _HARM.sub("", line)


_HARM = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-ln-~]"  # sequences that end with another letter than m
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\|$)"  # titles and other strings
    r"|\x1b(?!\[)|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]"
)
