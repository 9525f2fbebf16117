"""One file at a web address: its facts and its bytes, going on where a connection was cut. In the child only."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import requests

from runs.storage.sources.listing import Entry, Listing
from runs.storage.sources.pulse import Pulse

PIECE = 1 << 20
TRIES = 3
AGENT = {"User-Agent": "penstock", "Accept-Encoding": "identity"}


class Refused(OSError):
    """The server answered with an error; `status` is its number."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status


class NoPart(Exception):
    """The file changed, or the server gives no parts of it."""


class Web:
    """A folder cannot be listed over https: an address is one file."""

    parallel = 1

    def __init__(self, address: str, pulse: Pulse) -> None:
        self.address, self.pulse = address, pulse
        self.timeout = (pulse.connect, pulse.idle)
        self.session = requests.Session()
        self.session.headers.update(AGENT)

    def listing(self) -> Listing:
        """Raises Refused, FileNotFoundError and what requests raises."""
        answer = self.session.head(self.address, timeout=self.timeout, allow_redirects=True)
        if answer.status_code in (400, 403, 405, 501):  # some only know how to GET, and signatures are for one verb
            with self.session.get(self.address, timeout=self.timeout, stream=True) as answer:
                self._check(answer)
                return self._listing(answer)
        self._check(answer)
        return self._listing(answer)

    def _listing(self, answer: Any) -> Listing:
        self.pulse.moved()
        headers = answer.headers
        fact = headers.get("ETag") or headers.get("Content-MD5") or headers.get("Last-Modified") or ""
        if fact.startswith("W/"):
            fact = f"{fact} {headers.get('Last-Modified', '')}"
        length = headers.get("Content-Length")
        size = int(length) if length and length.isdigit() and not headers.get("Content-Encoding") else None
        return Listing(True, _name(answer), (Entry("", self.address, size, fact),))

    def pieces(self, entry: Entry) -> Iterator[bytes]:
        """The bytes; where a connection is cut, the rest is asked for when the file is still the same."""
        at, tries = 0, TRIES
        cut: Exception | None = None
        while True:
            started_at = at
            try:
                for piece in self._from(entry, at):
                    at += len(piece)
                    self.pulse.moved(len(piece))
                    yield piece
                if entry.size is None or at >= entry.size:
                    return
                raise requests.ConnectionError(f"it ended after {at} of {entry.size} bytes")
            except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError) as error:
                cut = error
                tries = TRIES if at - started_at > 64 * PIECE else tries - 1
                if tries <= 0 or not at or "timed out" in str(error):
                    raise
            except NoPart:
                raise cut or requests.ConnectionError("it was cut") from None

    def _from(self, entry: Entry, at: int) -> Iterator[bytes]:
        headers = {"Range": f"bytes={at}-"} if at else {}
        with self.session.get(self.address, timeout=self.timeout, stream=True, headers=headers) as answer:
            self._check(answer)
            tag = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
            changed = bool(entry.fact and tag and not entry.fact.startswith(tag))
            if at and (changed or answer.status_code != 206):
                raise NoPart
            yield from answer.iter_content(PIECE)

    def _check(self, answer: Any) -> None:
        if answer.status_code in (404, 410):
            raise FileNotFoundError(self.address)
        if answer.status_code >= 400:
            raise Refused(answer.status_code, str(answer.reason or ""))


def _name(answer: Any) -> str:
    """As the address calls it; as the server calls it where the address says nothing."""
    said = re.search(r'filename="?([^";]+)', answer.headers.get("Content-Disposition", ""))
    named = posixpath.basename(unquote(urlsplit(answer.history[0].url if answer.history else answer.url).path))
    return posixpath.basename(named or (said[1] if said else "")) or "data"
