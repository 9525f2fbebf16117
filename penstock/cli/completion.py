"""`penstock completion SHELL`: the lines that make a shell complete this command. The words come from the parser."""

from __future__ import annotations

import argparse

from penstock.cli.errors import FINE


def completion(arguments: argparse.Namespace) -> int:
    """Prints code for the shell to read; each Tab then asks the command itself, which starts fast."""
    import argcomplete

    print(argcomplete.shellcode(["penstock"], shell=arguments.shell))
    return FINE
