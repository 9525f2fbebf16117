"""`penstock batch-deployment …`: what an endpoint runs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from penstock.cli.errors import FINE, WRONG, CommandFailed
from penstock.cli.verbs import FILE, MAX_RESULTS, MAYBE_NAME, NAME, SETS, Verb, flag


def create(arguments: argparse.Namespace) -> int:
    """Publishes a pipeline component or a job under an endpoint."""
    from penstock.cli.asking import client_of, read_file
    from penstock.cli.assets import flat, git_of, send
    from penstock.cli.client import segment
    from penstock.cli.output import show
    from penstock.cli.overrides import change, read_override

    said: list[tuple[list[str | int], Any]] = [(["name"], arguments.name)] if arguments.name else []
    said += [read_override(override) for override in arguments.overrides]
    path = Path(arguments.file)
    text = change(read_file(path), said) if said else read_file(path)
    endpoint = arguments.endpoint_name or _endpoint_in(text)
    client = client_of(arguments)
    default = {"set_default": "true"} if arguments.set_default else {}
    place = f"endpoints/{segment(endpoint)}/deployments"
    answer = send(client, place, path, text, git_of(arguments, path), default)
    show(flat(answer), arguments.output, arguments.query)
    return FINE


def _endpoint_in(text: str) -> str:
    import yaml

    try:
        named = (yaml.safe_load(text) or {}).get("endpoint_name")
    except (yaml.YAMLError, AttributeError):
        named = None
    if not named:
        raise CommandFailed("no_endpoint", "say of which endpoint", WRONG, hint="--endpoint-name E")
    return str(named)


def show(arguments: argparse.Namespace) -> int:
    from penstock.cli.asking import client_of
    from penstock.cli.assets import flat
    from penstock.cli.output import show as show_answer

    show_answer(flat(client_of(arguments).get(_place(arguments))), arguments.output, arguments.query)
    return FINE


def list_(arguments: argparse.Namespace) -> int:
    from penstock.cli.asking import client_of
    from penstock.cli.assets import flat
    from penstock.cli.client import segment
    from penstock.cli.output import show as show_answer

    items = client_of(arguments).get(f"endpoints/{segment(arguments.endpoint_name)}/deployments")["items"]
    show_answer([flat(item) for item in items][: arguments.max_results], arguments.output, arguments.query)
    return FINE


def delete(arguments: argparse.Namespace) -> int:
    from penstock.cli.asking import client_of

    client_of(arguments).delete(_place(arguments))
    return FINE


def _place(arguments: argparse.Namespace) -> str:
    from penstock.cli.client import segment

    return f"endpoints/{segment(arguments.endpoint_name)}/deployments/{segment(arguments.name)}"


ENDPOINT = flag("--endpoint-name", "--endpoint", "-e", required=True, metavar="E", help="the endpoint")

VERBS = (
    Verb(
        "create",
        "publish a pipeline under an endpoint",
        "batch_deployment:create",
        (
            FILE,
            SETS,
            MAYBE_NAME,
            flag("--endpoint-name", "--endpoint", "-e", metavar="E", help="its endpoint, instead of that of the file"),
            flag("--set-default", action="store_true", help="let the endpoint run this one"),
            flag("--skip-script-validation", action="store_true", help="of no effect here"),
        ),
    ),
    Verb("show", "one deployment", "batch_deployment:show", (NAME, ENDPOINT)),
    Verb("list", "the deployments of an endpoint", "batch_deployment:list_", (ENDPOINT, MAX_RESULTS)),
    Verb("list-jobs", "the jobs that it has started", "batch_endpoint:list_jobs", (NAME, ENDPOINT, MAX_RESULTS)),
    Verb("delete", "remove a deployment", "batch_deployment:delete", (NAME, ENDPOINT), answers=False),
)
