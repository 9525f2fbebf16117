"""How many bytes lie below a folder, and the size of a job's folder, which is measured once after it has ended."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

NOTE = ".size"  # in a job's folder; no node can be called so


def size_of(place: Path | str) -> int:
    """Bytes of the files below a place, each counted once however many names it has; links are not followed."""
    total, todo = 0, [os.fspath(place)]
    seen: set[tuple[int, int]] = set()
    while todo:
        try:
            with os.scandir(todo.pop()) as entries:
                for entry in entries:
                    with contextlib.suppress(OSError):
                        if entry.is_dir(follow_symlinks=False):
                            todo.append(entry.path)
                            continue
                        facts = entry.stat(follow_symlinks=False)
                        if facts.st_nlink > 1:
                            if (facts.st_dev, facts.st_ino) in seen:
                                continue
                            seen.add((facts.st_dev, facts.st_ino))
                        total += facts.st_size
        except NotADirectoryError:
            with contextlib.suppress(OSError):
                total += os.lstat(place).st_size
        except OSError:
            continue  # it went away, or may not be read
    return total


def known_size(jobs: Path, name: str, seq: int) -> int | None:
    """What was measured when the job's last event had this number; None when that was not done, or it went on since."""
    try:
        measured, size = (jobs / name / NOTE).read_text(encoding="ascii").split()
        return int(size) if int(measured) == seq else None
    except (OSError, ValueError):
        return None


def measure(jobs: Path, name: str, seq: int) -> int:
    """The size of an ended job, remembered."""
    if (known := known_size(jobs, name, seq)) is not None:
        return known
    size, folder = size_of(jobs / name), jobs / name
    draft = folder / f"{NOTE}.{os.getpid()}"
    with contextlib.suppress(OSError):  # it has no folder, or the disk is full: it is measured again
        draft.write_text(f"{seq} {size}", encoding="ascii")
        draft.replace(folder / NOTE)
    return size
