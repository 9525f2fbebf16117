"""What is in each column of a table: types, empty cells, range, distribution, and its first rows as text."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from runs.storage.looking.reading import Table

BINS = 20
TOP = 10
MOST_COLUMNS = 500
LONGEST = 200  # characters of a cell


def preview(table: Table, rows: int) -> dict[str, Any]:
    frame = table.frame.head(rows)
    return {
        "kind": "table",
        "columns": [{"name": str(name), "type": _type(frame[name])} for name in frame.columns],
        "rows": [[_text(value) for value in row] for row in frame.itertuples(index=False, name=None)],
        "total_rows": table.total,
        "truncated": table.total is None or table.total > len(frame),
    }


def profile(table: Table) -> dict[str, Any]:
    """The shape that `GET data/<name>/<version>/profile` answers."""
    frame = table.frame
    frame = frame.loc[:, ~frame.columns.duplicated()]
    found = [_column(str(name), frame[name]) for name in frame.columns[:MOST_COLUMNS]]
    return {"rows": len(frame), "rows_total": table.total, "columns": found}


def _column(name: str, column: Any) -> dict[str, Any]:
    there = column.dropna()
    type_ = _type(column)
    found: dict[str, Any] = {"name": name, "type": type_, "nulls": int(column.isna().sum())}
    found |= {"distinct": _distinct(there), "min": None, "max": None, "mean": None, "std": None}
    found |= {"histogram": None, "top": None}
    if not len(there):
        return found
    if type_ in ("integer", "number"):
        return found | _numbers(pd.to_numeric(there, errors="coerce").dropna().astype("float64"), type_)
    if type_ == "datetime":
        found |= {"min": _text(there.min()), "max": _text(there.max())}
        return found | {"histogram": None, "top": None}
    texts = there.map(_text)
    counts = texts.value_counts().head(TOP)
    if type_ == "string":
        found |= {"min": texts.min(), "max": texts.max()}
    return found | {"top": [{"value": str(value), "count": int(count)} for value, count in counts.items()]}


def _numbers(values: Any, type_: str) -> dict[str, Any]:
    finite = values[values.map(math.isfinite)]
    if not len(finite):
        return {}
    low, high = float(finite.min()), float(finite.max())
    whole = type_ == "integer" and high - low < BINS
    bins = int(high - low) + 1 if whole else BINS
    edges = (low - 0.5, high + 0.5) if whole else (low, high)
    histogram = None
    if high > low or whole:
        width = (edges[1] - edges[0]) / bins
        start = [edges[0] + width * i for i in range(bins)]
        counts = pd.cut(finite, bins=[*start, edges[1]], include_lowest=True).value_counts(sort=False)
        histogram = [
            {"from": one, "to": one + width, "count": int(count)} for one, count in zip(start, counts, strict=True)
        ]
    std = float(finite.std()) if len(finite) > 1 else 0.0
    ends = {"min": int(low), "max": int(high)} if type_ == "integer" else {"min": low, "max": high}
    return {**ends, "mean": float(finite.mean()), "std": std, "histogram": histogram}


def _distinct(column: Any) -> int | None:
    try:
        return int(column.nunique())
    except TypeError:  # lists and mappings
        return int(column.map(str).nunique())


def _type(column: Any) -> str:
    kind = pd.api.types
    if kind.is_bool_dtype(column):
        return "boolean"
    if kind.is_integer_dtype(column):
        return "integer"
    if kind.is_numeric_dtype(column):
        there = column.dropna()
        if len(there) and len(there) < len(column) and (there == there.round()).all():
            return "integer"  # empty cells made decimals of them
        return "number"
    return "datetime" if kind.is_datetime64_any_dtype(column) else "string"


def _text(value: Any) -> str:
    """A cell as people read it; empty ones are empty."""
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)[:LONGEST]
