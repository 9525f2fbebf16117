"""How the daemon and its clients talk: one JSON object a line over a Unix stream socket."""

from __future__ import annotations

import json
import os
import socket
from typing import Any

Message = dict[str, Any]
_encode = json.JSONEncoder(separators=(",", ":")).encode  # made once: `json.dumps` makes one for each call


class Line:
    """One end of a conversation: splits what arrives into messages, keeps what could not be sent yet."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._inbox = b""
        self._outbox = bytearray()

    def receive(self) -> list[Message] | None:
        """Messages that are complete; None when the other end is gone. What is no message is passed over."""
        try:
            data = self.sock.recv(1 << 18)
        except (BlockingIOError, InterruptedError):
            return []
        except OSError:
            return None
        if not data:
            return None
        *lines, self._inbox = (self._inbox + data).split(b"\n")
        return [message for line in lines if (message := _decode(line)) is not None]

    def queue(self, message: Message) -> None:
        """Put a message in line; `flush` sends it."""
        self._outbox += _encode(message).encode() + b"\n"

    def flush(self) -> bool:
        """Send what the socket takes now; True when nothing is left over."""
        while self._outbox:
            try:
                sent = self.sock.send(self._outbox)
            except (BlockingIOError, InterruptedError):
                return False
            except OSError:
                self._outbox.clear()  # the reader will notice the end on its own
                return True
            del self._outbox[:sent]
        return True


def _decode(line: bytes) -> Message | None:
    try:
        message = json.loads(line)
    except ValueError:
        return None
    return message if isinstance(message, dict) else None


def short_path(folder: str, name: str) -> tuple[str, int]:
    """A path to `folder/name` that fits a socket address (108 bytes), and the descriptor that keeps it valid."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    return f"/proc/self/fd/{fd}/{name}", fd


def connect(folder: str, name: str) -> socket.socket:
    """Connect to the socket `name` in `folder`; raises OSError when nobody listens."""
    path, fd = short_path(folder, name)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.connect(path)
    except OSError:
        sock.close()
        raise
    finally:
        os.close(fd)
    return sock


def listen(folder: str, name: str) -> socket.socket:
    """Listen on the socket `name` in `folder`, in the place of whatever a dead process left there."""
    path, fd = short_path(folder, name)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if os.path.lexists(path):
            os.unlink(path)
        sock.bind(path)
        os.chmod(path, 0o600)
    finally:
        os.close(fd)
    sock.listen(64)
    sock.setblocking(False)
    return sock
