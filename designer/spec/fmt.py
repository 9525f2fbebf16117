"""The canonical form of a document: keys in the dialect's order, one way to indent and quote, every comment kept."""

from __future__ import annotations

from typing import Any

from designer.spec.document import read_text
from designer.spec.patch import means, patched
from designer.spec.patch.printer import printed

_TOP = (
    "$schema", "name", "version", "type", "task", "display_name", "description", "experiment_name", "tags",
    "properties", "is_deterministic", "compute", "identity", "settings", "inputs", "outputs", "component", "trial",
    "jobs", "code", "additional_includes", "entry", "command", "args", "environment", "environment_variables",
    "sampling_algorithm", "search_space", "objective", "early_termination", "distribution", "resources", "limits",
    "services",
)  # fmt: skip
_NODE = (
    "type", "task", "display_name", "description", "component", "trial", "body", "condition", "true_block",
    "false_block", "items", "mapping", "inputs", "outputs", "code", "additional_includes", "entry", "command", "args",
    "environment", "environment_variables", "compute", "sampling_algorithm", "search_space", "objective",
    "early_termination", "distribution", "resources", "limits", "services",
)  # fmt: skip
_PORT = ("type", "path", "mode", "default", "optional", "min", "max", "enum", "description")
_ENVIRONMENT = ("name", "version", "image", "conda_file", "build")


def formatted(text: str) -> str:
    """The same meaning in the canonical form; the text itself when it cannot be read. Once is enough."""
    root = read_text(text).root
    if not isinstance(root, dict):
        return text
    ordered = in_order(root)
    moved = patched(text.removeprefix("\ufeff"), ordered)
    found = printed(moved)
    if found is None or not means(found, ordered):
        return moved
    return found


def in_order(body: dict[str, Any]) -> dict[str, Any]:
    """Keys of the dialect as people expect them; what has names of its own stays in the order it was written."""
    found = _by(body, _TOP)
    for key in ("inputs", "outputs"):
        found[key] = _ports(found[key]) if key in found else None
    if isinstance(found.get("jobs"), dict):
        found["jobs"] = {name: _node(node) for name, node in found["jobs"].items()}
    return _rest(found, body)


def _node(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    found = _by(node, _NODE)
    for key in ("inputs", "outputs"):
        found[key] = _ports(found[key]) if key in found else None
    if isinstance(found.get("component"), dict):
        found["component"] = in_order(found["component"])
    return _rest(found, node)


def _rest(found: dict[str, Any], written: dict[str, Any]) -> dict[str, Any]:
    if isinstance(found.get("environment"), dict):
        found["environment"] = _by(found["environment"], _ENVIRONMENT)
    if isinstance(found.get("trial"), dict):
        found["trial"] = _by(found["trial"], _NODE)
    return {key: found[key] for key in found if key in written}


def _ports(ports: Any) -> Any:
    if not isinstance(ports, dict):
        return ports
    return {name: _by(port, _PORT) if isinstance(port, dict) else port for name, port in ports.items()}


def _by(body: dict[str, Any], order: tuple[str, ...]) -> dict[str, Any]:
    known = {key: body[key] for key in order if key in body}
    return {**known, **{key: item for key, item in body.items() if key not in known}}
