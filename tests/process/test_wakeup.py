"""Pokes: they arrive, they never fail, and nothing piles up behind the dead."""

from __future__ import annotations

import errno
import os
import select
import socket
from pathlib import Path

import pytest

from runs import wakeup
from runs.wakeup import Listener
from runs.wakeup import poke_here as poke


def heard(listener: Listener) -> bool:
    return bool(select.select([listener], [], [], 0)[0])


def test_a_poke_reaches_every_listener_and_is_taken_once(tmp_path: Path) -> None:
    one, other = Listener(tmp_path), Listener(tmp_path)
    for _ in range(3):
        poke(tmp_path)
    assert heard(one)
    assert heard(other)
    one.drain()
    assert not heard(one)
    one.close()
    other.close()
    assert os.listdir(tmp_path) == []


def test_a_poke_passes_over_full_queues_dead_sockets_and_strange_files(tmp_path: Path) -> None:
    full, dead, alive = Listener(tmp_path), Listener(tmp_path), Listener(tmp_path)
    for _ in range(2000):
        poke(tmp_path)
    alive.drain()
    dead._socket.close()
    (tmp_path / "0.txt").write_text("no socket")
    (tmp_path / "1").mkdir()
    poke(tmp_path)
    assert heard(alive)
    assert not dead.path.exists()
    full.close()
    alive.close()


def test_a_poke_fails_nobody_for_want_of_descriptors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listener = Listener(tmp_path)

    def none_left(*arguments: object) -> socket.socket:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(wakeup.socket, "socket", none_left)
    poke(tmp_path)
    poke(tmp_path / "nowhere")
    listener.close()


def test_an_urgent_poke_says_so_among_others(tmp_path: Path) -> None:
    listener = Listener(tmp_path)
    poke(tmp_path)
    assert listener.drain() is False
    poke(tmp_path)
    poke(tmp_path, urgent=True)
    assert listener.drain() is True
    listener.close()
