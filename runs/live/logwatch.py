"""Looks at the logs that pages have open, all of them in one go and beside the event loop, and tells who watches.

Files are asked for their size: it works on every file system, and a log that nobody watches costs nothing.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

from runs.storage.logs import Place, log_files, log_sizes

LOOK = 0.1  # seconds between two looks
LIST = 1.0  # seconds between two looks for logs that a step has opened meanwhile
MOST_TOLD = 50  # new files in one frame
log = logging.getLogger("penstock.live")


class Watcher(Protocol):
    async def send_text(self, text: str) -> None: ...


class LogWatch:
    """One for a web process. `watch` replaces what a watcher watched before."""

    def __init__(self, jobs: Path) -> None:
        self.jobs = jobs
        self._watched: dict[Watcher, dict[Place, int]] = {}
        self._files: dict[Watcher, dict[Place, int]] = {}  # all logs of the nodes that are watched, as last told
        self._task: asyncio.Task[None] | None = None
        self._sending: dict[Watcher, asyncio.Task[None]] = {}
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="logs")

    def watch(self, watcher: Watcher, places: Iterable[Place]) -> None:
        """Tell the watcher the size of each place now and whenever it changes; no places: nothing any more."""
        before = self._watched.pop(watcher, {})
        after = {place: before.get(place, -1) for place in places}
        if not after:
            self._files.pop(watcher, None)
            self._sending.pop(watcher, None)
            return
        self._watched[watcher] = after
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._follow())

    def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._pool.shutdown(wait=False)

    async def _follow(self) -> None:
        """As long as anybody watches."""
        loop, listed = asyncio.get_running_loop(), 0.0
        while self._watched:
            try:
                wanted = {place for places in self._watched.values() for place in places}
                sizes = await loop.run_in_executor(self._pool, log_sizes, self.jobs, wanted)
                self._tell(sizes)
                if time.monotonic() - listed >= LIST:
                    listed = time.monotonic()
                    self._tell_new(await loop.run_in_executor(self._pool, self._list, wanted))
            except Exception:  # one look that fails must not end all
                log.exception("logs cannot be watched now")
            await asyncio.sleep(LOOK)

    def _list(self, places: Iterable[Place]) -> dict[tuple[str, str], dict[str, int]]:
        """The logs of each node that somebody watches."""
        return {node: log_files(self.jobs, *node) for node in {(root, path) for root, path, _ in places}}

    def _tell(self, sizes: dict[Place, int]) -> None:
        for watcher, places in self._watched.items():
            grown = {place: sizes[place] for place in places if sizes.get(place, places[place]) != places[place]}
            if grown and self._send(watcher, grown):
                places.update(grown)

    def _tell_new(self, nodes: dict[tuple[str, str], dict[str, int]]) -> None:
        """Files that appeared beside the one that is watched; how they grow is told when they are opened."""
        for watcher, places in self._watched.items():
            mine = {(root, path) for root, path, _ in places}
            there = {(*node, file): size for node in mine for file, size in nodes.get(node, {}).items()}
            known = self._files.get(watcher)
            fresh = [place for place in there if known is not None and place not in known and place not in places]
            if not fresh or self._send(watcher, {place: there[place] for place in fresh[:MOST_TOLD]}):
                self._files[watcher] = there

    def _send(self, watcher: Watcher, sizes: dict[Place, int]) -> bool:
        """False while a browser still has not taken what it was sent last; it is told later, and holds up nobody."""
        if (last := self._sending.get(watcher)) is not None and not last.done():
            return False
        files = [{"path": path, "file": file, "size": size} for (_, path, file), size in sizes.items()]
        text = json.dumps({"type": "logs", "files": files})
        self._sending[watcher] = asyncio.get_running_loop().create_task(_sent(watcher, text))
        return True


async def _sent(watcher: Watcher, text: str) -> None:
    await watcher.send_text(text)
