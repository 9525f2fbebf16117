"""`--set a.b.c=value`: changes a YAML document the way `az ml` does, keeping its comments and the lines it has.

Everything that is missing on the way is made; a text or a number on the way gives way to a mapping.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from penstock.cli.errors import WRONG, CommandFailed

Key = str | int  # an int is a place in a list, written as [3]
KEY = re.compile(r"""\.?(?:"([^"]*)"|'([^']*)'|([^.\[\]"'=]+))|\[(?:(-?\d+)|"([^"]*)"|'([^']*)')\]""")


def read_override(text: str) -> tuple[list[Key], Any]:
    """`inputs.rate=0.5` → (["inputs", "rate"], 0.5). The value is read as YAML reads it; `k=` is empty text."""
    keys, end = read_path(text)
    if not keys or text[end : end + 1] != "=":
        raise CommandFailed("bad_set", f"--set {text!r}: write it as KEY=VALUE, for example inputs.rate=0.5", WRONG)
    return keys, read_value(text[end + 1 :])


def read_path(text: str) -> tuple[list[Key], int]:
    """The keys that a dotted path begins with, and where it ends. Quotes keep a dot: tags."a.b"."""
    keys: list[Key] = []
    end = 0
    while found := KEY.match(text, end):
        if not keys and found[0].startswith((".", "[")):
            break
        if keys and found[0][0] not in ".[":
            break
        number = found[4]
        name = next((part for part in found.group(1, 2, 3, 5, 6) if part is not None), "")
        keys.append(int(number) if number is not None else name.strip())
        end = found.end()
    return ([] if "" in keys else keys), end


def read_value(text: str) -> Any:
    """As YAML reads it; what YAML cannot read is text."""
    import yaml

    try:
        return yaml.safe_load(text) if text.strip() else text
    except yaml.YAMLError:
        return text


def apply_overrides(text: str, overrides: Iterable[str]) -> str:
    """The document with every override in it; unchanged, to the byte, without any."""
    changes = [read_override(override) for override in overrides]
    return text if not changes else change(text, changes)


def change(text: str, changes: Iterable[tuple[list[Key], Any]]) -> str:
    """The document with values at paths; only their lines change."""
    from designer.spec.document import read_text
    from designer.spec.patch import patched

    document = read_text(text)
    if document.root is None or (not document.root and document.problems):
        hint = "`penstock validate FILE` lists what is wrong with it"
        said = document.problems[0].message if document.problems else "it is empty"
        raise CommandFailed("bad_yaml", f"the file cannot be read: {said}", WRONG, hint=hint)
    body = _own(document.root)
    if not isinstance(body, dict):
        raise CommandFailed("bad_yaml", "the file holds no mapping, so there is nothing to set in it", WRONG)
    for keys, value in changes:
        assign(body, keys, _own(value))
    return patched(text, body)


def _own(value: Any) -> Any:
    """A copy in which nothing is in two places; a date is the text it is written as, as files mean it."""
    if isinstance(value, dict):
        return {str(key): _own(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_own(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def assign(document: Any, keys: list[Key], value: Any) -> None:
    """Put `value` at a path."""
    place = document
    for number, key in enumerate(keys):
        key = _index(place, key, keys) if isinstance(place, list) else str(key)
        if number == len(keys) - 1:
            _put(place, key, value)
            return
        inner: Any = None
        if isinstance(place, dict):
            inner = place.get(key)
        elif int(key) < len(place):
            inner = place[int(key)]
        if not isinstance(inner, dict | list):
            inner = [] if isinstance(keys[number + 1], int) else {}
            _put(place, key, inner)
        place = inner


def _put(place: Any, key: Any, value: Any) -> None:
    if isinstance(place, list) and key == len(place):
        place.append(value)
    else:
        place[key] = value


def _index(place: list[Any], key: Key, keys: list[Key]) -> int:
    """A place in the list, or the one after its last."""
    number = int(key) if isinstance(key, int) or key.isdigit() else None
    if number is not None and number < 0:
        number += len(place)
    if number is None or not 0 <= number <= len(place):
        message = f"--set {shown(keys)}: the list has no place {key}"
        hint = f"it has {len(place)}, from [0]; [{len(place)}] adds one"
        raise CommandFailed("bad_set", message, WRONG, hint=hint)
    return number


def shown(keys: list[Key]) -> str:
    """The path as it was written."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).removeprefix(".")


def remove(document: Any, keys: list[Key]) -> None:
    """Take away what is at a path; what is not there is gone already."""
    place = document
    for key in keys[:-1]:
        try:
            place = place[key]
        except (KeyError, IndexError, TypeError):
            return
    last = keys[-1]
    if isinstance(place, dict):
        place.pop(last, None)
    elif isinstance(place, list) and isinstance(last, int) and last < len(place):
        del place[last]
