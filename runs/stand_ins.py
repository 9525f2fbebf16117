"""What stands in for addresses and environments of a submission: data taken into the store, outputs copied to where
they are mapped, the interpreter of a step. Writes it into the plan; knows no database."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from designer import snapshots, versions
from designer.kinds import ENVIRONMENTS
from designer.spec.compile_values import Mapped
from designer.spec.plan import Step
from designer.spec.ports import FileError, FilesFailure
from penstock.mappings import CLASSIC, CURRENT, PYTHON, Mappings
from runs.engine.mapped import ENVIRONMENT, PLACES
from runs.services import Refused


def data_from(mappings: Mappings) -> Mapped | None:
    """Takes what is at the mapped path into the store; nothing to do without maps."""
    if not mappings.maps:
        return None

    def mapped(address: str) -> tuple[str, str] | None:
        place = mappings.place(address)
        if place is None:
            return None
        path = Path(place)
        if not path.exists():
            message = _("`%(ref)s` is mapped to %(path)s, which does not exist") % {"ref": address, "path": place}
            raise FilesFailure(FileError("mapped_to_nothing", message, _("see --map")))
        try:
            return snapshots.snapshot_data(settings.WORKSPACE.store, path.resolve())
        except snapshots.SnapshotError as error:
            raise FilesFailure(FileError(error.code, error.message, error.hint)) from None

    return mapped


def stand_in(root: Step, mappings: Mappings) -> Step:
    """The plan with mapped outputs and environments in it. Raises Refused for what cannot stand in."""
    if not (mappings.maps or mappings.environments):
        return root
    checked: set[str] = set()

    def change(step: Step) -> Step:
        more: dict[str, object] = {}
        places = {
            port: place for port, spec in step.outputs.items() if spec.uri and (place := mappings.place(spec.uri))
        }
        if step.kind != "pipeline" and places:
            more[PLACES] = places
        chosen = mappings.environment(step.environment) if step.kind != "pipeline" else None
        if chosen is not None:
            if chosen not in checked:
                check(chosen)
                checked.add(chosen)
            if chosen != CURRENT:  # which is everybody's
                more[ENVIRONMENT] = chosen
        children = tuple(map(change, step.children))
        return replace(step, children=children, spec={**step.spec, **more}) if more or children else step

    return change(root)


def check(environment: str) -> None:
    """An environment that cannot stand in is told when the job is submitted, not when its first step starts."""
    if environment == CURRENT:
        return
    name, _colon, version = environment.removeprefix("azureml:").replace("@", ":").partition(":")
    if not environment.startswith(PYTHON) and versions.find(ENVIRONMENTS, name, version or "latest") is not None:
        return
    if environment == CLASSIC:
        raise Refused(
            "no_environment", _("This version has no environment classic yet; use current or python:/path/to/python.")
        )
    if not environment.startswith(PYTHON):
        message = _("There is no environment %(name)s; use current, a registered one or python:/path/to/python.")
        raise Refused("no_environment", message % {"name": environment})
    path = environment.removeprefix(PYTHON)
    if not (os.path.isabs(path) and os.path.isfile(path) and os.access(path, os.X_OK)):
        raise Refused("no_environment", _("%(path)s is no program; name a Python interpreter.") % {"path": path})
