"""Which bash runs the steps of this machine. The statically linked one starts a third sooner, where there is one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

BASH = "/bin/bash"
STATIC = "bash-static"
_VERSION = 'printf %s "$BASH_VERSION"'


def find_shell(*folders: Path) -> str:
    """The static bash of `folders` or of PATH when it is the very version of the machine's own, else `/bin/bash`."""
    found = shutil.which(STATIC, path=":".join(map(str, folders))) if folders else None
    found = found or shutil.which(STATIC)
    return found if found and _version(found) == _version(BASH) != "" else BASH


def _version(shell: str) -> str:
    try:
        done = subprocess.run([shell, "-c", _VERSION], capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout
