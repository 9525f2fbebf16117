"""From what a person submits to a run: compiled by the designer, warned about, written by the services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from designer.gitstate import clean
from designer.registry import store_document
from designer.services import Submission, compile_submission
from designer.spec.plan import Step
from designer.spec.problems import Problem
from penstock.mappings import Mappings
from runs.choosing import Chooser
from runs.demands import demand, notes
from runs.drawing import draw_later
from runs.models import Run
from runs.services import NewRun, create_run
from runs.stand_ins import data_from, stand_in, stores_not_here


class Rejected(Exception):
    """The document has errors; all of them are in `problems`, warnings too."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems[:3]))


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person who submits wants other than the document says."""

    name: str | None = None
    display_name: str = ""
    experiment_name: str = ""
    description: str | None = None
    tags: Mapping[str, str] | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    force_rerun: bool = False
    creator: str = ""
    mappings: Mappings = field(default_factory=Mappings)
    git: Mapping[str, Any] = field(default_factory=dict)


def submit(
    *,
    wishes: Wishes,
    draft: str | None = None,
    yaml_text: str | None = None,
    folder: Path | str | None = None,
    main: str | None = None,
    origin: str = "",
    owner: str = "",
    lease_until: float = 0,
) -> tuple[Run, bool]:
    """Compile and write a run; (run, False) when the name is taken already. Raises Rejected.

    `folder` is a folder on this machine, whose needed files are stored, or the id of a stored one.
    """
    if wishes.name and (known := Run.objects.filter(name=wishes.name).first()):
        return known, False
    found, root, chooser = compiled(wishes, draft=draft, yaml_text=yaml_text, folder=folder, main=main)
    folder = _keep(folder, found.main) if isinstance(folder, Path) else found.files_snapshot
    new = new_run(found, root, wishes, draft or "", origin, folder, chooser)
    run, made = create_run(new=new, name=wishes.name or None, owner=owner, lease_until=lease_until)
    if made:
        run.made_from = root
        draw_later(run, found.draw)
    return run, made


def compiled(
    wishes: Wishes,
    *,
    draft: str | None = None,
    yaml_text: str | None = None,
    folder: Path | str | None = None,
    main: str | None = None,
    keeps: bool = True,
) -> tuple[Submission, Step, Chooser]:
    """What the document means with these wishes and on this machine. Raises Rejected, Refused."""
    mappings = wishes.mappings.over(Mappings.in_force(settings.WORKSPACE))
    found = compile_submission(
        draft_id=draft,
        yaml_text=yaml_text,
        folder=folder,
        main=main,
        inputs=dict(wishes.inputs) or None,
        force_rerun=wishes.force_rerun,
        settings=wishes.settings or None,
        mapped=data_from(mappings, keeps),
        keeps=keeps,
    )
    if found.root is None:
        raise Rejected(found.problems)
    chooser = Chooser(mappings)
    return found, demand(stand_in(found.root, mappings, chooser)), chooser


def new_run(
    found: Submission, root: Step, wishes: Wishes, draft: str, origin: str, folder: str, chooser: Chooser
) -> NewRun:
    """What the document says, where the wishes do not say otherwise."""
    said = found.job_fields
    return NewRun(
        plan=root,
        display_name=wishes.display_name or said.get("display_name") or said.get("name") or _title(found.main),
        experiment_name=wishes.experiment_name or said.get("experiment_name") or "Default",
        description=wishes.description if wishes.description is not None else said.get("description", ""),
        tags={**said.get("tags", {}), **(wishes.tags or {})},
        type=said.get("type", "pipeline"),
        draft=draft,
        origin=origin or (f"draft:{draft}" if draft else ""),
        yaml=found.yaml,
        folder=folder,
        main=found.main,
        warnings=[*_warnings(found.problems, chooser), *notes(root), *stores_not_here(root)],
        inputs=said.get("inputs", {}),
        settings=said.get("settings", {}),
        properties={**said.get("properties", {}), **git_properties(wishes.git)},
        creator=wishes.creator,
        assets=found.assets,
    )


def git_properties(git: Mapping[str, Any]) -> dict[str, Any]:
    """Where the document lies in git, under the names that Azure ML gives it."""
    state = clean(git)
    named = {
        "azureml.git.repository_uri": state.get("remote"),
        "azureml.git.branch": state.get("branch"),
        "azureml.git.commit": state.get("commit"),
        "azureml.git.dirty": str(state["dirty"]) if "dirty" in state else None,
        "mlflow.source.git.repoURL": state.get("remote"),
        "mlflow.source.git.branch": state.get("branch"),
        "mlflow.source.git.commit": state.get("commit"),
    }
    return {key: value for key, value in named.items() if value is not None}


def _keep(folder: Path, main: str) -> str:
    """Store what the document needs, so that the run can be shown and submitted again later."""
    from designer.closure import closure

    return store_document(folder, main, closure(folder, main))


def _title(main: str) -> str:
    """A job that nobody named is called by its file, or by the folder of a `pipeline.yml`."""
    path = Path(main)
    return path.stem if path.stem not in ("pipeline", "job") or not path.parent.name else path.parent.name


def _warnings(problems: Iterable[Problem], chooser: Chooser) -> list[str]:
    """Warnings of the document, then one for each environment that another stands in for."""
    told = [one for one in problems if one.severity == "warning"]
    # A name that nobody registered is no riddle where somebody said what stands in for it.
    warned = [one for one in told if not chooser.mappings.rule(one.args.get("ref"))]
    found = [f"{one.message} ({one.hint})" if one.hint else one.message for one in warned]
    return list(dict.fromkeys([*found, *chooser.warnings]))
