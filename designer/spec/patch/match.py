"""Which values are the same, and which parts of a mapping or list stand for which after a change. Knows no text."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from designer.spec.scalars import WrittenFloat, WrittenInt

_NEAR = 50  # how far to look for an item's like
_ATOMS = frozenset({str, bool, type(None), int})
_WRITTEN = (WrittenInt, WrittenFloat)


def same(old: Any, new: Any, *, ordered: bool = True) -> bool:
    """Equal in value and type. A number that says how it is written must be written like that."""
    kind = type(old)
    if kind is type(new) and kind in _ATOMS:
        return bool(old == new)
    if isinstance(old, dict):
        if not isinstance(new, dict) or len(old) != len(new):
            return False
        if ordered:
            return all(one == two and same(old[one], new[two], ordered=True) for one, two in zip(old, new, strict=True))
        return all(key in new and same(item, new[key], ordered=False) for key, item in old.items())
    if isinstance(old, list | tuple):
        return (
            isinstance(new, list | tuple)
            and len(old) == len(new)
            and all(same(one, two, ordered=ordered) for one, two in zip(old, new, strict=True))
        )
    return _same_scalar(old, new)


def _same_scalar(old: Any, new: Any) -> bool:
    if isinstance(old, bool) or isinstance(new, bool) or old is None or new is None:
        return old is new
    if isinstance(old, int) and isinstance(new, int):
        return int(old) == int(new) and _same_writing(old, new)
    if isinstance(old, float) and isinstance(new, float):
        if math.isnan(old) or math.isnan(new):
            return math.isnan(old) and math.isnan(new)
        return float(old) == float(new) and math.copysign(1, old) == math.copysign(1, new) and _same_writing(old, new)
    return isinstance(old, str) and isinstance(new, str) and str(old) == str(new)


def _same_writing(old: Any, new: Any) -> bool:
    if not isinstance(new, _WRITTEN):
        return True
    return isinstance(old, _WRITTEN) and old.text == new.text


def print_of(value: Any) -> str:
    """Equal texts for equal values, to look up and compare many at once."""
    return json.dumps(value, sort_keys=False, default=str)


def matched_keys(old: Sequence[str], new: Sequence[str], before: dict[str, Any], after: dict[str, Any]) -> list[int]:
    """For each new key the index of the old key that it is, or was renamed from; -1 for one that came new."""
    places = {key: index for index, key in enumerate(old)}
    found = [places.get(key, -1) for key in new]
    gone = {place: key for key, place in places.items() if key not in after}
    previous = -1
    for index, key in enumerate(new):
        if found[index] < 0 and gone:
            # What a key was renamed from stood behind the same neighbour, and holds about the same.
            place = previous + 1
            while place in gone and not _alike(before.get(gone[place]), after[key]):
                place += 1
            if gone.pop(place, None) is not None:
                found[index] = place
        previous = found[index] if found[index] >= 0 else previous
    return found


def _alike(old: Any, new: Any) -> bool:
    if isinstance(old, dict) and isinstance(new, dict) and old and new:
        shared = sum(1 for key, item in old.items() if key in new and same(item, new[key], ordered=False))
        return 2 * shared >= max(len(old), len(new))
    return same(old, new)


def matched_items(old: Sequence[Any], new: Sequence[Any]) -> list[int]:
    """For each new item the index of the old item that it is, or that was changed into it; -1 for a new one."""
    start = 0
    while start < min(len(old), len(new)) and same(old[start], new[start]):
        start += 1
    stop = 0
    while stop < min(len(old), len(new)) - start and same(old[-1 - stop], new[-1 - stop]):
        stop += 1
    found = [index if index < start else -1 for index in range(len(new))]
    for offset in range(1, stop + 1):
        found[-offset] = len(old) - offset
    left = [print_of(item) for item in old[start : len(old) - stop]]
    right = [print_of(item) for item in new[start : len(new) - stop]]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and i2 - i1 == j2 - j1):
            found[start + j1 : start + j2] = range(start + i1, start + i2)
        elif tag == "replace":
            _pair_alike(old, new, range(start + i1, start + i2), range(start + j1, start + j2), found)
    return found


def _pair_alike(old: Sequence[Any], new: Sequence[Any], left: range, right: range, found: list[int]) -> None:
    """Of another number of items, those belong together that hold about the same."""
    here = left.start
    for number in right:
        for index in range(here, min(left.stop, here + _NEAR)):
            if _alike(old[index], new[number]):
                found[number], here = index, index + 1
                break
