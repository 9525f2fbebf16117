"""What a step runs in: known from the shelf of environments, or built by a process beside this one while it waits."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from designer.spec.plan import Step
from penstock.environments import EnvironmentFailed, Shelf, containers, find_uv
from penstock.environments.building import TOOLS, is_complete, write_tools
from penstock.environments.shelf import MARKER, Recipe
from penstock.mappings import CURRENT, PYTHON
from runs.engine.mapped import ENVIRONMENT, key_of
from runs.engine.workers import Workers
from runs.ports import Launch, Ready, Runtime, Say
from runs.storage.layout import LAYER

MOST_TOLD = 20  # each line is a fact of each step that waits: in a graph of thousands the first ones speak for all
AT_ONCE = 2  # environments that are built
FRESH = 1.0  # seconds before the disk is looked at again
# What pip and uv need to know of the machine's way to the internet.
ONLINE = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_", "UV_")
PUBLISHING = "UV_PUBLISH_"  # no step has to sign in as who publishes packages
CONTENT = """import sys
print(sys.version)
try:
    from importlib.metadata import distributions
except ImportError:
    distributions = tuple
for found in sorted(str(one.metadata["Name"]) + " " + str(one.version) for one in distributions()):
    print(found)
"""
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
log = logging.getLogger("penstock.runner")


@dataclass(slots=True)
class _Kept:
    """A runtime, and when it was last seen to be as it is said."""

    runtime: Runtime
    seen: float
    stamp: object


class Environments:
    """Environments by the name that a step's spec gives them: a built-in, `env:KEY:NAME`, `python:PATH`."""

    def __init__(self, folder: Path, workers: Workers) -> None:
        self.shelf = Shelf(folder)
        self.workers = workers
        self._kept: dict[str, _Kept] = {}
        self._waiting: dict[str, list[tuple[Ready, Say]]] = {}
        self._turn = threading.BoundedSemaphore(AT_ONCE)

    def known(self, step: Step) -> Runtime | None:
        """From memory; looked at again when that is a second old."""
        wanted: str = step.spec.get(ENVIRONMENT) or CURRENT
        kept, now = self._kept.get(wanted), time.monotonic()
        if kept is not None and now - kept.seen < FRESH:
            return kept.runtime
        if wanted.startswith(PYTHON):
            if kept is not None and kept.stamp == stamp_of(wanted):
                kept.seen = now
                return kept.runtime
            return None
        try:
            return self._look(wanted, now)
        except EnvironmentFailed:
            return None  # who asks for it hears why

    def _look(self, wanted: str, now: float) -> Runtime | None:
        """What the shelf knows of an environment of packages; None while nobody has chosen its versions."""
        recipe = self.recipe(wanted)
        kept = self._kept.get(wanted)
        if recipe.definition is not None and recipe.definition.kind == "container":
            return kept.runtime if kept else None
        place = self.shelf.place(recipe)
        if place is None:
            return None
        built = is_complete(place)
        if built:  # also by a runner that lives for months
            mark_used(place)
        if kept is None or (kept.runtime.id, kept.runtime.built) != (place.name, built):
            kept = self._kept[wanted] = _Kept(runtime_of(place, recipe.name, built), now, None)
        kept.seen = now
        return kept.runtime

    def recipe(self, wanted: str) -> Recipe:
        return self.shelf.recipe(*key_of(wanted))

    def log_of(self, step: Step) -> Path:
        return self.shelf.log_file(key_of(step.spec.get(ENVIRONMENT) or CURRENT)[0])

    def get(self, step: Step, ready: Ready, progress: Say) -> None:
        """Have it built; all who ask meanwhile hear of the same build."""
        wanted: str = step.spec.get(ENVIRONMENT) or CURRENT
        waiting = self._waiting.setdefault(wanted, [])
        waiting.append((ready, progress))
        if len(waiting) <= MOST_TOLD:
            doing = "looking at" if wanted.startswith(PYTHON) else "building environment"
            progress(f"{doing} {name_of(wanted)}")
        if len(waiting) == 1:
            threading.Thread(target=self._work, args=(wanted,), daemon=True, name=f"environment {wanted}").start()

    def _work(self, wanted: str) -> None:
        runtime, error = None, None
        try:
            with self._turn:
                runtime = self._make(wanted, lambda line: self.workers.post(lambda: self._tell(wanted, line)))
        except EnvironmentFailed as failure:
            error = f"the environment {name_of(wanted)} cannot be built: {failure}"
        except Exception as broken:
            log.exception("building an environment broke")
            error = f"the environment {name_of(wanted)} cannot be built: {broken!r}"
        self.workers.post(lambda: self._made(wanted, runtime, error))

    def _make(self, wanted: str, say: Say) -> Runtime:
        if wanted.startswith(PYTHON):
            return own_python(wanted.removeprefix(PYTHON), self.shelf.root)
        recipe = self.recipe(wanted)
        if recipe.definition is not None and recipe.definition.kind == "container":
            if engine := containers.find_engine():
                return make_image(self.shelf, recipe, say, engine)
            recipe = self.shelf.recipe(*key_of(recipe.definition.otherwise or CURRENT))
        build(self.shelf, recipe, say)
        place = self.shelf.place(recipe)
        if place is None or not is_complete(place):
            raise EnvironmentFailed("it was taken away while it was built; try again")
        return runtime_of(place, recipe.name, built=True)

    def _tell(self, wanted: str, line: str) -> None:
        for _, progress in self._waiting.get(wanted, [])[:MOST_TOLD]:
            progress(line)

    def _made(self, wanted: str, runtime: Runtime | None, error: str | None) -> None:
        if runtime is not None:
            self._kept[wanted] = _Kept(runtime, time.monotonic(), stamp_of(wanted))
        for ready, _ in self._waiting.pop(wanted, []):
            ready(runtime, error)


def build(shelf: Shelf, recipe: Recipe, say: Say, *, upgrade: bool = False) -> None:
    """In a process of its own, which ends with this one: building may take much memory and many files. Raises
    EnvironmentFailed."""
    argv = [sys.executable, "-m", "penstock.environments", str(shelf.root), recipe.key, "--called", recipe.name]
    argv += ["--upgrade"] if upgrade else []
    lines: list[str] = []
    with subprocess.Popen(
        argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace"
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            text = line.rstrip()
            if text.startswith("building environment "):
                say(text)
            else:
                lines.append(text)
    if process.returncode:
        raise EnvironmentFailed("\n".join(lines) or f"its builder was ended by signal {-process.returncode}")


def make_image(shelf: Shelf, recipe: Recipe, say: Say, engine: str | None = None) -> Runtime:
    """Fetch or build the image of a definition. Raises EnvironmentFailed."""
    engine = engine or containers.find_engine()
    if engine is None or recipe.definition is None:
        raise EnvironmentFailed("neither Docker nor Podman works here")
    log_file = shelf.log_file(recipe.key)
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with shelf.held(recipe.key):
        log_file.unlink(missing_ok=True)
        shelf.note(recipe.key, state="building", name=recipe.name, started=time.time(), error="")
        try:
            with log_file.open("w", encoding="utf-8", buffering=1) as file:
                image, digest = containers.ensure_image(
                    engine, recipe.definition, say, lambda line: file.write(f"{line}\n")
                )
        except EnvironmentFailed as failure:
            shelf.note(recipe.key, state="failed", error=str(failure), ended=time.time())
            raise
        shelf.note(recipe.key, state="ready", ended=time.time(), image=digest)
    return Runtime(f"image-{digest}", recipe.name, "", wrap=in_container(engine, image))


def mark_used(place: Path) -> None:
    """Those that nobody uses can be cleared away."""
    with contextlib.suppress(OSError):
        os.utime(place / MARKER)


def name_of(wanted: str) -> str:
    """As people call it."""
    return wanted if wanted.startswith(PYTHON) else key_of(wanted)[1]


def runtime_of(place: Path, name: str, built: bool) -> Runtime:
    """An environment of ours, with a layer for each step."""
    stand_in = str(place / TOOLS / "python")
    wrap = with_layer(uv_folder(place.parent))
    return Runtime(place.name, name, str(place / "bin" / "python"), _layered(stand_in, place), wrap, built)


def stamp_of(wanted: str) -> object:
    """What changes when the interpreter of somebody's own gets other packages."""
    if not wanted.startswith(PYTHON):
        return None
    path = wanted.removeprefix(PYTHON)
    try:
        places = Path(path).parent.parent.glob("lib/python3*/site-packages")
        return os.stat(path).st_mtime_ns, tuple(os.stat(place).st_mtime_ns for place in places)
    except OSError:
        return None


def own_python(path: str, folder: Path) -> Runtime:
    """An interpreter of the user's own. It is what its packages make it. Raises EnvironmentFailed."""
    try:
        found = subprocess.run([path, "-c", CONTENT], capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", "") or str(error)
        raise EnvironmentFailed(f"{path} does not run as a Python: {said.strip()[-300:]}") from None
    if not found.stdout:
        raise EnvironmentFailed(f"{path} does not run as a Python: it printed nothing")
    digest = hashlib.sha256(f"{path}\0{found.stdout}".encode()).hexdigest()[:12]
    tools = folder / ".own" / hashlib.sha256(path.encode()).hexdigest()[:12]
    write_tools(tools, tools, Path(path))
    env = {**_layered(str(tools / "python"), Path(path).parent.parent), "PENSTOCK_FOREIGN": "1"}
    return Runtime(f"python-{digest}", PYTHON + path, path, env, with_layer(uv_folder(folder)))


def _layered(stand_in: str, prefix: Path) -> dict[str, str]:
    online = {name: value for name, value in os.environ.items() if name.startswith(ONLINE) or name.lower() in PROXIES}
    online = {name: value for name, value in online.items() if not name.startswith(PUBLISHING)}
    told = {"PIP_PYTHON": stand_in, "UV_PYTHON": stand_in, "PENSTOCK_ENVIRONMENT": str(prefix)}
    return {**online, **told, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def with_layer(last: str) -> Callable[[Launch], Launch]:
    """Where the step's own installations go. Nothing is made: most steps install nothing. `last` ends its PATH."""

    def wrap(launch: Launch) -> Launch:
        layer, env = f"{launch.folder}/{LAYER}", launch.env
        env["PENSTOCK_LAYER"] = layer
        env["PATH"] = f"{layer}/bin:{env['PATH']}:{last}"
        return launch

    return wrap


def uv_folder(root: Path) -> str:
    """A folder with our uv and nothing else, for steps on a machine that has none of its own."""
    folder = root / ".uv"
    try:
        uv = find_uv()
        if not folder.exists() or os.readlink(folder / "uv") != uv:
            folder.mkdir(parents=True, exist_ok=True)
            draft = folder / f".uv-{os.getpid()}-{threading.get_ident()}"
            draft.symlink_to(uv)
            draft.replace(folder / "uv")
    except (OSError, EnvironmentFailed) as error:
        log.warning("steps find no uv: %s", error)
    return str(folder)


def in_container(engine: str, image: str) -> Callable[[Launch], Launch]:
    told = containers.engine_env()

    def wrap(launch: Launch) -> Launch:
        hook = launch.env.get("PYTHONPATH", "").split(":")
        launch.env["PATH"] = launch.env["PATH"].lstrip(":")
        launch.env.update(told)
        launch.argv[:] = containers.command_line(
            engine,
            image,
            launch.argv,
            id=launch.id,
            folder=launch.folder,
            cwd=launch.cwd,
            env=launch.env,
            reads=[*launch.reads, *filter(os.path.isabs, hook)],
            memory=launch.memory,
            gpus=launch.gpus,
        )
        return launch

    return wrap
