"""`penstock job …`: the commands that ask a server, or the workspace itself where none runs."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from penstock.cli.errors import FAILED, FINE, NOT_FOUND, WRONG, CommandFailed, told_from
from penstock.cli.output import show as show_answer
from penstock.cli.verbs import (
    ARCHIVED,
    CHANGES,
    CONDA,
    ENVIRONMENTS,
    FILE,
    MAPS,
    NAME,
    PLAN,
    SETS,
    WEB,
    Verb,
    flag,
)

CHANGEABLE = ("display_name", "description", "tags", "experiment_name")


def create(arguments: argparse.Namespace) -> int:
    """Submits a file with what it refers to; `--stream` follows it and fails when the job does."""
    from penstock.cli.asking import client_of, open_page, read_document
    from penstock.cli.client import Client, segment
    from penstock.cli.explain import show_plan

    path = Path(arguments.file)
    text = read_document(path, arguments.overrides)
    fields = options_of(arguments, path)
    if arguments.plan:  # which can be made without a server
        client = client_of(arguments)
    else:
        client = Client.find(arguments.url, arguments.token, arguments.data_dir)
    from penstock.cli.pack import pack_job

    pack = pack_job(path, text)
    if pack.main:
        fields["main"] = pack.main
    with told_from(pack.root, path):
        place = "jobs/plan" if arguments.plan else "jobs"
        job = client.post_form(place, fields, {"file": (pack.name, pack.content)}).json()
    if arguments.plan:
        show_plan(job, arguments.output, arguments.query)
        return FINE
    open_page(arguments, job)
    exit_code = FINE
    if arguments.stream:
        exit_code = follow_job(client, job["name"], sys.stderr)
        job = client.get(f"jobs/{segment(job['name'])}")
    show_answer(job, arguments.output, arguments.query)
    return exit_code


def options_of(arguments: argparse.Namespace, path: Path) -> dict[str, str]:
    """What a submission says beside the document: its name, where it lies in git, what stands in for what."""
    from designer.gitstate import state_of
    from penstock.mappings import BadMapping, Mappings

    try:
        mappings = Mappings.of_flags(arguments.maps, arguments.environments, arguments.conda_from_pypi).to_json()
    except BadMapping as bad:
        raise CommandFailed("bad_mapping", str(bad), WRONG) from None
    tables = {**mappings, "git": state_of(path.absolute().parent)}
    fields = {key: json.dumps(table) for key, table in tables.items() if table}
    return {**fields, "name": arguments.name} if arguments.name else fields


def show(arguments: argparse.Namespace) -> int:
    from penstock.cli.asking import client_of, open_page

    job = client_of(arguments).get(f"jobs/{_segment(arguments)}")
    open_page(arguments, job)
    show_answer(job, arguments.output, arguments.query)
    return FINE


def list_(arguments: argparse.Namespace) -> int:
    """The latest jobs, or the children of one."""
    from penstock.cli.asking import archived_of, client_of, pages, table_of
    from penstock.cli.client import segment

    client = client_of(arguments)
    if arguments.parent_job_name:
        parent = client.get(f"jobs/{segment(arguments.parent_job_name)}")
        items = list(parent.get("jobs", {}).values())[: arguments.max_results]
    else:
        wanted = {"experiment": arguments.experiment, "status": arguments.status, "search": arguments.search}
        wanted["archived"] = archived_of(arguments)
        tags = table_of(arguments.tag, "--tag")
        found = pages(client, "jobs", None if tags else arguments.max_results, **wanted)
        fitting = (item for item in found if all(item["tags"].get(key) == value for key, value in tags.items()))
        items = [{**item, **_made(item)} for item in fitting]
    show_answer(items[: arguments.max_results], arguments.output, arguments.query)
    return FINE


def _made(item: dict[str, Any]) -> dict[str, Any]:
    """Who made a job and when, where scripts for `az ml` look for it."""
    if "created" not in item:
        return {}
    made = {"created_at": item["created"], "created_by": item.get("creator"), "created_by_type": "User"}
    return {"creation_context": made}


def stream(arguments: argparse.Namespace) -> int:
    """Follows on stdout: here the lines are the answer."""
    from penstock.cli.asking import client_of

    return follow_job(client_of(arguments), arguments.name, sys.stdout)


def cancel(arguments: argparse.Namespace) -> int:
    """A child job is named `<job>.<node>`: then that step alone is stopped."""
    from penstock.cli.asking import client_of
    from penstock.cli.client import segment

    root, _, path = arguments.name.partition(".")
    body = {"path": path.replace(".", "/")} if path else {}
    job = client_of(arguments).post(f"jobs/{segment(root)}/cancel", body)
    show_answer(job, arguments.output, arguments.query)
    return FINE


def update(arguments: argparse.Namespace) -> int:
    from penstock.cli.asking import changed, client_of, open_page

    client = client_of(arguments)
    job = client.get(f"jobs/{_segment(arguments)}")
    changes = changed({key: job.get(key) for key in CHANGEABLE}, "a job", arguments)
    if changes:
        job = client.patch(f"jobs/{_segment(arguments)}", changes)
    open_page(arguments, job)
    show_answer(job, arguments.output, arguments.query)
    return FINE


def delete(arguments: argparse.Namespace) -> int:
    """Refused while other jobs have its outputs; the refusal names them."""
    from penstock.cli.asking import client_of

    client_of(arguments).delete(f"jobs/{_segment(arguments)}", force="true" if arguments.force else None)
    return FINE


def archive(arguments: argparse.Namespace) -> int:
    return _archived(arguments, True)


def restore(arguments: argparse.Namespace) -> int:
    return _archived(arguments, False)


def _archived(arguments: argparse.Namespace, archived: bool) -> int:
    from penstock.cli.asking import client_of

    job = client_of(arguments).patch(f"jobs/{_segment(arguments)}", {"archived": archived})
    show_answer(job, arguments.output, arguments.query)
    return FINE


def download(arguments: argparse.Namespace) -> int:
    """Leaves the job's folder, or one of its outputs in it."""
    from penstock.cli.asking import client_of
    from penstock.cli.progress import sized

    if arguments.all and arguments.output_name:
        raise CommandFailed("wrong_use", "--all and --output-name exclude each other", WRONG)
    target = Path(arguments.download_path or arguments.name)
    query = {"output": arguments.output_name} if arguments.output_name else {}
    files, size = client_of(arguments).download(f"jobs/{_segment(arguments)}/download", target, **query)
    if arguments.output_name and not files:
        message = f"the output {arguments.output_name} of {arguments.name} is empty: it was not written yet"
        raise CommandFailed("empty_output", message, NOT_FOUND)
    print(f"{files} files ({sized(size)}) in {target}", file=sys.stderr)
    return FINE


def validate(arguments: argparse.Namespace) -> int:
    """`penstock validate` of one file, with `--set` in it."""
    from penstock.cli.validate import validate as check

    arguments.files = [arguments.file]
    return check(arguments)


def follow_job(client: Any, name: str, out: Any) -> int:
    from penstock.cli.stream import follow

    return FINE if follow(client, name, out) == "Completed" else FAILED


def _segment(arguments: argparse.Namespace) -> str:
    from penstock.cli.client import segment

    return segment(arguments.name)


VERBS = (
    Verb(
        "create",
        "submit a job file",
        "job:create",
        (
            FILE,
            SETS,
            flag("--name", "-n", help="the name of the job; the same name again answers the job that exists"),
            flag("--stream", "-s", action="store_true", help="follow the job until it ends"),
            WEB,
            MAPS,
            ENVIRONMENTS,
            CONDA,
            PLAN,
        ),
    ),
    Verb("show", "one job, with its children", "job:show", (NAME, WEB)),
    Verb(
        "list",
        "the latest jobs",
        "job:list_",
        (
            flag("--max-results", "-r", type=int, default=50, metavar="N", help="at most so many (50)"),
            flag("--parent-job-name", "-p", metavar="NAME", help="the children of this job"),
            flag("--experiment", "--experiment-name", help="only jobs of this experiment"),
            flag("--status", help="only jobs with this status"),
            flag("--search", help="only jobs whose name holds this text"),
            flag("--tag", action="append", metavar="K=V", help="only jobs with this tag"),
            *ARCHIVED,
        ),
    ),
    Verb("stream", "follow a job until it ends; fails when it does", "job:stream", (NAME,)),
    Verb(
        "explain",
        "tell why a step ran or was reused: what differed, with values and lines of files",
        "explain:explain",
        (NAME, flag("--node", metavar="PATH", help="the step, as in prepare/clean; without it all steps")),
    ),
    Verb("cancel", "stop a job, or one step of it", "job:cancel", (NAME,)),
    Verb("update", "change the names, the description or the tags of a job", "job:update", (NAME, *CHANGES, WEB)),
    Verb("archive", "keep a job out of lists", "job:archive", (NAME,)),
    Verb("restore", "take an archived job back into lists", "job:restore", (NAME,)),
    Verb(
        "delete",
        "remove a job with its files",
        "job:delete",
        (NAME, flag("--force", action="store_true", help="although other jobs took its outputs")),
        answers=False,
    ),
    Verb(
        "download",
        "get a job's outputs, logs and artifacts, and those of its children",
        "job:download",
        (
            NAME,
            flag("--all", action="store_true", help="everything (also without --output-name)"),
            flag("--output-name", metavar="O", help="one output: named-outputs/O/…"),
            flag("--download-path", "-p", metavar="D", help="the folder (./<job name>)"),
        ),
        answers=False,
    ),
    Verb("validate", "list the problems of a job file, with their lines", "job:validate", (FILE, SETS)),
)
