"""Builds the Python environments that steps run in, with uv, from locked lists. Standard library only.

A built environment is a folder below `<environments>`, put in place whole by one rename; its name holds the digest of
its lock, its Python and the machine. `definition` says what is wanted, `shelf` where things lie, `building` makes them.
"""

from __future__ import annotations

from pathlib import Path

from penstock.environments.building import Built, Progress, ensure
from penstock.environments.definition import BadDefinition, Definition
from penstock.environments.failing import EnvironmentFailed
from penstock.environments.shelf import BUILT_IN, HERE, Recipe, Shelf, environment_key
from penstock.environments.tools import find_uv

__all__ = [
    "BUILT_IN",
    "BadDefinition",
    "Built",
    "Definition",
    "EnvironmentFailed",
    "Progress",
    "Recipe",
    "Shelf",
    "current_path",
    "ensure",
    "ensure_current",
    "environment_key",
    "find_uv",
]
CURRENT_LOCK = HERE / "current.lock"


def current_path(environments_dir: Path, lock_file: Path = CURRENT_LOCK) -> Path:
    """Where the environment `current` is, or will be."""
    place = Shelf(environments_dir).place(Recipe("current", "current", shipped=lock_file))
    assert place is not None  # its lock comes with this product
    return place


def ensure_current(environments_dir: Path, progress: Progress | None = None, *, lock_file: Path = CURRENT_LOCK) -> Path:
    """The Python of the environment `current`, built first where it is missing.

    `progress` gets lines such as "building environment current: 7 of 18 packages". Raises EnvironmentFailed.
    """
    return ensure(Shelf(environments_dir), Recipe("current", "current", shipped=lock_file), progress).python
