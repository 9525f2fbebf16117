"""`--set a.b.c=value`: changes a YAML document the way `az ml` does, keeping its comments and the lines it has."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any

from penstock.cli.errors import WRONG, CommandFailed


def read_override(text: str) -> tuple[list[str], Any]:
    """`inputs.rate=0.5` → (["inputs", "rate"], 0.5). The value is read as YAML reads it; `k=` is empty text."""
    key, found, value = text.partition("=")
    parts = [part for part in re.split(r"\.|\[(\d+)\]", key.strip()) if part]
    if not found or not parts:
        raise CommandFailed("bad_set", f"--set {text!r}: write it as KEY=VALUE, for example inputs.rate=0.5", WRONG)
    return parts, _read_value(value)


def apply_overrides(text: str, overrides: Iterable[str]) -> str:
    """The document with every override in it; unchanged, to the byte, without any."""
    changes = [read_override(override) for override in overrides]
    if not changes:
        return text
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 100_000
    try:
        document = yaml.load(text)
    except YAMLError as failure:
        raise CommandFailed("bad_yaml", f"the file is no YAML: {failure}", WRONG) from None
    if not isinstance(document, dict):
        raise CommandFailed("bad_yaml", "the file holds no mapping, so there is nothing to set in it", WRONG)
    for parts, value in changes:
        _assign(document, parts, value)
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def _assign(document: Any, parts: list[str], value: Any) -> None:
    place = document
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        if isinstance(place, list):
            index = int(part) if part.isdigit() else -1
            if not 0 <= index < len(place):
                raise CommandFailed("bad_set", f"--set {'.'.join(parts)}: the list has no place {part}", WRONG)
            if last:
                place[index] = value
            else:
                place = place[index]
        elif last:
            place[part] = value
        else:
            if not isinstance(place.get(part), (dict, list)):
                place[part] = {}
            place = place[part]


def _read_value(text: str) -> Any:
    import yaml

    try:
        return yaml.safe_load(text) if text.strip() else text
    except yaml.YAMLError:
        return text
