"""Follows a job in the terminal: one line for each change of a step, the end of the log of a step that failed."""

from __future__ import annotations

import time
from typing import Any, TextIO

from penstock.cli.client import Client, segment
from penstock.cli.errors import CommandFailed

ENDED = frozenset({"Completed", "Failed", "Canceled"})
SHOWN = frozenset({"Running", "Completed", "Failed", "Canceled", "CancelRequested", "NotResponding"})
STYLES = {"Completed": "green", "Failed": "bold red", "Running": "blue", "NotResponding": "yellow"}
PAUSE_S = 0.2
LOG_TAIL = 2000
PATIENCE_S = 60.0


def follow(client: Client, name: str, out: TextIO) -> str:
    """Prints until the job ends and answers its last status. Outlives a restart of the server of up to a minute."""
    write = _writer(out)
    address = f"jobs/{segment(name)}"
    after, lost_since = 0, 0.0
    client.get(f"{address}/state")  # an unknown name ends here, before anything is printed
    while True:
        try:
            page = client.get(f"{address}/events", after=after, limit=500)
            events = page["events"] if "events" in page else page["items"]
            for event in events:
                after = max(after, int(event["seq"]))
                _tell(client, address, event, write)
            if not events:
                job = client.get(f"{address}/state")
                if job["job"]["status"] in ENDED and job["seq"] <= after:
                    return str(job["job"]["status"])
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


def _tell(client: Client, address: str, event: dict[str, Any], write: Any) -> None:
    path, status = event.get("path") or "", event.get("status")
    at = str(event.get("at", ""))[11:19]
    if event.get("kind") == "message" and event.get("text"):
        write(f"{at}  {path or 'job'}: {event['text']}", None)
    if event.get("kind") != "status" or status not in SHOWN:
        return
    words = [f"{at}  {path or 'job':30} {status}"]
    if event.get("reused_from"):
        words.append(f"(reused from {event['reused_from']})")
    if status == "Failed" and event.get("exit_code") is not None:
        words.append(f"(exit code {event['exit_code']})")
    elif status in ("Failed", "Canceled") and event.get("reason"):
        words.append(f"({event['reason']})")
    write(" ".join(words), STYLES.get(str(status)))
    if status == "Failed":
        for line in _log_end(client, address, path):
            write(f"          | {line}", None)


def _log_end(client: Client, address: str, path: str) -> list[str]:
    """The last lines of a step's log; nothing when it left none (a pipeline has no log of its own)."""
    try:
        first = client.request("GET", f"{address}/logs", query={"path": path, "offset": 0, "limit": 1})
        size = int(first.headers.get("X-Size", 0))
        start = max(0, size - LOG_TAIL)
        body = client.request("GET", f"{address}/logs", query={"path": path, "offset": start, "limit": LOG_TAIL}).body
    except CommandFailed:
        return []
    lines = body.decode(errors="replace").splitlines()
    return lines[1:] if start and len(lines) > 1 else lines


def _writer(out: TextIO) -> Any:
    """Plain lines, coloured only on a terminal."""
    if not out.isatty():

        def plain(line: str, style: str | None) -> None:
            out.write(line + "\n")
            out.flush()

        return plain
    from rich.console import Console

    console = Console(file=out, highlight=False)
    return lambda line, style: console.print(line, style=style, markup=False)
