"""The git state of a folder: remote, branch, commit, whether something is uncommitted. Never who may log in there."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

TIMEOUT = 5.0  # seconds; a repository on a slow disk is not worth more
MOST = 500
# Looking at a repository must not start what its configuration names: it may have come in a zip of somebody else.
_QUIET = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never")
# Nothing is fetched, whatever the configuration allows, and nothing is written into the repository.
_ENV = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
# Inside of a submodule another configuration counts, whose filters are not known: only its commit is compared.
_STATUS = ("status", "--porcelain", "--untracked-files=normal", "--ignore-submodules=dirty", "--", ".")
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
            "dirty": bool(_git(folder, *_STATUS, filters=_filters(folder))),
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


def _filters(folder: Path) -> dict[str, str]:
    """Settings that take the commands away from the filters a repository itself brings; those of the user stay."""
    listed = _git(folder, "config", "--null", "--show-scope", "--get-regexp", r"^filter\.") or ""
    parts = listed.split("\0")
    names = {
        said.split("\n", 1)[0].rsplit(".", 1)[0]
        for scope, said in zip(parts[::2], parts[1::2], strict=False)
        if scope.strip() not in ("system", "global")
    }
    nothing = {"clean": "", "smudge": "", "process": "", "required": "false"}
    settings = [(f"{name}.{key}", value) for name in sorted(names) for key, value in nothing.items()]
    found = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, value) in enumerate(settings):
        found |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return found


def _git(folder: Path, *words: str, filters: Mapping[str, str] | None = None) -> str | None:
    """What git says; None when it refuses, is missing or takes too long."""
    around = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}  # as inside of a hook
    try:
        done = subprocess.run(
            ["git", *_QUIET, "-C", str(folder), *words],
            capture_output=True,
            timeout=TIMEOUT,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**around, **_ENV, **(filters or {})},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None
