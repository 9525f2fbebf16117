"""What is registered in the workspace of this machine, as files to take along. Reads its database without Django."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from designer.bundling import Held
from designer.snapshots import tree_of
from designer.spec.references import Reference
from penstock.workspace import Workspace

_KINDS = {"component": ("component",), "environment": ("environment",), "data": ("data", "model")}
_CHOSEN = """
 CASE WHEN ? IS NOT NULL THEN v.version = ?
 WHEN ? IN ('', 'latest') THEN v.id = h.newest_id AND NOT v.archived AND NOT h.archived
 ELSE v.version = json_extract(h.labels, '$.' || json_quote(?)) END
"""


class WorkspaceShelf:
    """Empty when there is no workspace yet."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def find(self, asked: Reference) -> Held | None:
        for kind in _KINDS[asked.kind]:
            chosen = (asked.version, asked.version, asked.label or "", asked.label or "")
            if kind == "component":
                query = (
                    "SELECT v.version, v.snapshot, v.main FROM designer_componentversion v"
                    f" JOIN designer_component h ON h.id = v.component_id WHERE h.name = ? AND {_CHOSEN}"
                )
                rows = self._read(query, (asked.name, *chosen))
            else:
                columns = "v.snapshot, v.main" if kind == "environment" else "v.content, v.subpath"
                query = (
                    f"SELECT v.version, {columns} FROM designer_assetversion v"
                    f" JOIN designer_asset h ON h.id = v.asset_id WHERE h.kind = ? AND h.name = ? AND {_CHOSEN}"
                )
                rows = self._read(query, (kind, asked.name, *chosen))
            for version, snapshot, main in rows:
                if snapshot:
                    root: Path = tree_of(self._workspace.store, snapshot)
                    return Held(f"azureml:{asked.name}:{version}", asked.name, version, root, main)
        return None

    def _read(self, query: str, values: tuple[Any, ...]) -> list[tuple[str, str, str]]:
        if not self._workspace.db.is_file():
            return []
        try:
            with closing(sqlite3.connect(f"{self._workspace.db.as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
                return connection.execute(query, values).fetchall()
        except sqlite3.Error:  # an empty or older workspace has no such table
            return []
