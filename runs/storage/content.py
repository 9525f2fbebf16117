"""Content ids: the same bytes under the same names have the same id, wherever they are."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Content:
    """The id of a file or folder, its size in bytes and its number of files."""

    id: str
    size: int
    files: int


class TooLarge(Exception):
    """There is more to hash than the caller wants to wait for."""


def content_of(path: str, most: int | None = None) -> Content:
    """Hash a file, or a folder with everything in it. Links are taken as what they say, never followed.

    Raises FileNotFoundError when there is nothing at `path`, TooLarge before more than `most` bytes are read.
    """
    if not os.path.isdir(path):
        facts = os.stat(path)
        if not stat.S_ISREG(facts.st_mode):
            raise OSError(errno.EINVAL, "neither a file nor a folder", path)
        _check(facts.st_size, most)
        size, digest = _file(path)
        return Content(digest, size, 1)
    whole = hashlib.sha256()
    size = files = 0
    for name, entry in sorted(_below(path, "")):
        if entry.is_symlink():
            part = "link:" + os.readlink(entry.path)
        elif not entry.is_file():
            part = "other:"  # a pipe or a device: opening it could wait for ever
        else:
            if most is not None:
                _check(size + entry.stat().st_size, most)
            bytes_, part = _file(entry.path)
            size += bytes_
        files += 1
        whole.update(os.fsencode(f"{name}\0{part}\n"))  # names need not be UTF-8
    return Content(whole.hexdigest(), size, files)


def _check(size: int, most: int | None) -> None:
    if most is not None and size > most:
        raise TooLarge


def _below(folder: str, prefix: str) -> list[tuple[str, os.DirEntry[str]]]:
    found: list[tuple[str, os.DirEntry[str]]] = []
    todo = [(folder, prefix)]
    while todo:
        folder, prefix = todo.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    todo.append((entry.path, f"{prefix}{entry.name}/"))
                else:
                    found.append((prefix + entry.name, entry))
    return found


def _file(path: str) -> tuple[int, str]:
    with open(path, "rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        if size < 1 << 16:
            return size, hashlib.sha256(file.read()).hexdigest()
        return size, hashlib.file_digest(file, "sha256").hexdigest()
