"""What nodes are called: after the variables of the pipeline function that hold them."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from types import CodeType, FrameType
from typing import Any

from penstock.sdk.body import Body
from penstock.sdk.errors import UserErrorException

_NAME = re.compile(r"[a-z_][a-z0-9_]*\Z")


def call_and_watch(function: Callable[..., Any], arguments: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Calls the function; answers its result and its variables as they were when it returned."""
    code = _code_of(function)
    variables: dict[str, Any] = {}
    before = sys.getprofile()

    def watch(frame: FrameType, event: Any, argument: Any) -> None:
        if event == "return" and frame.f_code is code:
            variables.clear()  # of calls within calls, the outermost returns last
            variables.update(frame.f_locals)
        if before is not None:
            before(frame, event, argument)  # a profiler or a coverage tool goes on seeing everything

    sys.setprofile(watch)
    try:
        return function(**arguments), variables
    finally:
        sys.setprofile(before)


def _code_of(function: Callable[..., Any]) -> CodeType | None:
    inner: Any = inspect.unwrap(function)
    while hasattr(inner, "func"):  # functools.partial
        inner = inspect.unwrap(inner.func)
    if not hasattr(inner, "__code__"):
        inner = vars(type(inner)).get("__call__")
    return getattr(inner, "__code__", None)


def name_nodes(nodes: Sequence[Any], variables: Mapping[str, Any], pipeline: str) -> dict[str, Any]:
    """Every node under its name, in the order they were made.

    A name that was set wins; then the variable that holds the node; nodes without either are called as another node
    of their component, or as the component, with `_1`, `_2` … when that is taken.
    """
    made = {id(node) for node in nodes}
    names: dict[int, str] = {}
    counts: dict[str, int] = {}
    for variable, value in variables.items():
        if not isinstance(value, Body) or id(value) not in made:
            continue
        name = getattr(value, "name", None) or variable
        if name == "_":
            continue
        if value._name_is_kept and name in counts and id(value) not in names:
            name = value.name = variable
        _check(name, pipeline)
        if name in counts and id(value) not in names:
            message = f"two nodes of the pipeline {pipeline} are called {name!r}"
            raise UserErrorException(message, hint="give one of them another `name`, or another variable")
        names[id(value)] = name
        counts[name] = 1
    alike = {_kind_of(node): names[id(node)] for node in nodes if id(node) in names}
    found: dict[str, Any] = {}
    for node in nodes:
        if id(node) not in names:
            names[id(node)] = _free_name(node, alike, counts, {*found, *names.values()})
        node.name = names[id(node)]
        found[node.name] = node
    return found


def _free_name(node: Any, alike: Mapping[str, str], counts: dict[str, int], taken: Collection[str]) -> str:
    wanted = _kind_of(node)
    if node.name is None:
        wanted = alike.get(wanted, wanted)
    while True:  # a variable may be called like a node that is numbered
        counts[wanted] = counts.get(wanted, 0) + 1
        suffix = "" if counts[wanted] == 1 else f"_{counts[wanted] - 1}"
        name = re.sub(r"[^a-z0-9_]", "_", wanted.lower()) + suffix
        if name not in taken:
            return name


def _kind_of(node: Any) -> str:
    return str(node.name or node._component_name())


def _check(name: str, pipeline: str) -> None:
    if not _NAME.match(name):
        hint = f"call it {re.sub(r'[^a-z0-9_]', '_', name.lower())!r}: small letters, digits and underscores"
        raise UserErrorException(f"{name!r} of the pipeline {pipeline} is no name for a node", hint=hint)
