"""Searching a log of any size: in pieces, by an engine whose time grows with the text only, whatever the pattern.

Knows files and offsets; what a match looks like to a reader is in `Match`.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from runs.storage.masking import Mask

CHUNK = 1 << 20  # bytes; a piece is small beside the server's memory, and holds nobody up for long
OVERLAP = 1 << 16  # bytes; a match in a line without end is found when it is not longer
BEFORE, LONGEST = 200, 2000  # bytes of a line that are shown, when it is longer than that
MOST_MATCHES = 1000
MOST_PATTERN = 1000  # characters
MOST_SECONDS = 10.0  # then the answer says where to go on
COUNTED = 4 << 30  # bytes; lines behind that are not numbered


class BadPattern(ValueError):
    """What was asked for is no pattern; the message says why."""


@dataclass(frozen=True, slots=True)
class Match:
    """`text` is the line, or the part of it around the match. `start` and `end` count UTF-16 units in `text`, as
    browsers do; `offset` is where the line (or that part) begins in the file; lines are numbered from 1."""

    line: int | None
    offset: int
    text: str
    start: int
    end: int


@dataclass(slots=True)
class Found:
    """`next` is where to go on when there may be more, None when the file was searched to its end."""

    matches: list[Match] = field(default_factory=list)
    next: int | None = None
    size: int = 0


def pattern_of(text: str, *, regex: bool, case: bool) -> Any:
    """What to look for. Raises BadPattern."""
    import re2  # loaded by the first search, not by an idle server

    if not text or len(text) > MOST_PATTERN:
        raise BadPattern("empty" if not text else "too long")
    options = re2.Options()
    options.log_errors = False
    options.never_nl = True  # lines are found one by one
    options.case_sensitive = case
    data = text.encode("utf-8", "replace")
    source = b"(?m)" + (data if regex else re2.escape(data))
    try:
        return re2.compile(source, options)
    except re2.error as error:
        said = error.args[0] if error.args else ""
        raise BadPattern(said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)) from None
    finally:
        re2.purge()  # what it keeps of a pattern can be megabytes


def search(place: Path, pattern: Any, *, after: int = 0, limit: int = 100, mask: Mask | None = None) -> Found:
    """The first match of each line behind the offset `after`, at most `limit`. Secrets are not found."""
    try:
        fd = os.open(place, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:  # a step can take its log away
        return Found()
    try:
        size = os.fstat(fd).st_size
        return _Search(fd, size, pattern, limit, mask or Mask()).run(min(max(after, 0), size))
    finally:
        os.close(fd)


class _Search:
    """One pass over a file; `at` is where in the file the buffer begins."""

    def __init__(self, fd: int, size: int, pattern: Any, limit: int, mask: Mask) -> None:
        self.fd, self.size, self.pattern, self.mask = fd, size, pattern, mask
        self.limit = max(1, min(limit, MOST_MATCHES))
        self.buffer = bytearray(CHUNK)
        self.view = self.text = memoryview(self.buffer)
        self.at = self.filled = 0
        self.lines = self.counted = 0  # newlines before an offset, and that offset
        self.numbered = True
        self.found = Found(size=size)

    def run(self, after: int) -> Found:
        deadline = time.monotonic() + MOST_SECONDS
        self._count_to(after)
        self.at = after
        while self._read():
            done = self._scan(self._whole())
            if len(self.found.matches) >= self.limit or (time.monotonic() > deadline and done < self.size):
                self.found.next = done if done < self.size else None
                break
            self._count(done)
            self.at = done
        return self.found

    def _read(self) -> bool:
        want = min(CHUNK, self.size - self.at)
        self.filled = os.preadv(self.fd, [self.view[:want]], self.at) if want > 0 else 0
        self.text = self.view[: self.filled]  # what lies behind it is of an earlier piece
        return self.filled > 0

    def _whole(self) -> int:
        """How much of the buffer ends with a line; of a line without end, all that is not looked at again."""
        if self.at + self.filled >= self.size:
            return self.filled
        newline = self.buffer.rfind(b"\n", 0, self.filled)
        return newline + 1 if newline >= 0 else max(self.filled - OVERLAP, 1)

    def _scan(self, end: int) -> int:
        """Take the matches that begin before `end`; answers the offset in the file up to which all is searched."""
        position = 0
        while position < end:
            match = self.pattern.search(self.text, position)
            if match is None or match.start() >= end:
                break
            position = self._take(*match.span())
            if len(self.found.matches) >= self.limit:
                return self.at + position
        return self.at + max(end, position)

    def _take(self, start: int, end: int) -> int:
        """Keep a match unless a secret is all of it; answers where to look on: the next line, or behind what is shown
        of a very long one."""
        first = self.buffer.rfind(b"\n", 0, start) + 1
        stop = self.buffer.find(b"\n", start, self.filled)
        next_line = self.filled if stop < 0 else stop + 1
        stop = self.filled if stop < 0 else stop
        if stop - first > LONGEST:
            first = max(first, start - BEFORE)
            stop = min(stop, first + LONGEST)
            next_line, end = max(stop, start + 1), min(end, stop)
        shown = self._masked(first, stop)
        if self.mask and (again := self.pattern.search(shown, start - first)) is None:
            return next_line
        elif self.mask:
            start, end = first + again.start(), first + again.end()
        self._count(self.at + first)
        cut = shown[: start - first], shown[start - first : end - first]
        before, inner = (_text(part) for part in cut)
        text = before + inner + _text(shown[end - first :])
        line = self.lines + 1 if self.numbered else None
        self.found.matches.append(Match(line, self.at + first, text, _units(before), _units(before + inner)))
        return next_line

    def _masked(self, first: int, stop: int) -> bytes:
        if not self.mask:
            return bytes(self.view[first:stop])
        around = self.mask.longest  # the line may be cut in the middle of a secret, the buffer too
        data = os.pread(self.fd, stop - first + 2 * around, max(0, self.at + first - around))
        skipped = min(around, self.at + first)
        return self.mask.cover(data)[skipped : skipped + stop - first]

    # -- line numbers ------------------------------------------------------------------------------------------

    def _count(self, to: int) -> None:
        """Count the newlines of the buffer up to an offset of the file."""
        self.numbered = self.numbered and to <= COUNTED
        if self.numbered and to > self.counted:
            self.lines += self.buffer.count(b"\n", self.counted - self.at, to - self.at)
            self.counted = to

    def _count_to(self, after: int) -> None:
        """Count what lies before the place where the search begins."""
        self.numbered = after <= COUNTED
        while self.numbered and self.counted < after:
            read = os.preadv(self.fd, [self.view[: min(CHUNK, after - self.counted)]], self.counted)
            if read == 0:
                break
            self.lines += self.buffer.count(b"\n", 0, read)
            self.counted += read


def _text(data: bytes) -> str:
    return data.rstrip(b"\r").decode("utf-8", "replace") if data.endswith(b"\r") else data.decode("utf-8", "replace")


def _units(text: str) -> int:
    return len(text) + sum(1 for letter in text if letter > "\uffff")
