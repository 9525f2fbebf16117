"""What can be said about a document: its job, problems, YAML, and the interfaces it refers to. Changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from designer import shapes
from designer.failures import NotHere
from designer.files import FolderFiles
from designer.models import ComponentVersion, Draft
from designer.registry import open_files
from designer.spec import canvas as canvases
from designer.spec.canvas_text import with_source, write_canvas
from designer.spec.check_assets import check_assets
from designer.spec.interface import interfaces_for
from designer.spec.load import Loader
from designer.spec.model import Job
from designer.spec.patch.coding import decoded, encoded
from designer.spec.ports import FileError, Files
from designer.spec.problems import Problem
from designer.spec.read import read_job
from designer.spec.validate import validate
from designer.speech import say

DEFAULT_MAIN = "pipeline.yml"
MAX_LISTED = 2000
BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Reading:
    """`job` is None when the document is no job at all."""

    job: Job | None
    problems: tuple[Problem, ...]
    yaml: str
    components: dict[str, shapes.Interface]


def read_canvas(canvas: dict[str, Any], files: FolderFiles, *, main: str = "", source: str = "") -> Reading:
    """Problems carry the lines of the YAML that the canvas stands for, since that is what people are shown.

    `source` is the text that the canvas was read from, if any.
    """
    file = main or DEFAULT_MAIN
    base = files.base_of(file)
    drawn = write_canvas(canvas, source, base=base, file=file)
    if drawn.job is None:
        return Reading(None, drawn.problems, "", {})
    written = read_job(drawn.text, base=base, files=files, file=file)
    job = written.job or drawn.job
    loader = Loader(files)
    found = (*written.problems, *validate(job, files, loader=loader), *check_assets(job, files))
    return Reading(job, unique(found), drawn.text, interfaces(job, files, loader))


def interfaces(job: Job, files: Files, loader: Loader | None = None) -> dict[str, shapes.Interface]:
    return cast("dict[str, shapes.Interface]", interfaces_for(job, files, loader=loader))


def unique(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The same complaint once, in the order found."""
    return tuple({(p.file, p.code, p.path, p.line, p.message): p for p in problems}.values())


def problem_json(problems: Iterable[Problem]) -> list[shapes.Problem]:
    """Said in the reader's language."""
    return [_problem(problem.to_json()) for problem in problems]


def _problem(told: dict[str, Any]) -> shapes.Problem:
    return cast("shapes.Problem", {**told, "message": say(told["message"]), "hint": say(told["hint"])})


def draft_json(draft: Draft, also: Iterable[Problem] = ()) -> shapes.Draft:
    """`also` are problems noticed while the document came in; they are not stored."""
    files = open_files(draft.folder)
    reading = read_canvas(draft.canvas, files, main=draft.main, source=source_text(draft)[0])
    return {
        "id": draft.pk,
        "name": draft.name,
        "revision": draft.revision,
        "created": iso(draft.created),
        "updated": iso(draft.updated),
        "origin": draft.origin,
        "canvas": draft.canvas,
        "components": reading.components,
        "problems": problem_json(unique((*also, *reading.problems))),
        "yaml": reading.yaml.removeprefix(BOM),
        "files": [path for path, _ in files.listing(MAX_LISTED)],
    }


def draft_item(draft: Draft) -> shapes.DraftItem:
    return {
        "id": draft.pk,
        "name": draft.name,
        "created": iso(draft.created),
        "updated": iso(draft.updated),
        "revision": draft.revision,
        "nodes": draft.nodes,
        "origin": draft.origin,
    }


def draft_job(draft: Draft) -> Job | None:
    main = draft.main or DEFAULT_MAIN
    return canvases.from_canvas(draft.canvas, base=open_files(draft.folder).base_of(main), file=main)[0]


def source_text(draft: Draft) -> tuple[str, str]:
    """The text that the draft was read from ("" when it was drawn here) and its encoding."""
    return decoded(bytes(draft.source))


def yaml_of(draft: Draft, canvas: dict[str, Any] | None = None) -> str:
    """The draft as text; `canvas` is shown instead of its own."""
    main = draft.main or DEFAULT_MAIN
    base = open_files(draft.folder).base_of(main)
    return write_canvas(canvas or draft.canvas, source_text(draft)[0], base=base, file=main).text


def yaml_bytes(draft: Draft, canvas: dict[str, Any] | None = None) -> bytes:
    """The draft as a file: of a draft without an edit the very bytes that were imported."""
    return encoded(yaml_of(draft, canvas), source_text(draft)[1])


def canvas_text(draft: Draft) -> str:
    canvas = with_source(draft.canvas, bytes(draft.source)) if draft.source else draft.canvas
    return json.dumps(canvas, indent=2, ensure_ascii=False) + "\n"


def draft_canvas(draft: Draft, path: str) -> shapes.SubCanvas:
    return sub_canvas(draft_job(draft), path, open_files(draft.folder))


def component_canvas(row: ComponentVersion, path: str) -> shapes.SubCanvas:
    """The graph of a pipeline component, or of a pipeline inside it."""
    files = open_files(row.snapshot)
    text = files.read_text("", row.main)
    if row.type != "pipeline" or isinstance(text, FileError):
        raise NotHere("pipeline", row.ref)
    return sub_canvas(read_job(text.text, base=text.base, file=text.file).job, path, files)


def sub_canvas(job: Job | None, path: str, files: Files) -> shapes.SubCanvas:
    """The pipeline at `path` inside a job."""
    found = canvases.job_at(job, path, files) if job is not None else None
    if found is None:
        raise NotHere("pipeline", path[:200])
    return {"canvas": canvases.to_canvas(found), "components": interfaces(found, files)}


def iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
