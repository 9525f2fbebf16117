"""What lies at an address: a file or a folder of files, with facts that change when the content does. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# What storages say about the content of an object; the first that is there counts.
TAGS = ("ETag", "etag", "md5Hash", "content_md5", "crc32c", "generation", "Content-MD5", "checksum")
TIMES = ("LastModified", "last_modified", "mtime", "updated", "modified", "Last-Modified", "time")
SETTLED = 2.5  # seconds; a file whose only fact is a younger time may change again within one tick of that clock


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: `path` below the address ("" for the address itself), `place` as the file system names it. Without a
    `fact` nobody can say whether it changed."""

    path: str
    place: str
    size: int | None
    fact: str = ""
    since: float | None = None  # Unix seconds, when its fact is a time


@dataclass(frozen=True, slots=True)
class Listing:
    """`name` is that of the file or folder."""

    is_file: bool
    name: str
    entries: tuple[Entry, ...]

    @property
    def size(self) -> int:
        return sum(entry.size or 0 for entry in self.entries)

    def key(self, address: str, now: float) -> str:
        """Equal keys mean equal content at this address; "" when that cannot be said."""
        for entry in self.entries:
            if not entry.fact or (entry.since is not None and now - entry.since < SETTLED):
                return ""
        facts = [address, self.is_file, [[one.path, one.size, one.fact] for one in self.entries]]
        return hashlib.sha256(json.dumps(facts).encode("utf-8", "surrogatepass")).hexdigest()


def fact_of(info: Mapping[str, Any]) -> tuple[str, float | None]:
    """(fact, time): a tag of the content, else the time of its last change."""
    settings = info.get("content_settings")
    md5 = settings.get("content_md5") if isinstance(settings, Mapping) else None
    tagged = {**info, **({"content_md5": md5} if md5 else {})}
    for key in TAGS:
        if value := tagged.get(key):
            text = value.hex() if isinstance(value, bytes | bytearray) else str(value)
            return f"{key}:{text}", None
    for key in TIMES:
        if (value := info.get(key)) is not None:
            moment = value.timestamp() if hasattr(value, "timestamp") else None
            if moment is None and isinstance(value, int | float):
                moment = float(value)
            return f"{key}:{value}", moment if moment is not None else 0.0
    return "", None
