"""The transformations of MLTable files, on pandas frames: those that published files use. Others are told."""

from __future__ import annotations

import os
import re
from typing import Any

import pandas as pd

from runs.storage.looking import reading
from runs.storage.looking.reading import DELIMITERS, ENCODINGS, NotATable, Table

READERS = ("read_delimited", "read_parquet", "read_json_lines")
PASSED_OVER = frozenset({"filter", "take_random_sample", "convert_datetime_with_partition"})
KEPT_EMPTY = {"keep_default_na": False}
_HEADERS = {"no_header": None, "from_first_file": 0, "all_files_same_headers": 0, "all_files_different_headers": 0}


def carry_out(paths: list[str], steps: list[tuple[str, Any]], most: int) -> Table:
    """Read the files as the first reading step says, then change the rows as the others do."""
    name, options = next(((key, value) for key, value in steps if key in READERS), ("", None))
    table = _read_all(paths, name, options if isinstance(options, dict) else {}, most)
    if not name and not steps:
        return table
    for key, value in steps:
        if key in READERS:
            continue
        if key == "extract_columns_from_partition_format":
            table.frame = _partition_columns(table.frame, value)
            continue
        change = _CHANGES.get(key)
        if change is None and key not in PASSED_OVER:
            raise NotATable(f"the transformation `{key}` is not known here")
        if change is not None:
            table.frame = change(table.frame, value)
        table.total = None if key in ("take", "skip", *PASSED_OVER) else table.total
        if key == "take":
            table.total = len(table.frame)
    if _PATH in table.frame:
        wanted = isinstance(options, dict) and options.get("include_path_column")
        table.frame = table.frame.rename(columns={_PATH: "Path"}) if wanted else table.frame.drop(columns=[_PATH])
    return table


_PATH = "__path__"


def _read_all(paths: list[str], name: str, options: dict[str, Any], most: int) -> Table:
    if not name:
        return Table(pd.DataFrame({"Path": paths[:most]}), len(paths))
    frames: list[Any] = []
    rows, total, counted = 0, 0, True
    for path in paths:
        table = _read(path, name, options, most - rows)
        table.frame[_PATH] = path
        if frames and options.get("header") == "from_first_file":
            table.frame.columns = frames[0].columns
        frames.append(table.frame)
        rows += len(table.frame)
        total += table.total or 0
        counted = counted and table.total is not None
        if rows >= most and path is not paths[-1]:
            counted = False
            break
    return Table(pd.concat(frames, ignore_index=True), total if counted else None)


def _read(path: str, name: str, options: dict[str, Any], most: int) -> Table:
    if name == "read_parquet":
        return reading.parquet(path, most)
    encoding = ENCODINGS.get(str(options.get("encoding", "utf8")).replace("-", "").replace("_", "").lower(), "utf-8")
    if name == "read_json_lines":
        return reading.json_lines(path, most, {"encoding": encoding})
    delimiter = str(options.get("delimiter", ","))
    header = _HEADERS.get(str(options.get("header", "all_files_same_headers")), 0)
    told = {"sep": DELIMITERS.get(delimiter, delimiter), "encoding": encoding}
    more: dict[str, Any] = dict(KEPT_EMPTY) if options.get("empty_as_string") else {}
    read = reading.delimited if header is not None else _headless
    table = read(path, most, {**told, **more})
    if options.get("infer_column_types") is False:
        table.frame = table.frame.astype("string")
    return table


def _headless(path: str, most: int, options: dict[str, Any]) -> Table:
    """Columns are called as MLTable calls them."""
    separator = options.pop("sep")
    options["header"] = None
    frame = pd.read_csv(path, sep=separator, nrows=most, low_memory=False, **options)
    frame.columns = [f"Column{number + 1}" for number in range(len(frame.columns))]
    return Table(frame, len(frame) if len(frame) < most else reading.count_lines(path, headed=False))


def _list_of(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = value.get("columns", value)
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _convert(frame: Any, value: Any) -> Any:
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, dict):
            continue
        for name in _list_of(item.get("columns", [])):
            if name in frame:
                frame[name] = _converted(frame[name], item.get("column_type"))
    return frame


def _converted(column: Any, wanted: Any) -> Any:
    kind, options = next(iter(wanted.items())) if isinstance(wanted, dict) and wanted else (str(wanted), None)
    if kind == "datetime":
        formats = options.get("formats") if isinstance(options, dict) else None
        return pd.to_datetime(column, format=formats[0] if formats else None, errors="coerce")
    if kind in ("boolean", "bool"):
        said = options if isinstance(options, dict) else {}
        yes = {str(one).lower() for one in said.get("true_values") or ["true", "1", "yes"]}
        return column.map(lambda one: None if pd.isna(one) else str(one).lower() in yes)
    if kind in ("int", "long"):
        return pd.to_numeric(column, errors="coerce").round().astype("Int64")
    return pd.to_numeric(column, errors="coerce") if kind in ("float", "double") else column.astype("string")


def _partition_columns(frame: Any, value: Any) -> Any:
    """`{name}` in the format is a column whose value stands in each row's path."""
    text = value.get("partition_format") if isinstance(value, dict) else value
    if not isinstance(text, str) or _PATH not in frame:
        return frame
    parts = re.split(r"\{(\w+)(?::[^}]*)?\}", text.strip("/"))
    pattern = "".join(re.escape(part) if i % 2 == 0 else f"(?P<{part}>[^/]+)" for i, part in enumerate(parts))
    found = frame[_PATH].map(lambda path: re.search(pattern, path.replace(os.sep, "/")))
    for name in parts[1::2]:
        frame[name] = found.map(lambda match, name=name: match[name] if match else None)
    return frame


_CHANGES: dict[str, Any] = {
    "take": lambda frame, value: frame.head(int(value.get("count", 0) if isinstance(value, dict) else value)),
    "skip": lambda frame, value: frame.iloc[int(value.get("count", 0) if isinstance(value, dict) else value) :],
    "drop_columns": lambda frame, value: frame.drop(columns=_list_of(value), errors="ignore"),
    "keep_columns": lambda frame, value: frame[[c for c in [*_list_of(value), _PATH] if c in frame]],
    "rename_columns": lambda frame, value: frame.rename(columns=value if isinstance(value, dict) else {}),
    "convert_column_types": _convert,
}
