"""Pokes between processes: "there is something new to read". They carry no data.

On one machine a poke is an empty datagram to every socket in a folder. It costs microseconds, needs no polling, and
may be lost: every listener also looks by itself now and then, so a lost poke costs delay and never a fact. Where the
database is PostgreSQL, its own notices do the same between machines.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
from pathlib import Path
from typing import Protocol

PEOPLE = "runner"  # runners listen here: somebody submitted or asked for something
FACTS = "web"  # web processes listen here: a run has new events


URGENT = b"!"


class Ear(Protocol):
    """What a poke makes readable."""

    def fileno(self) -> int: ...

    def drain(self) -> bool:
        """Take all pokes that arrived; whether one of them was urgent."""

    def close(self) -> None: ...


def listen(folder: Path) -> Ear:
    """Hear what is poked in a folder, by the way that fits the database."""
    if _by_database():
        from runs.notices import NoticeListener

        return NoticeListener(f"penstock_{folder.name}")
    return Listener(folder)


def poke(folder: Path, *, urgent: bool = False) -> None:
    """Wake everybody who listens to a folder. Never waits for anybody, never fails.

    `urgent` asks those that rest between two looks not to.
    """
    if _by_database():
        from runs.notices import notify

        notify(f"penstock_{folder.name}", urgent=urgent)
    else:
        poke_here(folder, urgent=urgent)


def _by_database() -> bool:
    from django.db import connection

    return connection.vendor == "postgresql"


class Listener:
    """A socket in `folder` that `poke_here(folder)` makes readable. Removes itself when closed."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = folder / f"{os.getpid()}-{secrets.token_hex(4)}.sock"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        with _short(folder) as short:
            self._socket.bind(f"{short}/{self.path.name}")

    def fileno(self) -> int:
        return self._socket.fileno()

    def drain(self) -> bool:
        """Take all pokes that arrived; whether one of them was urgent."""
        urgent = False
        with contextlib.suppress(BlockingIOError):
            while True:
                urgent |= self._socket.recv(1) == URGENT
        return urgent

    def close(self) -> None:
        self._socket.close()
        self.path.unlink(missing_ok=True)


def poke_here(folder: Path, *, urgent: bool = False) -> None:
    """Wake every listener of this machine. Never waits, never fails; sockets of dead processes are swept away."""
    # What was written is written: too many open files, say, must not make a poke look like a failed write.
    with contextlib.suppress(OSError):
        names = os.listdir(folder)
        with _short(folder) as short, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            for name in names:
                _send(sender, f"{short}/{name}", URGENT if urgent else b"")


def _send(sender: socket.socket, place: str, text: bytes) -> None:
    try:
        sender.sendto(text, place)
    except (ConnectionRefusedError, FileNotFoundError):
        with contextlib.suppress(OSError):
            os.unlink(place)
    except OSError:
        pass  # its queue is full of pokes already, or it is no socket: the others get theirs


class _short:
    """A path to the folder that fits a socket address, however deep the workspace lies."""

    def __init__(self, folder: Path) -> None:
        self._fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def __enter__(self) -> str:
        return f"/proc/self/fd/{self._fd}"

    def __exit__(self, *_: object) -> None:
        os.close(self._fd)
