"""Port and parameter types: what may be given to what, and literals read by the declared type."""

from __future__ import annotations

import math
from typing import Any

from designer.spec.scalars import text_of

PARAMETERS = ("string", "integer", "number", "boolean")
DATA = ("uri_file", "uri_folder", "mltable", "mlflow_model", "custom_model", "triton_model", "path")
ALL = PARAMETERS + DATA
OLD_NAMES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean", "enum": "string"}
INPUT_MODES = ("ro_mount", "rw_mount", "download", "direct", "eval_mount", "eval_download")
OUTPUT_MODES = ("rw_mount", "upload", "direct", "mount")
_TRUE, _FALSE = {"true", "yes", "on", "1"}, {"false", "no", "off", "0"}


class Misfit(ValueError):
    """The literal cannot be read as the type. `lax` ones run all the same, with a warning."""

    def __init__(self, message: str, lax: bool = False, value: Any = None) -> None:
        super().__init__(message)
        self.lax = lax
        self.value = value


_HOW = {
    "integer": "write a whole number, as in `3`",
    "number": "write a number, as in `0.5`",
    "boolean": "write `true` or `false`",
    "string": "write a text",
    "text": "write a text",
    "path": "write a path, as in `./data`",
    "reference": "write a name or a path, as in `azureml:name@latest` or `./file.yml`",
    "time": "write it like `2026-01-05T03:00:00`",
    "list": "write a list, as in `[a, b]`",
    "mapping": "write keys with values, as in `{a: b}`",
}


def how_to_write(type_: str) -> str:
    """A hint for a value that cannot be read as the type."""
    return _HOW.get(type_, "")


def is_parameter(type_: str) -> bool:
    return type_ in PARAMETERS


def infer(value: Any) -> str:
    """The type of an undeclared literal."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    return "number" if isinstance(value, float) else "string"


def read_literal(value: Any, type_: str) -> str | int | float | bool:
    """`value` read by `type_`; literals may arrive as text. Raises Misfit."""
    if isinstance(value, dict | list) or value is None:
        raise Misfit(f"{'nothing' if value is None else 'a structure'} is given where a {type_} is wanted")
    if type_ == "boolean":
        return _boolean(value)
    if type_ == "integer":
        return _integer(value)
    if type_ == "number":
        return _number(value)
    return text_of(value)


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = text_of(value).strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise Misfit(f"`{value}` is not a boolean")


def _number(value: Any) -> float | int:
    if isinstance(value, bool):
        raise Misfit(f"`{value}` is a boolean, not a number")
    if isinstance(value, float):
        return float(value)
    if isinstance(value, int):
        return int(value)
    try:
        found = float(value.strip())
    except ValueError:
        raise Misfit(f"`{_short(value)}` is not a number") from None
    return int(value) if value.strip().lstrip("+-").isdigit() and len(value) < 300 else found


def _integer(value: Any) -> int | float:
    if isinstance(value, bool):
        raise Misfit(f"`{value}` is a boolean, not an integer")
    if isinstance(value, int):
        return int(value)
    try:
        found = _number(value)
    except Misfit:
        raise Misfit(f"`{_short(value)}` is not an integer") from None
    if isinstance(found, float) and not math.isfinite(found):
        raise Misfit(f"`{_short(value)}` is not an integer")
    if found == int(found):
        return int(found)
    raise Misfit(f"`{value}` is not a whole number", lax=True, value=found)


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def compatible(source: str, target: str) -> str:
    """`yes`, `warn` (the reference allows it) or `no`, for data or values flowing from one port to another."""
    if source == target or not source or not target:
        return "yes"
    if is_parameter(source) and is_parameter(target):
        return "yes"  # literals are read again by the inner type
    if is_parameter(target):
        return "no"
    if is_parameter(source):
        return "yes" if source == "string" else "no"  # a text given to a data port is a path
    if "path" in (source, target):
        return "yes"
    return "warn"
