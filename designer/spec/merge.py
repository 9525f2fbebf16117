"""Two changed copies of one document made into one. Keeps the text, comments and order of the first. Pure."""

from __future__ import annotations

from typing import Any, TypedDict

from designer.spec.diff import renamed, renames
from designer.spec.document import read_text
from designer.spec.expressions import find
from designer.spec.patch import patched
from designer.spec.patch.match import same

GONE = "(removed)"
_GONE: Any = object()


class Conflict(TypedDict):
    """Both changed the same, differently; `a` is what the merged document says."""

    path: str
    base: Any
    a: Any
    b: Any


def merged_text(base: str, a: str, b: str) -> tuple[str, list[Conflict]]:
    """The text of `a` with what `b` changed since `base`."""
    bodies = [read_text(text).root for text in (base, a, b)]
    found, conflicts = merged(*bodies)
    return patched(a, found), conflicts


def merged(base: Any, a: Any, b: Any) -> tuple[Any, list[Conflict]]:
    conflicts: list[Conflict] = []
    if isinstance(base, dict) and isinstance(a, dict) and isinstance(b, dict):
        base, a, b = _same_names(base, a, b, conflicts)
    found = _merged(base, a, b, (), conflicts)
    if isinstance(found, dict):
        conflicts += _dangling(found, a, b)
    return found, conflicts


def _same_names(
    base: dict[str, Any], a: dict[str, Any], b: dict[str, Any], conflicts: list[Conflict]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """A node that one of them renamed has its new name everywhere, so that what the other changed in it is found."""
    by_a, by_b = renames(base, a), renames(base, b)
    for name in by_a.keys() & by_b.keys():
        if by_a[name] != by_b[name]:
            conflicts.append({"path": f"jobs.{name}", "base": name, "a": by_a[name], "b": by_b[name]})
        b = renamed(b, {by_b.pop(name): by_a[name]})
    taken = {*_names(a), *_names(b), *_names(base)}
    by_b = {old: new for old, new in by_b.items() if new not in taken - set(_names(b))}
    return renamed(renamed(base, by_a), by_b), renamed(a, by_b), renamed(b, by_a)


def _names(body: dict[str, Any]) -> list[str]:
    jobs = body.get("jobs")
    return list(jobs) if isinstance(jobs, dict) else []


def _merged(base: Any, a: Any, b: Any, path: tuple[str, ...], conflicts: list[Conflict]) -> Any:
    if _same(a, b) or _same(b, base):
        return a
    if _same(a, base):
        return b
    if isinstance(a, dict) and isinstance(b, dict) and (isinstance(base, dict) or base is _GONE):
        return _mapping(base if isinstance(base, dict) else {}, a, b, path, conflicts)
    conflicts.append({"path": ".".join(path), "base": _told(base), "a": _told(a), "b": _told(b)})
    return a


def _mapping(
    base: dict[str, Any], a: dict[str, Any], b: dict[str, Any], path: tuple[str, ...], conflicts: list[Conflict]
) -> dict[str, Any]:
    values = {
        key: _merged(base.get(key, _GONE), a.get(key, _GONE), b.get(key, _GONE), (*path, key), conflicts)
        for key in {**a, **b, **base}
    }
    order = list(a)
    previous = ""
    for key in b:  # what came in `b` stands behind its neighbour there
        if key not in a:
            order.insert(order.index(previous) + 1 if previous in order else len(order), key)
        previous = key
    return {key: values[key] for key in order if values[key] is not _GONE}


def _same(one: Any, two: Any) -> bool:
    if one is _GONE or two is _GONE:
        return one is two
    return same(one, two, ordered=False) and same(two, one, ordered=False)


def _told(value: Any) -> Any:
    return GONE if value is _GONE else value


def _dangling(found: dict[str, Any], a: dict[str, Any], b: dict[str, Any]) -> list[Conflict]:
    """One of them removed a node that the other one bound something to."""
    there = set(_names(found))
    known = {*_names(a), *_names(b)} - there
    conflicts: list[Conflict] = []
    for path, text in _texts(found.get("jobs"), ("jobs",)):
        for expression in find(text):
            if expression.node in known:
                removed = GONE if expression.node not in _names(a) else text
                other = text if removed == GONE else GONE
                conflicts.append({"path": ".".join(path), "base": text, "a": removed, "b": other})
    return conflicts


def _texts(value: Any, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
    if isinstance(value, str):
        return [(path, value)]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, item in items for found in _texts(item, (*path, str(key)))]
