"""How a group of commands is written down: its table of verbs, and the flags that many of them share.

A group is a module with `VERBS`; it is imported when it is named. Standard library only: start-up is a feature.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from penstock.cli.errors import WRONG, CommandFailed, tell

FORMATS = ("json", "jsonc", "table", "tsv", "yaml", "yamlc", "none")


@dataclass(frozen=True)
class Flag:
    """What `add_argument` is called with."""

    names: tuple[str, ...]
    options: dict[str, Any] = field(default_factory=dict)


def flag(*names: str, **options: Any) -> Flag:
    return Flag(names, options)


@dataclass(frozen=True)
class Verb:
    """`call` is "module:function" below `penstock.cli`, and imported when the verb is performed; the answer is its exit
    code. `serves` gives the flags that find a server, `answers` those that shape what is printed; `given` is put beside
    what was written."""

    name: str
    help: str
    call: str
    flags: tuple[Flag, ...] = ()
    serves: bool = True
    answers: bool = True
    given: dict[str, Any] = field(default_factory=dict)


NAME = flag("--name", "-n", required=True, help="its name")
MAYBE_NAME = flag("--name", "-n", help="its name, instead of the one in the file")
FILE = flag("--file", "-f", required=True, metavar="F", help="the YAML file")
MAYBE_FILE = flag("--file", "-f", metavar="F", help="the YAML file")
VERSION = flag("--version", "-v", metavar="V", help="its version")
LABEL = flag("--label", "-l", metavar="L", help="a label instead of a version, as `latest`")
DESCRIPTION = flag("--description", "-d", help="what it is")
TAGS = flag("--tags", nargs="*", action="extend", metavar="K=V", help="tags, as in `owner=me team=blue`")
WEB = flag("--web", "-e", action="store_true", help="open its page")
SETS = flag(
    "--set",
    dest="overrides",
    action="extend",
    nargs="+",
    default=[],
    metavar="K=V",
    help="change the document, as in inputs.rate=0.5; what is missing on the way is made",
)
MAPS = flag(
    "--map",
    dest="maps",
    action="append",
    default=[],
    metavar="PREFIX=PATH",
    help="addresses that begin with PREFIX are at PATH on this machine",
)
ENVIRONMENTS = flag(
    "--environment",
    dest="environments",
    action="append",
    default=[],
    metavar="PATTERN=ENV",
    help="environments that PATTERN fits are ENV here: current, classic, a registered one, or python:/path/to/python",
)
PLAN = flag(
    "--plan",
    "--dry-run",
    dest="plan",
    action="store_true",
    help="only tell what would be reused, what would run and why; starts and keeps nothing",
)
CONDA = flag(
    "--conda-from-pypi",
    dest="conda_from_pypi",
    action="store_true",
    default=None,
    help="where conda is missing, PyPI's packages of the same name stand in for conda's",
)
CHANGES = (
    SETS,
    flag("--add", action="append", nargs="+", metavar="WORD", help="add to a mapping, as in --add tags owner=me"),
    flag("--remove", action="append", nargs="+", metavar="PATH", help="take away, as in --remove tags.owner"),
)
MAX_RESULTS = flag("--max-results", "-r", type=int, metavar="N", help="at most so many")
ARCHIVED = (
    flag("--include-archived", action="store_true", help="archived ones too"),
    flag("--archived-only", action="store_true", help="archived ones only"),
)
DATA_DIR = flag("--data-dir", metavar="D", help="the workspace (PENSTOCK_DATA_DIR)")
SERVER = (
    flag("--url", help="its address (PENSTOCK_URL; else the one that `up` started)"),
    flag("--token", help="its token (PENSTOCK_TOKEN)"),
    DATA_DIR,
)
ANSWER = (
    flag("--output", "-o", type=str.lower, choices=FORMATS, help="how the answer is written (json)"),
    flag("--query", help="JMESPath: which part of the answer"),
)
# Groups of `az ml` that have no commands here.
ABSENT = frozenset(
    (
        *("online-endpoint", "online-deployment", "serverless-endpoint", "marketplace-subscription"),
        *("registry", "connection", "index", "feature-store", "feature-set", "feature-store-entity"),
    )
)
# What scripts written for `az ml` pass along: taken, and of no effect here.
NONE = "of no effect here"
IGNORED = (
    flag("--workspace-name", "--workspace", "-w", metavar="W", help=NONE),
    flag("--resource-group", "--resource", "-g", metavar="G", help=NONE),
    flag("--subscription", metavar="S", help=NONE),
    flag("--registry-name", "--registry", metavar="R", help=NONE),
    flag("--only-show-errors", action="store_true", help=NONE),
    flag("--verbose", action="store_true", help=NONE),
    flag("--debug", action="store_true", help="show where a bug of penstock's own happened"),
    flag("--yes", "-y", action="store_true", help=NONE),
    flag("--no-wait", action="store_true", help=NONE),
    flag("--skip-validation", action="store_true", help=NONE),
)


class Parser(argparse.ArgumentParser):
    """No abbreviations of flags: a script that uses one would break when a flag is added."""

    def __init__(self, **keywords: Any) -> None:
        super().__init__(**{**keywords, "allow_abbrev": False})

    def error(self, message: str) -> NoReturn:
        """Wrong use: the usage for people, JSON for a script that asked for JSON."""
        if _asks_for_json(sys.argv):
            tell(CommandFailed("wrong_use", message, WRONG, hint=f"see {self.prog} --help"), "json")
            raise SystemExit(WRONG)
        super().error(message)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """A word that is no command is answered with the one that was meant."""
        if action.choices is not None and value not in action.choices:
            if action.metavar == "COMMAND" and value in ABSENT:
                kept = "files of this kind are read, checked and kept: see `penstock validate`"
                raise argparse.ArgumentError(action, f"penstock has no commands for `az ml {value}`; {kept}")
            near = difflib.get_close_matches(str(value), [str(choice) for choice in action.choices], 1)
            if near:
                raise argparse.ArgumentError(action, f"there is no {value!r}; did you mean {near[0]!r}?")
        super()._check_value(action, value)


def _asks_for_json(argv: list[str]) -> bool:
    pairs = zip(argv, [*argv[1:], ""], strict=True)
    wanted = ("json", "jsonc")
    return any(
        (one in ("-o", "--output") and two in wanted) or one in ("-ojson", "--output=json", "-o=json")
        for one, two in pairs
    )


def add_verbs(group: argparse.ArgumentParser, verbs: Iterable[Verb]) -> None:
    """The table as commands of the group."""
    commands = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for verb in verbs:
        add_flags(commands.add_parser(verb.name, help=verb.help, description=verb.help), verb)


def add_flags(parser: argparse.ArgumentParser, verb: Verb) -> None:
    """Everything that the verb takes; its own flags win over the shared ones of the same name."""
    taken: set[str] = set()
    add_all(parser, verb.flags, taken)
    if verb.serves:
        add_all(parser.add_argument_group("server"), SERVER, taken)
    if verb.answers:
        add_all(parser.add_argument_group("answer"), ANSWER, taken)
    if verb.serves:
        also = parser.add_argument_group("also taken", "as scripts for `az ml` pass them")
        add_all(also, IGNORED, taken)
    parser.set_defaults(command=verb.call, **verb.given)


def add_all(to: Any, flags: Iterable[Flag], taken: set[str]) -> None:
    for given in flags:
        names = tuple(name for name in given.names if name not in taken)
        if not names:
            continue
        taken.update(names)
        if not any(name.startswith("--") for name in names) and any(name.startswith("-") for name in given.names):
            continue  # only its short name is left: that would be another flag
        to.add_argument(*names, **given.options)
