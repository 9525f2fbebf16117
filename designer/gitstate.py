"""The git state of a folder: remote, branch, commit, whether something is uncommitted. Never who may log in there."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

TIMEOUT = 5.0  # seconds; a repository on a slow disk is not worth more
MOST = 500
# Looking at a repository must not start what its configuration names, as far as git can be told so.
_QUIET = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never")
_SCP = re.compile(r"[^@/\s]+@(?P<host>[^:/\s]+):(?P<path>.*)\Z")


def state_of(folder: Path) -> dict[str, Any]:
    """{remote, branch, commit, dirty}; empty for a folder that is in no repository."""
    commit = _git(folder, "rev-parse", "HEAD")
    if commit is None:
        return {}
    return clean(
        {
            "remote": _git(folder, "remote", "get-url", "origin") or "",
            "branch": _git(folder, "branch", "--show-current") or "",
            "commit": commit,
            "dirty": bool(_git(folder, "status", "--porcelain", "--untracked-files=normal", "--", ".")),
        }
    )


def clean(told: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a state: known keys, and no user or password in the address."""
    found: dict[str, Any] = {}
    for key in ("remote", "branch", "commit"):
        value = told.get(key)
        if isinstance(value, str) and value:
            found[key] = (without_credentials(value) if key == "remote" else value)[:MOST]
    if isinstance(told.get("dirty"), bool):
        found["dirty"] = told["dirty"]
    return found


def without_credentials(remote: str) -> str:
    """`https://user:token@host/x` → `https://host/x`; the user of an ssh address is part of it and no secret."""
    try:
        parts = urlsplit(remote)
        if parts.scheme in ("", "ssh", "git+ssh") and _SCP.match(remote):
            return remote
        if parts.scheme == "ssh" and not parts.password:
            return remote
        if "@" not in parts.netloc and not parts.query:
            return remote
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    except ValueError:
        return ""


def _git(folder: Path, *words: str) -> str | None:
    """What git says; None when it refuses, is missing or takes too long."""
    try:
        done = subprocess.run(
            ["git", *_QUIET, "-C", str(folder), *words],
            capture_output=True,
            timeout=TIMEOUT,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None
