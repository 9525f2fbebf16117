"""Write a job as YAML: block style, file order, texts quoted whenever any reader could take them for something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from designer.spec.model import Component, Job
from designer.spec.scalars import WrittenFloat, WrittenInt, float_text, resolve

_SAFE = re.compile(r"[A-Za-z0-9_./$(<=+\-][^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]*\Z")
_NUMBERISH = re.compile(r"[-+.]?[0-9][0-9_,.:eE+\-xobA-Fa-fTtZz ]*\Z|[-+]?\.(?:inf|nan)\Z", re.I)
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "=", "<<", "-", "---", "..."})
_LONG_KEY = 200
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_FLOW_SIGNS = re.compile(r"[,\[\]{}]")


@dataclass(frozen=True, slots=True)
class Style:
    """How a file is written: width of a step, lists flush with their key or indented, and the quotes it likes."""

    step: int = 2
    flush: bool = False
    quote: str = "'"


PLAIN = Style()


def to_yaml(job: Job | Component) -> str:
    """The text of the whole document. Positions of the canvas never appear in it."""
    return dump(job.body)


def dump(value: Any) -> str:
    if not isinstance(value, dict | list) or not value:
        return scalar(value) + "\n"
    return "\n".join(block_lines(value)) + "\n"


def block_lines(value: Any, column: int = 0, style: Style = PLAIN) -> list[str]:
    """The lines of a filled mapping or list whose keys or dashes stand at `column`."""
    lines: list[str] = []
    _block(value, column, lines, style)
    return lines


def entry_lines(head: str, value: Any, column: int, style: Style = PLAIN) -> list[str]:
    """`head` (a key with its colon, or a dash, that stands at `column`) followed by its value."""
    lines: list[str] = []
    if head.strip() == "-" and isinstance(value, dict | list) and value:
        _block(value, column + 2, lines, style)
        lines[0] = f"{head} {lines[0][column + 2 :]}"
    else:
        _entry(head, value, column, lines, style)
    return lines


def flow(value: Any, style: Style = PLAIN) -> str:
    """On one line, as it may stand between brackets and braces."""
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{flow_text(str(key), style.quote)}: {flow(v, style)}" for key, v in value.items()) + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(item, style) for item in value) + "]"
    return flow_text(value, style.quote) if isinstance(value, str) else scalar(value)


def flow_text(text: str, quote: str = "'") -> str:
    found = _text(text, quote)
    if found == text and _FLOW_SIGNS.search(text):
        return quoted(text) if quote == '"' or "'" in text else f"'{text}'"
    return found


def _block(value: Any, column: int, lines: list[str], style: Style) -> None:
    pad = " " * column
    if isinstance(value, dict):
        for key, item in value.items():
            name = _text(str(key), style.quote)
            if len(name) > _LONG_KEY:  # YAML takes only short keys on the line of their value
                lines.append(f"{pad}? {name}")
                name = ""
            _entry(f"{pad}{name}:", item, column, lines, style)
        return
    for item in value:
        lines.extend(entry_lines(f"{pad}-", item, column, style))


def _entry(head: str, item: Any, column: int, lines: list[str], style: Style) -> None:
    if isinstance(item, dict | list) and item:
        lines.append(head)
        flush = style.flush and isinstance(item, list)
        _block(item, column if flush else column + style.step, lines, style)
    elif item is None:
        lines.append(head)
    elif isinstance(item, str) and "\n" in item:
        _lines_of_text(head, item, column + style.step, lines)
    else:
        lines.append(f"{head} {scalar(item, style.quote)}")


def _lines_of_text(head: str, text: str, column: int, lines: list[str]) -> None:
    """Several lines stay readable as a `|` block, unless YAML could not give back the same text."""
    body = text.rstrip("\n")
    first = body.split("\n", 1)[0]
    newlines = len(text) - len(body)
    odd = not body.strip() or _ODD.search(text) or first[:1] in (" ", "\t", "") or ("\t" in text and "\n\t" in text)
    if odd or newlines > 1:  # the blank lines at the end would mix with those that follow
        lines.append(f"{head} {quoted(text)}")
        return
    chomp = "" if newlines else "-"
    pad = " " * column
    lines.append(f"{head} |{chomp}")
    kept = text[:-1] if newlines else text
    lines.extend(pad + line if line else "" for line in kept.split("\n"))


def scalar(value: Any, quote: str = "'") -> str:
    if isinstance(value, str):
        return _text(value, quote)
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
    return _text(str(value), quote)


@lru_cache(maxsize=20_000)
def _text(text: str, quote: str = "'") -> str:
    if is_plain(text):
        return text
    if "\n" in text or "\t" in text or _ODD.search(text):
        return quoted(text)
    if quote == '"' or ("'" in text and '"' not in text and "\\" not in text):
        return quoted(text)
    return single_quoted(text)


def single_quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def quoted(text: str) -> str:
    """In double quotes, with escapes. Half a surrogate pair is no character of any file: it becomes U+FFFD."""

    def escape(match: re.Match[str]) -> str:
        code = ord(match.group())
        if 0xD800 <= code <= 0xDFFF:
            return "\ufffd"
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"

    body = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{_ODD.sub(escape, body)}"'


def is_odd(text: str) -> bool:
    """Holds characters that only double quotes can carry."""
    return bool(_ODD.search(text))


def is_plain(text: str) -> bool:
    """True when every YAML reader, 1.1 or 1.2, takes the bare text for this very text."""
    if not text or not _SAFE.match(text) or text[-1] in " :" or text.lower() in _WORDS:
        return False
    if ": " in text or " #" in text or "\t" in text or text.startswith(("- ", "? ", "---", "...")):
        return False
    return not _NUMBERISH.match(text) and resolve(text) is text
