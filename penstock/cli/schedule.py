"""`penstock schedule …`: jobs that start by the clock."""

from __future__ import annotations

import argparse
from dataclasses import replace

from penstock.cli.asset_verbs import verbs
from penstock.cli.errors import FINE, WRONG, CommandFailed
from penstock.cli.verbs import NAME, Verb


def enable(arguments: argparse.Namespace) -> int:
    return _switch(arguments, "enable")


def disable(arguments: argparse.Namespace) -> int:
    return _switch(arguments, "disable")


def _switch(arguments: argparse.Namespace, verb: str) -> int:
    from penstock.cli.asking import client_of
    from penstock.cli.assets import flat
    from penstock.cli.client import segment
    from penstock.cli.output import show

    answer = client_of(arguments).post(f"schedules/{segment(arguments.name)}/{verb}", {})
    show(flat(answer), arguments.output, arguments.query)
    return FINE


def update(arguments: argparse.Namespace) -> int:
    """As for everything registered; `--set is_enabled=…` switches it."""
    from penstock.cli import assets
    from penstock.cli.asking import client_of
    from penstock.cli.client import segment
    from penstock.cli.overrides import read_override

    said = [read_override(override) for override in arguments.overrides]
    wanted = [value for keys, value in said if keys == ["is_enabled"]]
    arguments.overrides = [
        one for one, (keys, _) in zip(arguments.overrides, said, strict=True) if keys != ["is_enabled"]
    ]
    if wanted and not isinstance(wanted[-1], bool):
        raise CommandFailed("bad_set", "`is_enabled` is true or false", WRONG, hint="--set is_enabled=false")
    if wanted:
        client_of(arguments).post(f"schedules/{segment(arguments.name)}/{'enable' if wanted[-1] else 'disable'}", {})
    return assets.update(arguments)


MANAGED = verbs("schedule", "schedules", versioned=False, rewrites=True)
VERBS = (
    *(replace(verb, call="schedule:update") if verb.name == "update" else verb for verb in MANAGED),
    Verb("enable", "let a schedule start jobs", "schedule:enable", (NAME,)),
    Verb("disable", "keep a schedule from starting jobs", "schedule:disable", (NAME,)),
)
