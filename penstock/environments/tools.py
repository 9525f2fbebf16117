"""The programs that build environments: uv, and the Pythons of this machine."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from penstock.environments.failing import EnvironmentFailed, explained

Read = Callable[[str], object]
PR_SET_PDEATHSIG = 1
_LOGIN = re.compile(r"(://)(?!git@)[^/\s]+@")  # of an index, or of a repository
# What would send uv or pip to another environment than the one that is built.
# What a package that is built here is not to see: our own, and logins that have nothing to do with packages.
SECRET = ("PENSTOCK_", "AWS_", "AZURE_", "GOOGLE_", "MLFLOW_", "DATABASE_URL", "UV_PUBLISH_", "GITHUB_", "HF_")
MISLEADING = ("VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONPATH", "PYTHONHOME", "UV_PYTHON", "PIP_PYTHON", "UV_SYSTEM_PYTHON")


def find_uv() -> str:
    """The uv beside this Python, else the one on PATH. Raises EnvironmentFailed."""
    beside = Path(sys.executable).parent / "uv"
    found = str(beside) if beside.exists() else shutil.which("uv")
    if not found:
        raise EnvironmentFailed("uv is missing: install it with `python -m pip install uv`")
    return found


def run(argv: Sequence[str], read: Read, *, env: Mapping[str, str] | None = None, cwd: str | None = None) -> int:
    """Run a program to its end, line by line, without what signs in at the addresses that it names. It dies with us:
    nobody is left to put its work in place."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(SECRET)}
    full = {**own, "NO_COLOR": "1", "UV_NO_PROGRESS": "1", **(env or {})}
    for name in MISLEADING:
        full.pop(name, None)
    guard = die_with_parent if threading.active_count() == 1 else None
    with subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=full,
        cwd=cwd,
        preexec_fn=guard,  # only where there is no other thread
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            read(without_logins(line.rstrip()))
    return process.returncode


def without_logins(text: str) -> str:
    """Without what signs in at the addresses in it."""
    return _LOGIN.sub(r"\1***@", text)


def die_with_parent() -> None:
    """End this process when the one that started it ends. Linux only; elsewhere it ends its work first."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def cache_env(environments_dir: Path) -> dict[str, str]:
    """uv links files from its cache, which has to be on the same disk for that."""
    if os.environ.get("UV_CACHE_DIR"):
        return {}
    default = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    while not default.exists() and default != default.parent:
        default = default.parent
    try:
        same = default.stat().st_dev == environments_dir.stat().st_dev
    except OSError:
        same = False
    return {} if same else {"UV_CACHE_DIR": str(environments_dir / ".cache")}


def find_python(request: str, environments_dir: Path, say: Read) -> str:
    """The interpreter for "3.10", "3.10.4", ">=3.8,<3.11" or "": one of this machine, else one that uv fetches.
    Raises EnvironmentFailed."""
    if not request:
        return sys.executable
    uv, env = find_uv(), {"PATH": _path(), "UV_PYTHON_INSTALL_DIR": str(environments_dir / ".pythons")}
    lines: list[str] = []
    find = [uv, "python", "find", "--no-project", "--system", "--no-python-downloads"]
    for wanted in dict.fromkeys((request, _minor(request))):
        lines.clear()
        if run([*find, wanted], lines.append, env=env) == 0 and lines:
            if wanted != request:
                say(f"Python {request} is not on this machine; {lines[-1]} stands in for it")
            return lines[-1]
    say(f"fetching Python {request}")
    lines.clear()
    if run([uv, "python", "install", "--no-bin", _minor(request)], lines.append, env=env) == 0:
        found: list[str] = []
        if run([*find, _minor(request)], found.append, env=env) == 0 and found:
            return found[-1]
    raise EnvironmentFailed(
        f"Python {request} is not on this machine and cannot be fetched. Install it, change the version in the "
        f"definition, or let another environment stand in (--environment NAME=current).\n{explained(lines)}"
    )


def _minor(request: str) -> str:
    exact = re.fullmatch(r"(\d+\.\d+)\.\d+", request)
    return exact[1] if exact else request


def _path() -> str:
    """PATH with the Pythons that pyenv keeps, and without its shims, which answer for what is not chosen."""
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    kept = [str(place) for place in sorted((root / "versions").glob("3*/bin"), reverse=True)]
    usual = [one for one in os.environ.get("PATH", os.defpath).split(os.pathsep) if not one.endswith("/shims")]
    return os.pathsep.join([str(Path(sys.executable).resolve().parent), *usual, *kept])


def version_of(python: str) -> tuple[str, str, str]:
    """(full version, implementation, platform) of an interpreter. Raises EnvironmentFailed."""
    code = (
        "import platform,sys,sysconfig as s;print(platform.python_version(),sys.implementation.name,s.get_platform())"
    )
    try:
        found = subprocess.run([python, "-I", "-S", "-c", code], capture_output=True, text=True, timeout=60, check=True)
        version, implementation, machine = found.stdout.split()
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise EnvironmentFailed(f"{python} does not run as a Python: {error}") from None
    return version, implementation, machine
