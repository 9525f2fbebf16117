"""The engine's ledger on Django's database: claims with leases, requests, lookups. The journal does the writing."""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import DatabaseError, OperationalError, connection
from django.db.models import Q

from designer.models import Compute
from designer.spec.plan import from_json
from designer.spec.resources import limit_of_compute, priority_of
from runs import journal
from runs.kernel.messages import CancelRequested, Event, Message, RetryRequested, StatusChanged
from runs.kernel.status import TERMINAL, Status
from runs.models import Request as RequestRow
from runs.models import Run
from runs.ports import Claimed, Conflict, Finished, Origin, Request, Stalled
from runs.wakeup import poke
from runs.writing import renew_connection

LEASE = 10.0  # seconds
log = logging.getLogger("penstock.runner")
FIND = (
    "SELECT j.name, r.name, j.path, j.ended_at, j.detail FROM runs_job j JOIN runs_run r ON r.id = j.run_id"
    " WHERE j.key=%s AND j.status='Completed' AND j.reused_from IS NULL ORDER BY j.ended_at DESC LIMIT 1"
)
UNDER_WAY = (
    "SELECT key, name, path FROM runs_job WHERE run_id=%s AND key IS NOT NULL AND reused_from IS NULL"
    " AND status IN ('Queued','Preparing','Starting','Running','Finalizing')"
)
ALL_UNDER_WAY = (
    "SELECT j.key, j.name, r.name, j.path FROM runs_run r JOIN runs_job j ON j.run_id = r.id WHERE r.ended = %s"
    " AND j.key IS NOT NULL AND j.reused_from IS NULL"
    " AND j.status IN ('Queued','Preparing','Starting','Running','Finalizing')"
)
STILL = 0.02  # seconds for which what other runners do is taken as it was
MESSAGES: dict[str, Callable[[float, str], Message]] = {"cancel": CancelRequested, "retry": RetryRequested}


class OwnerLock:
    """Says that an owner is alive, by a lock the system lets go of when the process dies, however it dies."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder = folder
        self.owner = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
        draft = folder / f".{self.owner}"
        self._fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._fd, fcntl.LOCK_EX)
        draft.rename(folder / self.owner)  # locked before it has its name: nobody ever sees it free while we live
        for name in os.listdir(folder):
            if self.is_dead(name):
                (folder / name).unlink(missing_ok=True)

    def is_dead(self, owner: str) -> bool:
        """Whether `owner` lived on this machine and is gone; what lived elsewhere is judged by its lease alone."""
        return owner.startswith(f"{socket.gethostname()}-") and not is_alive(self.folder, owner)

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
        self._others: dict[int, tuple[int, dict[str, Origin]]] = {}  # runs of living runners -> (seq, their steps)
        self._elsewhere: dict[str, Origin] = {}
        self._looked = 0.0

    def claim(self) -> Sequence[Claimed]:
        now = time.time()
        with _stalls():
            # A run that ended comes back when somebody asks for a retry.
            again = RequestRow.objects.filter(kind="retry").values("run")
            # By two indexes, never by all runs there are: `ended=False` becomes NOT ended, for which there is none.
            free = Run.objects.filter(Q(ended__in=[False]) | Q(id__in=again))
            rows = list(free.values_list("id", "name", "owner", "lease_until"))
        taken: list[Claimed] = []
        others: dict[int, tuple[int, dict[str, Origin]]] = {}
        for id_, name, owner, until in rows:
            if name in self.ids:
                continue
            if self._is_of_another(owner, until, now):
                others[id_] = self._others.get(id_, (0, {}))
                continue
            if self.only and name != self.only:
                continue
            try:
                same = Run.objects.filter(id=id_, owner=owner, lease_until=until)
                if same.update(owner=self.lock.owner, lease_until=now + LEASE):
                    taken += self._take(id_)
            except OperationalError as error:
                if taken:
                    break  # these are ours already; the others are there at the next look
                renew_connection()
                raise Stalled(journal.in_words(error)) from error
        self._others = others
        return taken

    def _is_of_another(self, owner: str, until: float, now: float) -> bool:
        return bool(owner) and owner != self.lock.owner and until >= now and not self.lock.is_dead(owner)

    def _take(self, id_: int) -> list[Claimed]:
        run = Run.objects.get(id=id_)
        try:
            events = journal.read_events(id_)
            plan, projection = from_json(json.loads(run.document.plan)), journal.project(events)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            log.exception("%s cannot be read", run.name)
            self.give_up(run.name, f"this version of Penstock cannot read the run: {error!r}")
            return []
        self.ids[run.name], self.projections[run.name] = id_, projection
        priority = priority_of(run.settings) or 0
        told = (run.origin, run.experiment_name, run.display_name, run.creator, priority)
        return [Claimed(run.name, run.seq, plan, events, *told, born=f"{run.created:.3f}")]

    def give_up(self, root: str, error: str) -> None:
        """The root alone fails: what the others were doing is what cannot be read."""
        run = Run.objects.get(name=root)
        failed = StatusChanged("", 1, Status.FAILED, time.time(), {"error": error})
        asked = list(RequestRow.objects.filter(run=run).values_list("id", flat=True))
        self.ids[root], self.projections[root] = run.pk, {}
        try:
            self.append(root, run.seq, [failed], asked)
        except Conflict:
            log.warning("%s: taken over by another runner", root)
        finally:
            self.forget(root)

    def limits(self) -> dict[str, int]:
        with _stalls():
            rows = Compute.objects.filter(archived=False).values_list("name", "spec", "tags")
            limits = {name: limit_of_compute(spec, tags) for name, spec, tags in rows}
            return {name: limit for name, limit in limits.items() if limit is not None}

    def renew(self, roots: Sequence[str]) -> Sequence[str]:
        with _stalls():
            mine = Run.objects.filter(id__in=[self.ids[root] for root in roots], owner=self.lock.owner)
            if mine.update(lease_until=time.time() + LEASE) == len(roots):
                return ()
            return sorted(set(roots) - set(mine.values_list("name", flat=True)))

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
        ended = any(isinstance(e, StatusChanged) and not e.path and e.status in TERMINAL for e in events)
        poke(self.facts, urgent=ended)  # the end of a run is what people wait for
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
        with _stalls():
            return find_finished(key)

    @property
    def has_others(self) -> bool:
        return bool(self._others)

    def elsewhere(self, *, fresh: bool) -> Mapping[str, Origin]:
        now = time.monotonic()
        if not self._others:
            return {}
        if fresh or now >= self._looked + STILL:
            with _stalls():
                self._look_elsewhere()
            self._looked = now
        return self._elsewhere

    def _look_elsewhere(self) -> None:
        """A run is read again when something happened in it."""
        now = time.time()
        rows = Run.objects.filter(id__in=list(self._others), ended=False)
        left: dict[int, tuple[int, dict[str, Origin]]] = {}
        for id_, name, seq, owner, until in rows.values_list("id", "name", "seq", "owner", "lease_until"):
            if not self._is_of_another(owner, until, now):
                continue
            known = self._others[id_]
            if seq != known[0]:
                with connection.cursor() as cursor:
                    cursor.execute(UNDER_WAY, (id_,))
                    known = (seq, {key: Origin(job, name, path, key) for key, job, path in cursor.fetchall()})
            left[id_] = known
        self._others = left
        self._elsewhere = {key: origin for _, found in left.values() for key, origin in found.items()}

    def earlier_parts(self, origin: str, root: str) -> dict[str, dict[str, Any]]:
        with _stalls():
            return parts_of_latest(origin, root)


def find_finished(key: str) -> Finished | None:
    """The latest completed step with this key."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, (key,))
        row = cursor.fetchone()
    if row is None:
        return None
    job, root, path, ended, detail = row
    return Finished(job, root, path, json.loads(detail).get("outputs", {}), ended)


def parts_of_latest(origin: str, but: str = "") -> dict[str, dict[str, Any]]:
    """Path -> {job, root, parts} of the latest run of a pipeline, other than the one that asks."""
    earlier = Run.objects.filter(origin=origin).exclude(name=but).order_by("-created", "-id").first()
    if earlier is None:
        return {}
    rows = earlier.jobs.exclude(key=None).values_list("path", "name", "detail")
    return {
        path: {"job": name, "root": earlier.name, "parts": json.loads(detail).get("parts", {})}
        for path, name, detail in rows
    }


def steps_under_way() -> dict[str, Origin]:
    """Key -> a step that some runner has under way now."""
    with connection.cursor() as cursor:
        cursor.execute(ALL_UNDER_WAY, (False,))
        return {key: Origin(job, root, path, key) for key, job, root, path in cursor.fetchall()}


@contextlib.contextmanager
def _stalls() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        renew_connection()
        raise Stalled(journal.in_words(error)) from error
