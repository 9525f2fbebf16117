"""Locks and builds environments: one builder at a time for each, whole or not at all, offline where possible."""

from __future__ import annotations

import json
import os
import re
import shlex
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from penstock.environments import condatool
from penstock.environments.definition import Definition
from penstock.environments.failing import EnvironmentFailed, explained, is_network
from penstock.environments.shelf import HERE, MARKER, Recipe, Shelf, environment_key, is_complete, remove
from penstock.environments.tools import cache_env, find_python, find_uv, run, version_of

Progress = Callable[[str], None]
START_HOOK = HERE.parent / "steps" / "_penstock_layer.py"
# At every start of Python, in one line because a module would cost ten times as much: puts the layer before the shared
# packages. A folder that is not there yet would be remembered as absent, so that its finder is made by hand:
# `pip install` may make it while the process runs.
AT_START = (
    'import os, sys; L = os.environ.get("PENSTOCK_LAYER", ""); P = L + "/lib/{python}/site-packages";'
    ' F = sys.modules["_frozen_importlib_external"]; L and P not in sys.path and ('
    '__import__("_penstock_layer") if os.path.isdir(P) else (sys.path.insert(sys.path.index(sitedir), P),'
    " sys.path_importer_cache.update({{P: F.FileFinder(P, *F._get_supported_file_loaders())}})))\n"
)
TOOLS = ".penstock"  # in each environment: what pip and uv run instead of its Python


@dataclass(frozen=True, slots=True)
class Built:
    """An environment that is there. `id` is equal for equal packages on an equal Python."""

    id: str
    folder: Path
    python: Path


def ensure(shelf: Shelf, recipe: Recipe, say: Progress | None = None, *, upgrade: bool = False) -> Built:
    """The environment, built first where it is missing; `upgrade` looks for newer packages first.

    Several may ask at the same time, in several processes: one builds, the others wait. Raises EnvironmentFailed.
    """
    if not upgrade and (place := shelf.place(recipe)) is not None and is_complete(place):
        return _built(place)
    report = _Report(shelf, recipe, say or (lambda line: None))
    if shelf.is_held(recipe.key):
        report.say("waiting for the process that is building it")
    with shelf.held(recipe.key) as waited:
        place = shelf.place(recipe)
        if place is not None and is_complete(place) and (waited or not upgrade):
            return _built(place)
        report.begin()
        try:
            place = _build(shelf, recipe, report, upgrade)
        except EnvironmentFailed as failure:
            report.end(str(failure))
            raise
        except OSError as error:
            why = f"{error.filename or shelf.root}: {error.strerror or error}"
            report.end(why)
            raise EnvironmentFailed(why) from None
        report.end("")
    return _built(place)


def _built(place: Path) -> Built:
    return Built(place.name, place, place / "bin" / "python")


def _build(shelf: Shelf, recipe: Recipe, report: _Report, upgrade: bool) -> Path:
    definition = recipe.definition or Definition(recipe.name)
    if definition.kind == "conda":
        place = condatool.build(shelf, recipe, definition, report.say, report.read, upgrade, finish=finish)
        report.facts(**content_of(place))
        return place
    python = find_python(recipe.python, shelf.root, report.say)
    lock = shelf.lock_file(recipe)
    if recipe.shipped is None and (upgrade or not lock.exists()):
        report.say("choosing versions")
        _lock(shelf, definition, lock, python, report)
    text = lock.read_text(encoding="utf-8")
    version = version_of(python)
    report.facts(python=version[0])
    place = shelf.root / f"{recipe.name if recipe.shipped else 'env'}-{environment_key(text, version)}"
    if not is_complete(place):
        _install(shelf, recipe, lock, python, place, report)
    if shelf.place(recipe) != place:
        shelf.remember(recipe, place)
    report.facts(**content_of(place))
    return place


def content_of(place: Path) -> dict[str, Any]:
    """Facts of a built environment: its packages, and its size in bytes (most of it is shared with uv's cache)."""
    found: set[str] = set()
    size = 0
    for folder, folders, files in os.walk(place):
        if folder.endswith("site-packages"):
            found.update(name for name in folders if name.endswith(".dist-info"))
        size += sum(os.lstat(os.path.join(folder, name)).st_size for name in files)
    pairs = sorted(name.removesuffix(".dist-info").rsplit("-", 1) for name in found if "-" in name)
    return {"packages": [[name.replace("_", "-").lower(), version] for name, version in pairs], "size": size}


def _lock(shelf: Shelf, definition: Definition, lock: Path, python: str, report: _Report) -> None:
    """Exact packages with their hashes, for this definition on this machine."""
    wanted = list(definition.pip)
    for seed in ("pip", "setuptools"):  # which commands call, and which older packages are built with
        if not any(re.match(rf"{seed}\b(?!-)", line) for line in wanted):
            wanted.append(seed)
    lock.parent.mkdir(parents=True, exist_ok=True)
    source, draft = lock.with_suffix(f".{os.getpid()}.in"), lock.with_suffix(f".{os.getpid()}.new")
    argv = [find_uv(), "pip", "compile", "--generate-hashes", "--no-header", "--no-annotate", "--emit-index-url"]
    argv += ["--emit-find-links", "--python", python, "--output-file", str(draft)]
    if any(line.startswith(("--extra-index-url", "--find-links", "-f ")) for line in wanted):
        argv += ["--index-strategy", "unsafe-best-match"]  # as pip does: the best version of all indexes
    try:
        source.write_text("\n".join(wanted) + "\n", encoding="utf-8")
        env, lines = cache_env(shelf.root), list[str]()
        code = run([*argv, str(source)], lines.append, env=env)
        if code and is_network(lines):  # what was downloaded before may do
            offline: list[str] = []
            code = run([*argv, "--offline", str(source)], offline.append, env=env)
        report.take(line for line in lines if not line.startswith((" ", "--hash")) and "==" not in line)
        if code:
            raise EnvironmentFailed(explained(line.replace(str(source), "its requirements") for line in lines))
        os.replace(draft, lock)
    finally:
        for path in (source, draft):
            path.unlink(missing_ok=True)


def _install(shelf: Shelf, recipe: Recipe, lock: Path, python: str, place: Path, report: _Report) -> None:
    env = cache_env(shelf.root)
    with shelf.draft(recipe.key) as draft:
        report.say("making the virtual environment")
        lines: list[str] = []
        if run([find_uv(), "venv", "--relocatable", "--no-project", "--python", python, str(draft)], lines.append):
            raise EnvironmentFailed(explained(lines))
        hashes = "--verify-hashes" if re.search(r" @ |^-e |^\.{0,2}/", lock.read_text(), re.M) else "--require-hashes"
        sync = [find_uv(), "-v", "pip", "sync", hashes, "--compile-bytecode", "--allow-empty-requirements"]
        sync += ["--python", str(draft / "bin" / "python")]
        # The cache is tried first: it needs no network, and says so within milliseconds when something is missing.
        attempts: list[_Counter] = []
        for more in (["--offline"], []):
            attempts.append(_Counter(report.count))
            if run([*sync, *more, str(lock)], attempts[-1].read, env=env) == 0:
                break
        else:
            report.take(attempts[-1].lines)
            raise EnvironmentFailed(explained(line for line in attempts[-1].lines if not line.startswith(" + ")))
        report.take(attempts[-1].lines)
        finish(draft, place, recipe.name)


def finish(draft: Path, place: Path, name: str) -> None:
    """What an environment has beside its packages; then it is put in place, whole."""
    site = next((draft / "lib").glob("python3*/site-packages"))
    (site / "_penstock_layer.py").write_bytes(START_HOOK.read_bytes())
    (site / "_penstock_layer.pth").write_text(AT_START.format(python=site.parent.name), encoding="utf-8")
    write_tools(draft / TOOLS, place / TOOLS, place / "bin" / "python")
    _forbid_writing(draft)
    (draft / MARKER).write_text(json.dumps({"name": name, "at": time.time()}), encoding="utf-8")
    if draft != place:
        if not is_complete(place):
            remove(place)
        try:
            os.rename(draft, place)
        except OSError:
            if not is_complete(place):  # another definition with the same lock may have been first
                raise
    os.chmod(place, 0o555)


def write_tools(folder: Path, final: Path, python: Path) -> None:
    """The program that stands in for the interpreter when pip or uv ask for one. `final` is where `folder` will be."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "layer_script.py").write_bytes((HERE / "layer_script.py").read_bytes())
    command = shlex.join([str(python), "-I", "-S", str(final / "layer_script.py"), str(python)])
    program = folder / "python"
    program.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
    program.chmod(0o755)


def _forbid_writing(folder: Path) -> None:
    """Nobody adds to a shared environment by mistake: its folders take no new files. Its files are shared with uv's
    cache and stay as they are; the folder itself must be writable to be renamed."""
    for place, _, _ in os.walk(folder):
        if place != str(folder):
            os.chmod(place, 0o555)


class _Report:
    """Tells how far it is: to who asked, to the shelf, to the log."""

    def __init__(self, shelf: Shelf, recipe: Recipe, say: Progress) -> None:
        self.shelf, self.recipe, self._say = shelf, recipe, say
        self.log = shelf.log_file(recipe.key)

    def begin(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.unlink(missing_ok=True)  # jobs keep the one of the build that they waited for
        self.log.write_text("", encoding="utf-8")
        self.shelf.note(self.recipe.key, state="building", name=self.recipe.name, started=time.time(), error="")

    def end(self, error: str) -> None:
        self.take([error or "ready"])
        state = "failed" if error else "ready"
        self.shelf.note(self.recipe.key, state=state, error=error, ended=time.time(), progress=None)

    def facts(self, **facts: object) -> None:
        self.shelf.note(self.recipe.key, **facts)

    def say(self, line: str, done: int = 0, total: int = 0) -> None:
        self._say(f"building environment {self.recipe.name}: {line}")
        if self.shelf.state(self.recipe.key).get("state") == "building":
            self.shelf.note(self.recipe.key, progress={"done": done, "total": total, "text": line})
            self.take([line])

    def count(self, done: int, total: int, more: str = "") -> None:
        self.say(f"{done} of {total} packages{more}", done, total)

    def read(self, line: str) -> None:
        self.take([line])

    def take(self, lines: object) -> None:
        """Into the log; it is kept until the next build."""
        try:
            with open(self.log, "a", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in lines)  # type: ignore[attr-defined]
        except OSError:
            pass  # a full disk is told by what fails on it


class _Counter:
    """Turns what `uv -v` prints into "7 of 18 packages"."""

    def __init__(self, tell: Callable[[int, int, str], None]) -> None:
        self._tell, self._total, self._done = tell, 0, 0
        self.lines: list[str] = []

    def read(self, line: str) -> None:
        if line.startswith(("DEBUG ", "TRACE ")):
            if line.startswith("DEBUG Registry requirement already cached"):
                self._done += 1
            return
        if line.strip():
            self.lines.append(line)
        if found := re.match(r"Resolved (\d+) package", line):
            self._total, self._done = int(found[1]), 0
        elif found := re.match(r"Downloading (.+)", line.strip()):
            self._tell(self._done, self._total, f", downloading {found[1]}")
        elif line.startswith((" Downloaded ", "   Built ")) and self._total:
            self._done += 1
            self._tell(min(self._done, self._total), self._total, "")
        elif line.startswith("Prepared ") and self._total:
            self._tell(self._total, self._total, ", installing")
        elif line.startswith("Installed ") and self._total:
            self._tell(self._total, self._total, ", compiling")
