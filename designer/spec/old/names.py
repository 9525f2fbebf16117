"""Names of nodes that today's dialect does not take, and the bindings of the older dialects. Knows no other form."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from designer.spec.document import where
from designer.spec.old.rewrite import Place, Where

_NODE_NAME = re.compile(r"[a-z_][a-z0-9_]*\Z")
_EXPRESSION = re.compile(r"\$\{\{([^{}]*)\}\}")  # spaces are stripped by hand: a pattern would try them in all ways
_INPUT = re.compile(r"inputs\.([^.\s]+)\Z")
_OUTPUT = re.compile(r"outputs\.([^.\s]+)\Z")
_NODE = re.compile(r"jobs\.([^.\s]+)\.outputs\.([^.\s]+)\Z")
_ANY_NODE = re.compile(r"\bjobs\.([^.\s{}]+)")
# Keys outside `inputs` whose whole value may be a binding.
BOUND_KEYS = (
    "training_data", "validation_data", "test_data", "compute", "condition", "items", "body", "true_block",
    "false_block",
)  # fmt: skip


def rename_nodes(place: Place) -> None:
    """Names like `Train-Job` become `train_job`, and every binding inside this pipeline follows."""
    jobs = place.get("jobs")
    if not isinstance(jobs, dict):
        return
    renamed = _renamed(jobs)
    if not renamed:
        return
    for old, new in renamed.items():
        at = where(place.rewrite.root, (*place.path, "jobs", old))
        place.rewrite.note((*place.path, "jobs", new), old, new, at=at)
    body = place.rewrite.edit((*place.path, "jobs"))
    items, marks = list(body.items()), dict(body.marks)
    body.clear()
    body.marks.clear()
    for name, item in items:
        new = renamed.get(name, name)
        body[new] = item
        if name in marks:
            body.marks[new] = marks[name]
    for name in list(body):
        _follow(place, (*place.path, "jobs", name), renamed)
    settings = place.get("settings")
    for key in ("on_init", "on_finalize"):
        if isinstance(settings, dict) and settings.get(key) in renamed:
            place.child("settings").put(key, renamed[settings[key]])


def component_name(name: str) -> str:
    """Names of components are of small letters today."""
    folded = name.lower().replace("-", "_").replace(".", "_").replace(" ", "_")
    return folded if folded[:1].isalpha() else name


def _renamed(jobs: Mapping[str, Any]) -> dict[str, str]:
    taken = {name for name in jobs if _NODE_NAME.match(name)}
    found: dict[str, str] = {}
    counts: dict[str, int] = {}
    for name in jobs:
        if name in taken:
            continue
        base = re.sub(r"[^a-z0-9_]", "_", name.lower())
        if not base.strip("_"):
            base = "node"
        base = base if _NODE_NAME.match(base) else f"_{base}"
        new, count = base, counts.get(base, 1)
        while new in taken:
            count += 1
            new = f"{base}_{count}"
        counts[base] = count
        taken.add(new)
        found[name] = new
    return found


def _follow(place: Place, path: Where, renamed: Mapping[str, str]) -> None:
    """Rewrites the names of nodes in every binding below `path`; a pipeline inside has names of its own."""
    value = place.rewrite.get(path)
    items: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in list(items):
        if isinstance(item, str):
            changed = _with_new_names(item, renamed) if "jobs." in item else item
            if changed != item:
                place.rewrite.written[(*path, key)] = item
                place.rewrite.edit(path)[key] = changed
        elif isinstance(item, dict | list) and key != "jobs":
            _follow(place, (*path, key), renamed)


def _with_new_names(text: str, renamed: Mapping[str, str]) -> str:
    def named(match: re.Match[str]) -> str:
        return "jobs." + renamed.get(match.group(1), match.group(1))

    if _NODE.match(text):  # the earliest form, without braces
        return _ANY_NODE.sub(named, text)
    return _EXPRESSION.sub(lambda match: _ANY_NODE.sub(named, match.group()), text)


def bindings(node: Place, inputs: Collection[str], outputs: Collection[str], nodes: Collection[str]) -> None:
    """Values of a node's inputs and outputs that lead to its pipeline say `parent.` today."""

    def source(text: str) -> str:
        if "${{" not in text and node.rewrite.today:
            return text
        return _bound(text, inputs, nodes, node.rewrite.strong)

    def target(text: str) -> str:
        inner = _inner(text)
        found = _OUTPUT.match(inner)
        if "${{" not in text and node.rewrite.today:
            return text
        return "${{parent." + inner + "}}" if found and ("${{" in text or found.group(1) in outputs) else text

    for key in BOUND_KEYS:
        _rewrite_at(node, key, source)
    for section, change in (("inputs", source), ("outputs", target)):
        inner = node.child(section)
        for name in list(inner.value):
            _rewrite_at(inner, name, change)
            if isinstance(inner.get(name), dict):
                _rewrite_at(inner.child(name), "path", change)


def _rewrite_at(place: Place, key: str, change: Any) -> None:
    text = place.get(key)
    if not isinstance(text, str) or "puts." not in text:
        return
    changed = change(text)
    if changed != text:
        place.say(key, place.rewrite.written.get((*place.path, key), text), changed)
        place.put(key, changed)


def _inner(text: str) -> str:
    """What stands between the braces when the text is one expression; the text itself when it is the earliest form."""
    match = _EXPRESSION.fullmatch(text.strip())
    return match.group(1).strip() if match else text.strip()


def _bound(text: str, inputs: Collection[str], nodes: Collection[str], old: bool) -> str:
    """`old`: the document said something else of an older dialect, so that a bare `inputs.x` can be nothing else."""
    inner = _inner(text)
    if "${{" not in text:
        found, node = _INPUT.match(inner), _NODE.match(inner)
        known = (found and (old or found.group(1) in inputs)) or (node and (old or node.group(1) in nodes))
        return "${{parent." + inner + "}}" if known else text
    whole = _EXPRESSION.fullmatch(text.strip()) is not None

    def written(match: re.Match[str]) -> str:
        said = match.group(1).strip()
        found, node = _INPUT.match(said), _NODE.match(said)
        if node or (found and (whole or found.group(1) in inputs)):
            return "${{parent." + said + "}}"
        return match.group()

    return _EXPRESSION.sub(written, text)
