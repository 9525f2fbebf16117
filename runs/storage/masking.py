"""Hides the secrets of the store in what people are shown. What is on disk stays as the step wrote it.

In bytes that are read by offset a secret becomes as many stars, so that every offset stays true; in sentences `***`.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from penstock.vault import Vault, VaultFailed
from penstock.workspace import Workspace

STARS = "***"
SHORTEST = 6  # characters; what is shorter is found everywhere, and masking it would hide half of a log
CHUNK = 1 << 20


@dataclass(frozen=True)
class Mask:
    """The words to hide, the longest first. An empty one costs nothing."""

    words: tuple[bytes, ...] = ()

    @classmethod
    def of(cls, secrets: Iterable[str]) -> Mask:
        """Hide these texts, each line of them, and how they look in an address, in JSON and in base64."""
        found = {word for secret in secrets for word in _spellings(secret)}
        return cls(tuple(sorted(found, key=lambda word: (-len(word), word))))

    def __bool__(self) -> bool:
        return bool(self.words)

    @cached_property
    def longest(self) -> int:
        return len(self.words[0]) if self.words else 0

    def cover(self, data: bytes) -> bytes:
        """As many bytes, secrets as stars."""
        for word in self.words:
            if word in data:
                data = data.replace(word, b"*" * len(word))
        return data

    def sentence(self, text: str) -> str:
        """A sentence without secrets."""
        for word in self._texts:
            if word in text:
                text = text.replace(word, STARS)
        return text

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(word.decode("utf-8", "replace") for word in self.words)

    def everywhere(self, value: Any) -> Any:
        """The same value with every text in it masked."""
        if not self.words:
            return value
        if isinstance(value, str):
            return self.sentence(value)
        if isinstance(value, dict):
            return {key: self.everywhere(inner) for key, inner in value.items()}
        return [self.everywhere(inner) for inner in value] if isinstance(value, list) else value

    def open_end(self, data: bytes) -> int:
        """How many of the last bytes may be the beginning of a secret that is not written to its end yet."""
        for length in range(min(self.longest - 1, len(data)), SHORTEST - 1, -1):
            end = data[-length:]
            if any(word.startswith(end) for word in self.words if len(word) > length):
                return length
        return 0

    def stream(self, file: IO[bytes]) -> Iterator[bytes]:
        """The bytes of a file in pieces, masked also where a secret lies across two of them."""
        if not self.words:
            while piece := file.read(CHUNK):
                yield piece
            return
        held = b""
        while piece := file.read(CHUNK):
            data = self.cover(held + piece)
            keep = min(self.longest - 1, len(data))
            if len(data) > keep:
                yield data[: len(data) - keep]
            held = data[len(data) - keep :]
        yield self.cover(held)


def _spellings(secret: str) -> Iterator[bytes]:
    for text in (part.strip() for part in (secret, *secret.splitlines())):
        if len(text) < SHORTEST:
            continue
        yield text.encode("utf-8", "replace")
        yield quote(text, safe="").encode()
        yield json.dumps(text)[1:-1].encode()
        yield json.dumps(text, ensure_ascii=False)[1:-1].encode("utf-8", "replace")
        yield base64.b64encode(text.encode("utf-8", "replace"))


_lock = threading.Lock()
_known: dict[str, tuple[float, Mask]] = {}


def mask_of(root: Path | str) -> Mask:
    """What the secrets of a workspace hide. Read anew when a secret was written; one look at a file otherwise."""
    vault, key = Vault(Workspace(Path(root))), str(root)
    changed = vault.changed()
    with _lock:
        known = _known.get(key)
        if known is not None and known[0] == changed:
            return known[1]
        try:
            mask = Mask.of(vault.values()) if changed else Mask()
        except VaultFailed:  # what cannot be opened cannot have been given to a step either
            mask = known[1] if known else Mask()
        _known[key] = (changed, mask)
        return mask
