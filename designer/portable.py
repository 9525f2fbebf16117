"""A document on this machine with everything it needs, laid out anew in one folder. Knows no Django.

What lies beside or below the document keeps its place; what lies above comes inside, and who refers to it says so.
"""

from __future__ import annotations

import os
import posixpath
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from designer.closure import DOCUMENT_KEYS, FILE_KEYS, LIST_KEYS, names_file
from designer.spec.canvas_text import edited_text, modern_neighbour
from designer.spec.document import read_text
from designer.spec.patch.coding import decoded, encoded
from designer.spec.paths import local_path

ABOVE = "_above"  # for a folder that holds the document itself, or whose name is taken
_LEFT_OUT = shutil.ignore_patterns(".git", "__pycache__", "*.pyc")


@dataclass(slots=True)
class Folder:
    """`documents` are texts by their place on this machine, `copied` files and folders; `places` says where all go."""

    main: Path
    documents: dict[Path, tuple[str, str]] = field(default_factory=dict)  # text and codec
    copied: list[Path] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    places: dict[Path, str] = field(default_factory=dict)


def gather(main: Path, text: str, codec: str = "utf-8") -> Folder:
    """Follows every local reference from the document, which is `text` and stands at `main`."""
    main = Path(os.path.abspath(main))
    found = Folder(main, {main: (text, codec)})
    todo = [main]
    while todo:
        document = todo.pop()
        for key, ref in _references(read_text(found.documents[document][0]).root):
            path = _path(document, ref)
            if path in found.documents or path in found.copied:
                continue
            if not path.exists():
                found.missing.append(ref)
            elif key in DOCUMENT_KEYS and path.is_file() and (read := _document(path)) is not None:
                found.documents[path] = read
                todo.append(path)
            else:
                found.copied.append(path)
    _place(found)
    return found


def _document(path: Path) -> tuple[str, str] | None:
    """Text and codec; None for what is no text, which is taken along as it is."""
    try:
        return decoded(modern_neighbour(path.read_bytes()))
    except UnicodeDecodeError:
        return None


def write(folder: Folder, target: Path) -> Path:
    """Answers where the document is now."""
    target.mkdir(parents=True, exist_ok=True)
    for path in folder.copied:
        place = target / folder.places[path]
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            shutil.copytree(path, place, dirs_exist_ok=True, ignore=_without(target))
        elif not _same_file(path, place):
            shutil.copy2(path, place)
    for path, (text, codec) in folder.documents.items():
        place = target / folder.places[path]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(encoded(_moved(folder, path, text), codec))
    return target / folder.places[folder.main]


def _without(target: Path) -> Any:
    """The folder that is being written may lie inside of what is copied."""
    real = target.resolve()

    def left_out(folder: str, names: list[str]) -> set[str]:
        here = {name for name in names if Path(folder, name).resolve() == real}
        return here | set(_LEFT_OUT(folder, names))

    return left_out


def _same_file(one: Path, two: Path) -> bool:
    return two.exists() and one.samefile(two)


def _place(folder: Folder) -> None:
    home = folder.main.parent
    paths = [*folder.documents, *folder.copied]
    outside = [path for path in paths if not path.is_relative_to(home)]
    folder.places = {path: path.relative_to(home).as_posix() for path in paths if path.is_relative_to(home)}
    folder.places = {path: f"{ABOVE}/{home.name}" if place == "." else place for path, place in folder.places.items()}
    taken = {place.split("/")[0] for place in folder.places.values()}
    common = Path(os.path.commonpath([home, *(path.parent for path in outside)])) if outside else home
    for path in outside:
        place = path.relative_to(common).as_posix()
        clash = place.split("/")[0] in taken or home.is_relative_to(path)
        folder.places[path] = f"{ABOVE}/{place}" if clash else place


def _moved(folder: Folder, document: Path, text: str) -> str:
    """The text with its references as they are in the new folder; the text itself when they are the same."""
    here = posixpath.dirname(folder.places[document])

    def new(ref: str) -> str:
        place = folder.places.get(_path(document, local_path(ref)))
        if place is None:
            return ref
        path = posixpath.relpath(place, here or ".")
        old = local_path(ref)
        if posixpath.normpath(old.replace("\\", "/")) == path:
            return ref
        prefix = "file:" if ref.startswith("file:") else ""
        return prefix + (path if path.startswith("../") else f"./{path}")

    root = read_text(text).root
    changed = _replaced(root, new)
    return text if changed is root else edited_text(text, changed)


def _replaced(value: Any, new: Any) -> Any:
    if isinstance(value, dict):
        found = {}
        for key, item in value.items():
            if isinstance(item, str) and key in FILE_KEYS and names_file(item):
                found[key] = new(item)
            elif isinstance(item, list) and key in LIST_KEYS:
                found[key] = [new(one) if isinstance(one, str) and names_file(one) else one for one in item]
            else:
                found[key] = _replaced(item, new)
        return found if found != value else value
    if isinstance(value, list):
        items = [_replaced(item, new) for item in value]
        return items if items != value else value
    return value


def _references(value: Any) -> Iterator[tuple[str, str]]:
    """(key, path) of what is read; where outputs go is no file that a document needs."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "outputs":
                continue
            if isinstance(item, str) and key in FILE_KEYS and names_file(item):
                yield key, local_path(item)
            elif isinstance(item, list) and key in LIST_KEYS:
                yield from ((key, local_path(one)) for one in item if isinstance(one, str) and names_file(one))
            else:
                yield from _references(item)
    elif isinstance(value, list):
        for item in value:
            yield from _references(item)


def _path(document: Path, ref: str) -> Path:
    return Path(os.path.normpath(document.parent / ref.replace("\\", "/")))
