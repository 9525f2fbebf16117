"""Slow work beside the loop: a few threads, whose results come back to the loop's own thread."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any


class Workers:
    """`run(work, then)`: `work()` in a thread, `then(result, error)` in the loop after `fileno()` is readable."""

    def __init__(self, threads: int = 2) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="worker")
        self._done: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._readable, self._writable = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def run(self, work: Callable[[], Any], then: Callable[[Any, Exception | None], None]) -> None:
        def body() -> None:
            try:
                result, error = work(), None
            except Exception as caught:  # noqa: BLE001 - it is handed to `then`, which decides
                result, error = None, caught
            self.post(lambda: then(result, error))

        self._pool.submit(body)

    def post(self, call: Callable[[], None]) -> None:
        """Have `call` made in the loop's thread; from any thread."""
        self._done.put(call)
        with contextlib.suppress(BlockingIOError):  # the pipe is full: the loop will wake up anyway
            os.write(self._writable, b".")

    def fileno(self) -> int:
        return self._readable

    def collect(self) -> None:
        """Make the calls that are due."""
        try:
            os.read(self._readable, 65536)
        except BlockingIOError:
            return
        while not self._done.empty():
            self._done.get()()

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
