"""From what a person submits to what a runner needs: plan, graph for the job's page, YAML, files. Starts nothing."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from designer.files import FolderFiles
from designer.reading import BOM, DEFAULT_MAIN, interfaces, unique, yaml_of
from designer.registry import open_files, open_folder
from designer.services.drafts import get_draft
from designer.spec import canvas as canvases
from designer.spec.canvas_text import edited_text
from designer.spec.compile import compile_job
from designer.spec.compile_values import Mapped
from designer.spec.document import Document, read_text
from designer.spec.emit import dump
from designer.spec.load import Loader
from designer.spec.model import CommandJob, Job, PipelineJob
from designer.spec.plan import Step
from designer.spec.ports import FileError, Files
from designer.spec.problems import Problem
from designer.spec.read import read_job
from designer.spec.scalars import text_of
from designer.uploads import Refused

MAX_DRAWN_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Submission:
    """`root` is None when `problems` holds errors; warnings come along with a plan.

    `job_fields`: name, type, display_name, experiment_name, description, tags, properties, settings, compute, inputs,
    outputs as the document says them. `draw()`: path of each pipeline -> {"canvas", "components"}; a call because it
    takes as long as compiling, and the run need not wait for it.
    `files_snapshot` + `main` name the files it was made from ("" when there were none).
    """

    root: Step | None
    problems: tuple[Problem, ...]
    job_fields: dict[str, Any] = field(default_factory=dict)
    yaml: str = ""
    draw: Callable[[], dict[str, dict[str, Any]]] = dict
    files_snapshot: str = ""
    main: str = ""
    assets: frozenset[tuple[str, str, str]] = frozenset()  # (kind, name, version) of what is registered and used


def compile_submission(
    *,
    draft_id: str | None = None,
    yaml_text: str | None = None,
    folder: Path | str | None = None,
    main: str | None = None,
    inputs: Mapping[str, Any] | None = None,
    force_rerun: bool | None = None,
    settings: Mapping[str, Any] | None = None,
    mapped: Mapped | None = None,
    keeps: bool = True,
) -> Submission:
    """Compile a draft, a YAML text, or the document `main` of a folder. Only what it `keeps` can be run.

    `folder` is a directory on this machine (the user's own, or an unpacked upload) or the id of a snapshot.
    `yaml_text` with a `folder` is read as if it stood in the folder under the name `main`.
    """
    text, files, name, snapshot = _source(draft_id, yaml_text, folder, main, keeps)
    document = read_text(text, name)
    changed = _with_settings(document, settings)
    base = files.base_of(name)
    result = read_job(changed, base=base, files=files)
    if result.job is None:
        return Submission(None, unique(result.problems), yaml=text, main=name)
    loader = Loader(files)
    root, problems = compile_job(
        result.job, files, inputs=inputs, force_rerun=bool(force_rerun), loader=loader, mapped=mapped
    )
    found = unique((*result.problems, *problems))
    if root is None or any(problem.severity == "error" for problem in found):
        return Submission(None, found, job_fields=_fields(result.job), yaml=text, main=name)
    final = _with_inputs(result.job, inputs or {}, base, name)
    return Submission(
        root,
        found,
        job_fields=_fields(final),
        yaml=_text(text) if not (inputs or settings) else edited_text(_text(text), final.body),
        draw=lambda: graph_of(final, files, loader),
        files_snapshot=snapshot,
        main=name,
        assets=frozenset(files.used),
    )


def _source(
    draft_id: str | None, yaml_text: str | None, folder: Path | str | None, main: str | None, keeps: bool
) -> tuple[str, FolderFiles, str, str]:
    """(text, files, name of the document, snapshot of its files)."""
    if draft_id is not None:
        draft = get_draft(draft_id)
        name = draft.main or DEFAULT_MAIN
        files = open_files(draft.folder, keeps)
        return yaml_of(draft).removeprefix(BOM), files, name, draft.folder
    name = posixpath.normpath(main or DEFAULT_MAIN)
    snapshot = folder if isinstance(folder, str) else ""
    files = open_folder(folder, keeps) if isinstance(folder, Path) else open_files(snapshot, keeps)
    if yaml_text is not None:
        return yaml_text, files, name, snapshot
    if folder is None:
        raise ValueError("nothing to compile: give a draft, a text or a folder")
    found = files.read_text("", name)
    if isinstance(found, FileError):
        raise Refused([Problem("error", found.code, found.message, name, hint=found.hint)])
    return found.text, files, name, snapshot


def _text(text: str | bytes) -> str:
    return text if isinstance(text, str) else text.decode("utf-8-sig")


def _with_settings(document: Document, settings: Mapping[str, Any] | None) -> Document:
    """`settings` of a submission win over those of the document; marks of the other lines stay."""
    if settings and isinstance(document.root, dict):
        written = document.root.get("settings")
        document.root["settings"] = {**(written if isinstance(written, dict) else {}), **settings}
    return document


def _with_inputs(job: Job, inputs: Mapping[str, Any], base: str, file: str) -> Job:
    """The document with the submitted values written into it: what the job's page shows and its YAML says."""
    if not inputs:
        return job
    written = dict(job.body.get("inputs") or {})
    for name, value in inputs.items():
        before = written.get(name)
        if isinstance(before, dict) and not isinstance(value, dict):
            key = "path" if "path" in before or (isinstance(value, str) and "default" not in before) else "default"
            written[name] = {**before, key: value}
        elif isinstance(before, dict):
            written[name] = {**before, **value}
        else:
            written[name] = value
    return read_job(dump({**job.body, "inputs": written}), base=base, file=file).job or job


def graph_of(job: Job, files: Files, loader: Loader | None = None) -> dict[str, dict[str, Any]]:
    """The drawing of the job and of every pipeline inside it, by path."""
    root = canvases.job_at(job, "", files) or job
    found: dict[str, dict[str, Any]] = {}
    todo: list[tuple[str, Job]] = [("", root)]
    loader = loader or Loader(files)
    drawn: dict[str, dict[str, Any]] = {}
    while todo:
        path, here = todo.pop()
        key = f"{here.base}\0{here.file}\0{'/'.join(map(str, here.where))}"
        if key not in drawn:
            drawn[key] = {"canvas": canvases.to_canvas(here), "components": interfaces(here, files, loader)}
        found[path] = drawn[key]
        if isinstance(here, PipelineJob) and path.count("/") < MAX_DRAWN_DEPTH:
            todo.extend(_pipelines_below(path, here, loader))
    return found


def _pipelines_below(path: str, job: PipelineJob, loader: Loader) -> list[tuple[str, Job]]:
    below: list[tuple[str, Job]] = []
    for node in reversed(list(job.nodes.values())):
        component, _ = loader.of_node(node, job)
        if component is not None and component.pipeline is not None:
            below.append((f"{path}/{node.name}" if path else node.name, component.pipeline))
    return below


_PLAIN = ("tags", "properties", "settings", "inputs", "outputs", "compute", "environment")


def _fields(job: Job) -> dict[str, Any]:
    """What the document says about the job itself, as plain data."""
    body = canvases.plain({key: job.body[key] for key in _PLAIN if key in job.body})
    found: dict[str, Any] = {"type": "pipeline" if isinstance(job, PipelineJob) else job.type}
    for key in ("name", "display_name", "experiment_name", "description"):
        if job.body.get(key) is not None:
            found[key] = text_of(job.body[key])
    for key in ("tags", "properties", "settings", "inputs", "outputs"):
        value = body.get(key)
        found[key] = value if isinstance(value, dict) else {}
    tags = job.body.get("tags")
    found["tags"] = {str(key): text_of(value) for key, value in tags.items()} if isinstance(tags, dict) else {}
    found["compute"] = body.get("compute")
    if isinstance(job, CommandJob):
        found["environment"] = body.get("environment")
    return found
