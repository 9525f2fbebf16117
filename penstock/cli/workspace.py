"""`penstock workspace …`: where things are, and what stands in for what in every job."""

from __future__ import annotations

import argparse
from typing import Any

from penstock.cli.errors import FINE, WRONG, CommandFailed
from penstock.cli.output import show as show_answer
from penstock.cli.verbs import DESCRIPTION, ENVIRONMENTS, MAPS, MAYBE_FILE, SETS, Flag, Verb, flag


def show(arguments: argparse.Namespace) -> int:
    from penstock.cli.asking import client_of

    show_answer(client_of(arguments).get("workspace"), arguments.output, arguments.query)
    return FINE


def list_(arguments: argparse.Namespace) -> int:
    """There is one: that of the server, or of the data directory."""
    from penstock.cli.asking import client_of

    show_answer([client_of(arguments).get("workspace")], arguments.output, arguments.query)
    return FINE


def update(arguments: argparse.Namespace) -> int:
    """Adds mappings, replaces those of the same name, and takes away what `--remove` names."""
    from penstock.cli.asking import client_of
    from penstock.mappings import BadMapping, Mappings

    try:
        said = Mappings.of_flags(arguments.maps, arguments.environments).to_json()
    except BadMapping as bad:
        raise CommandFailed("bad_mapping", str(bad), WRONG) from None
    client = client_of(arguments)
    kept = client.get("workspace")
    changes: dict[str, Any] = {key: dict(said[key]) for key in ("maps", "environments")}
    for name in arguments.remove:
        tables = [key for key in changes if name in kept[key]]
        if not tables:
            known = ", ".join([*kept["maps"], *kept["environments"]]) or "none"
            raise CommandFailed("unknown_mapping", f"no mapping is called {name}", WRONG, hint=f"there is: {known}")
        for key in tables:
            changes[key][name] = None
    if arguments.conda_from_pypi is not None:
        changes["conda_from_pypi"] = arguments.conda_from_pypi == "yes"
    if arguments.tracking_uri is not None:
        changes["tracking_uri"] = arguments.tracking_uri or None
    changed = any(changes.values()) or changes.keys() & {"conda_from_pypi", "tracking_uri"}
    answer = client.patch("workspace", changes) if changed else kept
    show_answer(answer, arguments.output, arguments.query)
    return FINE


# `az ml workspace show -n NAME`: there is one workspace, whatever scripts call it.
CALLED: tuple[Flag, ...] = (flag("--name", "-n", help="of no effect here: there is one"),)
ALLOW = flag(
    "--conda-from-pypi",
    dest="conda_from_pypi",
    choices=("yes", "no"),
    help="whether PyPI's packages of the same name stand in for conda's where conda is missing",
)
TRACKING = flag(
    "--tracking-uri", metavar="URL", help="an MLflow server in place of our own, from the next start; empty for ours"
)
REMOVE = flag("--remove", action="append", default=[], metavar="NAME", help="take a PREFIX or PATTERN away")

VERBS = (
    Verb("show", "where the workspace is, and its mlflow_tracking_uri", "workspace:show", CALLED),
    Verb(
        "create",
        "of no effect here: there is one workspace, and it is shown",
        "workspace:show",
        (*CALLED, MAYBE_FILE, SETS, flag("--location", "-l", help="of no effect here"), DESCRIPTION),
    ),
    Verb("list", "the one workspace", "workspace:list_"),
    Verb(
        "update",
        "keep mappings for every job of this workspace",
        "workspace:update",
        (*CALLED, MAPS, ENVIRONMENTS, REMOVE, ALLOW, TRACKING, DESCRIPTION),
    ),
)
