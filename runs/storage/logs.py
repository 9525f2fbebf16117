"""Reading logs by offset. A log belongs to an attempt; without a number the latest one is meant."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from runs.storage.browse import Outside, genuine, inside, readable
from runs.storage.layout import attempt_folder

MOST = 4 << 20  # bytes of one piece


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
    """Name -> size of every log of an attempt: `user_logs/…` and what the step left in its own `logs/`."""
    number = attempt or latest_attempt(jobs, root, path)
    if number is None:
        return {}
    folder = attempt_folder(jobs, root, path, number)
    found = {}
    for base, prefix in ((folder.root + "/user_logs", "user_logs/"), (folder.wd + "/logs", "logs/")):
        if not genuine(jobs, Path(base)):
            continue
        for place, _, names in os.walk(base):
            for name in names:
                full = os.path.join(place, name)
                if not os.path.islink(full):
                    found[readable(prefix + os.path.relpath(full, base))] = os.path.getsize(full)
    return dict(sorted(found.items(), key=lambda item: (not item[0].startswith("user_logs"), item[0])))


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


def log_size(jobs: Path, root: str, path: str, file: str) -> int | None:
    place = log_place(jobs, root, path, file)
    return place.stat().st_size if place else None


def read_log(place: Path, offset: int, limit: int) -> Piece:
    """A piece of a log; a negative offset counts from the end."""
    with open(place, "rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        start = min(max(size + offset, 0) if offset < 0 else offset, size)
        stream.seek(start)
        return Piece(stream.read(max(0, min(limit, MOST))), start, size)
