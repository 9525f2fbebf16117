"""Identifying, fetching and delivering, between a storage and the cache. In the child process only."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from runs.storage.sources.disk import folder_id, scan
from runs.storage.sources.kept import FOLDER, Cache, Seen, clean_name
from runs.storage.sources.listing import Entry, Listing
from runs.storage.sources.pulse import Pulse, sized

KEPT_FREE = 64 << 20  # bytes of the disk that a fetch leaves free


class Failed(Exception):
    """It cannot be done; the message is a sentence with its cure."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def open_location(location: Mapping[str, Any], workspace: str, pulse: Pulse) -> Any:
    """A Wire or a Web. Raises whatever the storage raises."""
    door = _opened(location, workspace, pulse)
    pulse.watch()  # not before: loading the libraries takes seconds on a machine that is busy
    return door


def _opened(location: Mapping[str, Any], workspace: str, pulse: Pulse) -> Any:
    if location["kind"] == "web":
        from runs.storage.sources.web import Web

        return Web(location["address"], pulse)
    from runs.storage.sources.doors import open_other, open_store
    from runs.storage.sources.wire import Wire

    if location["kind"] == "other":
        fs, path = open_other(location["address"])
        return Wire(fs, "", path, pulse)
    fs, root = open_store(location["store"], workspace)
    return Wire(fs, root, location["path"], pulse)


def identify(
    location: Mapping[str, Any], workspace: str, pulse: Pulse, *, direct: bool, may_fetch: bool = True
) -> dict[str, Any]:
    """The id of what lies there now, and its place in the cache. It is fetched where its content was never seen.

    `direct`: the step reads it by itself, so only its facts are asked for.
    """
    door = open_location(location, workspace, pulse)
    listing = _listing(door, location)
    key = listing.key(_whole(location), time.time())
    if direct:
        return {"id": f"facts:{key or secrets_of_time()}", "size": listing.size, "files": len(listing.entries)}
    cache = Cache(workspace)
    seen = cache.seen(key)
    if seen is None and not may_fetch:
        raise Failed("not_here", f"{pulse.what} is not on this machine. Run a job that reads it, then look again.")
    if seen is None:
        seen = _fetch(door, location, listing, key, cache, pulse)
    else:
        cache.has(seen.id, seen.name)  # it was used now, and is not among the first to go
    return {"id": seen.id, "name": seen.name, "size": seen.size, "files": seen.files}


def fetch(location: Mapping[str, Any], workspace: str, pulse: Pulse, id_: str, name: str) -> dict[str, Any]:
    """Bring to the cache what was known by its id before; Failed when the address holds something else by now."""
    cache = Cache(workspace)
    if not cache.has(id_, name):
        door = open_location(location, workspace, pulse)
        listing = _listing(door, location)
        seen = _fetch(door, location, listing, listing.key(_whole(location), time.time()), cache, pulse)
        if seen.id != id_:
            raise Failed("changed", f"{pulse.what}: the data changed while the job was preparing. Run the job again.")
    return {"place": str(cache.place(id_, name))}


def secrets_of_time() -> str:
    """Of data about which nobody can say whether it changed: it is another one each time."""
    return f"{time.time_ns():x}"


def _whole(location: Mapping[str, Any]) -> str:
    """What tells one place from another: a datastore may be pointed elsewhere under the same name."""
    store = {key: location["store"].get(key) for key in _PLACE if location["store"].get(key)}
    return repr((location["kind"], location["address"] if not store else "", location["path"], sorted(store.items())))


_PLACE = ("type", "bucket", "account_name", "container_name", "filesystem", "endpoint", "endpoint_url", "host", "port")


def _listing(door: Any, location: Mapping[str, Any]) -> Listing:
    listing: Listing = door.listing()
    if not listing.is_file and not listing.entries:
        raise Failed("not_found", f"{location['shown']}: there is nothing at this path. Look at how it is written.")
    return listing


def _fetch(door: Any, location: Mapping[str, Any], listing: Listing, key: str, cache: Cache, pulse: Pulse) -> Seen:
    for _try in range(2):
        pulse.begin(listing.size, len(listing.entries))
        _refuse_too_much(listing.size, cache, pulse)
        with cache.draft() as draft:
            name = clean_name(listing.name) if listing.is_file else FOLDER
            digests, size = _all_pieces(door, listing, draft / name, pulse)
            again = door.listing()
            if _same(again, listing):
                id_ = digests[""] if listing.is_file else folder_id(digests)
                cache.keep(draft, id_)
                seen = Seen(id_, name, size, len(digests))
                cache.remember(key, seen)
                return seen
            listing = again
            key = listing.key(_whole(location), time.time())
    raise Failed("changing", f"{pulse.what}: the data changes while it is read. Run the job when it is complete.")


def _same(one: Listing, other: Listing) -> bool:
    return [(e.path, e.size, e.fact) for e in one.entries] == [(e.path, e.size, e.fact) for e in other.entries]


def _refuse_too_much(size: int, cache: Cache, pulse: Pulse) -> None:
    cache.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    free = shutil.disk_usage(cache.data).free
    if size > free - KEPT_FREE:
        raise Failed(
            "disk_full",
            f"{pulse.what} has {sized(size)}, and this machine's disk has {sized(free)} left. "
            "Make room (`penstock prune` takes old caches away), then run the job again.",
        )


def _all_pieces(door: Any, listing: Listing, target: Path, pulse: Pulse) -> tuple[dict[str, str], int]:
    digests: dict[str, str] = {}
    sizes: list[int] = []

    def one(entry: Entry) -> None:
        place = target / entry.path if entry.path else target
        if not place.resolve().is_relative_to(target.resolve()):
            raise Failed("bad_name", f"{pulse.what}: a file is called {entry.path!r}, which leads out of the folder.")
        place.parent.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with open(place, "wb", buffering=0) as file:
            for piece in door.pieces(entry):
                digest.update(piece)
                size += len(piece)
                view = memoryview(piece)
                while view:
                    view = view[file.write(view) :]
        digests[entry.path] = digest.hexdigest()
        sizes.append(size)
        pulse.files += 1

    if not listing.is_file:
        target.mkdir()
    with ThreadPoolExecutor(door.parallel) as pool:
        tasks = [pool.submit(one, entry) for entry in listing.entries]
        try:
            for task in tasks:
                task.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return digests, sum(sizes)


def deliver(location: Mapping[str, Any], workspace: str, pulse: Pulse, source: str) -> dict[str, Any]:
    """Write a file or a folder of this machine to an address; files that are there already are replaced."""
    if location["kind"] == "web":
        raise Failed("read_only", f"{pulse.what}: nothing can be written to a web address. Name a datastore.")
    door = open_location(location, workspace, pulse)
    files = scan(source) or []
    pulse.reading = False
    pulse.begin(sum(file[2] for file in files), len(files))

    def one(name: str, path: str) -> None:
        with open(path, "rb") as file:
            door.write(name, file)
        pulse.files += 1

    with ThreadPoolExecutor(door.parallel) as pool:
        tasks = [pool.submit(one, file[0], file[1]) for file in files]
        try:
            for task in tasks:
                task.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return {"files": len(files), "size": pulse.total}


def try_out(location: Mapping[str, Any], workspace: str, pulse: Pulse) -> dict[str, Any]:
    """Whether a datastore can be opened: its folder is listed."""
    return {"entries": len(browse(location, workspace, pulse)["entries"])}


def browse(location: Mapping[str, Any], workspace: str, pulse: Pulse) -> dict[str, Any]:
    door = open_location(location, workspace, pulse)
    try:
        found = door.browse()
    except FileNotFoundError:
        prefix = str(location["store"].get("prefix") or "").strip("/")
        if not prefix or location["path"].strip("/") != prefix:
            raise
        door.fs.ls(door.root)  # the bucket has to be there; its folder is there once something is in it
        found = []
    pulse.moved()
    return {"entries": found}


def hash_here(path: str, workspace: str, pulse: Pulse) -> dict[str, Any]:
    """The content id of a folder of this machine, when there are so many files that a thread would be in the way."""
    from runs.storage.sources.disk import content_id

    files = scan(path) or []
    pulse.what = os.path.basename(path) or path
    pulse.begin(sum(file[2] for file in files), len(files))
    found = content_id(path, files, Cache(workspace), pulse.moved)
    return {"id": found.id, "size": found.size, "files": found.files}
