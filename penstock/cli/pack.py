"""Packs a job file with every local file it refers to into one zip, as the server takes it. Knows no dialect beyond
which keys hold paths: what the paths mean is the server's business."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from penstock.cli.errors import WRONG, CommandFailed

PATH_KEYS = frozenset({"component", "trial", "job", "code", "path", "conda_file", "environment", "file", "folder"})
LIST_KEYS = frozenset({"additional_includes"})
SKIPPED = frozenset({".git", "__pycache__", ".penstock", ".venv", "node_modules", ".ipynb_checkpoints"})
MAX_BYTES = 2 * 1024**3


@dataclass(frozen=True)
class Pack:
    """`name` and `content` of the upload; `main` is the job file inside a zip, None when the file stands alone."""

    name: str
    content: bytes
    main: str | None


def pack_job(path: Path, text: str) -> Pack:
    """The job file with `text` as its content, alone or zipped with what it refers to."""
    path = path.resolve()
    found: set[Path] = set()
    _collect(path, text, found)
    found.discard(path)
    if not found:
        return Pack(path.name, text.encode(), None)
    root = Path(os.path.commonpath([path.parent, *(item.parent for item in found)]))
    size = 0
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(path.relative_to(root).as_posix(), text)
        for item in sorted(found):
            size += item.stat().st_size
            if size > MAX_BYTES:
                raise CommandFailed(
                    "too_large",
                    f"what {path.name} refers to is larger than 2 GiB",
                    WRONG,
                    hint="use `penstock run`, which reads files where they are",
                )
            archive.write(item, item.relative_to(root).as_posix())
    return Pack(f"{path.stem}.zip", buffer.getvalue(), path.relative_to(root).as_posix())


def _collect(path: Path, text: str, found: set[Path]) -> None:
    """Adds the file and, through it, all that it names. A file that is no YAML names nothing."""
    found.add(path)
    for reference in _references(_parse(text)):
        target = _local(path.parent, reference)
        if target is None or target in found:
            continue
        if target.is_dir():
            found.update(files_of(target))
        elif target.suffix in (".yml", ".yaml"):
            try:
                inner = target.read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError):
                inner = ""
            _collect(target, inner, found)
        else:
            found.add(target)
    includes = path.with_suffix(".additional_includes")
    if includes.is_file():
        found.add(includes)


def _parse(text: str) -> Any:
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(text, Loader=loader)  # noqa: S506  (both are safe loaders)
    except yaml.YAMLError:
        return None


def _references(value: Any, depth: int = 0) -> Iterator[str]:
    """Every text that stands under a key that may hold a path."""
    if depth > 100:
        return
    if isinstance(value, list):
        for item in value:
            yield from _references(item, depth + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, str) and key in PATH_KEYS:
                yield item
            elif isinstance(item, list) and key in LIST_KEYS:
                yield from (entry for entry in item if isinstance(entry, str))
            else:
                yield from _references(item, depth + 1)


def _local(base: Path, reference: str) -> Path | None:
    """The existing file or folder a text names, or None for addresses, expressions and things that are not there.
    An absolute path is none either: it means the same to a server on this machine, and nothing to another."""
    reference = reference.removeprefix("file:")
    if "${{" in reference or "\n" in reference or ":" in reference or not reference.strip() or os.path.isabs(reference):
        return None
    try:
        target = Path(os.path.normpath(base / reference))
        return target if target.exists() else None
    except (OSError, ValueError):
        return None


def files_of(folder: Path) -> Iterator[Path]:
    """The files of a folder; links that lead out of it are left alone."""
    inside = folder.resolve()
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in SKIPPED)
        for name in names:
            path = Path(place) / name
            if path.is_file() and (not path.is_symlink() or path.resolve().is_relative_to(inside)):
                yield path
