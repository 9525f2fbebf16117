"""A draft as a folder that stands alone: its YAML, and beside it everything registered that it names."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from typing import Any

from designer import versions
from designer.closure import inside, references
from designer.kinds import COMPONENTS, DATA, ENVIRONMENTS, MODELS
from designer.models import AssetVersion, ComponentVersion, Draft
from designer.reading import DEFAULT_MAIN, source_text, yaml_of
from designer.registry import open_files, tree
from designer.spec.canvas_text import edited_text
from designer.spec.document import read_text
from designer.spec.patch.coding import decoded, encoded
from designer.spec.references import Reference, read_reference
from designer.spec.sidecar import read_sidecar, sidecar_name, sidecar_text

_KINDS = {"component": "component", "trial": "component", "environment": "environment", "path": "data"}
_FOLDERS = {"component": "components", "environment": "environments", "data": "data"}
_DOCUMENTS = ("component", "trial", "environment")
_ODD = re.compile(r"[^\w.-]")
_MAX_DATA = 256 * 1024**2  # more than this is left where it is, under its name
Row = ComponentVersion | AssetVersion
File = bytes | Path


@dataclass(slots=True)
class Bundle:
    """`files` by path; `main` is the draft's document among them."""

    main: str
    files: dict[str, File] = field(default_factory=dict)
    placed: dict[str, str] = field(default_factory=dict)  # `azureml:…` of a row -> path of its document or data
    taken: set[str] = field(default_factory=set)  # folders that are used

    def content(self, path: str) -> bytes:
        found = self.files[path]
        return found if isinstance(found, bytes) else found.read_bytes()


def bundle_of(draft: Draft) -> Bundle:
    """What was imported stays as it was written; what was put on the canvas here comes along as files."""
    main = draft.main or DEFAULT_MAIN
    found = Bundle(main)
    if draft.folder:
        root = open_files(draft.folder).root
        found.files = {path: root / path for path in _files_below(root)}
    found.taken = {"/".join(path.split("/")[:2]) for path in found.files}
    text, codec = yaml_of(draft), source_text(draft)[1]
    kept = set(_texts(read_text(source_text(draft)[0]).root)) if draft.source else set()
    found.files[main] = encoded(_with_files(found, text, main, kept), codec)
    _add_layout(found, draft)
    return found


def _add_layout(bundle: Bundle, draft: Draft) -> None:
    name, layout = sidecar_name(bundle.main), draft.canvas.get("layout")
    text = sidecar_text(layout) if isinstance(layout, dict) else ""
    came = bundle.files.get(name)
    if came is not None and text and sidecar_text(read_sidecar(bundle.content(name)) or {}) == text:
        return  # the one that was imported says the same, in its own words
    if text:
        bundle.files[name] = text.encode()


def _with_files(bundle: Bundle, text: str, document: str, kept: set[str]) -> str:
    """The text with paths in the place of references to what is registered here."""
    root = read_text(text).root
    changed = _local(bundle, root, "", posixpath.dirname(document), kept)
    return text if changed is root else edited_text(text, changed)


def _local(bundle: Bundle, value: Any, key: str, here: str, kept: set[str]) -> Any:
    """`value` itself when nothing in it is to be replaced."""
    if isinstance(value, dict):
        found = {
            name: item if name == "outputs" else _local(bundle, item, name, here, kept) for name, item in value.items()
        }
        return found if any(found[name] is not item for name, item in value.items()) else value
    if isinstance(value, list):
        items = [_local(bundle, item, key, here, kept) for item in value]
        return items if any(one is not two for one, two in zip(items, value, strict=True)) else value
    if not isinstance(value, str) or key not in _KINDS or value in kept:
        return value
    place = _place(bundle, value, _KINDS[key])
    if place is None:
        return value
    path = posixpath.relpath(place, here or ".")
    path = path if path.startswith("../") else f"./{path}"
    return f"file:{path}" if key == "environment" else path


def _place(bundle: Bundle, ref: str, kind: str) -> str | None:
    """Where the thing behind a reference lies in the bundle, put there when it is asked for first."""
    asked = read_reference(ref, kind)
    if asked is None or asked.kind != kind or asked.registry is not None:
        return None
    row = _row(asked)
    if row is None:
        return None
    if row.ref not in bundle.placed:
        place = _add(bundle, row, asked)
        if place is None:
            return None
        bundle.placed[row.ref] = place
    return bundle.placed[row.ref]


def _row(asked: Reference) -> Row | None:
    kinds = {"component": [COMPONENTS], "environment": [ENVIRONMENTS], "data": [DATA, MODELS]}[asked.kind]
    for kind in kinds:
        row = versions.find(kind, asked.name, asked.version, asked.label)
        if isinstance(row, ComponentVersion | AssetVersion):
            return row
    return None


def _add(bundle: Bundle, row: Row, asked: Reference) -> str | None:
    """Copies what the row holds; None when there are no bytes here, or too many to carry along."""
    data = asked.kind == "data"
    snapshot = row.content if data and isinstance(row, AssetVersion) else row.snapshot
    if not snapshot:
        return None
    root = tree(snapshot)
    paths = list(_files_below(root))
    if data and sum((root / path).stat().st_size for path in paths) > _MAX_DATA:
        return None
    folder = _free_folder(bundle, _FOLDERS[asked.kind], asked.name, row.version)
    bundle.files.update({f"{folder}/{path}": root / path for path in paths})
    if data:
        subpath = row.subpath if isinstance(row, AssetVersion) else ""
        return f"{folder}/{subpath}" if subpath else folder
    main = f"{folder}/{row.main}"
    bundle.placed[row.ref] = main  # before its own references are followed: two may name each other
    _localise(bundle, root, folder, row.main)
    return main


def _localise(bundle: Bundle, root: Path, folder: str, main: str) -> None:
    """The documents of a registered component name other registered ones: these come along too."""
    todo, seen = [main], set()
    while todo:
        document = todo.pop()
        if document in seen:
            continue
        seen.add(document)
        path = f"{folder}/{document}"
        if path not in bundle.files:
            continue
        text, codec = decoded(bundle.content(path))
        changed = _with_files(bundle, text, path, set())
        if changed != text:
            bundle.files[path] = encoded(changed, codec)
        for key, ref in references(read_text(text).root):
            inner = inside(root, posixpath.dirname(document), ref)
            if key in _DOCUMENTS and inner is not None and (root / inner).is_file():
                todo.append(inner)


def _free_folder(bundle: Bundle, parent: str, name: str, version: str) -> str:
    """Named after the thing; a second version of it, or a folder that is there already, makes it say more."""
    wanted = f"{parent}/{_ODD.sub('_', name)}"
    candidates = chain([wanted, f"{wanted}-{_ODD.sub('_', version)}"], (f"{wanted}-{n}" for n in count(2)))
    found = next(folder for folder in candidates if folder not in bundle.taken)
    bundle.taken.add(found)
    return found


def _files_below(root: Path) -> Iterator[str]:
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(root).as_posix()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
