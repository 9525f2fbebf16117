"""What two documents say differently, whatever their order, comments and quotes. Pure; knows no file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypedDict

from designer.spec.expressions import find, whole
from designer.spec.patch.match import print_of, same

Path = tuple[str, ...]
_ALIKE = 0.75  # of what a renamed node says must be as it was
_COMPARED = 40_000  # pairs of nodes at most


class Change(TypedDict):
    """One value. `before` is missing for what was added, `after` for what was removed."""

    path: str
    change: Literal["added", "removed", "changed"]
    before: Any
    after: Any


class Renamed(TypedDict):
    before: str
    after: str


class NodeChange(TypedDict):
    name: str
    changes: list[Change]


class Nodes(TypedDict):
    added: list[str]
    removed: list[str]
    renamed: list[Renamed]
    changed: list[NodeChange]


class Bindings(TypedDict):
    """`prep.table -> train.table`; `inputs.x` and `outputs.y` are the pipeline's own."""

    added: list[str]
    removed: list[str]


class Difference(TypedDict):
    equal: bool
    nodes: Nodes
    bindings: Bindings
    inputs: list[Change]
    outputs: list[Change]
    settings: list[Change]
    other: list[Change]


def difference(before: Any, after: Any) -> Difference:
    """Of two document bodies. A node that only has another name is renamed, its bindings with it."""
    old, new = _body(before), _body(after)
    names = renames(old, new)
    old = renamed(old, names)
    jobs = _jobs(old), _jobs(new)
    changed = [(name, _changes(_bare(jobs[0][name]), _bare(jobs[1][name]))) for name in jobs[1] if name in jobs[0]]
    edges = _edges(old), _edges(new)
    known = set(edges[0]), set(edges[1])
    rest = [{key: item for key, item in body.items() if key not in _PARTS} for body in (old, new)]
    found: Difference = {
        "equal": False,
        "nodes": {
            "added": [name for name in jobs[1] if name not in jobs[0]],
            "removed": [name for name in jobs[0] if name not in jobs[1]],
            "renamed": [{"before": one, "after": two} for one, two in names.items()],
            "changed": [{"name": name, "changes": changes} for name, changes in changed if changes],
        },
        "bindings": {
            "added": [edge for edge in edges[1] if edge not in known[0]],
            "removed": [edge for edge in edges[0] if edge not in known[1]],
        },
        "inputs": _changes(old.get("inputs") or {}, new.get("inputs") or {}),
        "outputs": _changes(old.get("outputs") or {}, new.get("outputs") or {}),
        "settings": _changes(old.get("settings") or {}, new.get("settings") or {}),
        "other": _changes(*rest),
    }
    found["equal"] = not any(_parts(found))
    return found


_PARTS = ("jobs", "inputs", "outputs", "settings")


def lines_of(found: Difference) -> list[str]:
    """The difference for people: `+` came, `-` went, `~` changed."""
    nodes = found["nodes"]
    lines = [f"~ node {pair['before']} is now {pair['after']}" for pair in nodes["renamed"]]
    lines += [f"+ node {name}" for name in nodes["added"]] + [f"- node {name}" for name in nodes["removed"]]
    for node in nodes["changed"]:
        lines += [_line(f"node {node['name']}", change) for change in node["changes"]]
    lines += [f"+ binding {edge}" for edge in found["bindings"]["added"]]
    lines += [f"- binding {edge}" for edge in found["bindings"]["removed"]]
    for word, part in (("input", found["inputs"]), ("output", found["outputs"]), ("settings", found["settings"])):
        lines += [_line(word, change) for change in part]
    return lines + [_line("", change) for change in found["other"]]


def _line(what: str, change: Change) -> str:
    sign = {"added": "+", "removed": "-", "changed": "~"}[change["change"]]
    name = f"{what} {change['path']}".strip()
    if change["change"] == "changed":
        return f"{sign} {name}: {change['before']!r} -> {change['after']!r}"
    return f"{sign} {name}: {change['after' if sign == '+' else 'before']!r}"


def renames(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """Nodes that are there under another name: what they are and are given is about the same."""
    gone = [name for name in _jobs(old) if name not in _jobs(new)]
    came = [name for name in _jobs(new) if name not in _jobs(old)]
    found: dict[str, str] = {}
    twins: dict[str, list[str]] = {}
    for name in reversed(gone):
        twins.setdefault(print_of(_unnamed(_jobs(old)[name])), []).append(name)
    left = []
    for name in came:
        equal = twins.get(print_of(_unnamed(_jobs(new)[name])))
        if equal:
            found[equal.pop()] = name
        else:
            left.append(name)
    for name in left if len(left) * len(gone) <= _COMPARED else ():
        like = [
            (score, -place, other)
            for place, other in enumerate(gone)
            if other not in found and (score := _likeness(_jobs(old)[other], _jobs(new)[name])) >= _ALIKE
        ]
        if like:
            found[max(like)[2]] = name
    return {name: found[name] for name in gone if name in found}


def renamed(body: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The body with other names of nodes, in their bindings too."""
    if not names:
        return body
    jobs = {names.get(name, name): node for name, node in _jobs(body).items()}
    found: dict[str, Any] = _rebound({**body, "jobs": jobs}, names)
    return found


def _rebound(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _rebound(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_rebound(item, names) for item in value]
    if not isinstance(value, str) or "parent" not in value:
        return value
    for found in reversed(find(value)):
        if found.node in names and found.node is not None:
            inner = found.inner.replace(f"parent.jobs.{found.node}", f"parent.jobs.{names[found.node]}", 1)
            value = f"{value[: found.start]}${{{{{inner}}}}}{value[found.end :]}"
    return value


def _likeness(old: Any, new: Any) -> float:
    """How much of two nodes is the same, from 0 to 1; which nodes they are bound to does not count."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return 1.0 if same(old, new, ordered=False) else 0.0
    one, two = dict(_leaves(_unnamed(old))), dict(_leaves(_unnamed(new)))
    if not one and not two:
        return 1.0
    shared = sum(1 for path, value in one.items() if path in two and same(value, two[path], ordered=False))
    return shared / max(len(one), len(two))


def _unnamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unnamed(item) for key, item in value.items()}
    found = whole(value)
    return f"binding to {found.port}" if found is not None and found.node is not None else value


def _leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _leaves(item, (*path, str(key)))
    else:
        yield path, value


def _changes(old: Any, new: Any) -> list[Change]:
    one, two = dict(_leaves(_plain(old))), dict(_leaves(_plain(new)))
    one.pop((), None)
    two.pop((), None)
    found: list[Change] = []
    for path in [*one, *(path for path in two if path not in one)]:
        dotted = ".".join(path)
        if path not in two:
            found.append({"path": dotted, "change": "removed", "before": one[path], "after": None})
        elif path not in one:
            found.append({"path": dotted, "change": "added", "before": None, "after": two[path]})
        elif not same(one[path], two[path], ordered=False):
            found.append({"path": dotted, "change": "changed", "before": one[path], "after": two[path]})
    return found


def _plain(value: Any) -> Any:
    """Numbers without the way they are written, bindings without blanks."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) if isinstance(value, int) else float(value)
    found = whole(value)
    return found.text if found is not None else value


def _bare(node: Any) -> Any:
    """A node without its bindings, which are told as bindings. No type means command."""
    if not isinstance(node, dict):
        return {"": node}
    found = {"type": "command", **node}
    for key in ("inputs", "outputs"):
        ports = found.get(key)
        if isinstance(ports, dict):
            found[key] = {name: port for name, port in ports.items() if _binding(port) is None}
            if not found[key]:
                del found[key]
    return found


def _binding(port: Any) -> Any:
    text = port.get("path") if isinstance(port, dict) else port
    found = whole(text)
    return found if found is not None and found.kind in ("parent_input", "parent_output", "node_output") else None


def _edges(body: Mapping[str, Any]) -> list[str]:
    found = []
    for name, node in _jobs(body).items():
        for key in ("inputs", "outputs"):
            ports = node.get(key) if isinstance(node, dict) else None
            for port, given in ports.items() if isinstance(ports, dict) else ():
                binding = _binding(given)
                if binding is None:
                    continue
                if key == "outputs":
                    found.append(f"{name}.{port} -> outputs.{binding.port}")
                else:
                    found.append(f"{binding.node or 'inputs'}.{binding.port} -> {name}.{port}")
    return found


def _jobs(body: Mapping[str, Any]) -> dict[str, Any]:
    jobs = body.get("jobs")
    return jobs if isinstance(jobs, dict) else {}


def _body(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {"": value}


def _parts(found: Difference) -> Iterator[Any]:
    yield from found["nodes"].values()
    yield from found["bindings"].values()
    yield from (found["inputs"], found["outputs"], found["settings"], found["other"])
