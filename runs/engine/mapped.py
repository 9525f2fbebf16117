"""What the mappings of a submission mean for a step: its interpreter, and copies of its outputs at places of the user.

They are in the step's spec, so that they are part of its reuse key: `environment` and `places`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from typing import Any

from designer.spec.plan import Step
from penstock.mappings import CURRENT, PYTHON

ENVIRONMENT = "environment"  # what stands in for the environment as written
DEFINED = "env:"
PLACES = "places"  # output -> local path that gets a copy


def environment_of(step: Step) -> str:
    """What the step really runs in, as people call it."""
    wanted = str(step.spec.get(ENVIRONMENT) or CURRENT)
    return wanted if wanted.startswith(PYTHON) else key_of(wanted)[1]


def key_of(wanted: str) -> tuple[str, str]:
    """(key, name) of an environment on the shelf: `env:KEY:NAME` of a definition, or the name of a built-in."""
    if not wanted.startswith(DEFINED):
        return wanted, wanted
    key, _, name = wanted.removeprefix(DEFINED).partition(":")
    return key, name or key


def interpreter_of(step: Step) -> str | None:
    """The Python of the user's own that the step runs with, if any."""
    name = environment_of(step)
    return name.removeprefix(PYTHON) if name.startswith(PYTHON) else None


def places_of(step: Step, job: str) -> dict[str, str]:
    """Output -> where its copy goes; `${{name}}` in it is the name of the job, as Azure ML has it."""
    places: Mapping[str, str] = step.spec.get(PLACES) or {}
    return {port: place.replace("${{name}}", job) for port, place in places.items()}


def copies_are_there(step: Step, job: str) -> bool:
    return all(os.path.exists(place) for place in places_of(step, job).values())


def copy_outputs(step: Step, job: str, outputs: Mapping[str, Any], workspace: str) -> None:
    """Copy what was written to where the submission maps it. Raises OSError."""
    for port, place in places_of(step, job).items():
        entry = outputs.get(port) or {}
        source = f"{workspace}/{entry.get('path')}"
        if entry.get("id") is None:
            continue  # the step did not write it
        if os.path.isdir(source):
            shutil.copytree(source, place, dirs_exist_ok=True)
            continue
        if place.endswith("/") or os.path.isdir(place):
            place = os.path.join(place, os.path.basename(source))
        os.makedirs(os.path.dirname(place), exist_ok=True)
        shutil.copy2(source, place)
