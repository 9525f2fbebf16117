"""`penstock schedule …`: jobs that start by the clock."""

from __future__ import annotations

import argparse

from penstock.cli.asset_verbs import verbs
from penstock.cli.errors import FINE
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


VERBS = (
    *verbs("schedule", "schedules", versioned=False, rewrites=True),
    Verb("enable", "let a schedule start jobs", "schedule:enable", (NAME,)),
    Verb("disable", "keep a schedule from starting jobs", "schedule:disable", (NAME,)),
)
