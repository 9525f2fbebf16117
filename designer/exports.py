"""A draft as a zip that stands alone: its YAML under its own name, and the files it came with."""

from __future__ import annotations

import io
import zipfile

from designer.models import Draft
from designer.reading import DEFAULT_MAIN, yaml_of
from designer.registry import open_files

EPOCH = (2026, 1, 1, 0, 0, 0)  # the same draft gives the same bytes


def draft_zip(draft: Draft) -> bytes:
    out = io.BytesIO()
    main = draft.main or DEFAULT_MAIN
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        _add(target, main, yaml_of(draft).encode(), executable=False)
        files = open_files(draft.folder)
        for path, _ in files.listing(limit=100_000) if draft.folder else ():
            if path != main:
                source = files.root / path
                _add(target, path, source.read_bytes(), executable=bool(source.stat().st_mode & 0o100))
    return out.getvalue()


def _add(target: zipfile.ZipFile, path: str, content: bytes, *, executable: bool) -> None:
    entry = zipfile.ZipInfo(path, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = (0o100755 if executable else 0o100644) << 16
    target.writestr(entry, content)
