"""What the commands of everything that can be registered do: the same for every kind (`arguments.kinds` names it).

A document comes from `--file`, from flags, or from both: what a flag says wins.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from penstock.cli.asking import archived_of, changed, client_of, pages, read_file, table_of
from penstock.cli.client import Client, segment
from penstock.cli.errors import FINE, WRONG, CommandFailed, problem_line, told_from
from penstock.cli.forms import Content
from penstock.cli.output import show as show_answer
from penstock.cli.overrides import change, read_override, read_path

CHANGEABLE = ("description", "display_name", "tags", "properties", "stage", "defaults")
MADE_AT_ONCE = ("compute", "datastore", "schedule", "endpoint", "deployment")
VIRTUAL = "asset.yml"  # what a document that flags made is called


def create(arguments: argparse.Namespace) -> int:
    """Registers a document. Registering the same content again answers what is there, and says so."""
    path, text = document_of(arguments)
    client = client_of(arguments)
    try:
        answer = send(client, arguments.kinds, path, text, git_of(arguments, path))
    except CommandFailed as failure:
        if not arguments.file:  # flags made the document: nobody could open it
            failure.problems = [{**problem, "file": "", "line": 0, "column": 0} for problem in failure.problems]
        raise
    if answer.get("created") is False:
        print(said_again(arguments, answer), file=sys.stderr)
    for problem in answer.get("problems") or ():
        own = Path(problem["file"]).name == path.name
        print(problem_line({**problem, "file": arguments.file} if own else problem), file=sys.stderr)
    show_answer(flat(answer), arguments.output, arguments.query)
    return FINE


def said_again(arguments: argparse.Namespace, answer: Mapping[str, Any]) -> str:
    if answer.get("version") is None:
        return f"{answer['name']} was there already and is now as the document says"
    return f"this very content is registered already, as {answer['name']} {answer['version']}"


def show(arguments: argparse.Namespace) -> int:
    client = client_of(arguments)
    answer = client.get(address(arguments, latest=True))
    if arguments.kinds == "endpoints":
        answer["scoring_uri"] = f"{client.url}/api/v1/endpoints/{segment(answer['name'])}/invoke"
    show_answer(flat(answer), arguments.output, arguments.query)
    return FINE


def list_(arguments: argparse.Namespace) -> int:
    """The newest version of each name, or all versions of one name."""
    client = client_of(arguments)
    if getattr(arguments, "name", None):
        family = client.get(f"{arguments.kinds}/{segment(arguments.name)}")
        wanted = archived_of(arguments)
        items = [
            item
            for item in family["versions"]
            if wanted == "include" or bool(item.get("archived")) == (wanted == "only")
        ]
    else:
        query = {"archived": archived_of(arguments), "type": arguments.type, "tag": arguments.tag}
        items = list(pages(client, arguments.kinds, arguments.max_results, **query, search=arguments.search))
    shown = [flat(item) for item in items][: arguments.max_results]
    show_answer(shown, arguments.output, arguments.query)
    return FINE


def update(arguments: argparse.Namespace) -> int:
    """Changes what may change: versions stay what they are, what has none is written anew."""
    client = client_of(arguments)
    place = address(arguments, latest=True)
    before = client.get(place)
    known = {key: before.get(key) for key in CHANGEABLE if key in before}
    written = {key: value for key, value in before.get("spec", {}).items() if key not in known and key != "name"}
    flags = {key: value for key in arguments.fields if (value := getattr(arguments, key, None)) is not None}
    if arguments.rewrites:
        known |= {**dict.fromkeys(arguments.fields), **written}
    changes = changed(known, f"a registered {arguments.kind}", arguments) | flags
    if arguments.description is not None:
        changes["description"] = arguments.description
    if arguments.tags is not None:
        changes["tags"] = {**(changes.get("tags") or before.get("tags") or {}), **table_of(arguments.tags)}
    anew = {key: value for key, value in changes.items() if key not in CHANGEABLE}
    answer = before
    if anew:
        answer = client.post(arguments.kinds, {**before.get("spec", {}), **anew, "name": before["name"]})
    if rest := {key: value for key, value in changes.items() if key in CHANGEABLE}:
        answer = client.patch(place, rest)
    show_answer(flat(answer), arguments.output, arguments.query)
    return FINE


def archive(arguments: argparse.Namespace) -> int:
    return _moved(arguments, "archive")


def restore(arguments: argparse.Namespace) -> int:
    return _moved(arguments, "restore")


def _moved(arguments: argparse.Namespace, verb: str) -> int:
    """One version, or with nothing but the name all of them."""
    answer = client_of(arguments).post(f"{address(arguments)}/{verb}", {})
    show_answer(flat(answer), arguments.output, arguments.query)
    return FINE


def delete(arguments: argparse.Namespace) -> int:
    force = "true" if arguments.force else None
    client_of(arguments).delete(address(arguments), force=force)
    return FINE


def download(arguments: argparse.Namespace) -> int:
    """The files of data, of a model or of a component, below a folder of its name."""
    from penstock.cli.progress import sized

    client = client_of(arguments)
    asset = client.get(address(arguments, latest=True))
    target = Path(arguments.download_path or ".") / str(asset["name"])
    place = f"{arguments.kinds}/{segment(asset['name'])}/{segment(asset['version'])}/download"
    files, size = client.download(place, target)
    print(f"{files} files ({sized(size)}) in {target}", file=sys.stderr)
    return FINE


def address(arguments: argparse.Namespace, *, latest: bool = False) -> str:
    """`<kinds>/<name>[/<version or label>]`; the newest version where one is needed and none is named."""
    name: str = arguments.name
    version = getattr(arguments, "version", None) or getattr(arguments, "label", None)
    if not version and ":" in name:  # azureml:name:3 is a way to say it too
        name, _, version = name.removeprefix("azureml:").partition(":")
    if not version and latest and arguments.versioned:
        version = "latest"
    place = f"{arguments.kinds}/{segment(name)}"
    return f"{place}/{segment(version)}" if version and arguments.versioned else place


def document_of(arguments: argparse.Namespace) -> tuple[Path, str]:
    """Where the document lies and its text, with what the flags say in it."""
    said: list[tuple[list[str | int], Any]] = []
    for key in arguments.fields:
        value = getattr(arguments, key.replace(".", "_"), None)
        if value is not None:
            said.append((read_path(key)[0], value))
    said += [(["tags", key], value) for key, value in table_of(arguments.tags).items()]
    said += [read_override(override) for override in arguments.overrides]
    if arguments.file:
        path = Path(arguments.file)
        text = read_file(path)
        return path, change(text, said) if said else text
    if not said:
        hint = f"penstock {arguments.kind} create --file F"
        raise CommandFailed("wrong_use", f"say which {arguments.kind}: by a file or by flags", WRONG, hint=hint)
    return Path.cwd() / VIRTUAL, change("{}\n", said)


def send(
    client: Client, address: str, path: Path, text: str, git: Mapping[str, Any], said: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Posts the document with what it refers to. A server on this machine reads data where it lies."""
    fields = {**(said or {}), **({"git": json.dumps(git)} if git else {})}
    if client.at_home and not address.startswith("components"):
        place = {"folder": str(path.absolute().parent), "main": path.name}
        try:
            with told_from(Path("/"), path):
                return _post(client, address, fields | place, path.name, text.encode())
        except CommandFailed as failure:
            if failure.code != "folder_not_allowed":  # it is here, and does not see our files: in a container, say
                raise
    from penstock.cli.pack import pack_job

    pack = pack_job(path, text)
    if pack.main:
        fields["main"] = pack.main
    with told_from(pack.root, path):
        return _post(client, address, fields, pack.name, pack.content)


def _post(client: Client, address: str, fields: dict[str, str], name: str, content: Content) -> dict[str, Any]:
    answer: dict[str, Any] = client.post_form(address, fields, {"file": (name, content)}).json()
    return answer


def git_of(arguments: argparse.Namespace, path: Path) -> dict[str, Any]:
    """Where in git the document lies; nothing for one that flags made."""
    from designer.gitstate import state_of

    return state_of(path.absolute().parent) if arguments.file else {}


def flat(answer: dict[str, Any]) -> dict[str, Any]:
    """As `az ml` prints it: what the document says stands beside what the registry knows."""
    spec = answer.get("spec") or {}
    known = {key: value for key, value in answer.items() if key not in ("spec", "yaml")}
    if answer.get("kind") == "component":  # by name, as documents write them
        known |= {side: _by_name(known[side]) for side in ("inputs", "outputs") if isinstance(known.get(side), list)}
    if answer.get("kind") in MADE_AT_ONCE:
        known["provisioning_state"] = "Succeeded"  # what scripts wait for
    return {**known, **{key: value for key, value in spec.items() if known.get(key) is None}}


def _by_name(ports: list[dict[str, Any]]) -> dict[str, Any]:
    return {port["name"]: {key: value for key, value in port.items() if key != "name"} for port in ports}
