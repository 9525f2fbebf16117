"""What data holds, and where data and models come from and go to."""

from __future__ import annotations

import argparse

from penstock.cli.asking import client_of
from penstock.cli.assets import address
from penstock.cli.errors import FINE
from penstock.cli.output import show


def profile(arguments: argparse.Namespace) -> int:
    """Types, empty cells, ranges and distributions of the columns."""
    answer = client_of(arguments).get(f"{address(arguments, latest=True)}/profile", file=arguments.file_name)
    show(answer, arguments.output, arguments.query)
    return FINE


def lineage(arguments: argparse.Namespace) -> int:
    show(client_of(arguments).get(f"{address(arguments, latest=True)}/lineage"), arguments.output, arguments.query)
    return FINE
