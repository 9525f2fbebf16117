"""A draft as something to take away: one YAML file, or a zip of a folder that stands alone."""

from __future__ import annotations

import io
import posixpath
import zipfile
from pathlib import Path
from typing import Any

from django.conf import settings

from designer.bundle import bundle_of
from designer.closure import closure
from designer.digests import content_digest
from designer.models import ComponentVersion, Draft
from designer.reading import DEFAULT_MAIN, yaml_bytes
from designer.registry import open_files, store_document
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
    snapshot = store_document(root, place, closure(root, place))
    digest = content_digest(settings.WORKSPACE.store, snapshot, place)
    row = ComponentVersion.objects.filter(digest=digest).select_related("component").order_by("-id").first()
    return {"component": row.ref} if row else {}


def draft_zip(draft: Draft) -> bytes:
    """The folder of `bundle_of`, packed."""
    bundle = bundle_of(draft)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for path in [bundle.main, *sorted(bundle.files.keys() - {bundle.main})]:
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = bundle.files[path]
            entry.external_attr = (0o100755 if _is_executable(content) else 0o100644) << 16
            target.writestr(entry, content if isinstance(content, bytes) else content.read_bytes())
    return out.getvalue()


def _is_executable(content: bytes | Path) -> bool:
    return isinstance(content, Path) and bool(content.stat().st_mode & 0o100)
