"""Many browsers on one page, as cheap as they can be: what they cost must not count as the server's.

They speak just enough websocket: a handshake, then bytes with the moment they came; frames are read when all is over.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable

MARK = b'"type":"events"'


class Browser:
    """One connection; `heard` holds (Unix seconds, bytes) as they came."""

    def __init__(self, port: int, path: str, token: str) -> None:
        self.heard: list[tuple[float, bytes]] = []
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            f"Authorization: Bearer {token}\r\n\r\n".encode()
        )

    def frames(self) -> list[tuple[float, bytes]]:
        """Text frames, each with the moment at which it was whole."""
        data, found = b"", []
        for at, piece in self.heard:
            data += piece
            if data.startswith(b"HTTP/1.1"):
                _, end, rest = data.partition(b"\r\n\r\n")
                data = rest if end else data
            while (frame := _cut(data)) is not None and not data.startswith(b"HTTP/1.1"):
                data, text = frame
                found.append((at, text))
        return found


def follow_all(browsers: list[Browser], joined: Callable[[], None], over: Callable[[bytes], bool]) -> None:
    """Take what comes until every browser got what `over` knows; `joined` is called when all have seen something."""
    waiting, open_ = set(browsers), set(browsers)
    with selectors.DefaultSelector() as selector:
        for browser in browsers:
            selector.register(browser.socket, selectors.EVENT_READ, browser)
        while open_:
            for key, _ in selector.select(60):
                browser = key.data
                data = browser.socket.recv(1 << 20)
                browser.heard.append((time.time(), data))
                if browser in waiting and MARK in data:
                    waiting.discard(browser)
                    if not waiting:
                        joined()
                if not data or over(data):
                    selector.unregister(browser.socket)
                    browser.socket.close()
                    open_.discard(browser)


def _cut(data: bytes) -> tuple[bytes, bytes] | None:
    """(rest, text) of the first whole frame; servers do not mask."""
    if len(data) < 2:
        return None
    size, head = data[1] & 127, 2
    if size == 126:
        size, head = int.from_bytes(data[2:4], "big"), 4
    elif size == 127:
        size, head = int.from_bytes(data[2:10], "big"), 10
    if len(data) < head + size:
        return None
    return data[head + size :], data[head : head + size]
