"""Stores a document with the files it needs, as they lie to each other."""

from __future__ import annotations

import posixpath
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from designer import snapshots
from designer.closure import closure, inside, references
from designer.services.sources import Source
from designer.spec.old import read_modern
from designer.spec.references import Reference, references_in
from designer.uploads import YAML_ENDINGS, refuse


def keep(source: Source, text: bytes, paths: Iterable[str]) -> tuple[str, str]:
    """(snapshot, path of the document in it). `paths` lie below the source's root; what they share is left away."""
    main = source.main or "asset.yml"
    needed = [path for path in dict.fromkeys(paths) if path != main]
    tops = [posixpath.dirname(main), *(posixpath.dirname(path) for path in needed)]
    common = posixpath.commonpath([top or "." for top in tops]) if all(tops) else ""
    with tempfile.TemporaryDirectory(prefix="doc-", dir=settings.WORKSPACE.uploads) as scratch:
        document = Path(scratch, "document")
        document.write_bytes(text)
        inner = posixpath.relpath(main, common or ".")
        parts = [(source.root / path, posixpath.relpath(path, common or ".")) for path in needed]
        parts.append((document, inner))  # last: it is what counts, whatever lies in its place
        try:
            return snapshots.snapshot_parts(settings.WORKSPACE.store, parts, within=source.root), inner
        except snapshots.SnapshotError as error:
            raise refuse(error.code, error.message, inner, hint=error.hint) from None


def mentioned(folder: Path, paths: Iterable[str]) -> set[Reference]:
    """What the documents among some files ask the registry for."""
    found: set[Reference] = set()
    for path in paths:
        place = folder / path
        if path.lower().endswith(YAML_ENDINGS) and place.is_file():
            found |= references_in(read_modern(place.read_bytes(), path).root)
    return found


def needed_by(source: Source, body: Any, more: Iterable[str] = ()) -> list[str]:
    """Paths below the source's root that a document refers to, and what the documents among them need.

    `more` are references that only this kind of document has. What leads nowhere is left to others to tell.
    """
    here = posixpath.dirname(source.main)
    found: dict[str, None] = {}
    for ref in [*(ref for _key, ref in references(body)), *more]:
        path = inside(source.root, here, ref)
        if path is None:
            continue
        if path.lower().endswith(YAML_ENDINGS) and (source.root / path).is_file():
            found |= dict.fromkeys(closure(source.root, path))
        else:
            found[path] = None
    return list(found)
