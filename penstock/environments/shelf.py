"""Where environments, their definitions, locks, logs and states lie, and how far a build is. Knows no tool."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import platform
import shutil
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from penstock.environments.definition import Definition
from penstock.environments.failing import EnvironmentFailed

HERE = Path(__file__).parent
BUILT_IN = {"current": "", "classic": "3.11"}  # name -> the Python it wants; "" is ours
MARKER = ".ok"
FORMAT = "3"  # of what is put into a built environment beside its packages


def environment_key(lock: str, python: tuple[str, str, str] | None = None) -> str:
    """Equal keys mean equal environments: same packages, same Python, same kind of machine."""
    version, name, machine = python or (
        platform.python_version(),
        sys.implementation.name,
        sysconfig.get_platform(),
    )
    return hashlib.sha256("\0".join((FORMAT, lock, version, name, machine)).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is to be built: a built-in list, or a definition. `key` is its name on the shelf."""

    key: str
    name: str
    python: str = ""
    definition: Definition | None = None
    shipped: Path | None = None  # the lock that comes with this product


class Shelf:
    """The folder of environments of this installation."""

    def __init__(self, root: Path) -> None:
        self.root = root

    # -- definitions -------------------------------------------------------------------------------------------

    def keep(self, definition: Definition) -> str:
        """Write a definition down; answers its key."""
        file = self.root / "definitions" / f"{definition.digest}.json"
        if not file.exists():
            _write(file, json.dumps(definition.to_json(), indent=1))
        return definition.digest

    def recipe(self, key: str, name: str = "") -> Recipe:
        """By the key of a definition, or the name of a built-in. Raises EnvironmentFailed."""
        if key in BUILT_IN:
            return Recipe(key, key, BUILT_IN[key], shipped=HERE / f"{key}.lock")
        try:
            text = (self.root / "definitions" / f"{key}.json").read_text(encoding="utf-8")
            found = Definition.from_json(json.loads(text))
        except (OSError, ValueError, TypeError):
            raise EnvironmentFailed("its definition is no longer here; submit the job again") from None
        return Recipe(key, name or found.name, found.python, found)

    # -- locks and places --------------------------------------------------------------------------------------

    def lock_file(self, recipe: Recipe) -> Path:
        machine = f"{sys.platform}-{platform.machine()}"
        return recipe.shipped or self.root / "locks" / f"{recipe.key}-{machine}.txt"

    def note_file(self, recipe: Recipe) -> Path:
        """Beside the lock: the folder that it was built into."""
        return self.root / "builds" / recipe.key / "place"

    def place(self, recipe: Recipe) -> Path | None:
        """Where the environment is, or will be; None while its lock or its Python is not known."""
        if recipe.shipped and not recipe.python:
            return self.root / f"{recipe.name}-{environment_key(recipe.shipped.read_text(encoding='utf-8'))}"
        try:
            name, _, lock = self.note_file(recipe).read_text(encoding="utf-8").partition("\n")
            known = lock == f"{FORMAT} {digest_of(self.lock_file(recipe))}"
        except OSError:
            return None
        return self.root / name if known and name else None

    def remember(self, recipe: Recipe, place: Path) -> None:
        _write(self.note_file(recipe), f"{place.name}\n{FORMAT} {digest_of(self.lock_file(recipe))}")

    # -- how far a build is ------------------------------------------------------------------------------------

    def log_file(self, key: str) -> Path:
        return self.root / "builds" / key / "log.txt"

    def note(self, key: str, **facts: Any) -> None:
        """Change the state of a build; what cannot be written is only not told."""
        with contextlib.suppress(OSError):
            _write(self.root / "builds" / key / "state.json", json.dumps({**self.state(key), **facts}))

    def state(self, key: str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads((self.root / "builds" / key / "state.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found

    def is_held(self, key: str) -> bool:
        """Whether somebody is building it now."""
        try:
            descriptor = os.open(self._lock_of(key), os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    @contextmanager
    def held(self, key: str) -> Iterator[bool]:
        """Holds the right to build it; the system lets go of it when the holder dies. True when it had to wait."""
        path = self._lock_of(key)
        make_folder(path.parent)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            waited = False
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waited = True
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield waited
        finally:
            os.close(descriptor)

    def _lock_of(self, key: str) -> Path:
        return self.root / ".locks" / key

    # -- places where environments are put together --------------------------------------------------------------

    @contextmanager
    def draft(self, key: str) -> Iterator[Path]:
        """A folder to build in. It goes away with whoever builds, at the latest when the next one comes."""
        self.sweep()
        folder = self.root / ".building" / f"{key}-{os.getpid()}-{time.monotonic_ns():x}"
        make_folder(folder.parent)
        guard = os.open(f"{folder}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(guard, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            remove(folder)
            with contextlib.suppress(OSError):
                os.unlink(f"{folder}.lock")
            os.close(guard)

    def sweep(self) -> None:
        """Take away what killed builds left."""
        for guard in (self.root / ".building").glob("*.lock"):
            with contextlib.suppress(OSError):
                descriptor = os.open(guard, os.O_RDWR | os.O_CLOEXEC)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    remove(Path(str(guard).removesuffix(".lock")))
                    guard.unlink()
                finally:
                    os.close(descriptor)


def is_complete(place: Path) -> bool:
    return (place / MARKER).exists()


def digest_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def make_folder(folder: Path) -> None:
    """With all folders on the way, the user's alone: `mkdir` gives its mode to the last one only."""
    for place in (*reversed(folder.parents), folder):
        if not place.is_dir():
            place.mkdir(exist_ok=True, mode=0o700)


def remove(folder: Path) -> None:
    """A whole environment, although its folders may not be written."""
    if not folder.exists():
        return
    for place, folders, _ in os.walk(folder):
        for name in folders:
            path = os.path.join(place, name)
            if not os.path.islink(path):
                with contextlib.suppress(OSError):
                    os.chmod(path, 0o700)
    with contextlib.suppress(OSError):
        os.chmod(folder, 0o700)
    shutil.rmtree(folder, ignore_errors=True)


def _write(file: Path, text: str) -> None:
    make_folder(file.parent)
    draft = file.with_name(f".{file.name}-{os.getpid()}-{time.monotonic_ns():x}")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, file)
