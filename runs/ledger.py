"""The engine's ledger on Django's database: claims with leases, requests, lookups. The journal does the writing."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import DatabaseError, OperationalError, connection
from django.db.models import Q

from designer.spec.plan import from_json
from runs import journal
from runs.kernel.messages import CancelRequested, Event, Message, RetryRequested
from runs.models import Request as RequestRow
from runs.models import Run
from runs.ports import Claimed, Finished, Request, Stalled
from runs.wakeup import poke

LEASE = 10.0  # seconds
FIND = (
    "SELECT j.name, r.name, j.path, j.ended_at, j.detail FROM runs_job j JOIN runs_run r ON r.id = j.run_id"
    " WHERE j.key=%s AND j.status='Completed' AND j.reused_from IS NULL ORDER BY j.ended_at DESC LIMIT 1"
)
MESSAGES: dict[str, Callable[[float, str], Message]] = {"cancel": CancelRequested, "retry": RetryRequested}


class OwnerLock:
    """Says that an owner is alive, by a lock the system lets go of when the process dies, however it dies."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder = folder
        self.owner = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
        self._fd = os.open(folder / self.owner, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._fd, fcntl.LOCK_EX)

    def is_dead(self, owner: str) -> bool:
        """Whether `owner` lived on this machine and is gone; what lived elsewhere is judged by its lease alone."""
        try:
            fd = os.open(self.folder / owner, os.O_WRONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(fd)
        return True

    def close(self) -> None:
        os.close(self._fd)
        (self.folder / self.owner).unlink(missing_ok=True)


def is_alive(folder: Path, owner: str) -> bool:
    """Whether `owner` lives on this machine: it holds its lock. For those who own nothing themselves."""
    if not owner:
        return False
    try:
        fd = os.open(folder / owner, os.O_WRONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(fd)
    return False


class DjangoLedger:
    """What `runs.ports.Ledger` promises. `only` restricts it to one run (a run in the foreground)."""

    def __init__(self, lock: OwnerLock, facts: Path, only: str | None = None) -> None:
        self.lock = lock
        self.facts = facts  # folder of the listeners to poke
        self.only = only
        self.ids: dict[str, int] = {}
        self.projections: dict[str, journal.Projection] = {}

    def claim(self) -> Sequence[Claimed]:
        now = time.time()
        with _stalls():
            # A run that ended comes back when somebody asks for a retry.
            free = Run.objects.filter(Q(ended=False) | Q(requests__kind="retry")).distinct()
            if self.only:
                free = free.filter(name=self.only)
            rows = list(free.values_list("id", "name", "owner", "lease_until"))
            return [
                self._take(id_)
                for id_, name, owner, until in rows
                if name not in self.ids
                and (not owner or owner == self.lock.owner or until < now or self.lock.is_dead(owner))
                and Run.objects.filter(id=id_, owner=owner).update(owner=self.lock.owner, lease_until=now + LEASE)
            ]

    def _take(self, id_: int) -> Claimed:
        run = Run.objects.get(id=id_)
        events = journal.read_events(id_)
        self.ids[run.name] = id_
        self.projections[run.name] = journal.project(events)
        return Claimed(run.name, run.seq, from_json(json.loads(run.document.plan)), events, run.origin)

    def renew(self, roots: Sequence[str]) -> None:
        with _stalls():
            ids = [self.ids[root] for root in roots]
            Run.objects.filter(id__in=ids, owner=self.lock.owner).update(lease_until=time.time() + LEASE)

    def requests(self) -> Sequence[Request]:
        with _stalls():
            RequestRow.objects.filter(run__owner=self.lock.owner, run__ended=True, kind="cancel").delete()  # too late
            rows = RequestRow.objects.filter(run__owner=self.lock.owner).order_by("id")
            found = rows.values_list("id", "run__name", "kind", "path", "at")
            return [Request(id_, name, MESSAGES[kind](at, path)) for id_, name, kind, path, at in found]

    def append(self, root: str, expected_seq: int, events: Sequence[Event], done: Sequence[int] = ()) -> int:
        seq = journal.append(
            run_id=self.ids[root],
            root=root,
            owner=self.lock.owner,
            expected_seq=expected_seq,
            events=events,
            projection=self.projections[root],
            answered=done,
        )
        poke(self.facts)
        return seq

    def forget(self, root: str) -> None:
        """The run is over, or another's."""
        self.ids.pop(root, None)
        self.projections.pop(root, None)

    def release(self) -> None:
        """Leave all runs to whoever comes next, without waiting for the leases to end."""
        with contextlib.suppress(DatabaseError):
            Run.objects.filter(owner=self.lock.owner, ended=False).update(owner="")

    def find(self, key: str) -> Finished | None:
        with connection.cursor() as cursor:
            cursor.execute(FIND, (key,))
            row = cursor.fetchone()
        if row is None:
            return None
        job, root, path, ended, detail = row
        return Finished(job, root, path, json.loads(detail).get("outputs", {}), ended)

    def earlier_parts(self, origin: str, root: str) -> dict[str, dict[str, Any]]:
        earlier = Run.objects.filter(origin=origin).exclude(name=root).order_by("-created", "-id").first()
        if earlier is None:
            return {}
        rows = earlier.jobs.exclude(key=None).values_list("path", "name", "detail")
        return {
            path: {"job": name, "root": earlier.name, "parts": json.loads(detail).get("parts", {})}
            for path, name, detail in rows
        }


@contextlib.contextmanager
def _stalls() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise Stalled(journal.in_words(error)) from error
