"""What all commands that ask a server share: who answers, what they read first, where pages are opened."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from penstock.cli.client import Client
from penstock.cli.errors import WRONG, CommandFailed
from penstock.cli.local import become

PAGE = 200


def client_of(arguments: argparse.Namespace) -> Client:
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


def pages(client: Client, path: str, most: int | None, **query: Any) -> Iterator[dict[str, Any]]:
    """The items of a list, a page at a time until there are enough."""
    cursor: str | None = None
    found = 0
    while most is None or found < most:
        page = client.get(path, **query, after=cursor, limit=PAGE if most is None else min(PAGE, most - found))
        items = page["items"] if most is None else page["items"][: most - found]
        yield from items
        found += len(items)
        cursor = page.get("next")
        if not cursor or not items:
            return


def archived_of(arguments: argparse.Namespace) -> str | None:
    """Which of a list: archived ones are left out unless they are asked for."""
    return "only" if arguments.archived_only else "include" if arguments.include_archived else None


def read_file(path: Path) -> str:
    """The text of a document; a missing or unreadable one ends the command."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as failure:
        reason = getattr(failure, "strerror", None) or "it is no UTF-8 text"
        raise CommandFailed("no_file", f"{path} cannot be read: {reason}", WRONG) from None


def read_document(path: Path, overrides: list[str]) -> str:
    """The text with `--set` in it."""
    from penstock.cli.overrides import apply_overrides

    return apply_overrides(read_file(path), overrides)


def table_of(words: list[str] | None, flag: str = "--tags") -> dict[str, str]:
    """`K=V` words as a mapping; a word without `=` is a key with nothing."""
    found = {}
    for word in words or ():
        key, _, value = word.partition("=")
        if not key:
            raise CommandFailed("bad_tags", f"{flag} {word!r}: write it as KEY=VALUE", WRONG)
        found[key] = value
    return found


def changed(before: dict[str, Any], what: str, arguments: argparse.Namespace) -> dict[str, Any]:
    """What `--set`, `--add` and `--remove` of an update say, among the keys of `before`."""
    import copy

    from penstock.cli.overrides import Key, assign, read_override, read_path, remove, shown

    after = copy.deepcopy(before)

    def known(keys: list[Key]) -> list[Key]:
        if not keys or keys[0] not in before:
            message = f"`{shown(keys) or '?'}` of {what} cannot be changed"
            raise CommandFailed("bad_set", message, WRONG, hint=f"what can be: {', '.join(before)}")
        return keys

    for override in arguments.overrides:
        keys, value = read_override(override)
        if keys[:1] == ["tags"] and isinstance(value, bool | int | float):
            value = override.partition("=")[2]  # tags are texts
        assign(after, known(keys), value)
    for path, *words in getattr(arguments, "add", None) or ():
        for key, value in table_of(words, "--add").items():
            assign(after, [*known(read_path(path)[0]), key], value)
    for path, *_ in getattr(arguments, "remove", None) or ():
        remove(after, known(read_path(path)[0]))
    return {key: value for key, value in after.items() if value != before[key]}


def open_page(arguments: argparse.Namespace, job: dict[str, Any]) -> None:
    """`--web` opens the job's page; where there is no browser it prints the address."""
    if not arguments.web:
        return
    import webbrowser

    address = job.get("services", {}).get("Studio", {}).get("endpoint")
    if address and not webbrowser.open(address):
        print(address, file=sys.stderr)
