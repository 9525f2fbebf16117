"""A multipart form that is read as it is sent: files of gigabytes never lie in memory. Tells how far it is."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Mapping
from io import BytesIO, UnsupportedOperation
from typing import BinaryIO
from urllib.parse import quote

Content = bytes | BinaryIO


class Form:
    """`files` maps a field to (file name, content). Readable once, like a file."""

    def __init__(self, fields: Mapping[str, str], files: Mapping[str, tuple[str, Content]]) -> None:
        edge = uuid.uuid4().hex
        self.content_type = f"multipart/form-data; boundary={edge}"
        self.read_so_far: Callable[[int], None] = lambda size: None
        parts: list[Content] = []
        for name, value in fields.items():
            parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
        for name, (filename, content) in files.items():
            head = f'Content-Disposition: form-data; name="{name}"; filename="{quote(filename)}"'
            parts += [
                f"--{edge}\r\n{head}\r\nContent-Type: application/octet-stream\r\n\r\n".encode(),
                content,
                b"\r\n",
            ]
        parts.append(f"--{edge}--\r\n".encode())
        self._parts = [BytesIO(part) if isinstance(part, bytes) else part for part in parts]
        self.length = sum(_rest(part) for part in self._parts)
        self._done = 0

    def read(self, size: int = -1) -> bytes:
        found = b""
        while self._parts and (size < 0 or len(found) < size):
            piece = self._parts[0].read(size if size < 0 else size - len(found))
            if not piece:
                self._parts.pop(0)
            found += piece
        self._done += len(found)
        self.read_so_far(self._done)
        return found

    def readline(self, size: int = -1) -> bytes:
        raise UnsupportedOperation("a form has no lines")


def _rest(part: BinaryIO) -> int:
    here = part.tell()
    end = part.seek(0, os.SEEK_END)
    part.seek(here)
    return end - here
