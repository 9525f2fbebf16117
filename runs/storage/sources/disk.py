"""Content ids of files and folders of this machine that are not in the store: hashed once, at the speed of the disk.

A digest is kept with the file's size, times and inode, and taken again as long as none of them changed.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from runs.storage.content import Content
from runs.storage.sources.kept import Cache

SETTLED = 2.0  # seconds; a file changed more recently may change again within one tick of its clock
THREADS = max(1, min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2))
PIECE = 1 << 20
BATCH = 5_000  # digests written at a time

Moved = Callable[[int], None]
File = tuple[str, str, int, str, float]  # name below the folder, path, size, facts, last change


def scan(path: str, most: int | None = None) -> list[File] | None:
    """Every file at or below a path, links followed; None when there are more than `most`. Raises OSError."""
    found: list[File] = []
    for file in _walk(path):
        found.append(file)
        if most is not None and len(found) > most:
            return None
    return found


def content_id(path: str, files: list[File], cache: Cache, moved: Moved) -> Content:
    """The id that equal content has wherever it is. Raises OSError when a file goes away or cannot be read."""
    known = cache.digests(path)
    digests: dict[str, str] = {}
    todo: list[File] = []
    for file in files:
        facts = known.get(file[1])
        if facts is not None and facts[0] == file[3]:
            digests[file[0]] = facts[1]
        else:
            todo.append(file)
    if todo:
        _hash(todo, digests, cache, moved)
    size = sum(file[2] for file in files)
    if os.path.isdir(path):
        return Content(folder_id(digests), size, len(files))
    return Content(digests[""], size, 1)


def folder_id(digests: dict[str, str]) -> str:
    """As `content_of` has it."""
    whole = hashlib.sha256()
    for name, digest in sorted(digests.items()):
        whole.update(os.fsencode(f"{name}\0{digest}\n"))
    return whole.hexdigest()


def _hash(todo: list[File], digests: dict[str, str], cache: Cache, moved: Moved) -> None:
    rows: list[tuple[str, str, str]] = []
    with ThreadPoolExecutor(THREADS, thread_name_prefix="hash", initializer=_give_way) as pool:
        for file, digest in zip(todo, pool.map(lambda one: _digest(one[1], moved), todo), strict=True):
            digests[file[0]] = digest
            if time.time() - file[4] > SETTLED and _facts(os.stat(file[1])) == file[3]:
                rows.append((file[1], file[3], digest))
            if len(rows) >= BATCH:
                cache.remember_files(rows)
                rows = []
    if rows:
        cache.remember_files(rows)


def _give_way() -> None:
    """The thread works when nobody else wants to: the loop of the runner is in the same process."""
    with contextlib.suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


def _digest(path: str, moved: Moved) -> str:
    digest = hashlib.sha256()
    buffer = bytearray(PIECE)
    view = memoryview(buffer)
    with open(path, "rb", buffering=0) as file:
        while read := file.readinto(buffer):
            digest.update(view[:read])
            moved(read)
    return digest.hexdigest()


def _facts(facts: os.stat_result) -> str:
    return f"{facts.st_size}:{facts.st_mtime_ns}:{facts.st_ctime_ns}:{facts.st_dev}:{facts.st_ino}"


def _walk(path: str) -> Iterator[File]:
    facts = os.stat(path)
    if not stat.S_ISDIR(facts.st_mode):
        if not stat.S_ISREG(facts.st_mode):
            raise OSError(errno.EINVAL, "neither a file nor a folder", path)
        yield "", path, facts.st_size, _facts(facts), max(facts.st_mtime, facts.st_ctime)
        return
    todo: list[tuple[str, str, tuple[tuple[int, int], ...]]] = [(path, "", ())]
    while todo:
        folder, prefix, above = todo.pop()
        own = os.stat(folder)
        if (own.st_dev, own.st_ino) in above:
            raise OSError(errno.ELOOP, "a link leads to a folder above it", folder)
        with os.scandir(folder) as items:
            for item in items:
                name = prefix + item.name
                if item.is_dir():
                    todo.append((item.path, name + "/", (*above, (own.st_dev, own.st_ino))))
                    continue
                facts = item.stat()
                if stat.S_ISREG(facts.st_mode):  # a pipe or a device: opening it could wait for ever
                    yield name, item.path, facts.st_size, _facts(facts), max(facts.st_mtime, facts.st_ctime)
