"""A place in a storage, through fsspec: what lies there, reading it in pieces, writing to it. In the child only."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from runs.storage.sources.listing import Entry, Listing, fact_of
from runs.storage.sources.pulse import Pulse

PIECE = 8 << 20  # bytes of one request
SMALL = 256 << 10  # of one over ssh, where many are under way at once
MOST_BROWSED = 2000


class Wire:
    """`root` is what lies above the path (a bucket, or nothing)."""

    parallel = 8  # files at a time
    piece = PIECE

    def __init__(self, fs: Any, root: str, path: str, pulse: Pulse) -> None:
        self.fs, self.pulse = fs, pulse
        self.path = posixpath.join(root, path.lstrip("/")).rstrip("/") if root else (path.rstrip("/") or "/")
        self.root = root
        if type(fs).__name__ == "_Sftp":
            self.parallel, self.piece = 1, SMALL  # one channel: two readers would take each other's pieces

    def listing(self) -> Listing:
        """Raises FileNotFoundError when there is nothing, and what the file system raises."""
        info = self.fs.info(self.path) if self.path != self.root else {"type": "directory", "name": self.path}
        self.pulse.moved()
        name = posixpath.basename(self.path) or "data"
        if info.get("type") == "file":
            return Listing(True, name, (self._entry("", self.path, info),))
        found = self.fs.find(self.path, detail=True)
        self.pulse.moved()
        if not found and self.path == self.root and not self._is_there():
            raise FileNotFoundError(self.path)
        entries = [
            self._entry(place[len(self.path) :].lstrip("/"), place, facts)
            for place, facts in sorted(found.items())
            if facts.get("type") != "directory" and not place.endswith("/")
        ]
        entries = [entry for entry in entries if entry.path]
        return Listing(False, name, tuple(entries))

    def _is_there(self) -> bool:
        return bool(self.fs.exists(self.path))

    def _entry(self, path: str, place: str, info: Any) -> Entry:
        fact, since = fact_of(info)
        size = info.get("size")
        return Entry(path, place, int(size) if size is not None else None, fact, since)

    def pieces(self, entry: Entry) -> Iterator[bytes]:
        """The bytes of a file, piece by piece; a piece that is cut off is asked for again."""
        with self.fs.open(entry.place, "rb", block_size=PIECE, cache_type="none") as file:
            at = 0
            if hasattr(file, "prefetch") and entry.size:
                file.prefetch(entry.size)  # over ssh every answer would be waited for
            while entry.size is None or at < entry.size:
                piece = self._piece(file, at, self.piece if entry.size is None else min(self.piece, entry.size - at))
                if not piece:
                    break
                at += len(piece)
                self.pulse.moved(len(piece))
                yield piece
        if entry.size is not None and at != entry.size:
            raise ConnectionError(f"it ended after {at} of {entry.size} bytes")

    def _piece(self, file: Any, at: int, size: int) -> bytes:
        for tries_left in (2, 1, 0):
            try:
                if file.tell() != at:
                    file.seek(at)
                return bytes(file.read(size))
            except (FileNotFoundError, PermissionError):
                raise
            except OSError:
                if not tries_left:
                    raise
        raise AssertionError

    def write(self, path: str, source: Any) -> None:
        """Write a file below the address, from an open one: whole or not at all."""
        place = posixpath.join(self.path, path) if path else self.path
        atomic = type(self.fs).__name__ != "_Sftp"
        if not atomic:
            self.fs.makedirs(posixpath.dirname(place), exist_ok=True)
        draft = place if atomic else f"{place}.penstock-part"
        with self.fs.open(draft, "wb", block_size=PIECE) as sink:
            if hasattr(sink, "set_pipelined"):
                sink.set_pipelined(True)
            while piece := source.read(self.piece):
                sink.write(piece)
                self.pulse.moved(len(piece))
        if not atomic:
            self.fs.ftp.posix_rename(draft, place)
        self.pulse.moved()

    def browse(self) -> list[dict[str, Any]]:
        """What is in the folder; folders first."""
        found = []
        for info in self.fs.ls(self.path, detail=True)[:MOST_BROWSED]:
            name = posixpath.basename(str(info["name"]).rstrip("/"))
            if str(info["name"]).rstrip("/") == self.path or not name:
                continue
            is_dir = info.get("type") == "directory"
            found.append({"name": name, "is_dir": is_dir, "size": 0 if is_dir else int(info.get("size") or 0)})
            found[-1]["modified"] = _moment(info)
        return sorted(found, key=lambda one: (not one["is_dir"], one["name"]))


def _moment(info: Any) -> float | None:
    """Unix seconds."""
    for key in ("LastModified", "last_modified", "mtime", "updated"):
        value = info.get(key)
        if hasattr(value, "timestamp"):
            return float(value.timestamp())
        if isinstance(value, int | float):
            return float(value)
    return None
