"""A first look at a file: table, text, JSON or image. Reads a bounded beginning, whatever the file's size."""

from __future__ import annotations

import contextlib
import csv
import io
import struct
from pathlib import Path
from typing import Any

MOST_TEXT = 256 * 1024  # bytes
MOST_IMAGE = 20 << 20
MOST_ROWS = 1000
COUNTED = 64 << 20  # rows are counted exactly up to this size
IMAGES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp"}
TABLES = {".csv": ",", ".tsv": "\t"}
JSONS = (".json", ".geojson")


def preview(place: Path, href: str, rows: int = 100) -> dict[str, Any]:
    """What the page shows of a file; `href` is where the whole of it can be had."""
    ending, size = place.suffix.lower(), place.stat().st_size
    if ending in IMAGES and size <= MOST_IMAGE:
        return {"kind": "image", "href": href, **_dimensions(place)}
    with open(place, "rb") as file:
        head = file.read(MOST_TEXT)
    truncated = size > len(head)
    try:
        text = head.decode("utf-8-sig", "strict" if not truncated else "ignore")
    except UnicodeDecodeError:
        return {"kind": "binary", "size": size}
    if "\0" in text:
        return {"kind": "binary", "size": size}
    if ending in TABLES:
        with contextlib.suppress(csv.Error):  # a cell of 128 KiB: no table for people
            return _table(place, text, TABLES[ending], truncated, max(0, min(rows, MOST_ROWS)))
    return {"kind": "json" if ending in JSONS else "text", "text": text, "truncated": truncated}


def _table(place: Path, text: str, separator: str, truncated: bool, rows: int) -> dict[str, Any]:
    if truncated:
        text = text[: text.rfind("\n") + 1]
    lines = list(csv.reader(io.StringIO(text), delimiter=separator))
    header, body = (lines[0], [line for line in lines[1:] if line]) if lines else ([], [])
    columns = [
        {"name": name, "type": _type([line[i] for line in body if i < len(line)])} for i, name in enumerate(header)
    ]
    total = len(body) if not truncated else _count_rows(place)
    return {
        "kind": "table",
        "columns": columns,
        "rows": body[:rows],
        "total_rows": total,
        "truncated": truncated or len(body) > rows,
    }


def _type(values: list[str]) -> str:
    """The narrowest of integer, number, boolean and string that fits every value that is there."""
    there = [value for value in values if value != ""]
    if not there:
        return "string"
    for name, fits in (("integer", _is_integer), ("number", _is_number)):
        if all(map(fits, there)):
            return name
    return "boolean" if all(value.lower() in ("true", "false") for value in there) else "string"


def _is_integer(value: str) -> bool:
    return value.lstrip("+-").isdigit()


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _count_rows(place: Path) -> int | None:
    """Lines after the header; None for a file too large to be counted while somebody waits."""
    if place.stat().st_size > COUNTED:
        return None
    lines, last = 0, b"\n"
    with open(place, "rb") as file:
        while chunk := file.read(1 << 20):
            lines += chunk.count(b"\n")
            last = chunk[-1:]
    return max(lines - 1 + (last != b"\n"), 0)


def _dimensions(place: Path) -> dict[str, int]:
    """Width and height of a PNG, so that the page can keep the room free."""
    with open(place, "rb") as file:
        head = file.read(24)
    if head[:8] == b"\x89PNG\r\n\x1a\n" and len(head) == 24:
        width, height = struct.unpack(">II", head[16:24])
        return {"width": width, "height": height}
    return {}
