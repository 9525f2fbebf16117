"""A `Files` held in memory, for tests and trials. Snapshots are hashes of what it holds."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Mapping, Sequence

from designer.spec.ports import FileError, FilesFailure, Source, Stored


class MemoryFiles:
    """`texts` maps paths to texts, `components` maps "name:version" to texts (the last of a name is the newest)."""

    def __init__(self, texts: Mapping[str, str] | None = None, components: Mapping[str, str] | None = None) -> None:
        self.texts = dict(texts or {})
        self.components = dict(components or {})
        self.assets: dict[str, Stored | FileError] = {}
        self.asked: list[tuple[str, ...]] = []

    def read_text(self, base: str, ref: str) -> Source | FileError:
        path = self._path(base, ref)
        self.asked.append(("read_text", path))
        if path not in self.texts:
            return FileError("not_found", f"`{ref}` does not exist")
        return Source(self.texts[path], posixpath.dirname(path), path)

    def registered(self, name: str, version: str | None, label: str | None) -> Source | None:
        found = [key for key in self.components if key.rpartition(":")[0] == name]
        if version is not None:
            found = [key for key in found if key.rpartition(":")[2] == version]
        if not found or label not in (None, "latest"):
            return None
        return Source(self.components[found[-1]], f"@{found[-1]}", f"azureml:{found[-1]}")

    def registered_names(self) -> Sequence[str]:
        return list(dict.fromkeys(key.rpartition(":")[0] for key in self.components))

    def asset(self, kind: str, ref: str) -> Stored | FileError | None:
        return self.assets.get(ref)

    def exists(self, base: str, ref: str) -> bool:
        path = self._path(base, ref)
        return any(name == path or name.startswith(path + "/") or path == "." for name in self.texts)

    def snapshot_code(self, base: str, ref: str | None, includes: Sequence[str]) -> str:
        self.asked.append(("snapshot_code", base, ref or "", *includes))
        return self._hash([self._path(base, part) for part in ((ref,) if ref else ()) + tuple(includes)])

    def snapshot_data(self, base: str, ref: str) -> tuple[str, str]:
        path = self._path(base, ref)
        self.asked.append(("snapshot_data", path))
        return self._hash([path]), posixpath.basename(path) if path in self.texts else ""

    def _path(self, base: str, ref: str) -> str:
        return posixpath.normpath(posixpath.join(base, ref.removeprefix("file:")))

    def _hash(self, paths: Sequence[str]) -> str:
        digest = hashlib.sha256()
        for path in paths:
            inside = sorted(name for name in self.texts if name == path or name.startswith(path + "/") or path == ".")
            if not inside:
                raise FilesFailure(FileError("not_found", f"`{path}` does not exist"))
            for name in inside:
                digest.update(f"{name}\0{self.texts[name]}\0".encode())
        return digest.hexdigest()
