"""Tells at a glance that a node of a pipeline is written in today's dialect, as nearly all are. Translates nothing.

It may call a plain node old, which costs time; never an old one plain. So it knows what today's nodes look like, not
what old ones looked like.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_KEYS = frozenset(
    {
        "type", "component", "command", "environment", "inputs", "outputs", "display_name", "description", "tags",
        "properties", "compute", "resources", "limits", "environment_variables", "code", "identity", "comment",
    }
)  # fmt: skip
_TEXTS = ("component", "environment", "compute", "code")  # as mappings they had other forms
_PORT = frozenset({"type", "path", "mode", "description", "name", "version"})
_TODAY = "${{parent."


def is_plain(node: Mapping[str, Any]) -> bool:
    """Whether nothing in this command node can be of an older dialect."""
    if not node.keys() <= _KEYS or node.get("type", "command") != "command":
        return False
    for key in _TEXTS:
        if not isinstance(node.get(key, ""), str):
            return False
    if not _leads_to_parent(node.get("compute", "")):
        return False
    command = node.get("command", "")
    if not isinstance(command, str) or ("{" in command and "${{" not in command):
        return False
    return _are_plain(node.get("inputs")) and _are_plain(node.get("outputs"))


def _are_plain(ports: Any) -> bool:
    if ports is None:
        return True
    if not isinstance(ports, dict):
        return False
    for value in ports.values():
        if isinstance(value, str):
            if not _leads_to_parent(value):
                return False
        elif isinstance(value, dict) and not _is_plain_port(value):
            return False
    return True


def _is_plain_port(value: Mapping[str, Any]) -> bool:
    if not value.keys() <= _PORT or value.get("type") == "path" or value.get("mode") == "mount":
        return False
    path = value.get("path", "")
    return isinstance(path, str) and _leads_to_parent(path)


def _leads_to_parent(text: str) -> bool:
    """Bindings without `parent.` led to the pipeline once; `${{name}}` and texts lead nowhere."""
    return "puts." not in text or (text.startswith(_TODAY) and text.count("puts.") == 1)
