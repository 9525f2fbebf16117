"""Reads the beginning of a table: CSV, TSV, JSON lines, parquet, or what an MLTable file says. Needs pandas."""

from __future__ import annotations

import glob
import itertools
import json
import os
import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

MLTABLE = "MLTable"
COUNTED = 1 << 30  # bytes; the rows of larger texts are not counted while somebody waits
MOST_FILES = 1000
TABLES = (".csv", ".tsv", ".parquet", ".pq", ".jsonl", ".ndjson")
DELIMITERS = {"comma": ",", "tab": "\t", "semicolon": ";", "space": " ", "pipe": "|"}
ENCODINGS = {"utf8": "utf-8", "iso88591": "latin-1", "latin1": "latin-1", "ascii": "ascii", "utf16": "utf-16"}
ENCODINGS |= {"windows1252": "cp1252", "utf32": "utf-32", "utf8bom": "utf-8-sig", "utf8sig": "utf-8-sig"}


class NotATable(Exception):
    """What lies there is no table that can be read; the message says why."""


@dataclass
class Table:
    """The first rows, and how many there are (None: nobody counted)."""

    frame: Any
    total: int | None


def read(path: str, most: int) -> Table:
    """At most so many rows of a file, a folder of files of one kind, or a folder with an MLTable."""
    if os.path.isdir(path):
        if os.path.isfile(os.path.join(path, MLTABLE)):
            return _mltable(os.path.join(path, MLTABLE), most)
        return _several(_tables_in(path), most)
    if os.path.basename(path) == MLTABLE:
        return _mltable(path, most)
    return _file(path, most)


def _file(path: str, most: int) -> Table:
    ending = _ending(path)
    if ending in (".csv", ".txt", ".tsv", ".tab"):
        separator = "\t" if ending in (".tsv", ".tab") else None
        return delimited(path, most, {"sep": separator})
    if ending in (".parquet", ".pq"):
        return parquet(path, most)
    if ending in (".jsonl", ".ndjson", ".json"):
        return json_lines(path, most, {})
    raise NotATable(f"{os.path.basename(path)} is no CSV, TSV, JSON lines or parquet file")


def _ending(path: str) -> str:
    plain = re.sub(r"\.(gz|bz2|xz|zip|zst)$", "", path.lower())
    return os.path.splitext(plain)[1]


def _tables_in(folder: str) -> list[str]:
    found = []
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if _ending(name) in TABLES and not name.startswith((".", "_")):
                found.append(os.path.join(place, name))
        if len(found) >= MOST_FILES:
            break
    if not found:
        raise NotATable("there is no CSV, TSV, JSON lines or parquet file in this folder")
    kind = _ending(found[0])
    return [path for path in found if _ending(path) == kind]


def _several(paths: list[str], most: int) -> Table:
    """Files one after the other, until there are enough rows."""
    frames, total, rows = [], 0, 0
    counted = True
    for path in paths:
        table = _file(path, most - rows)
        frames.append(table.frame)
        rows += len(table.frame)
        total += table.total or 0
        counted = counted and table.total is not None
        if rows >= most and path is not paths[-1]:
            counted = False
            break
    return Table(pd.concat(frames, ignore_index=True), total if counted else None)


def delimited(path: str, most: int, options: dict[str, Any]) -> Table:
    known = {key: value for key, value in options.items() if value is not None}
    separator = known.pop("sep", None) or _separator(path)
    try:
        frame = pd.read_csv(path, sep=separator, nrows=most, low_memory=False, **known)
    except pd.errors.EmptyDataError:
        return Table(pd.DataFrame(), 0)
    except UnicodeDecodeError:
        frame = pd.read_csv(path, sep=separator, nrows=most, low_memory=False, **{**known, "encoding": "latin-1"})
    if len(frame) < most:
        return Table(frame, len(frame))
    return Table(frame, count_lines(path, headed=known.get("header", 0) is not None))


def _separator(path: str) -> str:
    with open(path, "rb") as file:
        head = file.read(4096)
    first = head.splitlines()[0] if head.splitlines() else b""
    counts = {mark: first.count(mark.encode()) for mark in (",", ";", "\t", "|")}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else ","


def count_lines(path: str, *, headed: bool) -> int | None:
    if _ending(path) != os.path.splitext(path.lower())[1] or os.path.getsize(path) > COUNTED:
        return None
    lines, last = 0, b"\n"
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            lines += chunk.count(b"\n")
            last = chunk[-1:]
    return max(lines + (last != b"\n") - headed, 0)


def parquet(path: str, most: int) -> Table:
    import pyarrow.parquet as pq

    file = pq.ParquetFile(path)
    batches = []
    rows = 0
    for batch in file.iter_batches(batch_size=min(most, 65_536)):
        batches.append(batch)
        rows += batch.num_rows
        if rows >= most:
            break
    import pyarrow as pa

    table = pa.Table.from_batches(batches, schema=file.schema_arrow)
    return Table(table.to_pandas().head(most), file.metadata.num_rows)


def json_lines(path: str, most: int, options: dict[str, Any]) -> Table:
    with open(path, encoding=options.get("encoding") or "utf-8-sig") as file:
        first = file.read(1)
        file.seek(0)
        if first == "[":
            found = json.load(file)
            return Table(pd.json_normalize(found[:most], max_level=0), len(found))
        lines = [json.loads(line) for line in itertools.islice((one for one in file if one.strip()), most + 1)]
    if not all(isinstance(line, dict) for line in lines):
        raise NotATable("its lines are no JSON objects")
    total = len(lines) if len(lines) <= most else count_lines(path, headed=False)
    return Table(pd.json_normalize(lines[:most], max_level=0), total)


def _mltable(place: str, most: int) -> Table:
    """What the transformations of an MLTable make of its files."""
    import yaml

    with open(place, encoding="utf-8-sig") as file:
        document = yaml.safe_load(file)
    if not isinstance(document, dict) or not isinstance(document.get("paths"), list):
        raise NotATable("the file MLTable names no `paths`")
    paths = _paths(document["paths"], os.path.dirname(place))
    steps = [step if isinstance(step, dict) else {step: None} for step in document.get("transformations") or []]
    from runs.storage.looking.transforming import carry_out

    return carry_out(paths, [next(iter(step.items())) for step in steps if step], most)


def _paths(items: list[Any], folder: str) -> list[str]:
    found: list[str] = []
    for item in items:
        way, path = next(iter(item.items())) if isinstance(item, dict) and item else ("file", item)
        if not isinstance(path, str) or "://" in path:
            raise NotATable(f"its data lies elsewhere: {path}")
        whole = os.path.join(folder, path.removeprefix("file:"))
        if way == "pattern":
            found += sorted(one for one in glob.glob(whole, recursive=True) if os.path.isfile(one))
        elif way == "folder" or os.path.isdir(whole):
            for place, folders, names in os.walk(whole):
                folders.sort()
                found += [os.path.join(place, name) for name in sorted(names)]
        else:
            found.append(whole)
    missing = next((path for path in found if not os.path.exists(path)), None)
    if missing or not found:
        raise NotATable(f"there is no file {os.path.relpath(missing, folder)}" if missing else "it names no files")
    return found[:MOST_FILES]
