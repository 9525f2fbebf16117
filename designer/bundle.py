"""A draft as a folder that stands alone: its YAML, and beside it everything registered that it names."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path

from designer import versions
from designer.bundling import Bundle, File, Held, files_below, folders_of, texts_in
from designer.closure import closure
from designer.kinds import COMPONENTS, DATA, ENVIRONMENTS, MODELS
from designer.models import AssetVersion, ComponentVersion, Draft
from designer.reading import DEFAULT_MAIN, source_text, yaml_of
from designer.registry import open_files, tree
from designer.spec.canvas_text import modern_neighbour
from designer.spec.document import read_text
from designer.spec.patch.coding import encoded
from designer.spec.references import Reference
from designer.spec.sidecar import read_sidecar, sidecar_name, sidecar_text
from designer.uploads import YAML_ENDINGS

_KINDS = {"component": [COMPONENTS], "environment": [ENVIRONMENTS], "data": [DATA, MODELS]}


@dataclass(slots=True)
class Folder:
    """`files` by path; `main` is the draft's document among them."""

    main: str
    files: dict[str, File]


class _Shelf:
    """The registry of this workspace."""

    def find(self, asked: Reference) -> Held | None:
        for kind in _KINDS[asked.kind]:
            row = versions.find(kind, asked.name, asked.version, asked.label)
            if isinstance(row, ComponentVersion) and row.snapshot:
                return Held(row.ref, asked.name, row.version, tree(row.snapshot), row.main)
            if isinstance(row, AssetVersion):
                data = asked.kind == "data"
                snapshot, main = (row.content, row.subpath) if data else (row.snapshot, row.main)
                return Held(row.ref, asked.name, row.version, tree(snapshot), main) if snapshot else None
        return None


def bundle_of(draft: Draft) -> Folder:
    """What was imported stays as it was written; what was put on the canvas here comes along as files."""
    main = draft.main or DEFAULT_MAIN
    bundle = Bundle(_Shelf(), posixpath.dirname(main))
    if draft.folder:
        root = open_files(draft.folder).root
        bundle.files = {path: root / path for path in files_below(root)}
        bundle.files.update(_translated(root, main))
    bundle.taken = folders_of(bundle.files)
    text, codec = yaml_of(draft), source_text(draft)[1]
    kept = texts_in(read_text(source_text(draft)[0]).root) if draft.source else set()
    bundle.files[main] = encoded(bundle.localised(text, main, kept), codec)
    _add_layout(bundle, main, draft)
    return Folder(main, bundle.files)


def _translated(root: Path, main: str) -> dict[str, File]:
    """Old documents that the draft's refers to: its own is translated, and so these have to be."""
    found: dict[str, File] = {}
    for path in closure(root, main):
        if path.lower().endswith(YAML_ENDINGS) and path != main and (root / path).is_file():
            data = (root / path).read_bytes()
            today = modern_neighbour(data)
            if today is not data:
                found[path] = today
    return found


def _add_layout(bundle: Bundle, main: str, draft: Draft) -> None:
    name, layout = sidecar_name(main), draft.canvas.get("layout")
    text = sidecar_text(layout) if isinstance(layout, dict) else ""
    if name in bundle.files and text and sidecar_text(read_sidecar(bundle.content(name)) or {}) == text:
        return  # the one that was imported says the same, in its own words
    if text:
        bundle.files[name] = text.encode()
