"""Bytes of a file as text and back without loss: encoding and byte order mark are kept."""

from __future__ import annotations

import codecs

UTF8 = "utf-8"


def decoded(data: bytes) -> tuple[str, str]:
    """The text, a byte order mark included, and the codec to encode it with. Raises UnicodeDecodeError."""
    codec = UTF8
    if data.startswith(codecs.BOM_UTF16_LE):
        codec = "utf-16-le"
    elif data.startswith(codecs.BOM_UTF16_BE):
        codec = "utf-16-be"
    return data.decode(codec), codec


def encoded(text: str, codec: str = UTF8) -> bytes:
    """Half a character, which only a broken JSON can hold, becomes a question mark."""
    return text.encode(codec, errors="replace")
