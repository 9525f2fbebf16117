"""Commands that work on this machine's own workspace: `up` and `run`. They hand over to another process."""

from __future__ import annotations

import argparse
import os
import sys
from typing import NoReturn

from penstock.cli.errors import WRONG, CommandFailed


def up(arguments: argparse.Namespace) -> int:
    """Becomes the supervisor."""
    argv = _flags(arguments, "host", "port", "data_dir")
    if arguments.no_browser:
        argv.append("--no-browser")
    return become("penstock.up", argv)


def run(arguments: argparse.Namespace) -> int:
    """Becomes the foreground runner, once it is known that there is a file and that the overrides can be read."""
    from penstock.cli.overrides import read_override

    if not os.path.isfile(arguments.file):
        raise CommandFailed("no_file", f"there is no file {arguments.file}", WRONG)
    for override in arguments.overrides:
        read_override(override)
    argv = [arguments.file, *_flags(arguments, "name", "output_dir", "data_dir", "output", "query")]
    for override in arguments.overrides:
        argv += ["--set", override]
    if arguments.no_cache:
        argv.append("--no-cache")
    return become("penstock.foreground", argv)


def _flags(arguments: argparse.Namespace, *names: str) -> list[str]:
    """The flags that were given, spelt with `=` so that a value may start with a dash."""
    given = ((name, getattr(arguments, name)) for name in names)
    return [f"--{name.replace('_', '-')}={value}" for name, value in given if value is not None]


def become(module: str, argv: list[str]) -> NoReturn:
    """Replaces this process, which has loaded little, by the module that does the work."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-m", module, *argv])
