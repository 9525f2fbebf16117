"""A body that came back from the canvas in the words of the file: what JSON and a page cannot carry is put back."""

from __future__ import annotations

from typing import Any

from designer.spec.patch.match import matched_items, matched_keys, same
from designer.spec.scalars import WrittenFloat, WrittenInt, text_of

_LISTED = frozenset({"inputs", "outputs", "jobs"})  # at the top the canvas knows their order


def settled(old: Any, new: Any) -> Any:
    """`new`, with the values of `old` where only their writing was lost on the way; `old` itself when nothing changed.

    Lost on the way: the order of keys inside a node, `1.0` that a browser sends as `1`, the zeros of `007`, digits of
    numbers larger than a browser counts, and that the version `1.10` is a number.
    """
    return _settled(old, new, ())


def _settled(old: Any, new: Any, path: tuple[str, ...]) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return _mapping(old, new, path)
    if isinstance(old, list) and isinstance(new, list):
        return _list(old, new, path)
    return old if _only_writing_differs(old, new, path) else new


def _only_writing_differs(old: Any, new: Any, path: tuple[str, ...]) -> bool:
    if same(old, new):
        return True
    if path[-1:] == ("version",) and isinstance(new, str) and isinstance(old, WrittenInt | WrittenFloat):
        return text_of(old) == new
    if isinstance(old, bool) or isinstance(new, bool) or not isinstance(new, int | float):
        return False
    declared = path[:1] == ("inputs",) and len(path) == 2  # there 1 and 1.0 are of different types
    if isinstance(old, float) and isinstance(new, int):
        return not declared and float(old) == new
    if isinstance(old, int) and isinstance(new, int | float):
        return abs(old) > 2**53 and float(old) == float(new)
    return False


def _mapping(old: dict[str, Any], new: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    keys = list(new)
    if len(path) != 1 or path[0] not in _LISTED:
        keys = _in_order_of(old, keys)
    was = list(old)
    found = {}
    for key, place in zip(keys, matched_keys(was, keys, old, new), strict=True):
        found[key] = _settled(old[was[place]], new[key], (*path, key)) if place >= 0 else new[key]
    unchanged = len(found) == len(old) and all(
        one == two and found[two] is old[one] for one, two in zip(old, found, strict=True)
    )
    return old if unchanged else found


def _in_order_of(old: dict[str, Any], keys: list[str]) -> list[str]:
    """Old keys as they stood, a new one behind the key it follows."""
    if [key for key in keys if key in old] == [key for key in old if key in keys]:
        return keys
    given = set(keys)
    order = [key for key in old if key in given]
    after: dict[str | None, list[str]] = {}
    previous = None
    for key in keys:
        if key in old:
            previous = key
        else:
            after.setdefault(previous, []).append(key)
    return [*after.get(None, ()), *(found for key in order for found in (key, *after.get(key, ())))]


def _list(old: list[Any], new: list[Any], path: tuple[str, ...]) -> list[Any]:
    found = [
        _settled(old[place], item, (*path, "")) if place >= 0 else item
        for item, place in zip(new, matched_items(old, new), strict=True)
    ]
    if len(found) == len(old) and all(one is two for one, two in zip(found, old, strict=True)):
        return old
    return found
