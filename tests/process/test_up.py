"""The supervisor: what it starts, what it starts again, how it stops."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from benchmarks.product import ROOT, Product, wait_for
from penstock import up


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    made = Product(tmp_path)
    made.start()
    wait_for((tmp_path / "server.json").exists, 10, "the address")
    yield made
    made.stop()


def test_it_prints_an_address_that_lets_its_reader_in(product: Product) -> None:
    printed = (product.folder / "up.log").read_text()
    assert f"{product.url}/?token={product.token}" in printed
    assert json.loads((product.folder / "server.json").read_text())["url"] == product.url
    assert (product.folder / "server.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("part", ["web", "runner"])
def test_a_killed_part_is_started_again(product: Product, part: str) -> None:
    wait_for(lambda: part in product.processes(), 10, part)
    before = product.processes()[part].pid
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: product.processes().get(part, psutil.Process()).pid not in (before, os.getpid()), 10, part)
    assert product.patiently(lambda: product.ask("me"))["user"]
    assert f"{part} ended with -9" in (product.folder / "up.log").read_text()


def test_it_stops_cleanly_within_six_seconds_with_a_browser_connected(product: Product) -> None:
    wait_for(lambda: {"web", "runner", "stepd"} <= set(product.processes()), 10, "all parts")
    address = ("127.0.0.1", product.port)
    with socket.create_connection(address) as browser:
        browser.sendall(
            b"GET /ws/feed HTTP/1.1\r\nHost: localhost:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            b"Authorization: Bearer %s\r\n\r\n" % (product.port, product.token.encode())
        )
        assert b"101" in browser.recv(4096)
        assert product.process is not None
        began = time.monotonic()
        product.process.terminate()
        assert product.process.wait(10) == 0
        assert time.monotonic() - began < 6
    wait_for(lambda: not product.processes(), 5, "everything to end")
    assert not (product.folder / "server.json").exists()


def test_children_follow_a_killed_supervisor(product: Product) -> None:
    wait_for(lambda: {"web", "runner"} <= set(product.processes()), 10, "all parts")
    assert product.process is not None
    product.process.kill()
    product.process.wait()
    wait_for(lambda: not {"web", "runner"} & set(product.processes()), 10, "the children to follow")
    product.start()
    assert product.ask("system")["runner"]["state"] in ("ok", "starting")


def test_a_taken_port_is_told_with_a_way_out(product: Product) -> None:
    again = subprocess.run(
        [sys.executable, "-m", "penstock.up", "--port", str(product.port), "--no-browser"],
        cwd=ROOT,
        env={**product.environment, "PENSTOCK_DATA_DIR": str(product.folder / "other")},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert again.returncode == 1
    assert "is taken" in again.stdout
    assert "--port 0" in again.stdout


def test_it_listens_on_this_machine_only(product: Product) -> None:
    addresses = {c.laddr.ip for c in psutil.net_connections("tcp") if c.laddr and c.laddr.port == product.port}
    assert addresses == {"127.0.0.1"}


def test_the_runner_says_that_it_is_well(product: Product) -> None:
    wait_for(lambda: product.ask("system")["runner"]["state"] == "ok", 10, "the runner")


def test_a_child_that_cannot_be_started_now_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No memory, say; and what is printed about it may have nowhere to go."""
    child = up.Child("web", [str(tmp_path / "web")], tmp_path / "log")
    with open("/dev/full", "w", buffering=1) as full, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", full)
        child.watch()
        patch.undo()
        os.dup2(os.open(os.devnull, os.O_WRONLY), full.fileno())
    assert child.process is None
    assert child.pause == up.FIRST_PAUSE * 2
    (tmp_path / "web").symlink_to("/bin/true")
    child.due = 0.0
    child.watch()
    assert child.process is not None
    assert child.process.wait(10) == 0
