"""Docker or Podman, where one of them works: images fetched or built, and the command line that runs a step in one."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from penstock.environments.definition import Definition
from penstock.environments.failing import EnvironmentFailed, explained
from penstock.environments.tools import run

CHOSEN = "PENSTOCK_CONTAINER_ENGINE"  # a program, or "none"
PROGRAMS = ("docker", "podman")
FRESH = 60.0  # seconds that an answer of the probe is good for
PATIENCE = 10.0  # seconds that an engine has to answer
# Of the machine, not of the image.
OF_ENGINE = ("DOCKER_", "CONTAINER", "XDG_", "DBUS_", "BUILDAH_", "STORAGE_")  # what its client has to be told
LEFT_OUT = frozenset({"PATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "SHELL", "HOME", "USER", "LOGNAME", "TMPDIR"})
# Docker's client is not the container: it is asked to end it, while there is time.
SCRIPT = """engine=$1 name=$2; shift 2
"$engine" run --name "$name" "$@" &
child=$!
trap '"$engine" stop -t 3 "$name" >/dev/null 2>&1' TERM INT
wait $child; code=$?
while kill -0 $child 2>/dev/null; do wait $child; code=$?; done
exit $code
"""
INSIDE = 'command -v bash >/dev/null 2>&1 && exec bash -c "$0" "$@"; exec sh -c "$0" "$@"'
_known: tuple[float, str, str | None] | None = None


def find_engine() -> str | None:
    """The program that runs containers here, when it really does: a client without its server is none."""
    global _known
    chosen = os.environ.get(CHOSEN, "")
    if _known is not None and _known[1] == chosen and time.monotonic() - _known[0] < FRESH:
        return _known[2]
    names = () if chosen == "none" else (chosen,) if chosen else PROGRAMS
    programs = [found for name in names if (found := shutil.which(name))]
    engine = next((program for program in programs if _answers(program)), None)
    _known = (time.monotonic(), chosen, engine)
    return engine


def forget_engine() -> None:
    """Probe again when it is asked for next."""
    global _known
    _known = None


def _answers(program: str) -> bool:
    try:
        return subprocess.run([program, "info"], capture_output=True, timeout=PATIENCE).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def ensure_image(
    engine: str, definition: Definition, say: Callable[[str], object], read: Callable[[str], object]
) -> tuple[str, str]:
    """(image, its digest), fetched or built where it is missing. Raises EnvironmentFailed."""
    name = definition.image or f"penstock-{definition.digest}"
    if found := _digest(engine, name):
        return name, found
    lines: list[str] = []

    def hear(line: str) -> None:
        lines.append(line)
        read(line)

    if definition.context:
        say(f"building an image from {definition.dockerfile or 'Dockerfile'}")
        file = os.path.join(definition.context, definition.dockerfile or "Dockerfile")
        code = run([engine, "build", "--tag", name, "--file", file, definition.context], hear)
    else:
        say(f"fetching the image {name}")
        code = run([engine, "pull", name], hear)
    found = _digest(engine, name) if code == 0 else ""
    if not found:
        verb = "built" if definition.context else "fetched"
        raise EnvironmentFailed(
            f"the image {name} cannot be {verb}. Let a Python environment stand in for it "
            f"(--environment image:{name}=current), or see to it that `{Path(engine).name}` gets it.\n"
            f"{explained(lines)}"
        )
    return name, found


def _digest(engine: str, image: str) -> str:
    try:
        found = subprocess.run(
            [engine, "image", "inspect", "--format", "{{.Id}}", image], capture_output=True, text=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return found.stdout.strip().removeprefix("sha256:") if found.returncode == 0 else ""


def command_line(
    engine: str,
    image: str,
    argv: Sequence[str],
    *,
    id: str,
    folder: str,
    cwd: str,
    env: Mapping[str, str],
    reads: Sequence[str] = (),
    memory: int | None = None,
    gpus: int = 0,
) -> list[str]:
    """How a step is started in a container. It sees its own folder and what it reads, at the same paths as outside; the
    values of its variables stay out of the list of processes."""
    docker = "podman" not in Path(engine).name
    inside = [
        "--rm",
        *(["--init"] if docker else []),
        "--network",
        "host",
        "--ipc",  # the machine's shared memory: workers that load data need more than a container's 64 MB
        "host",
        "--workdir",
        cwd,
        "--volume",
        f"{folder}:{folder}",
    ]
    for path in outermost(path for path in reads if os.path.isabs(path) and not _within(path, folder)):
        inside += ["--volume", f"{path}:{path}:ro"]
    if os.getuid():
        inside += ["--user", f"{os.getuid()}:{os.getgid()}"] if docker else ["--userns", "keep-id"]
    inside += ["--env", f"HOME={cwd}"]
    for name in sorted(env.keys() - LEFT_OUT):
        inside += ["--env", name] if not name.startswith(OF_ENGINE) else []
    if memory:
        inside += ["--memory", str(memory)]
    if gpus:
        # Which of them is the step's own is known when it starts: the step daemon says so by these variables.
        inside += ["--gpus", "all"] if docker else ["--device", "nvidia.com/gpu=all"]
        inside += ["--env", "CUDA_VISIBLE_DEVICES", "--env", "CUDA_DEVICE_ORDER"]
    rest = list(argv[1:])
    if rest[:1] == ["-c"]:
        command = ["sh", "-c", INSIDE, *rest[1:]]
    else:
        command = ["sh", "-c", 'command -v bash >/dev/null 2>&1 && exec bash "$0"; exec sh "$0"', *rest]
    return ["/bin/sh", "-c", SCRIPT, "sh", engine, name_of(id), *inside, "--entrypoint", "", image, *command]


def engine_env() -> dict[str, str]:
    """What the engine's client finds its server and its settings by."""
    return {name: value for name, value in os.environ.items() if name.startswith(OF_ENGINE)}


def name_of(id: str) -> str:
    """A container's name for an attempt."""
    short = re.sub(r"[^A-Za-z0-9_.-]+", "-", id)[-40:].strip("-.")
    return f"penstock-{short}-{hashlib.sha256(id.encode()).hexdigest()[:8]}"


def outermost(paths: object) -> list[str]:
    """Each path once, and none that is inside of another."""
    found: list[str] = []
    for path in sorted({os.path.normpath(str(path)) for path in paths}):  # type: ignore[attr-defined]
        if not any(_within(path, other) for other in found):
            found.append(path)
    return found


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
