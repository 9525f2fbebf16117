"""The child's heartbeat: progress lines on stdout, and an end when no byte has moved for too long."""

from __future__ import annotations

import json
import os
import threading
import time
from typing import Any

CONNECT, IDLE = 10.0, 60.0  # seconds: until a connection stands; without any byte
SPOKEN = 1.0  # seconds between progress lines
TIMEOUTS = "PENSTOCK_TRANSFER_TIMEOUTS"  # "CONNECT,IDLE" in seconds, for networks that are slower, and for tests


def timeouts() -> tuple[float, float]:
    """(connect, idle)."""
    try:
        connect, idle = (float(part) for part in os.environ.get(TIMEOUTS, "").split(","))
    except ValueError:
        return CONNECT, IDLE
    return connect, idle


class Pulse:
    """`moved` is called with every piece of data; nothing else proves that the other side is alive."""

    def __init__(self, out: Any, what: str) -> None:
        self.out, self.what = out, what
        self.connect, self.idle = timeouts()
        self.done = self.total = 0
        self.files = self.all_files = 0
        self.reading = True
        self._lock = threading.Lock()
        self._last = time.monotonic()
        self._spoken = 0.0

    def watch(self) -> None:
        """From now on, end this process with a sentence when nothing moves."""
        self.moved()
        threading.Thread(target=self._watch, daemon=True).start()

    def moved(self, size: int = 0) -> None:
        with self._lock:
            self._last = time.monotonic()
            self.done += size
            if self.total and self._last - self._spoken >= SPOKEN:
                self._spoken = self._last
                self._send({"progress": self.line()})

    def begin(self, total: int, files: int) -> None:
        with self._lock:
            self.done, self.total, self.all_files, self.files = 0, total, files, 0

    def line(self) -> str:
        verb = "fetching" if self.reading else "writing"
        files = f", {self.files} of {self.all_files} files" if self.all_files > 1 else ""
        return f"{verb} {self.what}: {sized(self.done)} of {sized(self.total)}{files}"

    def send(self, answer: dict[str, Any]) -> None:
        with self._lock:
            self._send(answer)

    def _send(self, answer: dict[str, Any]) -> None:
        self.out.write(json.dumps(answer) + "\n")
        self.out.flush()

    def _watch(self) -> None:
        while True:
            time.sleep(min(0.5, self.idle / 4))
            silent = time.monotonic() - self._last
            if silent > self.idle:
                self.send({"error": self.too_long(silent), "code": "timeout"})
                os._exit(3)

    def too_long(self, silent: float) -> str:
        moved = f" after {sized(self.done)} of {sized(self.total)}" if self.done else ""
        return (
            f"{self.what}: the server sent nothing for {silent:.0f} seconds{moved}. "
            "Look whether it is up and can be reached from here, then run the job again."
        )


def sized(size: float) -> str:
    """A size for people."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"
