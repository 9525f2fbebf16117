"""`penstock batch-endpoint …`: published pipelines, and calling them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from penstock.cli.asset_verbs import verbs
from penstock.cli.errors import FINE, WRONG, CommandFailed
from penstock.cli.verbs import MAX_RESULTS, MAYBE_FILE, NAME, SETS, Verb, flag

if TYPE_CHECKING:
    from penstock.cli.client import Client


def invoke(arguments: argparse.Namespace) -> int:
    """Starts a job with the inputs of a file, of `--set`, or of the one `--input`."""
    from penstock.cli.asking import client_of
    from penstock.cli.client import segment
    from penstock.cli.output import show

    client = client_of(arguments)
    body = inputs_of(arguments)
    if arguments.input:
        name = _only_input(client, arguments)
        path = absolute(arguments.input, Path.cwd())
        type_ = {"type": arguments.input_type} if arguments.input_type else {}
        body.setdefault("inputs", {})[name] = {**type_, "path": path}
    said = {
        "deployment": arguments.deployment_name,
        "experiment_name": arguments.experiment_name,
        "job_name": arguments.job_name,
    }
    body |= {key: value for key, value in said.items() if value is not None}
    job = client.post(f"endpoints/{segment(arguments.name)}/invoke", body)
    if arguments.stream:
        from penstock.cli.job import follow_job

        exit_code = follow_job(client, job["name"], sys.stderr)
        show(client.get(f"jobs/{segment(job['name'])}"), arguments.output, arguments.query)
        return exit_code
    show(job, arguments.output, arguments.query)
    return FINE


def _only_input(client: Client, arguments: argparse.Namespace) -> str:
    """The data input that `--input` means: there must be one alone."""
    from penstock.cli.client import segment

    place = f"endpoints/{segment(arguments.name)}"
    chosen = arguments.deployment_name or (client.get(place).get("defaults") or {}).get("deployment_name")
    if not chosen:
        hint = "say which: --deployment-name D; or penstock batch-deployment create --set-default …"
        raise CommandFailed("no_deployment", f"`{arguments.name}` has no default deployment", WRONG, hint=hint)
    deployment = client.get(f"{place}/deployments/{segment(chosen)}")
    if deployment.get("type") == "model":
        hint = "deploy a pipeline: `type: pipeline` with `component:` or `job_definition:`"
        message = f"`{chosen}` deploys a model; models are kept and not called here"
        raise CommandFailed("not_a_pipeline", message, WRONG, hint=hint)
    literals = ("string", "number", "integer", "boolean")
    found = [port["name"] for port in deployment["inputs"] if port["type"] not in literals]
    if len(found) != 1:
        message = "--input is for a pipeline with one data input"
        raise CommandFailed("which_input", message, WRONG, hint="say which: --set inputs.NAME.path=…")
    only: str = found[0]
    return only


def inputs_of(arguments: argparse.Namespace) -> dict[str, Any]:
    """`inputs` and `outputs`; local paths become absolute, as they are meant from the file's folder."""
    import yaml

    from penstock.cli.asking import read_file
    from penstock.cli.overrides import apply_overrides

    folder = Path(arguments.file).absolute().parent if arguments.file else Path.cwd()
    text = apply_overrides(read_file(Path(arguments.file)) if arguments.file else "{}\n", arguments.overrides)
    try:
        document = yaml.safe_load(text) or {}
    except yaml.YAMLError as failure:
        raise CommandFailed("bad_yaml", f"{arguments.file} is no YAML: {failure}", WRONG) from None
    if not isinstance(document, dict):
        hint = "inputs: {x: {type: uri_folder, path: ./data}}"
        raise CommandFailed("bad_yaml", f"{arguments.file} holds no `inputs`", WRONG, hint=hint)
    found = {key: document[key] for key in ("inputs", "outputs") if isinstance(document.get(key), dict)}
    inputs = found.get("inputs", {})
    for name, value in inputs.items():
        if isinstance(value, dict) and isinstance(value.get("path"), str):
            value["path"] = absolute(value["path"], folder)
        elif isinstance(value, dict) and "default" in value:  # a literal, as inputs files write it
            inputs[name] = value["default"]
    return found


def list_jobs(arguments: argparse.Namespace) -> int:
    """The jobs that calls of an endpoint, or of one of its deployments, have started."""
    from penstock.cli.asking import client_of, pages
    from penstock.cli.output import show

    wanted = {"endpoint": getattr(arguments, "endpoint_name", None) or arguments.name}
    if getattr(arguments, "endpoint_name", None):
        wanted["deployment"] = arguments.name
    found = []
    for job in pages(client_of(arguments), "jobs", None):
        if all(job["tags"].get(key) == value for key, value in wanted.items()):
            found.append(job)
        if len(found) == arguments.max_results:
            break
    show(found, arguments.output, arguments.query)
    return FINE


def absolute(path: str, folder: Path) -> str:
    from designer.spec.paths import is_local

    return str((folder / path).absolute()) if is_local(path) and (folder / path).exists() else path


VERBS = (
    *verbs(
        "batch endpoint",
        "endpoints",
        flag("--auth-mode", help="of no effect here"),
        fields=(),
        versioned=False,
    ),
    Verb("list-jobs", "the jobs that an endpoint has started", "batch_endpoint:list_jobs", (NAME, MAX_RESULTS)),
    Verb(
        "invoke",
        "start a job of a published pipeline",
        "batch_endpoint:invoke",
        (
            NAME,
            MAYBE_FILE,
            SETS,
            flag("--deployment-name", "--deployment", "-d", help="the deployment, instead of the default one"),
            flag("--input", help="the one data input"),
            flag("--input-type", "-t", help="its type"),
            flag("--experiment-name", "--experiment", help="the experiment of the job"),
            flag("--job-name", "-j", help="the name of the job"),
            flag("--stream", "-s", action="store_true", help="follow the job until it ends"),
            flag("--instance-count", "-c", help="of no effect here"),
            flag("--mini-batch-size", "-m", help="of no effect here"),
            flag("--output-path", help="of no effect here"),
        ),
    ),
)
