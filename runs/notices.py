"""Pokes by PostgreSQL's LISTEN and NOTIFY: they reach processes on other machines, too. Same port as `wakeup`."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from typing import Any

from django.db import DatabaseError, connection

URGENT = "!"
LOOK = 1.0  # seconds between two looks whether it is to stop
AGAIN = 1.0  # seconds before a lost connection is tried again
log = logging.getLogger("penstock.live")


def notify(channel: str, *, urgent: bool = False) -> None:
    """Wake all who listen. Inside a transaction they are woken when it is committed. Never fails."""
    with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", (channel, URGENT if urgent else ""))


class NoticeListener:
    """A thread that waits on a connection of its own, so that what it makes readable stays the same when the
    database is restarted. After a restart it wakes its owner: what was missed meanwhile is to be read."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self._readable, self._writable = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._stop = threading.Event()
        self._heard = threading.Event()
        self._address = _address()
        self._thread = threading.Thread(target=self._listen, name="notices", daemon=True)
        self._thread.start()
        self._heard.wait(LOOK)  # what is written from now on is heard

    def fileno(self) -> int:
        return self._readable

    def drain(self) -> bool:
        """Take all pokes that arrived; whether one of them was urgent."""
        urgent = False
        with contextlib.suppress(BlockingIOError):
            while data := os.read(self._readable, 4096):
                urgent |= URGENT.encode() in data
        return urgent

    def close(self) -> None:
        self._stop.set()
        self._thread.join(2 * LOOK)
        os.close(self._readable)
        os.close(self._writable)

    def _listen(self) -> None:
        import psycopg
        from psycopg import sql

        lost = False
        while not self._stop.is_set():
            try:
                with psycopg.connect(**self._address, autocommit=True) as own:
                    own.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self.channel)))
                    self._heard.set()
                    if lost:
                        self._tell(URGENT)
                    lost = True
                    while not self._stop.is_set():
                        for notice in own.notifies(timeout=LOOK, stop_after=1):
                            self._tell(notice.payload)
            except psycopg.Error as error:
                log.warning("pokes of the database are not heard now: %s", str(error).strip())
                self._stop.wait(AGAIN)

    def _tell(self, payload: str) -> None:
        with contextlib.suppress(BlockingIOError, OSError):  # full of pokes already, or closed
            os.write(self._writable, payload.encode()[:1] or b".")


def _address() -> dict[str, Any]:
    """How the database is reached, past the pool: a connection that listens is never given back."""
    known = connection.settings_dict
    options = {key: value for key, value in known["OPTIONS"].items() if key not in ("pool", "server_side_binding")}
    named = {"dbname": known["NAME"], "user": known["USER"], "password": known["PASSWORD"]}
    placed = {"host": known["HOST"], "port": known["PORT"]}
    return {**{key: value for key, value in (named | placed).items() if value}, **options}
