"""Builds the Python environments that steps run in, with uv, from locked lists. Standard library only.

An environment lives at `<environments>/<name>-<key>`; the key is made of its lock, the Python version and the machine.
It is complete when the file `.ok` is in it: whoever finds one without rebuilds it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Progress = Callable[[str], None]

LOCKS = Path(__file__).parent
CURRENT_LOCK = LOCKS / "current.lock"


class EnvironmentFailed(Exception):
    """The environment could not be built; the message holds what uv said last."""


def environment_key(lock: str) -> str:
    """Equal keys mean equal environments: same packages, same Python, same kind of machine."""
    parts = (lock, platform.python_version(), sys.implementation.name, sysconfig.get_platform())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def current_path(environments_dir: Path, lock_file: Path = CURRENT_LOCK) -> Path:
    """Where the environment `current` is, or will be."""
    return environments_dir / f"current-{environment_key(lock_file.read_text(encoding='utf-8'))}"


def ensure_current(environments_dir: Path, progress: Progress | None = None, *, lock_file: Path = CURRENT_LOCK) -> Path:
    """The Python of the environment `current`, built first where it is missing.

    `progress` gets lines such as "building environment current: 7 of 18 packages". Several processes may ask at the
    same time: one builds, the others wait. Needs no network when uv has the packages in its cache.
    Raises EnvironmentFailed.
    """
    say = progress or (lambda line: None)
    folder = current_path(environments_dir, lock_file)
    python = folder / "bin" / "python"
    marker = folder / ".ok"
    if marker.exists():
        return python
    for place in (environments_dir.parent, environments_dir):  # the mode is that of the last folder made only
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _held(environments_dir / f".{folder.name}.lock", say):
        if not marker.exists():
            _build(folder, lock_file, say)
            marker.touch()
    return python


def find_uv() -> str:
    """The uv beside this Python, else the one on PATH. Raises EnvironmentFailed."""
    beside = Path(sys.executable).parent / "uv"
    found = str(beside) if beside.exists() else shutil.which("uv")
    if not found:
        raise EnvironmentFailed("uv is missing: install it with `python -m pip install uv`")
    return found


def _build(folder: Path, lock_file: Path, say: Progress) -> None:
    # A venv knows its own path, so it is built where it will stay; only the marker makes it count.
    shutil.rmtree(folder, ignore_errors=True)
    say("building environment current: making the virtual environment")
    uv = find_uv()
    lines: list[str] = []
    venv = [uv, "venv", "--no-project", "--python", sys.executable, str(folder)]
    if _run(venv, lines.append) != 0:
        raise EnvironmentFailed(_last(lines))
    sync = [uv, "pip", "sync", "--require-hashes", "--compile-bytecode", "--python", str(folder / "bin" / "python")]
    counter = _Counter(say)
    # The cache is tried first: it needs no network, and says so within milliseconds when something is missing.
    if _run([*sync, "--offline", str(lock_file)], counter.read) == 0:
        return
    if _run([*sync, str(lock_file)], counter.read) != 0:
        shutil.rmtree(folder, ignore_errors=True)
        raise EnvironmentFailed(_last(counter.lines))


def _run(argv: list[str], read: Callable[[str], object]) -> int:
    env = {**os.environ, "NO_COLOR": "1", "UV_NO_PROGRESS": "1"}
    env.pop("VIRTUAL_ENV", None)
    with subprocess.Popen(
        argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            read(line.rstrip())
    return process.returncode


def _last(lines: list[str]) -> str:
    return "\n".join(line for line in lines[-8:] if line) or "uv said nothing"


class _Counter:
    """Turns what uv prints into "7 of 18 packages"."""

    def __init__(self, say: Progress) -> None:
        self._say, self._total, self._done = say, 0, 0
        self.lines: list[str] = []

    def read(self, line: str) -> None:
        self.lines.append(line)
        if found := re.match(r"Resolved (\d+) package", line):
            self._total, self._done = int(found[1]), 0
        elif line.startswith(" Downloaded ") and self._total:
            self._done += 1
            self._tell(self._done)
        elif line.startswith("Installed ") and self._total:
            self._tell(self._total, ", compiling")

    def _tell(self, done: int, more: str = "") -> None:
        self._say(f"building environment current: {done} of {self._total} packages{more}")


@contextmanager
def _held(path: Path, say: Progress) -> Iterator[None]:
    """Holds the lock file; the system lets go of it when the holder dies."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("building environment current: waiting for the process that is building it")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
