"""Everything that changes a draft. One transaction each; a draft with problems is a draft like any other."""

from __future__ import annotations

import copy
import json
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from designer.failures import NotHere, Stale
from designer.models import Draft, empty_canvas
from designer.spec.canvas_text import SOURCE, source_of
from designer.uploads import refuse

UNTITLED = "Untitled pipeline"
NAME_LENGTH = 200
MAX_CANVAS = 16 * 1024 * 1024


def get_draft(draft_id: str) -> Draft:
    found = Draft.objects.filter(pk=draft_id).first()
    if found is None:
        raise NotHere("draft", draft_id)
    return found


def list_drafts(*, limit: int = 500) -> list[Draft]:
    """Newest first, without their documents."""
    return list(Draft.objects.defer("canvas", "source").order_by("-updated", "id")[:limit])


def create_draft(
    *,
    name: str | None = None,
    canvas: dict[str, Any] | None = None,
    folder: str = "",
    main: str = "",
    origin: str = "",
    source: bytes = b"",
) -> Draft:
    """A new draft; its name gets a number when another draft has it already.

    `source` is the document that the canvas was read from; a canvas may bring its own.
    """
    document = checked_canvas(canvas) if canvas is not None else empty_canvas()
    kept = source or source_of(canvas or {})
    with transaction.atomic():
        return Draft.objects.create(
            name=free_name(name or str(document["job"].get("display_name") or "") or UNTITLED),
            canvas=document,
            nodes=len(document["nodes"]),
            folder=folder,
            main=main,
            origin=origin[:300],
            source=kept,
        )


def copy_draft(*, draft_id: str, name: str | None = None) -> Draft:
    source = get_draft(draft_id)
    from_sample = source.origin.startswith("sample:")  # what comes from a sample is exported like one
    return create_draft(
        name=name or source.name,
        canvas=copy.deepcopy(source.canvas),
        folder=source.folder,
        main=source.main,
        origin=source.origin if from_sample else f"draft:{source.pk}",
        source=bytes(source.source),
    )


def save_draft(
    *,
    draft_id: str,
    canvas: dict[str, Any],
    revision: int,
    folder: str | None = None,
    main: str | None = None,
    source: bytes | None = None,
) -> Draft:
    """Store a new revision when `revision` is still the present one; otherwise `Stale` carries what is there.

    Sending the present document again with the revision before it is the retry of a save whose answer was lost:
    it is answered like the first one.
    """
    document = checked_canvas(canvas)
    changes: dict[str, Any] = {"canvas": document, "nodes": len(document["nodes"]), "updated": timezone.now()}
    if folder is not None:
        changes |= {"folder": folder, "main": main or ""}
    if source is not None:
        changes["source"] = source
    with transaction.atomic():
        saved = Draft.objects.filter(pk=draft_id, revision=revision).update(revision=F("revision") + 1, **changes)
        draft = get_draft(draft_id)
    if saved or (draft.revision == revision + 1 and draft.canvas == document and folder in (None, draft.folder)):
        return draft
    raise Stale(draft)


def rename_draft(*, draft_id: str, name: str) -> Draft:
    wanted = clean_name(name)
    if not wanted:
        raise refuse("no_name", "a draft needs a name", "")
    with transaction.atomic():
        draft = get_draft(draft_id)
        draft.name = wanted
        draft.save(update_fields=["name", "updated"])
    return draft


def delete_draft(*, draft_id: str) -> None:
    with transaction.atomic():
        deleted, _ = Draft.objects.filter(pk=draft_id).delete()
    if not deleted:
        raise NotHere("draft", draft_id)


def create_draft_from_graph(
    *,
    canvas: dict[str, Any],
    folder: str = "",
    main: str = "",
    name: str | None = None,
    origin: str = "",
    source: bytes = b"",
) -> Draft:
    """What "Clone to draft" makes: the graph that a job ran, with the files and the text it was submitted with."""
    return create_draft(name=name, canvas=copy.deepcopy(canvas), folder=folder, main=main, origin=origin, source=source)


def checked_canvas(canvas: Any) -> dict[str, Any]:
    """The outermost shape only, so that nothing a person drew is ever refused for its content."""
    if not isinstance(canvas, dict) or canvas.get("format") != "penstock.canvas/1":
        raise refuse("bad_canvas", "this is not a canvas document", "canvas", hint="its `format` is penstock.canvas/1")
    document = {**empty_canvas(), **canvas}
    document.pop(SOURCE, None)  # kept beside the canvas, where no page carries it around
    for key, kind in (("job", dict), ("inputs", list), ("outputs", list), ("nodes", list), ("edges", list)):
        if not isinstance(document[key], kind):
            raise refuse("bad_canvas", f"`{key}` of the canvas document has the wrong shape", "canvas")
    # Encoded as it will be sent: half a character would be stored well and then break every answer.
    if len(json.dumps(document, ensure_ascii=False).encode()) > MAX_CANVAS:
        raise refuse("too_large", "the canvas document is too large", "canvas")
    return document


def clean_name(name: str) -> str:
    return " ".join(str(name).split())[:NAME_LENGTH]


def free_name(wanted: str) -> str:
    """`wanted`, or `wanted 2`, `wanted 3`… when drafts of that name exist."""
    base = clean_name(wanted) or UNTITLED
    stem = base[: NAME_LENGTH - 8]
    taken = set(Draft.objects.filter(name__startswith=stem).values_list("name", flat=True))
    name, number = base, 2
    while name in taken:
        name, number = f"{stem} {number}", number + 1
    return name
