"""Reads the command line and calls the command. What is not named is not imported: start-up is a feature.

A group of commands is a row in GROUPS and a module of that name with a table `VERBS` (see `verbs.py`).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from penstock.cli.errors import FAILED, CommandFailed, tell
from penstock.cli.verbs import Parser, Verb, add_flags, add_verbs

EPILOG = (
    "Answers go to stdout, everything else to stderr. Exit: 0 fine, 1 failed, 2 wrong use or bad file, 3 not found, "
    "4 not allowed, 5 no server. Completion of the shell: see `penstock completion --help`."
)
# Commands without a verb: each is a row of the table in `local.py`.
ALONE = {
    "up": "start everything on this machine and print its address",
    "run": "run a job file here and now, without a server",
    "validate": "list the problems of files, with their lines",
    "storage": "show what takes room in the workspace",
    "prune": "remove old jobs and what nobody needs any more",
    "completion": "print what completes this command in a shell",
}
GROUPS = {
    "job": "create, show, list, stream, cancel and download jobs",
    "component": "register and manage components",
    "data": "register and manage data",
    "environment": "register and manage environments",
    "model": "register and manage models",
    "compute": "manage computes, which are names here",
    "datastore": "manage datastores",
    "schedule": "start jobs by the clock",
    "batch-endpoint": "publish pipelines and call them",
    "batch-deployment": "manage what endpoints run",
    "workspace": "show where things are, keep mappings",
    "pipeline": "turn files into canvases and back, format, compare and merge them",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; the result is its exit code."""
    argv = sys.argv[1:] if argv is None else list(argv)
    if "_ARGCOMPLETE" in os.environ:
        import argcomplete

        argcomplete.autocomplete(parser(None))
    arguments = parser(argv).parse_args(argv)
    arguments.argv = argv  # a command that hands over to another process passes them on
    return perform(arguments)


def perform(arguments: argparse.Namespace) -> int:
    """Calls the command; its errors are told on stderr, its result is the exit code."""
    output: str | None = getattr(arguments, "output", None)
    module, _, name = arguments.command.partition(":")
    try:
        command: Callable[[argparse.Namespace], int] = getattr(import_module(f"penstock.cli.{module}"), name)
        return command(arguments)
    except CommandFailed as failure:
        tell(failure, output)
        return failure.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our stdout went away, as `| head` does
        sys.stderr.close()
        return FAILED
    except OSError as failure:  # a full disk, a folder in the place of a file
        where = f"{failure.filename}: " if failure.filename else ""
        tell(CommandFailed("system", f"{where}{failure.strerror or failure}", FAILED), output)
        return FAILED
    except Exception as bug:  # told as every failure is; `--debug` shows where it happened
        if getattr(arguments, "debug", False):
            raise
        hint = "call it again with --debug and report what it prints"
        tell(CommandFailed("bug", f"penstock has a bug: {bug!r}", FAILED, hint=hint), output)
        return FAILED


def parser(argv: Sequence[str] | None) -> argparse.ArgumentParser:
    """Knows every command by its name, and the flags of the one that `argv` names; of all, without `argv`."""
    named = next((word for word in argv if not word.startswith("-")), "") if argv is not None else None
    top = Parser(prog="penstock", description="Draw, run and watch machine-learning pipelines.", epilog=EPILOG)
    top.add_argument("--version", action="version", version=_version(), help="print the version")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, explanation in ALONE.items():
        command = commands.add_parser(name, help=explanation, description=explanation)
        if named in (None, name):
            verb = next(verb for verb in _verbs("local") if verb.name == name)
            command.description = verb.help
            add_flags(command, verb)
    for name, explanation in GROUPS.items():
        group = commands.add_parser(name, help=explanation, description=explanation)
        if named in (None, name):
            add_verbs(group, _verbs(name.replace("-", "_")))
    return top


def _verbs(module: str) -> tuple[Verb, ...]:
    found: tuple[Verb, ...] = import_module(f"penstock.cli.{module}").VERBS
    return found


def _version() -> str:
    from penstock import __version__

    return f"penstock {__version__}"


def entry() -> None:
    sys.exit(main())


if __name__ == "__main__":
    entry()
