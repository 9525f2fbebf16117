"""Packs a job file with every local file it refers to into one zip, as the server takes it. What refers to what is told
by the dialect (`designer.closure`); which files of a folder count, by its ignore file."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from designer.closure import closure, inside, references
from designer.ignores import Ignores
from designer.spec.old import read_modern
from penstock.cli.errors import WRONG, CommandFailed
from penstock.cli.forms import Content

EVERYWHERE = Path("/")  # a job file may refer to its neighbours by `../`: the command line may read what its user may
MAX_BYTES = 2 * 1024**3
IN_MEMORY = 32 * 1024**2


@dataclass(frozen=True)
class Pack:
    """`name` and `content` of the upload; `main` is the job file inside a zip, None when the file stands alone."""

    name: str
    content: Content
    main: str | None
    root: Path  # what the names in the upload start from


def pack_job(path: Path, text: str) -> Pack:
    """The job file with `text` as its content, alone or zipped with what it refers to."""
    path = path.resolve()
    found = files_needed(path, text)
    if not found:
        return Pack(path.name, text.encode(), None, path.parent)
    root = Path(os.path.commonpath([path.parent, *(item.parent for item in found)]))
    if sum(item.stat().st_size for item in found) > MAX_BYTES:
        hint = "use `penstock run`, which reads files where they are"
        raise CommandFailed("too_large", f"what {path.name} refers to is larger than 2 GiB", WRONG, hint=hint)
    buffer = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - it is read when it is sent
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1, strict_timestamps=False) as archive:
        archive.writestr(path.relative_to(root).as_posix(), text)
        for item in sorted(found):
            archive.write(item, item.relative_to(root).as_posix())
    buffer.seek(0)
    return Pack(f"{path.stem}.zip", cast("BinaryIO", buffer), path.relative_to(root).as_posix(), root)


def files_needed(path: Path, text: str) -> set[Path]:
    """Every file that the job file needs beside itself. References that lead nowhere are left to the server to tell."""
    here = path.parent.relative_to(EVERYWHERE).as_posix()
    named: dict[str, None] = {}
    for _, reference in references(read_modern(text, path.name).root):
        place = inside(EVERYWHERE, here, reference)
        if place is None:
            continue
        is_document = place.endswith((".yml", ".yaml")) and (EVERYWHERE / place).is_file()
        named |= dict.fromkeys(closure(EVERYWHERE, place) if is_document else [place])
    found: set[Path] = set()
    for place in named:
        target = EVERYWHERE / place
        found.update(files_of(target) if target.is_dir() else [target])
    return found - {path}


def files_of(folder: Path) -> Iterator[Path]:
    """The files of a folder that its ignore file does not drop; links that lead out of it are left alone."""
    bound, ignores = folder.resolve(), Ignores.read(folder)
    for place, folders, names in os.walk(folder):
        under = Path(place).relative_to(folder)
        folders[:] = sorted(name for name in folders if not ignores.drops((under / name).as_posix(), True))
        for name in names:
            path = Path(place) / name
            if path.is_symlink() and not path.resolve().is_relative_to(bound):
                continue
            if path.is_file() and not ignores.drops((under / name).as_posix(), False):
                yield path
