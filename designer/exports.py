"""A draft as something that stands alone: one YAML file, or a zip of its YAML and the files it came with."""

from __future__ import annotations

import io
import posixpath
import zipfile
from pathlib import Path
from typing import Any

from designer.closure import closure
from designer.models import ComponentVersion, Draft
from designer.reading import DEFAULT_MAIN, yaml_bytes
from designer.registry import open_files, store_parts
from designer.services.components import content_digest
from designer.spec.paths import is_local, local_path

EPOCH = (2026, 1, 1, 0, 0, 0)  # the same draft gives the same bytes


def draft_yaml(draft: Draft) -> bytes:
    """One file. What was imported is exported as it was written.

    A draft of a sample is a file that runs by itself: a component file whose very content is registered is named by
    its registration. A file that is registered nowhere stays as it is written; the zip carries it.
    """
    if not draft.folder or (draft.source and not draft.origin.startswith("sample:")):
        return yaml_bytes(draft)
    files, main = open_files(draft.folder), draft.main or DEFAULT_MAIN
    nodes = [{**node, **_registered(node, files.root, main)} for node in draft.canvas["nodes"]]
    return yaml_bytes(draft, {**draft.canvas, "nodes": nodes})


def _registered(node: dict[str, Any], root: Path, main: str) -> dict[str, str]:
    ref = node.get("component")
    if not isinstance(ref, str) or not is_local(ref):
        return {}
    place = posixpath.normpath(posixpath.join(posixpath.dirname(main), local_path(ref)))
    if place.startswith("..") or not (root / place).is_file():
        return {}
    digest = content_digest(store_parts(root, closure(root, place)), place)
    row = ComponentVersion.objects.filter(digest=digest).select_related("component").order_by("-id").first()
    return {"component": row.ref} if row else {}


def draft_zip(draft: Draft) -> bytes:
    out = io.BytesIO()
    main = draft.main or DEFAULT_MAIN
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        files = open_files(draft.folder)
        _add(target, main, yaml_bytes(draft), executable=draft.folder != "" and _is_executable(files.root / main))
        for source in sorted(files.root.rglob("*")) if draft.folder else ():
            path = source.relative_to(files.root).as_posix()
            if path != main and source.is_file() and not source.is_symlink():
                _add(target, path, source.read_bytes(), executable=_is_executable(source))
    return out.getvalue()


def _is_executable(path: Path) -> bool:
    return path.is_file() and bool(path.stat().st_mode & 0o100)


def _add(target: zipfile.ZipFile, path: str, content: bytes, *, executable: bool) -> None:
    entry = zipfile.ZipInfo(path, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = (0o100755 if executable else 0o100644) << 16
    target.writestr(entry, content)
