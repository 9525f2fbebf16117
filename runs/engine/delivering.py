"""What becomes of outputs beside being kept in the job's folder: written to addresses, registered under names.

Runs beside the loop, after the outputs were collected and before the step is Completed. Doing it again changes nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from designer.spec.plan import OutputSpec, Step, Value
from runs.engine.given import PRIVATE, WRITABLE
from runs.engine.mapped import PLACES
from runs.ports import Say
from runs.storage.sources.addresses import Location, Store, Unusable, locate, shown
from runs.storage.sources.child import NotToBeHad, ask

_NAME = re.compile(r"\$\{\{\s*name\s*\}\}")
_OUTPUT = re.compile(r"\$\{\{\s*output_name\s*\}\}")
DATASTORE = re.compile(r"azureml:/{1,2}(?:.*/)?datastores/(?P<name>[^/]+)")


class NotDelivered(Exception):
    """An output is not where it belongs; the message is a sentence for the step's page."""


@dataclass(frozen=True, slots=True)
class Naming:
    """An output that is to be registered: what is known of it."""

    job: str  # the run
    node: str  # path of the step in it
    port: str
    name: str
    version: str | None
    type: str
    place: str  # on this machine
    id: str
    size: int
    uri: str = ""  # where it was written, for others


Register = Callable[[Naming], str]
"""Registers an output and answers how it is called from then on; raises NotDelivered."""


def leaves(step: Step) -> bool:
    """Whether anything of this module concerns the step."""
    if any(spec.name or (spec.uri and "://" in spec.uri) for spec in step.outputs.values()):
        return True
    return any(_is_written_back(value) for value in step.inputs.values())


def _is_written_back(value: Value) -> bool:
    """An input that lies on another machine, and that the step may write to."""
    return value.mode == WRITABLE and value.kind == "data" and not value.snapshot


def address_of(spec: OutputSpec, job: str, port: str) -> str:
    """The address with the job's name and the output's in it; "" when the output stays in the job's folder."""
    if not spec.uri or "://" not in spec.uri:
        return ""
    return _OUTPUT.sub(lambda _: port, _NAME.sub(lambda _: job, spec.uri))


def deliver(
    step: Step,
    root: str,
    job: str,
    outputs: dict[str, Any],
    *,
    workspace: str,
    stores: Sequence[Store],
    register: Register,
    say: Say,
) -> None:
    """Write outputs to their addresses and register those that have names; entries gain `uri` and `registered`.

    Raises NotDelivered.
    """
    mapped = step.spec.get(PLACES) or {}
    for port, spec in step.outputs.items():
        entry = outputs.get(port) or {}
        if entry.get("id") is None:
            if spec.name:
                raise NotDelivered(f"output {port} cannot be registered as {spec.name}: the step did not write it")
            continue
        source = f"{workspace}/{entry['path']}"
        address = address_of(spec, job, port)
        if address and port not in mapped:
            _write(port, address, source, entry, workspace, stores, say)
        if spec.name:
            uri, size = str(entry.get("uri") or ""), int(entry.get("size") or 0)
            entry["registered"] = register(
                Naming(root, step.path, port, spec.name, spec.version, spec.type, source, entry["id"], size, uri)
            )


def write_back(step: Step, folder: str, *, workspace: str, stores: Sequence[Store], say: Say) -> None:
    """What the step changed in the private copies of its writable inputs goes to where they came from."""
    for name, value in step.inputs.items():
        place = f"{folder}/{PRIVATE}/{name}"
        if not _is_written_back(value) or not os.path.isdir(place):
            continue
        try:
            location = locate(value.uri or "", stores, workspace)
            for item in os.listdir(place):  # one: the file or the folder itself
                ask("deliver", location, workspace, say, source=f"{place}/{item}")
        except (Unusable, NotToBeHad) as why:
            raise NotDelivered(f"input {name} cannot be written back: {why}") from None


def _write(
    port: str, address: str, source: str, entry: dict[str, Any], workspace: str, stores: Sequence[Store], say: Say
) -> None:
    named = DATASTORE.match(address)
    if named and not any(one.get("name") == named["name"] for one in stores):
        entry["note"] = f"there is no datastore {named['name']} here: the output stays in the job's folder"
        return
    try:
        location = locate(address, stores, workspace)
        if os.path.isfile(source) and (address.endswith("/") or _is_folder(location)):
            location = locate(address.rstrip("/") + "/" + os.path.basename(source), stores, workspace)
        if location.kind == "local":
            copy_whole(source, location.path)
        else:
            ask("deliver", location, workspace, say, source=source)
    except (Unusable, NotToBeHad) as why:
        raise NotDelivered(f"output {port} cannot be written: {why}") from None
    except OSError as error:
        raise NotDelivered(f"output {port} cannot be written to {shown(address)}: {error.strerror}") from None
    entry["uri"] = location.address
    if location.kind == "local":
        entry["written"] = location.path


def _is_folder(location: Location) -> bool:
    return location.kind == "local" and os.path.isdir(location.path)


def copy_whole(source: str, target: str) -> None:
    """A file or a folder, file by file under its final name only when it is whole. Raises OSError."""
    if os.path.isfile(source):
        return _copy_file(source, target)
    os.makedirs(target, exist_ok=True)
    for folder, folders, names in os.walk(source):
        into = target + folder[len(source) :]
        for name in folders:
            os.makedirs(os.path.join(into, name), exist_ok=True)
        for name in names:
            _copy_file(os.path.join(folder, name), os.path.join(into, name))
    return None


def _copy_file(source: str, target: str) -> None:
    os.makedirs(os.path.dirname(target) or "/", exist_ok=True)
    draft = tempfile.mktemp(prefix=".penstock-", dir=os.path.dirname(target) or "/")
    try:
        shutil.copy2(source, draft)
        os.replace(draft, target)
    except OSError:
        if os.path.lexists(draft):
            os.unlink(draft)
        raise
