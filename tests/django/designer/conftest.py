"""Folders of pipelines small enough to read in one look."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from flows import PIPELINE, train, write


@pytest.fixture
def flow(tmp_path: Path) -> Path:
    """A pipeline of one node by file, with its code."""
    return write(
        tmp_path / "flow", {"pipeline.yml": PIPELINE, "train.yml": train(), "src/train.py": "print('training')\n"}
    )


@pytest.fixture
def zipped() -> Callable[[Path], io.BytesIO]:
    def pack(folder: Path) -> io.BytesIO:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as target:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    target.write(path, path.relative_to(folder).as_posix())
        out.seek(0)
        return out

    return pack
