"""The commands without a verb. `up` and `run` work on this machine's own workspace and hand over to another process."""

from __future__ import annotations

import argparse
import os
import sys
from typing import NoReturn

from penstock.cli.errors import WRONG, CommandFailed
from penstock.cli.housekeeping import PRUNE, STORAGE
from penstock.cli.verbs import CONDA, DATA_DIR, ENVIRONMENTS, MAPS, PLAN, SETS, Verb, flag


def up(arguments: argparse.Namespace) -> int:
    """Becomes the supervisor."""
    argv = _flags(arguments, "host", "port", "data_dir")
    if arguments.no_browser:
        argv.append("--no-browser")
    argv += _mappings(arguments)
    return become("penstock.up", argv)


def run(arguments: argparse.Namespace) -> int:
    """Becomes the foreground runner, once it is known that there is a file and that the overrides can be read."""
    from penstock.cli.overrides import read_override

    files = files_of(arguments)
    if len(files) != 1:
        message = f"run takes one file, here are {len(files)}: {', '.join(files)}" if files else "run takes a file"
        raise CommandFailed("wrong_use", message, WRONG, hint="penstock run FILE --set K=V")
    arguments.file = files[0]
    if not os.path.isfile(arguments.file):
        raise CommandFailed("no_file", f"there is no file {arguments.file}", WRONG)
    for override in arguments.overrides:
        read_override(override)
    argv = [arguments.file, *_flags(arguments, "name", "output_dir", "data_dir", "output", "query")]
    for override in arguments.overrides:
        argv += ["--set", override]
    argv += [f"--{name.replace('_', '-')}" for name in ("no_cache", "plan") if getattr(arguments, name)]
    argv += _mappings(arguments)
    return become("penstock.foreground", argv)


def files_of(arguments: argparse.Namespace) -> list[str]:
    """The files that were named. `run --set a=1 FILE` is a file too: the flag takes all words that follow it."""
    words = arguments.overrides
    while words and "=" not in words[-1]:
        arguments.files.append(words.pop())
    found: list[str] = arguments.files
    return found


def _mappings(arguments: argparse.Namespace) -> list[str]:
    """`--map` and `--environment` once more; what cannot be read ends the command here."""
    from penstock.mappings import BadMapping, Mappings

    try:
        Mappings.of_flags(arguments.maps, arguments.environments)
    except BadMapping as bad:
        raise CommandFailed("bad_mapping", str(bad), WRONG) from None
    maps = [f"--map={text}" for text in arguments.maps]
    conda = ["--conda-from-pypi"] if arguments.conda_from_pypi else []
    return maps + conda + [f"--environment={text}" for text in arguments.environments]


def _flags(arguments: argparse.Namespace, *names: str) -> list[str]:
    """The flags that were given, spelt with `=` so that a value may start with a dash."""
    given = ((name, getattr(arguments, name)) for name in names)
    return [f"--{name.replace('_', '-')}={value}" for name, value in given if value is not None]


def become(module: str, argv: list[str]) -> NoReturn:
    """Replaces this process, which has loaded little, by the module that does the work."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-m", module, *argv])


VERBS = (
    Verb(
        "up",
        "start everything on this machine and print its address",
        "local:up",
        (
            flag("--host", help="address to listen on (127.0.0.1)"),
            flag("--port", type=int, help="port to listen on, 0 for any free one (8484)"),
            flag("--no-browser", action="store_true", help="do not open a browser"),
            DATA_DIR,
            MAPS,
            ENVIRONMENTS,
            CONDA,
        ),
        serves=False,
        answers=False,
    ),
    Verb(
        "run",
        "run a job file here and now, without a server: progress on stderr, the job as JSON on stdout",
        "local:run",
        (
            flag("files", metavar="FILE", nargs="*", help="the YAML file of the job"),
            SETS,
            flag("--name", "-n", help="the name of the job"),
            flag("--output-dir", metavar="D", help="leave job.json, outputs and logs of all its steps there"),
            flag("--no-cache", action="store_true", help="run every step, reuse nothing"),
            PLAN,
            DATA_DIR,
            MAPS,
            ENVIRONMENTS,
            CONDA,
        ),
        serves=False,
    ),
    Verb(
        "validate",
        "list the problems of files, with their lines; exit 2 when one has an error",
        "validate:validate",
        (flag("files", metavar="FILE", nargs="*", help="YAML files of any kind"), SETS, DATA_DIR),
        serves=False,
    ),
    STORAGE,
    PRUNE,
    Verb(
        "completion",
        'print what completes this command in a shell: bash: eval "$(penstock completion bash)" in ~/.bashrc; '
        "zsh: the same in ~/.zshrc; fish: penstock completion fish > ~/.config/fish/completions/penstock.fish",
        "completion:completion",
        (flag("shell", choices=("bash", "zsh", "fish"), help="the shell"),),
        serves=False,
        answers=False,
    ),
)
