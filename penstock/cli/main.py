"""Reads the command line and calls the command. Only the standard library is imported before a command is known."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from penstock.cli.errors import FAILED, CommandFailed, tell

EPILOG = (
    "Answers go to stdout, everything else to stderr. Exit: 0 fine, 1 failed, 2 wrong use or bad file, 3 not found, "
)
EPILOG += "4 not allowed, 5 no server."
FORMATS = ("json", "jsonc", "table", "tsv", "yaml", "none")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; the result is its exit code."""
    argv = sys.argv[1:] if argv is None else list(argv)
    arguments = parser().parse_args(argv)
    arguments.argv = argv  # a command that hands over to another process passes them on
    return perform(arguments)


def perform(arguments: argparse.Namespace) -> int:
    """Calls the command; its errors are told on stderr, its result is the exit code."""
    output: str | None = getattr(arguments, "output", None)
    module, _, name = arguments.command.partition(":")
    command: Callable[[argparse.Namespace], int] = getattr(import_module(f"penstock.cli.{module}"), name)
    try:
        return command(arguments)
    except CommandFailed as failure:
        tell(failure, output)
        return failure.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our stdout went away, as `| head` does
        sys.stderr.close()
        return FAILED


def parser() -> argparse.ArgumentParser:
    top = _Parser(prog="penstock", description="Draw, run and watch machine-learning pipelines.", epilog=EPILOG)
    groups = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_local(groups)
    _add_job(groups)
    return top


class _Parser(argparse.ArgumentParser):
    """No abbreviations of flags: a script that uses one would break when a flag is added."""

    def __init__(self, **keywords: Any) -> None:
        super().__init__(**{**keywords, "allow_abbrev": False})


def _add_local(groups: Any) -> None:
    up = groups.add_parser("up", help="start everything on this machine and print its address")
    up.add_argument("--host", help="address to listen on (127.0.0.1)")
    up.add_argument("--port", type=int, help="port to listen on")
    up.add_argument("--no-browser", action="store_true", help="do not open a browser")
    _data_dir(up)
    up.set_defaults(command="local:up")

    run = groups.add_parser("run", help="run a job file here and now, without a server")
    run.add_argument("file", metavar="FILE")
    _sets(run)
    run.add_argument("--name", "-n", help="the name of the job")
    run.add_argument("--output-dir", metavar="D", help="copy the job's outputs and logs there")
    run.add_argument("--no-cache", action="store_true", help="run every step, reuse nothing")
    _data_dir(run)
    _answers(run)
    run.set_defaults(command="local:run")

    validate = groups.add_parser("validate", help="list the problems of files, with their lines")
    validate.add_argument("files", metavar="FILE", nargs="+")
    _data_dir(validate)
    _answers(validate)
    validate.set_defaults(command="validate:validate")


def _add_job(groups: Any) -> None:
    job = groups.add_parser("job", help="create, show, list, stream and cancel jobs")
    verbs = job.add_subparsers(title="commands", metavar="COMMAND", required=True)

    create = _server_verb(verbs, "create", "submit a job file")
    create.add_argument("--file", "-f", required=True, metavar="F")
    _sets(create)
    create.add_argument("--name", "-n", help="the name of the job; the same name again answers the job that exists")
    create.add_argument("--stream", "-s", action="store_true", help="follow the job until it ends")
    create.add_argument("--web", "-e", action="store_true", help="open the job's page")

    show = _server_verb(verbs, "show", "one job")
    show.add_argument("--web", "-e", action="store_true", help="open the job's page")
    stream = _server_verb(verbs, "stream", "follow a job until it ends")
    cancel = _server_verb(verbs, "cancel", "stop a job")
    for verb in (show, stream, cancel):
        verb.add_argument("--name", "-n", required=True)

    listing = _server_verb(verbs, "list", "the latest jobs")
    listing.add_argument("--max-results", "-r", type=int, default=50, metavar="N")
    listing.add_argument("--experiment", help="only jobs of this experiment")
    listing.add_argument("--status", help="only jobs with this status")
    listing.add_argument("--search", help="only jobs whose name holds this text")
    listing.set_defaults(command="job:list_")


def _server_verb(verbs: Any, name: str, explanation: str) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(name, help=explanation)
    server = verb.add_argument_group("server")
    server.add_argument("--url", help="its address (PENSTOCK_URL; else the one that `up` started)")
    server.add_argument("--token", help="its token (PENSTOCK_TOKEN)")
    _data_dir(server)
    _answers(verb)
    verb.set_defaults(command=f"job:{name}")
    return verb


def _data_dir(to: Any) -> None:
    to.add_argument("--data-dir", metavar="D", help="the workspace (PENSTOCK_DATA_DIR)")


def _sets(to: argparse.ArgumentParser) -> None:
    to.add_argument(
        "--set", dest="overrides", action="extend", nargs="+", default=[], metavar="K=V", help="as in inputs.rate=0.5"
    )


def _answers(to: argparse.ArgumentParser) -> None:
    answer = to.add_argument_group("answer")
    answer.add_argument("--output", "-o", choices=FORMATS, help="how the answer is written (json)")
    answer.add_argument("--query", help="JMESPath: which part of the answer")


def entry() -> None:
    sys.exit(main())


if __name__ == "__main__":
    entry()
