"""`penstock job …`: the commands that ask a server, or the workspace itself where none runs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from penstock.cli.client import Client, segment
from penstock.cli.errors import FAILED, FINE, WRONG, CommandFailed
from penstock.cli.local import become
from penstock.cli.output import show as show_answer
from penstock.cli.verbs import ARCHIVED, FILE, NAME, SETS, WEB, Verb, flag

PAGE = 200


def create(arguments: argparse.Namespace) -> int:
    """Submits a file with what it refers to; `--stream` follows it and fails when the job does."""
    from penstock.cli.overrides import apply_overrides
    from penstock.cli.pack import pack_job

    path = Path(arguments.file)
    pack = pack_job(path, apply_overrides(read_file(path), arguments.overrides))
    client = Client.find(arguments.url, arguments.token, arguments.data_dir)
    fields = {key: value for key, value in (("main", pack.main), ("name", arguments.name)) if value}
    job = client.post_form("jobs", fields, {"file": (pack.name, pack.content)}).json()
    _open_page(arguments, job)
    exit_code = FINE
    if arguments.stream:
        exit_code = _follow(client, job["name"], sys.stderr)
        job = client.get(f"jobs/{segment(job['name'])}")
    show_answer(job, arguments.output, arguments.query)
    return exit_code


def show(arguments: argparse.Namespace) -> int:
    job = _client(arguments).get(f"jobs/{segment(arguments.name)}")
    _open_page(arguments, job)
    show_answer(job, arguments.output, arguments.query)
    return FINE


def list_(arguments: argparse.Namespace) -> int:
    """The latest jobs, a page at a time until there are enough."""
    client = _client(arguments)
    wanted = {"experiment": arguments.experiment, "status": arguments.status, "search": arguments.search}
    items: list[dict[str, Any]] = []
    cursor: str | None = None
    while len(items) < arguments.max_results:
        limit = min(PAGE, arguments.max_results - len(items))
        page = client.get("jobs", **wanted, after=cursor, limit=limit)
        items += page["items"]
        cursor = page.get("next")
        if not cursor or not page["items"]:
            break
    show_answer(items[: arguments.max_results], arguments.output, arguments.query)
    return FINE


def stream(arguments: argparse.Namespace) -> int:
    """Follows on stdout: here the lines are the answer."""
    return _follow(_client(arguments), arguments.name, sys.stdout)


def cancel(arguments: argparse.Namespace) -> int:
    job = _client(arguments).post(f"jobs/{segment(arguments.name)}/cancel", {})
    show_answer(job, arguments.output, arguments.query)
    return FINE


def read_file(path: Path) -> str:
    """The text of a job file; a missing or unreadable one ends the command."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as failure:
        reason = getattr(failure, "strerror", None) or "it is no UTF-8 text"
        raise CommandFailed("no_file", f"{path} cannot be read: {reason}", WRONG) from None


def _client(arguments: argparse.Namespace) -> Client:
    """Who answers. Without a server, `penstock.offline` starts in place of this process and comes here with its own."""
    given: Client | None = getattr(arguments, "client", None)
    if given is not None:
        return given
    try:
        return Client.find(arguments.url, arguments.token, arguments.data_dir)
    except CommandFailed as failure:
        if failure.code != "no_server":
            raise
    become("penstock.offline", arguments.argv)


def _follow(client: Client, name: str, out: Any) -> int:
    from penstock.cli.stream import follow

    return FINE if follow(client, name, out) == "Completed" else FAILED


def _open_page(arguments: argparse.Namespace, job: dict[str, Any]) -> None:
    """`--web` opens the job's page; where there is no browser it prints the address."""
    if not arguments.web:
        return
    import webbrowser

    address = job.get("services", {}).get("Studio", {}).get("endpoint")
    if address and not webbrowser.open(address):
        print(address, file=sys.stderr)


VERBS = (
    Verb(
        "create",
        "submit a job file",
        "job:create",
        (
            FILE,
            SETS,
            flag("--name", "-n", help="the name of the job; the same name again answers the job that exists"),
            flag("--stream", "-s", action="store_true", help="follow the job until it ends"),
            WEB,
        ),
    ),
    Verb("show", "one job", "job:show", (NAME, WEB)),
    Verb(
        "list",
        "the latest jobs",
        "job:list_",
        (
            flag("--max-results", "-r", type=int, default=50, metavar="N", help="at most so many (50)"),
            flag("--experiment", help="only jobs of this experiment"),
            flag("--status", help="only jobs with this status"),
            flag("--search", help="only jobs whose name holds this text"),
            *ARCHIVED,
        ),
    ),
    Verb("stream", "follow a job until it ends", "job:stream", (NAME,)),
    Verb("cancel", "stop a job", "job:cancel", (NAME,)),
)
