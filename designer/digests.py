"""What makes two registrations of a component the same: its definition and its files. Knows no database."""

from __future__ import annotations

import hashlib
import json
import posixpath
from pathlib import Path

from designer import snapshots
from designer.spec.assets import definition_of
from designer.spec.canvas import plain
from designer.spec.old import read_modern


def content_digest(store: Path, snapshot: str, main: str) -> str:
    """Of the component `main` in a snapshot. Its own file's name, comments and what it says about itself do not count;
    the other files count by where they lie from it."""
    here = posixpath.dirname(main) or "."
    files = [
        [posixpath.relpath(file["path"], here), file["sha256"], file["executable"]]
        for file in snapshots.manifest_of(store, snapshot)["files"]
        if file["path"] != main
    ]
    text = (snapshots.tree_of(store, snapshot) / main).read_bytes()
    root = read_modern(text, main, component=True).root
    definition = plain(definition_of(dict(root))) if isinstance(root, dict) else hashlib.sha256(text).hexdigest()
    written = json.dumps([definition, sorted(files)], sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()
