"""The second way to change a text: ruamel.yaml reads it with its comments and writes it again. Slower, and re-wraps."""

from __future__ import annotations

import io
from typing import Any

from designer.spec import emit
from designer.spec.patch.match import matched_items, same


def round_trip(text: str, new: Any) -> str | None:
    """The text with `new` in it, or None when ruamel.yaml cannot read or write it."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 100_000
    yaml.version = (1, 1)
    try:
        document = yaml.load(text)
        if not _changed(document, new):
            return None
        out = io.StringIO()
        yaml.dump(document, out)
    except (YAMLError, AttributeError, TypeError, ValueError, KeyError, IndexError, RecursionError, AssertionError):
        return None
    return out.getvalue().removeprefix("%YAML 1.1\n---\n")


def _changed(here: Any, new: Any) -> bool:
    """Change what ruamel.yaml read, in place; False when it is another kind of thing."""
    if isinstance(here, dict) and isinstance(new, dict):
        for key in [key for key in here if _name(key) not in new]:
            del here[key]
        names = {_name(key): key for key in here}
        for key, value in new.items():
            if key not in names:
                here[key] = _written(value)
            elif not _changed(here[names[key]], value):
                here[names[key]] = _written(value)
        return True
    if isinstance(here, list) and isinstance(new, list):
        found = matched_items(_plain(here), new)
        items = [here[index] if index >= 0 else None for index in found]
        for number, value in enumerate(new):
            if found[number] < 0 or not _changed(items[number], value):
                items[number] = _written(value)
        here[:] = items
        return True
    return not isinstance(here, dict | list) and not isinstance(new, dict | list) and same(_plain(here), new)


def _name(key: Any) -> str:
    return key if isinstance(key, str) else str(key)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {_name(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value


def _written(value: Any) -> Any:
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

    if isinstance(value, dict):
        return {key: _written(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_written(item) for item in value]
    if isinstance(value, str) and "\n" in value and not emit.is_odd(value) and value[0] not in " \t\n":
        return LiteralScalarString(value)
    if isinstance(value, str) and not emit.is_plain(value):
        return DoubleQuotedScalarString(value)
    return value
