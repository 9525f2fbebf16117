"""`penstock environment build` and `builds`: whether environments are built, building one and following it."""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

from penstock.cli.asking import client_of
from penstock.cli.client import Client, segment
from penstock.cli.errors import FAILED, FINE, CommandFailed
from penstock.cli.output import show as show_answer

LATEST = "latest"
BUILT_IN = ("current", "classic")
PAUSE = 0.3  # seconds between two looks


def build(arguments: argparse.Namespace) -> int:
    """Builds what is missing and tells how far it is; ends when it is there."""
    client = client_of(arguments)
    place = place_of(client, arguments)
    answer = client.post(place, {"upgrade": True} if arguments.upgrade else {})
    if not arguments.no_wait:
        answer = follow(client, place, answer)
    show_answer(_short(answer), arguments.output, arguments.query)
    if answer["state"] == "failed":
        raise CommandFailed("not_built", f"{answer['name']}:{answer['version']}: {answer['error']}", FAILED)
    return FINE


def builds(arguments: argparse.Namespace) -> int:
    """All of them, or one with its lock and its log."""
    client = client_of(arguments)
    if arguments.name:
        show_answer(client.get(place_of(client, arguments)), arguments.output, arguments.query)
    else:
        show_answer(client.get("environments/builds")["items"], arguments.output, arguments.query)
    return FINE


def rules(arguments: argparse.Namespace) -> int:
    """Which environment stands in for which name or image."""
    show_answer(client_of(arguments).get("environment-rules")["rules"], arguments.output, arguments.query)
    return FINE


def show(arguments: argparse.Namespace) -> int:
    """One that is registered, or one of those that come with Penstock."""
    from penstock.cli import assets

    try:
        return assets.show(arguments)
    except CommandFailed as failure:
        if failure.code != "not_found" or arguments.name not in BUILT_IN:
            raise
    client = client_of(arguments)
    show_answer(_short(client.get(place_of(client, arguments))), arguments.output, arguments.query)
    return FINE


def follow(client: Client, place: str, answer: dict[str, Any]) -> dict[str, Any]:
    told = ""
    while answer["state"] == "building":
        progress = answer["progress"] or {}
        line = f"building environment {answer['name']}: {progress.get('text') or 'starting'}"
        if line != told:
            print(line, file=sys.stderr)
            told = line
        time.sleep(PAUSE)
        answer = client.get(place)
    return answer


def place_of(client: Client, arguments: argparse.Namespace) -> str:
    version = getattr(arguments, "version", None) or getattr(arguments, "label", None) or LATEST
    if version == LATEST and arguments.name not in BUILT_IN:
        version = client.get(f"environments/{segment(arguments.name)}/{LATEST}")["version"]
    return f"environments/{segment(arguments.name)}/{segment(version)}/build"


def _short(answer: dict[str, Any]) -> dict[str, Any]:
    """Without what fills pages."""
    return {key: value for key, value in answer.items() if key not in ("lock", "log", "packages_list")}
