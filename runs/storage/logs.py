"""Reading logs by offset. A log belongs to an attempt; without a number the latest one is meant."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from runs.storage.browse import Outside, genuine, inside, readable
from runs.storage.layout import attempt_folder
from runs.storage.masking import Mask

MOST = 4 << 20  # bytes of one piece
MOST_FILES = 2000
NO_MASK = Mask()

Place = tuple[str, str, str]
"""A log: name of the run, path of the node, name of the file."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes `[offset, offset + len(data))` of a log that is `size` bytes long now."""

    data: bytes
    offset: int
    size: int


def latest_attempt(jobs: Path, root: str, path: str) -> int | None:
    """The highest attempt that has a folder, None when nothing was started."""
    folder = jobs / root / path
    try:
        numbers = [int(name[8:]) for name in os.listdir(folder) if name.startswith("attempt-") and name[8:].isdigit()]
    except (OSError, ValueError):
        return None
    return max(numbers, default=None)


def log_files(jobs: Path, root: str, path: str, attempt: int | None = None) -> dict[str, int]:
    """Name -> size of every log of an attempt: `user_logs/…` and what the step writes into its own `logs/`."""
    number = attempt or latest_attempt(jobs, root, path)
    if number is None:
        return {}
    folder = attempt_folder(jobs, root, path, number)
    found: dict[str, int] = {}
    for base, prefix in ((folder.root + "/user_logs", "user_logs/"), (folder.wd + "/logs", "logs/")):
        if not genuine(jobs, Path(base)):
            continue
        for place, size in _files_below(base):
            found[readable(prefix + os.path.relpath(place, base))] = size
            if len(found) >= MOST_FILES:
                break
    return dict(sorted(found.items(), key=lambda item: (not item[0].startswith("user_logs"), item[0])))


def _files_below(base: str) -> Iterator[tuple[str, int]]:
    """Files that can be read without waiting for anybody, and their sizes. A step may take any away as we look."""
    for place, _, names in os.walk(base):
        for name in names:
            full = os.path.join(place, name)
            with contextlib.suppress(OSError):
                facts = os.lstat(full)
                if stat.S_ISREG(facts.st_mode):
                    yield full, facts.st_size


def log_place(jobs: Path, root: str, path: str, file: str, attempt: int | None = None) -> Path | None:
    """The file behind a log's name; None when there is none or the name leads elsewhere."""
    number = attempt or latest_attempt(jobs, root, path)
    if number is None:
        return None
    folder = attempt_folder(jobs, root, path, number)
    base = Path(folder.wd if file.startswith("logs/") else folder.root)
    if not file.startswith(("user_logs/", "logs/")):
        return None
    top, _, rest = file.partition("/")
    if not genuine(jobs, base / top):
        return None
    try:
        place = inside(base / top, rest)
    except (Outside, OSError):
        return None
    return place if place.is_file() else None


def log_sizes(jobs: Path, places: Iterable[Place]) -> dict[Place, int]:
    """The sizes of those that are there."""
    found: dict[Place, int] = {}
    for root, path, file in places:
        with contextlib.suppress(OSError, ValueError, RuntimeError):  # names come from browsers
            if (place := log_place(jobs, root, path, file)) is not None:
                found[root, path, file] = place.stat().st_size
    return found


def read_log(place: Path, offset: int, limit: int, mask: Mask = NO_MASK, *, ended: bool = True) -> Piece:
    """A piece of a log, secrets masked; a negative offset counts from the end.

    While the step runs, the beginning of a secret at the very end is held back until the rest of it is there. A file
    that a step took away meanwhile is an empty one.
    """
    try:
        with open(place, "rb", buffering=0) as stream:
            size = os.fstat(stream.fileno()).st_size
            if not mask:
                start = min(max(size + offset, 0) if offset < 0 else offset, size)
                return Piece(_read(stream, start, min(limit, MOST)), start, size)
            if not ended:
                size -= mask.open_end(_read(stream, max(0, size - mask.longest), mask.longest))
            start = min(max(size + offset, 0) if offset < 0 else offset, size)
            end = min(start + max(0, min(limit, MOST)), size)
            before = min(start, mask.longest)  # a secret may begin before the piece and end after it
            data = mask.cover(_read(stream, start - before, before + end - start + mask.longest))
            return Piece(data[before : before + end - start], start, size)
    except FileNotFoundError:
        return Piece(b"", 0, 0)


def _read(stream: IO[bytes], start: int, limit: int) -> bytes:
    return os.pread(stream.fileno(), max(0, limit), start)
