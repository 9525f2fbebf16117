"""Data that is not in the store: what it is now, and how it gets to this machine. Works in threads of its own, so that
a server that hangs holds up nobody but who waits for it."""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from designer.spec.plan import Step, Value
from runs.engine import delivering
from runs.engine.given import COPY
from runs.engine.workers import Workers
from runs.ports import Given, Ready, Say
from runs.storage.sources import disk, tables
from runs.storage.sources.addresses import Location, Store, Unusable, locate, shown
from runs.storage.sources.child import NotToBeHad, ask
from runs.storage.sources.kept import Cache

log = logging.getLogger("penstock.runner")
AT_ONCE = 6  # transfers at a time
IN_THREAD = 2_000  # files; more of them are hashed by a process of its own
SPOKEN = 1.0  # seconds between lines about hashing
GRACE = 2.0  # seconds in which an identity may be asked for again after it was used
MOST_KEPT = 20_000
DIRECT = "direct"
EVALUATED = ("eval_mount", "eval_download")

Stores = Callable[[], Sequence[Store]]
Leaving = Callable[[dict[str, Any]], None]


@dataclass(slots=True)
class _Ticket:
    """An identity that was found out for one value of one run; it may be used once, and shortly after again."""

    value: Value
    given: Given
    used: float | None = None


@dataclass(slots=True)
class _Job:
    """Something that is being found out or fetched; all who want the same wait for it."""

    waiting: list[tuple[Value | None, Ready, Say]] = field(default_factory=list)


class Staging:
    """`stores` tells the datastores of the workspace; it is called in the loop's thread."""

    def __init__(
        self, workspace: str, workers: Workers, stores: Stores, register: delivering.Register | None = None
    ) -> None:
        self.workspace, self.workers, self.register = workspace, workers, register or _nowhere
        self._ask_stores = stores
        self._stores: tuple[Store, ...] = ()
        self.cache = Cache(workspace)
        self._tickets: OrderedDict[int, _Ticket] = OrderedDict()
        self._jobs: dict[tuple[str, str], _Job] = {}
        self._room = threading.Semaphore(AT_ONCE)
        self._near = threading.Semaphore(AT_ONCE)  # what is on this machine waits for no other

    def stores(self) -> Sequence[Store]:
        """The datastores as they are; as they were where the database cannot be read for a moment."""
        try:
            self._stores = tuple(self._ask_stores())
        except Exception:
            log.warning("the datastores cannot be read now", exc_info=True)
        return self._stores

    # -- the port ----------------------------------------------------------------------------------------------

    def known(self, value: Value) -> Given | None:
        ticket = self._tickets.get(id(value))
        if ticket is None or ticket.value is not value:
            return None
        now = time.monotonic()
        if ticket.used is None:
            ticket.used = now
        elif now - ticket.used > GRACE:  # a retry: what was there then may be gone by now
            del self._tickets[id(value)]
            return None
        return ticket.given

    def identify(self, value: Value, ready: Ready, progress: Say) -> None:
        mode = value.mode or ""
        kind = DIRECT if mode == DIRECT else "eval" if mode in EVALUATED else "data"
        stores = self.stores()
        try:
            location = locate(value.uri or "", stores, self.workspace)
        except Unusable as why:
            return ready(None, str(why))
        key = (kind, value.uri or "")
        near = location.kind == "local" and kind != "eval"
        return self._join(key, value, ready, progress, lambda say: self._identity(location, kind, stores, say), near)

    def missing(self, given: Given) -> bool:
        return not os.path.exists(given.value)

    def fetch(self, given: Given, ready: Ready, progress: Say) -> None:
        """What was identified before and is not in the cache any more, or a private copy of what is."""
        if given.source.startswith(COPY):
            place = str(given.value)
            return self._join(("copy", place), None, ready, progress, lambda say: _copied(given), True)
        try:
            location = locate(given.source, self.stores(), self.workspace)
        except Unusable as why:
            return ready(None, str(why))
        name = os.path.basename(given.value)

        def work(say: Say) -> Given:
            ask("fetch", location, self.workspace, say, id=given.id, name=name)
            return given

        return self._join(("fetch", str(given.value)), None, ready, progress, work)

    def leaving(self, step: Step, root: str, job: str, folder: str, say: Say) -> Leaving | None:
        """Brings the outputs of a step to where they belong, in a thread of its own; None when they just stay. `folder`
        is that of the attempt."""
        if not delivering.leaves(step):
            return None
        stores = self.stores()

        def leave(outputs: dict[str, Any]) -> None:
            def tell(line: str) -> None:
                self.workers.post(lambda: say(line))

            delivering.deliver(
                step, root, job, outputs, workspace=self.workspace, stores=stores, register=self.register, say=tell
            )
            delivering.write_back(step, folder, workspace=self.workspace, stores=stores, say=tell)

        return leave

    def beside(self, work: Callable[[], Any], then: Callable[[Any, Exception | None], None]) -> None:
        """As `Workers.run`, for work that waits for other machines."""

        def body() -> None:
            result, error = None, None
            try:
                with self._room:
                    result = work()
            except Exception as caught:  # noqa: BLE001 - it is handed to `then`, which decides
                error = caught
            self.workers.post(lambda: then(result, error))

        threading.Thread(target=body, name="leaving", daemon=True).start()

    # -- work in threads ---------------------------------------------------------------------------------------

    def _join(
        self,
        key: tuple[str, str],
        value: Value | None,
        ready: Ready,
        progress: Say,
        work: Callable[[Say], Given],
        near: bool = False,
    ) -> None:
        """Wait for what is under way, or begin it."""
        job = self._jobs.get(key)
        if job is not None:
            job.waiting.append((value, ready, progress))
            return
        job = self._jobs[key] = _Job([(value, ready, progress)])

        def body() -> None:
            given, why = None, None
            try:
                with self._near if near else self._room:
                    given = work(self._sayer(job))
            except NotToBeHad as refusal:
                why = str(refusal)
            except OSError as error:
                why = _words(error, key[1])
            except Exception as bug:  # noqa: BLE001 - whoever waits would wait for ever
                why = f"{shown(key[1])} cannot be read: {bug!r}"
            self.workers.post(lambda: self._over(key, given, why))

        threading.Thread(target=body, name="staging", daemon=True).start()

    def _sayer(self, job: _Job) -> Say:
        """Lines come from the thread and are told in the loop's."""

        def tell(line: str) -> None:
            for _, _, progress in job.waiting:
                progress(line)

        return lambda line: self.workers.post(lambda: tell(line))

    def _over(self, key: tuple[str, str], given: Given | None, why: str | None) -> None:
        job = self._jobs.pop(key)
        for value, ready, _ in job.waiting:
            if value is not None and given is not None:
                self._tickets[id(value)] = _Ticket(value, given)
                if len(self._tickets) > MOST_KEPT:
                    self._tickets.popitem(last=False)
            ready(given, why)

    def _identity(self, location: Location, kind: str, stores: Sequence[Store], say: Say) -> Given:
        """In a thread. Raises NotToBeHad, OSError."""
        if location.kind == "local":
            return self._read_through(self._here(location, say), kind, stores, say)
        if kind == DIRECT:
            return self._direct(location, say)
        answer = ask("identify", location, self.workspace, say)
        place = self.cache.place(answer["id"], answer["name"])
        return self._read_through(Given(str(place), answer["id"], location.address), kind, stores, say)

    def _read_through(self, given: Given, kind: str, stores: Sequence[Store], say: Say) -> Given:
        """A table whose data lies elsewhere, with its data."""
        if kind != "eval":
            return given

        def fetched(address: str) -> Given:
            return self._identity(locate(address, stores, self.workspace), "data", stores, say)

        try:
            return tables.evaluated(given, fetched, self.cache)
        except Unusable as why:
            raise NotToBeHad("unusable", str(why)) from None

    def _here(self, location: Location, say: Say) -> Given:
        """A path of this machine is given as it is; its content is hashed once."""
        found = content_here(location.path, self.workspace, self.cache, say)
        return Given(location.path, found)

    def _direct(self, location: Location, say: Say) -> Given:
        """The step gets an address that fsspec knows, and reads it by itself with credentials of its own."""
        address = address_of(location)
        try:
            answer = ask("identify", location, self.workspace, say, direct=True)
        except NotToBeHad:
            return Given(address, f"uri:{address}")  # the step will say what is wrong with it
        return Given(address, answer["id"])


def _copied(given: Given) -> Given:
    """Whole or not at all: a file or folder that the step may write to."""
    place, draft = str(given.value), f"{given.value}.part"
    os.makedirs(os.path.dirname(place), exist_ok=True)
    shutil.rmtree(draft, ignore_errors=True)
    delivering.copy_whole(given.source.removeprefix(COPY), draft)
    for folder, _, names in os.walk(draft):
        for name in names:
            os.chmod(os.path.join(folder, name), 0o644)  # what is in the store may not be written to
    if os.path.isfile(draft):
        os.chmod(draft, 0o644)
    os.rename(draft, place)
    return given


def _nowhere(naming: delivering.Naming) -> str:
    raise delivering.NotDelivered(f"output {naming.port}: nothing is registered here")


def content_here(path: str, workspace: str, cache: Cache, say: Say) -> str:
    """The content id of a path. Raises OSError, NotToBeHad."""
    files = disk.scan(path, IN_THREAD)
    if files is None:
        return str(ask("hash", None, workspace, say, path=path)["id"])
    if not files and os.path.isdir(path):
        return disk.folder_id({})
    spoken = time.monotonic()
    done, total = 0, sum(file[2] for file in files)

    def moved(size: int) -> None:
        nonlocal spoken, done
        done += size
        if time.monotonic() - spoken > SPOKEN:
            spoken = time.monotonic()
            say(f"reading {os.path.basename(path)}: {100 * done // max(total, 1)} %")

    return disk.content_id(path, files, cache, moved).id


def address_of(location: Location) -> str:
    """What a script can open by itself: the storage's own address instead of a datastore's."""
    if location.kind != "store":
        return location.address
    store, path = location.store, location.path
    type_ = store.get("type")
    if type_ in ("azure_blob", "azure_data_lake_gen2"):
        container = store.get("container_name") or store.get("filesystem")
        return f"abfs://{container}@{store.get('account_name')}.dfs.core.windows.net/{path}"
    if type_ == "sftp":
        return f"sftp://{store.get('host')}:{store.get('port') or 22}/{path.lstrip('/')}"
    return f"{'gs' if type_ == 'gcs' else 's3'}://{store.get('bucket')}/{path}"


def _words(error: OSError, address: str) -> str:
    """A path of this machine that cannot be read."""
    text = shown(address)
    if isinstance(error, FileNotFoundError):
        return f"{text}: there is no such path on this machine. Look at how it is written."
    if isinstance(error, PermissionError):
        return f"{text}: this user may not read {error.filename or 'it'}. Change its permissions."
    return f"{text} cannot be read: {error.strerror or error}"
