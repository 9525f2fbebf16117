"""Write a job as YAML: block style, file order, texts quoted whenever any reader could take them for something else."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from designer.spec.model import Component, Job
from designer.spec.scalars import WrittenFloat, WrittenInt, float_text, resolve

_SAFE = re.compile(r"[A-Za-z0-9_./$(<=+\-][^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]*\Z")
_NUMBERISH = re.compile(r"[-+.]?[0-9][0-9_,.:eE+\-xobA-Fa-fTtZz ]*\Z|[-+]?\.(?:inf|nan)\Z", re.I)
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "=", "<<", "-", "---", "..."})
_LONG_KEY = 200
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def to_yaml(job: Job | Component) -> str:
    """The text of the whole document. Positions of the canvas never appear in it."""
    return dump(job.body)


def dump(value: Any) -> str:
    if not isinstance(value, dict | list) or not value:
        return _scalar(value) + "\n"
    lines: list[str] = []
    _block(value, 0, lines)
    return "\n".join(lines) + "\n"


def _block(value: Any, depth: int, lines: list[str]) -> None:
    pad = "  " * depth
    if isinstance(value, dict):
        for key, item in value.items():
            name = _text(str(key))
            if len(name) > _LONG_KEY:  # YAML takes only short keys on the line of their value
                lines.append(f"{pad}? {name}")
                name = ""
            _entry(f"{pad}{name}:", item, depth, lines)
        return
    for item in value:
        if isinstance(item, dict | list) and item:
            start = len(lines)
            _block(item, depth + 1, lines)
            lines[start] = f"{pad}- {lines[start][2 * depth + 2 :]}"
        else:
            _entry(f"{pad}-", item, depth, lines)


def _entry(head: str, item: Any, depth: int, lines: list[str]) -> None:
    if isinstance(item, dict | list) and item:
        lines.append(head)
        _block(item, depth + 1, lines)
    elif item is None:
        lines.append(head)
    elif isinstance(item, str) and "\n" in item:
        _lines_of_text(head, item, depth, lines)
    else:
        lines.append(f"{head} {_scalar(item)}")


def _lines_of_text(head: str, text: str, depth: int, lines: list[str]) -> None:
    """Several lines stay readable as a `|` block, unless YAML could not give back the same text."""
    body = text.rstrip("\n")
    first = body.split("\n", 1)[0]
    if not body.strip() or _ODD.search(text) or first[:1] in (" ", "\t", "") or ("\t" in text and "\n\t" in text):
        lines.append(f"{head} {_quoted(text)}")
        return
    newlines = len(text) - len(body)
    chomp = "-" if newlines == 0 else "" if newlines == 1 else "+"
    pad = "  " * (depth + 1)
    lines.append(f"{head} |{chomp}")
    kept = text[:-1] if newlines else text
    lines.extend(pad + line if line else "" for line in kept.split("\n"))


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, WrittenInt | WrittenFloat):
        return value.text
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, list | tuple):
        return "[]"
    return _text(str(value))


@lru_cache(maxsize=20_000)
def _text(text: str) -> str:
    if _plain(text):
        return text
    if "\n" in text or "\t" in text or _ODD.search(text):
        return _quoted(text)
    if "'" in text and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def _quoted(text: str) -> str:
    """In double quotes, with escapes. Half a surrogate pair is no character of any file: it becomes U+FFFD."""

    def escape(match: re.Match[str]) -> str:
        code = ord(match.group())
        if 0xD800 <= code <= 0xDFFF:
            return "\ufffd"
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"

    body = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{_ODD.sub(escape, body)}"'


def _plain(text: str) -> bool:
    """True when every YAML reader, 1.1 or 1.2, takes the bare text for this very text."""
    if not text or not _SAFE.match(text) or text[-1] in " :" or text.lower() in _WORDS:
        return False
    if ": " in text or " #" in text or "\t" in text or text.startswith(("- ", "? ", "---", "...")):
        return False
    return not _NUMBERISH.match(text) and resolve(text) is text
