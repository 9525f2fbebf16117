"""Environments with packages of conda's, built by the micromamba, mamba or conda that is on PATH."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from penstock.environments.definition import Definition, read_conda_spec, refusal_of
from penstock.environments.failing import EnvironmentFailed, explained
from penstock.environments.shelf import Recipe, Shelf, is_complete, remove
from penstock.environments.tools import find_uv, run

Progress = Callable[[str], None]
PROGRAMS = ("micromamba", "mamba", "conda")
DEFAULT = "conda-forge"


def find_conda() -> str | None:
    """The program, if there is one."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def build(
    shelf: Shelf,
    recipe: Recipe,
    definition: Definition,
    say: Progress,
    read: Progress,
    upgrade: bool,
    *,
    finish: Callable[[Path, Path, str], None],
) -> Path:
    """Make it from the kept list of exact packages, or from the specs first. Raises EnvironmentFailed.

    What conda installs knows its own path, so it is made where it stays; its marker comes last.
    """
    program = find_conda()
    if program is None:
        absent = [read_conda_spec(spec) for spec in definition.conda if not spec.startswith(("python", "pip"))]
        raise EnvironmentFailed(refusal_of(absent, from_pypi=False))
    lock = shelf.lock_file(recipe)
    known = lock.read_text(encoding="utf-8") if lock.exists() and not upgrade else ""
    for left in shelf.root.glob(f"conda-{recipe.key}-*"):
        if not is_complete(left):
            remove(left)  # of a build that was killed
    place = shelf.root / f"conda-{recipe.key}-{time.time_ns():x}"
    try:
        _create(program, place, definition, known, say, read)
        if definition.pip:
            say("installing its pip section")
            _pip(place, definition, read)
        found = _exact(place)
        lock.parent.mkdir(parents=True, exist_ok=True)
        lock.write_text(found, encoding="utf-8")
        finish(place, place, recipe.name)
    except BaseException:
        remove(place)
        raise
    shelf.remember(recipe, place)
    return place


def _create(program: str, folder: Path, definition: Definition, known: str, say: Progress, read: Progress) -> None:
    argv = [program, "create", "--yes", "--quiet", "--prefix", str(folder)]
    if known:
        listing = folder.with_suffix(".txt")
        listing.write_text(known, encoding="utf-8")
        argv += ["--file", str(listing)]
    else:
        for channel in definition.channels or (DEFAULT,):
            argv += ["--channel", channel]
        argv += [re.sub(r"\s+", "", spec) for spec in definition.conda]
    say(f"{Path(program).name} installs {len(definition.conda)} packages and what they need")
    lines: list[str] = []

    def hear(line: str) -> None:
        lines.append(line)
        read(line)

    code = run(argv, hear)
    folder.with_suffix(".txt").unlink(missing_ok=True)
    if code:
        raise EnvironmentFailed(f"{Path(program).name} could not make it.\n{explained(lines)}")


def _exact(folder: Path) -> str:
    """What was installed, with addresses and hashes: the same list gives the same environment again."""
    found = []
    for file in sorted((folder / "conda-meta").glob("*.json")):
        facts = json.loads(file.read_text(encoding="utf-8"))
        if facts.get("url"):
            found.append(f"{facts['url']}#{facts['md5']}" if facts.get("md5") else facts["url"])
    return "@EXPLICIT\n" + "\n".join(found) + "\n"


def _pip(folder: Path, definition: Definition, read: Progress) -> None:
    lines: list[str] = []
    source = folder.with_suffix(".in")
    source.write_text("\n".join(definition.pip) + "\n", encoding="utf-8")
    argv = [find_uv(), "pip", "install", "--python", str(folder / "bin" / "python"), "-r", str(source)]
    code = run(argv, lines.append)
    source.unlink(missing_ok=True)
    for line in lines:
        read(line)
    if code:
        raise EnvironmentFailed(explained(lines))
