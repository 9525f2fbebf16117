"""Makes a workspace ready to serve: tables, messages, samples. A stamp makes the second start cost nothing.

`is_prepared` is standard library only, so that `penstock up` may ask without loading Django.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from penstock import __version__
from penstock.workspace import Workspace

CHECKOUT = Path(__file__).resolve().parent.parent
SAMPLES = CHECKOUT / "examples"
LOCK = 0x70656E73  # of the database; any number that is the same for all of us


def is_prepared(workspace: Workspace) -> bool:
    """True when nothing that `prepare` looks at has changed since it last went through."""
    if os.environ.get("PENSTOCK_DATABASE_URL"):
        return False  # the database is elsewhere and has to be asked; see `prepare`
    return workspace.db.is_file() and _is_stamped(workspace)


def prepare(workspace: Workspace, *, force: bool = False) -> bool:
    """Migrate, compile messages, register the samples. Needs `django.setup()`. False when there was nothing to do."""
    if not force and (is_prepared(workspace) or _is_prepared_elsewhere(workspace)):
        return False
    workspace.ensure()
    with _alone(workspace):
        if not force and is_prepared(workspace):  # another process did it while this one waited
            return False
        _prepare(workspace)
    return True


def _is_stamped(workspace: Workspace) -> bool:
    try:
        return _stamp_file(workspace).read_text(encoding="ascii") == stamp()
    except OSError:
        return False


def _is_prepared_elsewhere(workspace: Workspace) -> bool:
    """Whether a server's database, which may be another than last time under the same address, has all tables."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    if connection.vendor == "sqlite" or not _is_stamped(workspace):
        return False
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _prepare(workspace: Workspace) -> None:
    from django.core.management import call_command

    from designer.datastores import ensure_built_in
    from designer.samples import register_samples
    from penstock.messages import compile_messages

    now = stamp()
    if os.access(CHECKOUT, os.W_OK):
        compile_messages()
    sweep_uploads(workspace)
    call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    ensure_built_in()
    register_samples()
    _stamp_file(workspace).write_text(now, encoding="ascii")


@contextlib.contextmanager
def _alone(workspace: Workspace) -> Iterator[None]:
    """One process at a time: two commands that are the first on a workspace would both make its tables."""
    with open(workspace.run / "prepare.lock", "w", encoding="ascii") as lock, _alone_in_the_database():
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _alone_in_the_database() -> Iterator[None]:
    """The same for processes of several machines that share a PostgreSQL."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))


def sweep_uploads(workspace: Workspace, older_than: float = 24 * 3600) -> None:
    """Remove what an upload, or a copy into the store, left when the process died under it."""
    for path in (*workspace.uploads.iterdir(), *workspace.store.glob(".tmp-*")):
        if time.time() - path.lstat().st_mtime < older_than:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def stamp() -> str:
    """Names what was prepared: the version, the migrations, the messages and the samples of this installation."""
    digest = hashlib.sha256(f"{__version__}:{os.environ.get('PENSTOCK_DATABASE_URL', '')}".encode())
    for path in _watched():
        found = path.stat()
        digest.update(f"{path.relative_to(CHECKOUT)}:{found.st_size}:{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _watched() -> Iterator[Path]:
    for app in ("designer", "runs"):
        yield from sorted((CHECKOUT / app / "migrations").glob("*.py"))
    yield from sorted((CHECKOUT / "penstock" / "locale").glob("*/LC_MESSAGES/*.po"))
    yield from sorted(path for path in SAMPLES.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def _stamp_file(workspace: Workspace) -> Path:
    return workspace.run / "prepared"
