"""The cache of the workspace: what was fetched, by content, and what is known of files and addresses already seen.

cache/data/<id>/<name>   a file, or the folder `data`; a folder appears by one rename, whole or not at all
cache/known.db           digests of files on this disk, and which content an address had when its facts were such
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

FOLDER = "data"  # what a fetched folder is called in its place
WAIT = 20.0  # seconds that a write waits for another program
_TABLES = """
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, facts TEXT NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (key TEXT PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,
    files INTEGER NOT NULL, at REAL NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """The content that an address had: its id, and what it is called in the cache."""

    id: str
    name: str
    size: int
    files: int


class Cache:
    """Of one workspace. Every call opens the database by itself: threads and processes share it."""

    def __init__(self, workspace: str | os.PathLike[str]) -> None:
        self.root = Path(workspace, "cache")

    @property
    def data(self) -> Path:
        return self.root / "data"

    def place(self, id_: str, name: str) -> Path:
        return self.data / id_ / name

    # -- what was fetched --------------------------------------------------------------------------------------

    def has(self, id_: str, name: str) -> bool:
        """Whether the content is here under that name; a file that is here under another one gets this one, too."""
        place = self.place(id_, name)
        if place.exists():
            with contextlib.suppress(OSError):
                os.utime(place.parent)  # when it was last used: what was not for long goes first
            return True
        if name == FOLDER or not place.parent.is_dir():
            return False
        other = next((item for item in place.parent.iterdir() if item.is_file()), None)
        if other is None:
            return False
        with contextlib.suppress(FileExistsError):
            os.link(other, place)
        return True

    @contextlib.contextmanager
    def draft(self) -> Iterator[Path]:
        """A private folder to fetch into; it goes away unless `keep` took it."""
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._sweep()
        place = self.data / f".tmp-{os.getpid()}-{secrets.token_hex(4)}"
        place.mkdir(mode=0o700)
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def keep(self, draft: Path, id_: str) -> None:
        """The draft becomes what is known under this id; another's, which was first, counts as well."""
        for folder, _, names in os.walk(draft):
            for name in names:
                os.chmod(os.path.join(folder, name), 0o444)
        try:
            os.rename(draft, self.data / id_)
        except OSError:
            if not (self.data / id_).is_dir():
                raise
            for item in draft.iterdir():
                if not (self.data / id_ / item.name).exists():
                    os.rename(item, self.data / id_ / item.name)

    def drop_drafts_of(self, pid: int) -> None:
        """What a process left that was ended in the middle."""
        for item in self.data.glob(f".tmp-{pid}-*"):
            shutil.rmtree(item, ignore_errors=True)

    def _sweep(self) -> None:
        """Drafts of processes that are no more: they were killed."""
        for item in self.data.glob(".tmp-*"):
            pid = item.name.split("-")[1]
            if pid.isdigit() and not os.path.exists(f"/proc/{pid}") and os.path.isdir("/proc"):
                shutil.rmtree(item, ignore_errors=True)

    # -- what is known -----------------------------------------------------------------------------------------

    def seen(self, key: str) -> Seen | None:
        if not key:
            return None
        with self._open() as db:
            row = db.execute("SELECT id, name, size, files FROM seen WHERE key = ?", (key,)).fetchone()
        return Seen(*row) if row else None

    def remember(self, key: str, seen: Seen) -> None:
        if key:
            with self._open() as db, db:
                row = (key, seen.id, seen.name, seen.size, seen.files, time.time())
                db.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?, ?)", row)

    def digests(self, folder: str) -> dict[str, tuple[str, str]]:
        """Path -> (facts, digest) of a file, or of everything below a folder."""
        with self._open() as db:
            rows = db.execute(
                "SELECT path, facts, digest FROM files WHERE path = ? OR (path >= ? AND path < ?)",
                (folder, folder + "/", folder + "0"),  # "0" comes right after "/"
            ).fetchall()
        return {path: (facts, digest) for path, facts, digest in rows}

    def remember_files(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """(path, facts, digest)."""
        with self._open() as db, db:
            db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", rows)

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = self.root / "known.db"
        try:
            db = self._connect(file)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise OSError(error.args[0]) from error
            for path in self.root.glob("known.db*"):  # it is damaged, and only a memory: begin anew
                path.unlink(missing_ok=True)
            db = self._connect(file)
        with closing(db):
            yield db

    def _connect(self, file: Path) -> sqlite3.Connection:
        db = sqlite3.connect(file, timeout=WAIT)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = OFF")
        db.executescript(_TABLES)
        return db


def clean_name(name: str) -> str:
    """A file's name as it can stand in the cache."""
    plain = name.replace("/", "_").replace("\0", "")[:200]
    return plain if plain not in ("", ".", "..", FOLDER) else "file"
