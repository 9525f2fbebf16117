"""Files from outside become drafts. What cannot be read leaves everything as it was and says why."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import transaction

from designer.models import Draft
from designer.reading import DEFAULT_MAIN
from designer.registry import open_files, store_folder
from designer.services.drafts import checked_canvas, create_draft, get_draft, save_draft
from designer.spec import canvas as canvases
from designer.spec.canvas_text import SOURCE, modern_bytes, source_of
from designer.spec.document import read_text
from designer.spec.problems import Problem
from designer.spec.read import read_job
from designer.spec.sidecar import MAX_BYTES, read_sidecar, sidecar_name
from designer.uploads import Refused, Upload, find_main, read_bytes, read_whole, refuse, unpacked


def import_file(
    *, upload: Upload, draft_id: str | None = None, revision: int | None = None, main: str | None = None
) -> tuple[Draft, tuple[Problem, ...]]:
    """A YAML, a canvas document or a zip becomes a new draft, or the next revision of `draft_id`.

    Answers the draft and what was noticed while reading. A single file keeps the files of the draft it replaces;
    component files that did not come along are problems of the draft, no reason to refuse it.
    """
    label = upload.label.lower()
    if label.endswith(".zip"):
        canvas, source, folder, name, problems = _from_zip(upload, main)
    elif label.endswith(".json"):
        canvas, problems = _from_json(upload)
        source, folder, name = source_of(canvas), "", ""
    elif label.endswith((".yml", ".yaml")):
        canvas, source, problems = read_yaml(read_bytes(upload), upload.label)
        folder, name = "", upload.label
    else:
        hint = "drop a .yml, a .zip with a pipeline and its files, or a canvas .json"
        raise refuse("unknown_kind", f"`{upload.label}` is no pipeline document", upload.label, hint=hint)
    origin = f"import:{upload.label}"
    if draft_id is None:
        return create_draft(
            name=_title(canvas, label), canvas=canvas, folder=folder, main=name, origin=origin, source=source
        ), problems
    with transaction.atomic():
        before = get_draft(draft_id)
        kept = (folder, name) if folder or not before.folder else (before.folder, before.main)
        draft = save_draft(
            draft_id=draft_id,
            canvas=canvas,
            revision=revision or 0,
            folder=kept[0],
            main=kept[1] or DEFAULT_MAIN,
            source=source,
        )
    return draft, problems


def _from_zip(upload: Upload, main: str | None) -> tuple[dict[str, Any], bytes, str, str, tuple[Problem, ...]]:
    with unpacked(upload, settings.WORKSPACE.uploads) as folder:
        name = find_main(folder, upload.label, main)
        canvas, source, problems = read_yaml((folder / name).read_bytes(), name)
        beside = folder / sidecar_name(name)
        if beside.is_file() and beside.stat().st_size <= MAX_BYTES:
            canvas["layout"] = read_sidecar(beside.read_bytes()) or canvas["layout"]
        # The folder that was zipped stays around its files: it is there again when they are exported.
        around = folder.relative_to(settings.WORKSPACE.uploads).parts[1:]
        whole = folder.parents[len(around) - 1] if around else folder
        return canvas, source, store_folder(whole), "/".join((*around, name)), problems


def read_yaml(data: bytes, name: str) -> tuple[dict[str, Any], bytes, tuple[Problem, ...]]:
    """The canvas of a job document and its text in today's dialect; refused when no job can be made of it."""
    document = read_text(data, name)
    result = read_job(document, base=open_files("").base_of(name))
    if result.job is None:
        raise Refused(result.problems)
    return canvases.to_canvas(result.job), modern_bytes(data, result.job.body), result.problems


def _from_json(upload: Upload) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The canvas as it came, with the text it may carry."""
    try:
        document = json.loads(read_whole(upload))
    except json.JSONDecodeError as error:
        raise refuse("not_json", f"this is not JSON: {error.msg}", upload.label, error.lineno) from None
    except RecursionError:
        raise refuse("too_deep", "this JSON nests too deep", upload.label) from None
    canvas = checked_canvas(document)
    job, problems = canvases.from_canvas(canvas, file=upload.label)
    if job is None:
        raise Refused(problems)
    return {**canvas, **({SOURCE: document[SOURCE]} if SOURCE in document else {})}, tuple(problems)


def _title(canvas: dict[str, Any], label: str) -> str:
    """The document's own name, else the file's without its ending."""
    found = canvas["job"].get("display_name") or canvas["job"].get("name")
    return str(found) if isinstance(found, str | int) else label.rsplit(".", 1)[0].removesuffix(".canvas")
