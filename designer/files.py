"""`Files` of the dialect over one folder: nothing outside of it can be read, named or snapshotted. No Django here.

A base is a folder path relative to the root ("" is the root), or `@name:version/sub` inside a registered component.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from designer import snapshots
from designer.spec.ports import FileError, FilesFailure, Source, Stored

MAX_TEXT = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Registered:
    """A registered component on disk: `file` is its YAML inside `folder`."""

    name: str
    version: str
    folder: Path
    file: str = "component.yml"


class Registry(Protocol):
    def find(self, name: str, version: str | None, label: str | None) -> Registered | None:
        """Exact version, or the newest when it is None."""

    def names(self) -> Sequence[str]: ...

    def asset(self, kind: str, ref: str) -> Stored | FileError | None:
        """As `Files.asset`."""


class FolderFiles:
    """Confined to `root` and to the folders of registered components. `store` is the snapshot store; one that does not
    `keeps` anything answers what snapshots would be called."""

    def __init__(
        self,
        root: Path,
        *,
        registry: Registry | None = None,
        store: Path | None = None,
        limits: snapshots.Limits = snapshots.CODE_LIMITS,
        keeps: bool = True,
    ) -> None:
        self.root = root.resolve()
        self.registry = registry
        self.store = store
        self.limits = limits
        self.keeps = keeps
        self.mounts: dict[str, Path] = {"": self.root}
        self.used: set[tuple[str, str, str]] = set()  # (kind, name, version) of everything registered that was found

    def base_of(self, file: str) -> str:
        """The base for references inside `file` (a path relative to the root)."""
        return posixpath.dirname(posixpath.normpath(file)) if file else ""

    def read_text(self, base: str, ref: str) -> Source | FileError:
        found = self._resolve(base, ref)
        if isinstance(found, FileError):
            return found
        path, inner = found
        if not path.is_file():
            what = "is a folder, not a file" if path.is_dir() else "is not a file"
            return FileError("not_a_file", f"`{ref}` {what}", "name the YAML file itself")
        if path.stat().st_size > MAX_TEXT:
            return FileError("document_too_large", f"`{ref}` is larger than {MAX_TEXT // 2**20} MB")
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            return FileError("not_text", f"`{ref}` is not UTF-8 text", "save it as UTF-8")
        except OSError as error:
            return FileError("unreadable", f"`{ref}` cannot be read: {error.strerror}")
        return Source(text, posixpath.dirname(inner), inner)

    def registered(self, name: str, version: str | None, label: str | None) -> Source | None:
        if self.registry is None:
            return None
        found = self.registry.find(name, version, label)
        if found is None:
            return None
        mount = f"@{found.name}:{found.version}"
        self.mounts[mount] = found.folder.resolve()
        source = self.read_text(mount, found.file)
        if isinstance(source, FileError):
            return None
        self.used.add(("component", found.name, found.version))
        return Source(source.text, source.base, f"azureml:{found.name}:{found.version}")

    def asset(self, kind: str, ref: str) -> Stored | FileError | None:
        found = self.registry.asset(kind, ref) if self.registry is not None else None
        if isinstance(found, Stored):
            self.used.add((found.kind, found.name, found.version))
        return found

    def registered_names(self) -> Sequence[str]:
        return self.registry.names() if self.registry is not None else ()

    def exists(self, base: str, ref: str) -> bool:
        found = self._resolve(base, ref)
        if isinstance(found, FileError) and ref.lower().endswith(".zip"):  # an include may be a zip of a folder
            found = self._resolve(base, ref[:-4])
        return not isinstance(found, FileError)

    def snapshot_code(self, base: str, ref: str | None, includes: Sequence[str]) -> str:
        store = self._store()
        folder = self._path(base, ref) if ref is not None else None
        places = [self._include(base, include) for include in includes]
        try:
            return snapshots.snapshot_code(store, folder, places, within=self._mount(base)[0], limits=self.limits)
        except snapshots.SnapshotError as error:
            raise FilesFailure(FileError(error.code, error.message, error.hint)) from None

    def _include(self, base: str, ref: str) -> Path | snapshots.Zipped:
        """A file or folder; a zip that is not there stands for the folder of that name, packed."""
        found = self._resolve(base, ref)
        if isinstance(found, FileError) and found.code == "not_found" and ref.lower().endswith(".zip"):
            folder = self._resolve(base, ref[:-4])
            if not isinstance(folder, FileError) and folder[0].is_dir():
                return snapshots.Zipped(folder[0], posixpath.basename(ref.replace("\\", "/")))
        return self._path(base, ref)

    def snapshot_data(self, base: str, ref: str) -> tuple[str, str]:
        store = self._store()
        try:
            return snapshots.snapshot_data(store, self._path(base, ref), within=self._mount(base)[0])
        except snapshots.SnapshotError as error:
            raise FilesFailure(FileError(error.code, error.message, error.hint)) from None

    def place_of(self, base: str, ref: str) -> Path | None:
        """Where a reference leads to on this disk; None when there is nothing."""
        found = self._resolve(base, ref)
        return None if isinstance(found, FileError) else found[0]

    def listing(self, limit: int = 2000) -> list[tuple[str, int]]:
        """(path, size) of the files below the root, in name order, `limit` at most; links are left out."""
        found: list[tuple[str, int]] = []
        for folder, folders, names in os.walk(self.root):
            folders[:] = sorted(name for name in folders if name not in (".git", "__pycache__"))
            for name in sorted(names):
                path = Path(folder, name)
                if path.is_symlink() or not path.is_file():
                    continue
                found.append((path.relative_to(self.root).as_posix(), path.stat().st_size))
                if len(found) >= limit:
                    return found
        return found

    def _store(self) -> Path | None:
        if not self.keeps:
            return None
        if self.store is None:
            raise FilesFailure(FileError("no_store", "snapshots cannot be made here"))
        return self.store

    def _path(self, base: str, ref: str) -> Path:
        found = self._resolve(base, ref)
        if isinstance(found, FileError):
            raise FilesFailure(found)
        return found[0]

    def _mount(self, base: str) -> tuple[Path, str, str]:
        """(root folder, name of the mount, folder inside it) of a base."""
        if base.startswith("@"):
            mount, _, inner = base.partition("/")
            if mount not in self.mounts:
                name, _, version = mount[1:].rpartition(":")
                self.registered(name, version, None)
            return self.mounts.get(mount, self.root / ".nowhere"), mount, inner
        return self.root, "", base

    def _resolve(self, base: str, ref: str) -> tuple[Path, str] | FileError:
        """The real path and the name people know; links and `..` may wander inside the root only."""
        root, mount, folder = self._mount(base)
        written = ref.replace("\\", "/")
        if "\0" in written or len(written) > 4000:
            return FileError("bad_path", "this cannot be the path of a file")
        inner = posixpath.normpath(posixpath.join(folder, written)) if not written.startswith("/") else written
        if inner.startswith("/") or inner == ".." or inner.startswith("../"):
            inside = _below(root, inner) if inner.startswith("/") else None
            if inside is None:
                return FileError("outside", f"`{ref}` lies outside of the pipeline's folder", "copy it into the folder")
            inner = inside
        path = root / inner
        try:
            real = path.resolve(strict=True)
        except (FileNotFoundError, NotADirectoryError):
            return FileError("not_found", f"`{ref}` does not exist")
        except (OSError, RuntimeError):
            return FileError("unreadable", f"`{ref}` cannot be read")
        if not real.is_relative_to(root):
            return FileError("outside", f"`{ref}` is a link that leads out of the folder", "copy the file in")
        return real, posixpath.join(mount, inner) if mount else inner


def _below(root: Path, path: str) -> str | None:
    """An absolute path that happens to lie inside the root, made relative."""
    normal = posixpath.normpath(path)
    start = f"{root}/".replace("//", "/")  # the root may be "/" itself
    return normal[len(start) :] if normal.startswith(start) else None
