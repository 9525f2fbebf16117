"""Puts what a document asks a registry for beside it as files, and names the files. Knows no Django and no draft."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from designer.closure import DOCUMENT_KEYS, inside, references
from designer.spec.canvas_text import edited_text
from designer.spec.document import read_text
from designer.spec.patch.coding import decoded, encoded
from designer.spec.references import Reference, read_reference

_KINDS = {"component": "component", "trial": "component", "environment": "environment", "path": "data"}
_FOLDERS = {"component": "components", "environment": "environments", "data": "data"}
_ODD = re.compile(r"[^\w.-]")
_MAX_DATA = 256 * 1024**2  # more than this is left where it is, under its name
File = bytes | Path


@dataclass(frozen=True, slots=True)
class Held:
    """Something registered: `root` is the folder of its bytes, `main` the document or data file in there, if any."""

    ref: str
    name: str
    version: str
    root: Path
    main: str = ""


class Shelf(Protocol):
    """Where registered things are found."""

    def find(self, asked: Reference) -> Held | None:
        """None for what is not registered, or has no bytes here."""


@dataclass(slots=True)
class Bundle:
    """`files` by path, `placed` by `azureml:…` of what came from the shelf, `taken` the folders that are used.

    What comes from the shelf is put into folders inside of `home`.
    """

    shelf: Shelf
    home: str = ""
    files: dict[str, File] = field(default_factory=dict)
    placed: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def content(self, path: str) -> bytes:
        found = self.files[path]
        return found if isinstance(found, bytes) else found.read_bytes()

    def localised(self, text: str, document: str, kept: Collection[str] = ()) -> str:
        """The text with paths in the place of references to what is on the shelf; `kept` ones stay as they are."""
        root = read_text(text).root
        changed = self._local(root, "", posixpath.dirname(document), kept)
        return text if changed is root else edited_text(text, changed)

    def _local(self, value: Any, key: str, here: str, kept: Collection[str]) -> Any:
        """`value` itself when nothing in it is to be replaced."""
        if isinstance(value, dict):
            found = {
                name: item if name == "outputs" else self._local(item, name, here, kept) for name, item in value.items()
            }
            return found if any(found[name] is not item for name, item in value.items()) else value
        if isinstance(value, list):
            items = [self._local(item, key, here, kept) for item in value]
            return items if any(one is not two for one, two in zip(items, value, strict=True)) else value
        if not isinstance(value, str) or key not in _KINDS or value in kept:
            return value
        place = self._place(value, _KINDS[key])
        if place is None:
            return value
        path = posixpath.relpath(place, here or ".")
        path = path if path.startswith("../") else f"./{path}"
        return f"file:{path}" if key == "environment" else path

    def _place(self, ref: str, kind: str) -> str | None:
        """Where the thing behind a reference lies in the bundle, put there when it is asked for first."""
        asked = read_reference(ref, kind)
        if asked is None or asked.kind != kind or asked.registry is not None:
            return None
        held = self.shelf.find(asked)
        if held is None:
            return None
        if held.ref not in self.placed and not self._add(held, kind):
            return None
        return self.placed[held.ref]

    def _add(self, held: Held, kind: str) -> bool:
        """Copies what is held; False when there is too much of it to carry along."""
        paths = list(files_below(held.root))
        if kind == "data" and sum((held.root / path).stat().st_size for path in paths) > _MAX_DATA:
            return False
        folder = self._free_folder(_FOLDERS[kind], held)
        self.files.update({f"{folder}/{path}": held.root / path for path in paths})
        # Placed before its own references are followed: two may name each other.
        self.placed[held.ref] = f"{folder}/{held.main}" if held.main else folder
        if kind != "data":
            self._localise_below(held, folder)
        return True

    def _localise_below(self, held: Held, folder: str) -> None:
        """The documents of a registered component name other registered ones: these come along too."""
        todo, seen = [held.main], set()
        while todo:
            document = todo.pop()
            path = f"{folder}/{document}"
            if document in seen or path not in self.files:
                continue
            seen.add(document)
            try:
                text, codec = decoded(self.content(path))
            except UnicodeDecodeError:
                continue
            changed = self.localised(text, path)
            if changed != text:
                self.files[path] = encoded(changed, codec)
            for key, ref in references(read_text(text).root):
                inner = inside(held.root, posixpath.dirname(document), ref)
                if key in DOCUMENT_KEYS and inner is not None and (held.root / inner).is_file():
                    todo.append(inner)

    def _free_folder(self, parent: str, held: Held) -> str:
        """Named after the thing; a second version of it, or a folder that is there already, makes it say more."""
        wanted = posixpath.join(self.home, parent, _ODD.sub("_", held.name))
        candidates = chain([wanted, f"{wanted}-{_ODD.sub('_', held.version)}"], (f"{wanted}-{n}" for n in count(2)))
        found = next(folder for folder in candidates if folder not in self.taken)
        self.taken.add(found)
        return found


def files_below(root: Path) -> Iterator[str]:
    """Paths of the files of a folder, links left out."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(root).as_posix()


def folders_of(paths: Iterable[str]) -> set[str]:
    """The folders that are taken when these files are there."""
    return {parent.as_posix() for path in paths for parent in PurePosixPath(path).parents}


def texts_in(value: Any) -> set[str]:
    """Every text of a document."""
    found: set[str] = set()
    todo = [value]
    while todo:
        here = todo.pop()
        if isinstance(here, str):
            found.add(here)
        elif isinstance(here, dict | list):
            todo.extend(here.values() if isinstance(here, dict) else here)
    return found
