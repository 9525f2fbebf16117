"""Plain YAML scalars read as YAML 1.1 does, numbers keeping the text they were written with."""

from __future__ import annotations

import math
import re
from typing import Any

_BOOLEANS = {
    word: value
    for words, value in ((("true", "yes", "on"), True), (("false", "no", "off"), False))
    for base in words
    for word in (base, base.capitalize(), base.upper())
}
_NULLS = {"", "~", "null", "Null", "NULL"}
_INT = re.compile(r"[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)\Z")
_FLOAT = re.compile(
    r"(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z"
)
_NUMBER_START = frozenset("0123456789+-.")
_MAX_DIGITS = 400  # Python refuses to read ints of more than 4,300 digits; nobody writes such a parameter


class WrittenInt(int):
    """An int that remembers how it was written (`007`, `1_000`), because a version or a text input wants the text."""

    text: str


class WrittenFloat(float):
    """A float that remembers how it was written (`1.10`)."""

    text: str


def resolve(text: str) -> Any:
    """The value of an unquoted scalar."""
    if text in _NULLS:
        return None
    if text[0] in _NUMBER_START:
        return _number(text)
    return _BOOLEANS.get(text, text)


def _number(text: str) -> Any:
    if len(text) > _MAX_DIGITS:
        return text
    if _INT.match(text):
        return _int(text)
    if _FLOAT.match(text):
        return _float(text)
    return text


def _int(text: str) -> int | str:
    plain = text.replace("_", "")
    sign = -1 if plain.startswith("-") else 1
    digits = plain.lstrip("+-")
    try:
        value = _unsigned(digits) * sign
    except ValueError:
        return text
    if str(value) == text:
        return value
    kept = WrittenInt(value)
    kept.text = text
    return kept


def _unsigned(digits: str) -> int:
    if digits.startswith("0b"):
        return int(digits[2:], 2)
    if digits.startswith("0x"):
        return int(digits[2:], 16)
    if ":" in digits:
        return int(_sixties(digits))
    if digits != "0" and digits.startswith("0"):
        return int(digits, 8)
    return int(digits)


def _sixties(digits: str) -> float:
    total = 0.0
    for part in digits.split(":"):
        total = total * 60 + float(part)
    return total


def _float(text: str) -> float:
    plain = text.replace("_", "").lower()
    sign = -1.0 if plain.startswith("-") else 1.0
    digits = plain.lstrip("+-")
    if digits in (".inf", ".nan"):
        return sign * float(digits[1:])
    if ":" in digits:
        value = sign * _sixties(digits)
    else:
        value = sign * float(digits)
    if float_text(value) == text:
        return value
    kept = WrittenFloat(value)
    kept.text = text
    return kept


def float_text(value: float) -> str:
    """A float so that YAML 1.1 reads a float: `1e-05` would be read as text, `1.0e-05` is not."""
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    text = repr(value)
    return text.replace("e", ".0e") if "e" in text and "." not in text else text


def text_of(value: Any) -> str:
    """A scalar as the text it was written with; booleans as `True` and `False`, as commands get them."""
    if type(value) is str:
        return value
    if isinstance(value, WrittenInt | WrittenFloat):
        return value.text
    return "" if value is None else str(value)
