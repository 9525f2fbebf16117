"""What stands in for addresses and environments of a submission: data taken into the store, outputs copied to where
they are mapped, the interpreter of a step. Writes it into the plan; knows no database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from designer import snapshots
from designer.datastores import documents
from designer.spec.compile_values import Mapped
from designer.spec.plan import Step
from designer.spec.ports import FileError, FilesFailure
from penstock.mappings import Mappings
from runs.choosing import Chooser
from runs.engine.delivering import DATASTORE
from runs.engine.mapped import ENVIRONMENT, PLACES


def data_from(mappings: Mappings, keeps: bool = True) -> Mapped | None:
    """Takes what is at the mapped path into the store when that `keeps` it; nothing to do without maps."""
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
            return snapshots.snapshot_data(settings.WORKSPACE.store if keeps else None, path.resolve())
        except snapshots.SnapshotError as error:
            raise FilesFailure(FileError(error.code, error.message, error.hint)) from None

    return mapped


def stores_not_here(root: Step) -> list[str]:
    """A warning for each datastore that outputs name and that nobody has made: they stay in the job's folder."""
    addresses = {
        spec.uri
        for step in root.walk()
        for port, spec in step.outputs.items()
        if spec.uri and port not in step.spec.get(PLACES, ())
    }
    named = {found["name"] for address in addresses if (found := DATASTORE.match(address))}
    if not named:
        return []
    known = {str(one["name"]) for one in documents()}
    sentence = _("There is no datastore %(name)s here: outputs that name it stay in the job's folder.")
    return [sentence % {"name": name} for name in sorted(named - known)]


def stand_in(root: Step, mappings: Mappings, chooser: Chooser) -> Step:
    """The plan with mapped outputs and environments in it. Raises Refused for what cannot stand in."""

    def change(step: Step) -> Step:
        more: dict[str, object] = {}
        if step.kind != "pipeline":
            if mappings.maps and (places := _places(step, mappings)):
                more[PLACES] = places
            if wanted := chooser.of(step):
                more[ENVIRONMENT] = wanted
        children = tuple(map(change, step.children))
        return replace(step, children=children, spec={**step.spec, **more}) if more or children else step

    return change(root)


def _places(step: Step, mappings: Mappings) -> dict[str, str]:
    return {port: place for port, spec in step.outputs.items() if spec.uri and (place := mappings.place(spec.uri))}
