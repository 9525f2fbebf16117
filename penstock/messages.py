"""Compiles the committed `.po` files into the `.mo` files that gettext reads. No tool of the system is needed."""

from __future__ import annotations

import ast
import struct
from pathlib import Path

LOCALE = Path(__file__).resolve().parent / "locale"


def compile_messages(folder: Path = LOCALE) -> list[Path]:
    """Write every `.mo` that is missing or older than its `.po`; answers those written."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        target.write_bytes(to_mo(read_po(source.read_text(encoding="utf-8"))))
        written.append(target)
    return written


def read_po(text: str) -> dict[str, str]:
    """Messages with a translation; fuzzy ones are left out. No plurals and contexts: ours have none."""
    found: dict[str, str] = {}
    for block in text.split("\n\n"):
        lines = block.splitlines()
        if any(line.startswith("#,") and "fuzzy" in line for line in lines) and 'msgid ""' not in lines:
            continue
        parts = {"msgid": "", "msgstr": ""}
        part = ""
        for line in lines:
            word, _, rest = line.partition(" ")
            if word in parts:
                part, line = word, rest
            if part and line.startswith('"'):
                parts[part] += str(ast.literal_eval(line))
        if parts["msgstr"]:
            found[parts["msgid"]] = parts["msgstr"]
    return found


def to_mo(messages: dict[str, str]) -> bytes:
    """The binary catalogue: header, two tables of (length, offset), then the texts, ended by zero bytes."""
    pairs = sorted((key.encode(), value.encode()) for key, value in messages.items())
    count, header = len(pairs), 28
    keys = b"".join(key + b"\0" for key, _ in pairs)
    start = header + 16 * count
    tables = [b"", b""]
    offsets = [start, start + len(keys)]
    for pair in pairs:
        for index, item in enumerate(pair):
            tables[index] += struct.pack("<II", len(item), offsets[index])
            offsets[index] += len(item) + 1
    head = struct.pack("<7I", 0x950412DE, 0, count, header, header + 8 * count, 0, start)
    return head + tables[0] + tables[1] + keys + b"".join(value + b"\0" for _, value in pairs)
