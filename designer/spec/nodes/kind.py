"""What the rest of the dialect needs to know about a node type. Holds no behaviour of one type."""

from __future__ import annotations

from dataclasses import dataclass

COMMON = frozenset(
    {
        "$schema", "type", "component", "inputs", "outputs", "name", "display_name", "description", "tags",
        "properties", "comment", "compute", "identity", "queue_settings", "experiment_name", "services", "resources",
        "limits", "environment_variables", "settings", "id", "log_files", "version", "is_deterministic",
        "creation_context",
    }
)  # fmt: skip
SETTINGS = frozenset(
    {
        "display_name", "description", "tags", "properties", "comment", "compute", "identity", "queue_settings",
        "services", "resources", "limits", "environment_variables", "distribution", "settings", "experiment_name",
        "name",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """`keys` are the known keys of the node (None: anything goes). `definition` keys make an inline job; one of
    `needs` must be there. `binds` are keys outside `inputs` whose value may be a binding."""

    name: str
    keys: frozenset[str] | None = None
    definition: frozenset[str] = frozenset()
    runnable: bool = True
    known: bool = True
    binds: tuple[str, ...] = ()
