"""Builds `.venv-azure`: the reference parser of the dialect in a virtual environment of its own, for tests only."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv-azure"
PACKAGE = "azure-ai-ml==1.35.2"


def ensure_azure_venv(folder: Path = FOLDER) -> Path:
    """The interpreter of the environment, built when it is missing or of another version. Raises CalledProcessError."""
    python, marker = folder / "bin" / "python", folder / ".ok"
    with _locked(folder.with_suffix(".lock")):
        if marker.is_file() and marker.read_text() == PACKAGE and python.exists():
            return python
        shutil.rmtree(folder, ignore_errors=True)
        uv = _uv()
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(folder)], check=True)
        subprocess.run([uv, "pip", "install", "--quiet", "--python", str(python), PACKAGE], check=True)
        marker.write_text(PACKAGE)
    return python


def _uv() -> str:
    beside = Path(sys.executable).parent / "uv"
    return str(beside) if beside.exists() else shutil.which("uv") or "uv"


class _locked:
    """Two test runs at once build it once."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        self.file = os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        os.close(self.file)


if __name__ == "__main__":
    print(ensure_azure_venv())
