"""What the commands of datastores do beside what all registered things have: credentials, a test, a look inside."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import Any

from penstock.cli import assets
from penstock.cli.asking import client_of
from penstock.cli.client import Client, segment
from penstock.cli.errors import FAILED, FINE, WRONG, CommandFailed
from penstock.cli.output import show

VARIABLE = "PENSTOCK_CREDENTIAL_"


def create(arguments: argparse.Namespace) -> int:
    """As for everything registered, then its credentials, which are no part of the document."""
    if not arguments.credential:
        return assets.create(arguments)
    path, text = assets.document_of(arguments)
    client = client_of(arguments)
    answer = assets.send(client, arguments.kinds, path, text, assets.git_of(arguments, path))
    _show(client, str(answer["name"]), arguments)
    return FINE


def update(arguments: argparse.Namespace) -> int:
    """The document's words, and its credentials."""
    if not (arguments.credential or arguments.forget_credentials):
        return assets.update(arguments)
    client = client_of(arguments)
    place = f"datastores/{segment(arguments.name)}"
    if arguments.forget_credentials:
        client.patch(place, {"credentials": None})
    _show(client, arguments.name, arguments)
    return FINE


def test(arguments: argparse.Namespace) -> int:
    """Whether it can be opened with the credentials that are kept; exit status 1 when not."""
    answer = client_of(arguments).post(f"datastores/{segment(arguments.name)}/test", {})
    show(answer, arguments.output, arguments.query)
    return FINE if answer["ok"] else FAILED


def browse(arguments: argparse.Namespace) -> int:
    """What is in a folder of it."""
    place = f"datastores/{segment(arguments.name)}/browse"
    answer = client_of(arguments).request("GET", place, query={"path": arguments.path}).json()
    show(answer["entries"], arguments.output, arguments.query)
    return FINE


def _show(client: Client, name: str, arguments: argparse.Namespace) -> None:
    place = f"datastores/{segment(name)}"
    if arguments.credential:
        client.patch(place, {"credentials": secrets_of(arguments.credential)})
    show(assets.flat(client.get(place)), arguments.output, arguments.query)


def secrets_of(words: list[str]) -> dict[str, str]:
    """`KEY=VALUE`, `KEY=@FILE` for what is in a file, `KEY` for a variable of the environment or a question: what
    stands on a command line can be read by others of this machine."""
    found: dict[str, Any] = {}
    for word in words:
        key, given, value = word.partition("=")
        if not key:
            raise CommandFailed(
                "bad_credential", f"--credential {word!r}: write it as KEY, KEY=@FILE or KEY=VALUE", WRONG
            )
        found[key] = _read(value[1:]) if value.startswith("@") else value if given else _asked(key)
    return found


def _read(path: str) -> str:
    try:
        return Path(path).expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandFailed("no_file", f"{path} cannot be read: {error}", WRONG) from None


def _asked(key: str) -> str:
    if value := os.environ.get(VARIABLE + key.upper()):
        return value
    if not sys.stdin.isatty():
        hint = f"set {VARIABLE}{key.upper()}, or write --credential {key}=@FILE"
        raise CommandFailed("no_credential", f"there is no value for {key}, and nobody to ask", WRONG, hint=hint)
    return getpass.getpass(f"{key}: ")
