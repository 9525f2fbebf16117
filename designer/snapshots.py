"""The snapshot store: folders kept once by content, read-only, under `store/<sha256>/tree`. Standard library only.

The id is the SHA-256 over the sorted manifest (path, executable bit, SHA-256 of each file), so the same content has
the same id wherever it lay. A snapshot appears by one rename: it is there whole or not at all.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import shutil
import stat
import tempfile
import time
import zipfile
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from designer.ignores import Ignores, no_ignores

FORMAT = "penstock.snapshot/1"
_CHUNK = 1024 * 1024
_SETTLED = 2.0  # seconds; a file changed more recently may change again within one tick of its clock


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be in a snapshot."""

    files: int
    bytes: int


CODE_LIMITS = Limits(2000, 300 * 1024**2)  # those of Azure ML
DATA_LIMITS = Limits(500_000, 2**50)
COUNTED_ON = 10  # times the limit of files until counting ends
BIGGEST = 3  # folders named when there is too much


class SnapshotError(Exception):
    """A snapshot cannot be made: `code` for machines, the message and `hint` for people."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a snapshot: where it comes from and where it goes (posix path inside the tree)."""

    source: Path
    path: str
    size: int
    executable: bool
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Zipped:
    """An include that is to be a zip of a folder: `../shared.zip` where there is only a folder `../shared`."""

    folder: Path
    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """A file or folder of a snapshot, and the path it gets there ("" is the top)."""

    place: Path
    under: str
    ignores: Ignores = field(default_factory=Ignores)


def snapshot_code(
    store: Path | None,
    folder: Path | None,
    includes: Sequence[Path | Zipped] = (),
    *,
    within: Path | None = None,
    limits: Limits = CODE_LIMITS,
) -> str:
    """Id of the snapshot of a code folder (or one file) with each include under its own base name.

    `.git`, `__pycache__`, `*.pyc` and what `.amlignore` names stay out. Without a `store` the id is all there is.
    """
    around = Ignores.read(folder) if folder is not None and folder.is_dir() else Ignores()
    parts = [Part(folder, "", around)] if folder is not None else []
    with tempfile.TemporaryDirectory(prefix="zips-") as scratch:
        taken = {folder.name: "the code"} if folder is not None and not folder.is_dir() else {}
        for include in includes:
            place, name = (include.folder, include.name) if isinstance(include, Zipped) else (include, include.name)
            _refuse_clash(name, place, folder, taken)
            own = Ignores.read(place) if place.is_dir() else Ignores()
            if isinstance(include, Zipped):
                place, own = _zip(place, Path(scratch, name), own, within), Ignores()
            parts.append(Part(place, name, around.inside(name, own)))
        return _snapshot(store, parts, within, limits)


def _refuse_clash(name: str, place: Path, folder: Path | None, taken: dict[str, str]) -> None:
    """Nothing may lie over something else: whose file would count?"""
    there = folder / name if folder is not None and folder.is_dir() else None
    if there is not None and os.path.lexists(there) and there.resolve() != place.resolve():
        taken.setdefault(name, "the code")
    if name in taken:
        message = f"`{name}` of additional_includes would lie over `{name}` of {taken[name]}"
        raise SnapshotError("include_clash", message, "rename one of the two")
    taken[name] = "another include"


def _zip(folder: Path, target: Path, ignores: Ignores, within: Path | None) -> Path:
    """The folder as a zip whose bytes depend on its content only."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for entry in sorted(_walk(Part(folder, "", ignores), within, set()), key=lambda found: found.path):
            info = zipfile.ZipInfo(entry.path)  # of 1980: times are no content
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (0o755 if entry.executable else 0o644) << 16
            with entry.source.open("rb") as source, archive.open(info, "w") as sink:
                shutil.copyfileobj(source, sink, _CHUNK)
    return target


def snapshot_data(store: Path | None, place: Path, *, within: Path | None = None) -> tuple[str, str]:
    """(id, path inside it): "" for a folder, the file's name for a file. Nothing is left out of data."""
    found = _snapshot(store, [Part(place, "", no_ignores())], within, DATA_LIMITS)
    return found, place.name if place.is_file() else ""


def snapshot_parts(
    store: Path, parts: Sequence[tuple[Path, str]], *, within: Path | None = None, code: Container[str] = ()
) -> str:
    """Id of a snapshot of several files and folders, each under the path beside it ("" is the top). Only caches and
    `.git` stay out: what a document refers to must be there, whatever `.amlignore` says; it speaks of folders of code,
    whose paths are in `code`."""
    found = [Part(place, under, Ignores.read(place) if under in code else Ignores()) for place, under in parts]
    return _snapshot(store, found, within, DATA_LIMITS)


def tree_of(store: Path, snapshot: str) -> Path:
    """The folder of a snapshot. Raises SnapshotError for anything that is no id."""
    if len(snapshot) != 64 or not all(c in "0123456789abcdef" for c in snapshot):
        raise SnapshotError("bad_snapshot", f"`{snapshot[:80]}` is not a snapshot id")
    return store / snapshot / "tree"


def has(store: Path, snapshot: str) -> bool:
    """Who asks wants it: its time is renewed, as what nobody wants for long may be removed."""
    if found := (tree_of(store, snapshot).parent / "manifest.json").is_file():
        os.utime(store / snapshot)
    return found


def manifest_of(store: Path, snapshot: str) -> dict[str, Any]:
    """{format, id, size, files: [{path, size, sha256, executable}], folders: [empty ones]}"""
    try:
        found: dict[str, Any] = json.loads((tree_of(store, snapshot).parent / "manifest.json").read_text())
    except FileNotFoundError:
        raise SnapshotError("not_found", f"the snapshot {snapshot} is not in the store") from None
    return found


def _snapshot(
    store: Path | None,
    parts: Sequence[Part],
    within: Path | None,
    limits: Limits,
) -> str:
    for _ in range(3):
        try:
            entries, folders = _gather(parts, within, limits)
            entries = [_hashed(entry) for entry in entries]
        except PermissionError as error:
            raise SnapshotError("unreadable", f"`{error.filename}` cannot be read") from None
        except FileNotFoundError:  # went away between listing and reading: look again
            continue
        manifest = _manifest(entries, folders)
        if store is None or has(store, manifest["id"]) or _write(store, entries, folders, manifest):
            return str(manifest["id"])
    raise SnapshotError("changing", "the files change while they are copied", "try again when nothing writes there")


def _gather(
    parts: Sequence[Part],
    within: Path | None,
    limits: Limits,
) -> tuple[list[Entry], list[str]]:
    found: dict[str, Entry] = {}
    folders: set[str] = set()
    size = 0
    for part in parts:
        for entry in _walk(part, within, folders):
            size += entry.size - (found[entry.path].size if entry.path in found else 0)
            found[entry.path] = entry
            if len(found) > limits.files * COUNTED_ON:
                break  # it is too much by far; counting on would only take time
    if len(found) > limits.files or size > limits.bytes:
        raise _too_large(parts[0].place.name, list(found.values()), size, limits)
    filled = {path.rpartition("/")[0] for path in found}
    return [found[path] for path in sorted(found)], sorted(folders - filled)


def _too_large(name: str, entries: Sequence[Entry], size: int, limits: Limits) -> SnapshotError:
    """Says how much there is, and where most of it lies."""
    sizes: dict[str, tuple[int, int]] = {}  # of what lies at the top: bytes, files
    for entry in entries:
        top = entry.path.partition("/")[0]
        amount, count = sizes.get(top, (0, 0))
        sizes[top] = (amount + entry.size, count + 1)
    what = 0 if size > limits.bytes else 1
    biggest = sorted(sizes, key=lambda top: (-sizes[top][what], top))[:BIGGEST]
    most = ", ".join(f"`{top}` ({_megabytes(sizes[top][0])} in {sizes[top][1]:,} files)" for top in biggest)
    there, allowed = _megabytes(size), _megabytes(limits.bytes)
    message = (
        f"`{name}` holds {there} in {len(entries):,} files, the limit is {allowed} and {limits.files:,} files; "
        f"most of it is in {most}"
    )
    hint = "list what the code does not need in a file `.amlignore`, or raise PENSTOCK_CODE_MB and PENSTOCK_CODE_FILES"
    return SnapshotError("too_large", message, hint)


def _megabytes(size: int) -> str:
    return f"{size / 2**20:,.1f} MB" if size < 100 * 2**20 else f"{size / 2**20:,.0f} MB"


def _walk(part: Part, within: Path | None, folders: set[str]) -> Iterator[Entry]:
    """Files below a place, links followed as long as they stay inside `within` (default: the place itself)."""
    place, under, ignores = part.place, part.under, part.ignores
    if not place.exists():
        raise SnapshotError("not_found", f"`{place.name}` does not exist")
    bound = (within or (place if place.is_dir() else place.parent)).resolve()
    if place.is_file():
        if not ignores.drops("", False):
            yield _entry(place, under or place.name, bound)
        return
    todo: list[tuple[Path, str, tuple[Path, ...]]] = [(place, "", ())]
    while todo:
        folder, inner, above = todo.pop()
        real = folder.resolve()
        if not real.is_relative_to(bound):
            raise SnapshotError("link_outside", f"`{inner or place.name}` leads out of the folder", "copy it in")
        if real in above:
            raise SnapshotError("link_loop", f"`{inner}` is a link to a folder above it", "remove the link")
        if inner:
            folders.add(_join(under, inner))
        for item in sorted(os.scandir(folder), key=lambda found: found.name):
            path = f"{inner}/{item.name}" if inner else item.name
            is_folder = item.is_dir()
            if ignores.drops(path, is_folder):
                continue
            if is_folder:
                todo.append((Path(item.path), path, (*above, real)))
            else:
                yield _entry(Path(item.path), _join(under, path), bound)


def _join(under: str, path: str) -> str:
    return f"{under}/{path}" if under else path


def _entry(source: Path, path: str, bound: Path) -> Entry:
    if source.is_symlink() and not source.resolve().is_relative_to(bound):
        raise SnapshotError("link_outside", f"the link `{path}` leads out of the folder", "copy the file in")
    try:
        facts = source.stat()
    except FileNotFoundError:
        raise SnapshotError("broken_link", f"the link `{path}` leads nowhere", "remove it") from None
    if not stat.S_ISREG(facts.st_mode):
        raise SnapshotError("not_a_file", f"`{path}` is neither a file nor a folder", "remove it")
    return Entry(source, path, facts.st_size, bool(facts.st_mode & 0o100))


_known: dict[tuple[int, int, int, int, int], str] = {}


def _hashed(entry: Entry) -> Entry:
    """Hashes of files that have been quiet for a while are remembered by inode, size and times."""
    facts = entry.source.stat()
    key = (facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)
    found = _known.get(key)
    if found is None:
        with entry.source.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if time.time() - max(facts.st_mtime, facts.st_ctime) > _SETTLED:
            if len(_known) > 200_000:
                _known.clear()
            _known[key] = found
    return Entry(entry.source, entry.path, facts.st_size, entry.executable, found)


def _manifest(entries: Sequence[Entry], folders: Sequence[str]) -> dict[str, Any]:
    files = [{"path": e.path, "size": e.size, "sha256": e.sha256, "executable": e.executable} for e in entries]
    decisive = [[e.path, e.executable, e.sha256] for e in entries]
    text = json.dumps([decisive, list(folders)], separators=(",", ":"), ensure_ascii=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    size = sum(entry.size for entry in entries)
    return {"format": FORMAT, "id": digest, "size": size, "files": files, "folders": list(folders)}


def _write(store: Path, entries: Sequence[Entry], folders: Sequence[str], manifest: dict[str, Any]) -> bool:
    """Copy into a private folder, then rename. False when a file changed on the way."""
    store.mkdir(parents=True, exist_ok=True)
    private = store / f".tmp-{os.getpid()}-{secrets.token_hex(6)}"
    try:
        (private / "tree").mkdir(parents=True)
        for folder in folders:
            (private / "tree" / folder).mkdir(parents=True, exist_ok=True)
        made: set[Path] = set()
        for entry in entries:
            target = private / "tree" / entry.path
            if target.parent not in made:
                target.parent.mkdir(parents=True, exist_ok=True)
                made.add(target.parent)
            if _copy(entry.source, target) != entry.sha256:
                return False
            target.chmod(0o555 if entry.executable else 0o444)
        (private / "manifest.json").write_text(json.dumps(manifest, separators=(",", ":")))
        _appear(private, store / manifest["id"])
        return True
    except FileNotFoundError:
        return False
    finally:
        shutil.rmtree(private, ignore_errors=True)


def _copy(source: Path, target: Path) -> str:
    digest = hashlib.sha256()
    with source.open("rb") as reading, target.open("wb") as writing:
        while chunk := reading.read(_CHUNK):
            digest.update(chunk)
            writing.write(chunk)
    return digest.hexdigest()


def _appear(private: Path, final: Path) -> None:
    """Somebody else may have been faster with the same content: then theirs stays."""
    if final.exists() and not (final / "manifest.json").is_file():
        shutil.rmtree(final, ignore_errors=True)
    with contextlib.suppress(FileExistsError):
        try:
            private.rename(final)
        except OSError:
            if not (final / "manifest.json").is_file():
                raise
