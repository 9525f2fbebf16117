"""What a step is given: its inputs as the text its command sees, and as the identity that reuse compares."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from designer.spec.plan import Step, Value
from runs.ports import Given, Sources

OutputsOf = Callable[[str], Mapping[str, Any]]
"""Path of a completed step -> its outputs: port -> {path, id, type, size, files}."""


class CannotBeGiven(Exception):
    """An input of the step is not to be had; the message is a sentence for the step's page."""


class NotKnownYet(Exception):
    """Inputs whose content has to be found out first."""

    def __init__(self, values: list[Value]) -> None:
        super().__init__()
        self.values = values


def resolve_inputs(step: Step, workspace: str, outputs_of: OutputsOf, sources: Sources) -> dict[str, Given]:
    """All inputs of a step whose needs have completed. Raises CannotBeGiven, and NotKnownYet for all at once."""
    found: dict[str, Given] = {}
    unknown: list[Value] = []
    for name, value in step.inputs.items():
        if value.kind == "data" and not value.snapshot:
            given = sources.known(value)
            if given is None:
                unknown.append(value)
            else:
                found[name] = given
        else:
            found[name] = _resolve(name, value, workspace, outputs_of)
    if unknown:
        raise NotKnownYet(unknown)
    return found


def _resolve(name: str, value: Value, workspace: str, outputs_of: OutputsOf) -> Given:
    if value.kind == "literal":
        return Given(value.value, f"{value.type}:{value.value!r}")
    if value.kind == "node":
        return _from_step(name, value, workspace, outputs_of)
    if value.kind == "none":
        return Given(None, "none")
    place = f"{workspace}/store/{value.snapshot}/tree"
    return Given(f"{place}/{value.subpath}" if value.subpath else place, f"{value.snapshot}/{value.subpath}")


COPY = "copy:"  # before the place that a private copy is made of
WRITABLE = "rw_mount"
PRIVATE = "in"  # folder of an attempt


def private_copies(step: Step, given: dict[str, Given], folder: str) -> dict[str, Given]:
    """Inputs that the step may write to: a copy in the attempt's folder where they are everybody's. A path of the user
    is given as it is, and written to in place. `folder` is that of the attempt."""
    if not any(value.mode == WRITABLE and value.kind in ("data", "node") for value in step.inputs.values()):
        return given
    found = dict(given)
    for name, value in step.inputs.items():
        item = given[name]
        if value.mode != WRITABLE or value.kind not in ("data", "node") or str(item.value).startswith(folder + "/"):
            continue
        if value.kind == "node" or value.snapshot or item.source:
            place = f"{folder}/{PRIVATE}/{name}/{os.path.basename(str(item.value))}"
            found[name] = Given(place, item.id, COPY + str(item.value))
    return found


def _from_step(name: str, value: Value, workspace: str, outputs_of: OutputsOf) -> Given:
    assert value.path is not None
    output = outputs_of(value.path).get(value.port or "")
    if output is None:
        raise CannotBeGiven(f"input {name}: step {value.path} has no output named {value.port}")
    if output.get("id") is None:
        raise CannotBeGiven(f"input {name}: step {value.path} completed without writing its output {value.port}")
    return Given(f"{workspace}/{output['path']}", output["id"])
