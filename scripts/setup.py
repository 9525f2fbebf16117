"""Brings this checkout to where the product (`app`) or its tests (`test`) can run. Standard library only.

Each step has a stamp below `.setup/`: a hash of what it was made from. A step whose stamp still fits is not run again.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import machine
from machine import PYTHON, ROOT, SetupFailed, run, say, uv

STAMPS = ROOT / ".setup"
LOCKS = ROOT / "scripts" / "locks"
FRONTEND = ROOT / "frontend"
AZURITE = ROOT / "tests" / "services" / "azurite"
BUILT = ROOT / "static" / "app"
PACKAGES = ("penstock", "designer", "runs")
COMPILED = ("--compile-bytecode",)
SKIPPED = {"node_modules", "dist", "coverage", "__pycache__", "__snapshots__"}


@dataclass(frozen=True)
class Step:
    """One thing to install or build. `made_from` are the files it depends on, `makes` a path that proves it was done;
    `act` answers False when it did what it could and should be tried again next time."""

    key: str
    doing: str
    act: Callable[[], bool | None]
    made_from: Callable[[], Iterable[Path]]
    makes: Path | None = None

    def fingerprint(self) -> str:
        digest = hashlib.sha256(sys.version.encode())
        for path in sorted(self.made_from()):
            digest.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
        return digest.hexdigest()

    def is_done(self, fingerprint: str) -> bool:
        stamp = STAMPS / self.key
        fits = stamp.exists() and stamp.read_text() == fingerprint
        return fits and (self.makes is None or self.makes.exists())

    def remember(self, fingerprint: str) -> None:
        STAMPS.mkdir(exist_ok=True)
        (STAMPS / self.key).write_text(fingerprint)


def files_below(folder: Path, *patterns: str) -> Iterator[Path]:
    """The files of a folder that fit a pattern, without what tools put there."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in SKIPPED and not name.startswith(".")]
        for name in names:
            path = Path(place) / name
            if any(path.match(pattern) for pattern in patterns or ("*",)):
                yield path


def frontend_sources() -> list[Path]:
    """What the built pages are made from: everything in frontend/ but its tests."""
    return [path for path in files_below(FRONTEND) if ".test." not in path.name]


def python_files() -> list[Path]:
    return [path for package in PACKAGES for path in files_below(ROOT / package, "*.py")]


def po_files() -> list[Path]:
    return [
        path for folder in ("penstock", "designer", "runs", "locale") for path in files_below(ROOT / folder, "*.po")
    ]


# ── What the steps do ───────────────────────────────────────────────────────────────────────────────────────────────


def install_python() -> None:
    machine.ensure_venv()
    python = ("--python", PYTHON)
    run("Python packages", uv("pip", "install", *python, *COMPILED, "--require-hashes", "-r", LOCKS / "app.lock"))
    run("penstock itself", uv("pip", "install", *python, "--no-deps", "--editable", ROOT))


def install_test_packages() -> None:
    locked = ("--require-hashes", "-r", LOCKS / "dev.lock")
    run("test packages", uv("pip", "install", "--python", PYTHON, *COMPILED, *locked))


def compile_sources() -> None:
    """A command then starts in half the time, also where Python may not keep what it compiled."""
    run("bytecode", [PYTHON, "-m", "compileall", "-q", *(ROOT / package for package in PACKAGES)])


def build_current_environment() -> None:
    run("environment current", [PYTHON, "-m", "penstock.environments", environments_dir()])


def build_classic_environment() -> bool:
    """Jobs build it when they first need it. It wants Python 3.11, which not every machine has."""
    try:
        run("environment classic", [PYTHON, "-m", "penstock.environments", environments_dir(), "classic"])
    except SetupFailed as failure:
        say(f"        not to be had here, its tests will fail: {failure}")
        return False
    return True


def environments_dir() -> Path:
    """Where the product looks for environments when it runs from this checkout."""
    return Path(os.environ.get("PENSTOCK_ENVIRONMENTS_DIR") or ROOT / ".penstock" / "environments")


def find_a_quick_shell() -> None:
    if not machine.ensure_static_bash():
        say("        not to be had here; the machine's own bash does the same")


def install_node_packages() -> None:
    run("npm packages", ["npm", "ci", "--no-audit", "--no-fund"], env=machine.ensure_node(), cwd=FRONTEND)


def build_frontend() -> None:
    run("pages", ["npm", "run", "build"], env=machine.ensure_node(), cwd=FRONTEND)


def compile_messages() -> None:
    run("translations", [PYTHON, "-c", "from penstock.messages import compile_messages; compile_messages()"])


def install_reference_parser() -> None:
    run("reference parser", [PYTHON, ROOT / "scripts" / "azure_venv.py"])


def find_a_browser() -> bool:
    found = machine.ensure_chromium()
    say(
        f"        {found}" if found else "        no Chromium to be had: the browser tests will fail and say what to do"
    )
    return found is not None


def find_a_database() -> bool:
    found = machine.ensure_postgres()
    say(f"        {found}" if found else "        no PostgreSQL to be had: its tests will fail and say what to do")
    return found is not None


def find_an_ssh_server() -> bool:
    found = machine.ensure_sshd()
    say(f"        {found}" if found else "        no sshd to be had (Debian: openssh-server): its tests say so, too")
    return found is not None


def install_azurite() -> None:
    run("azurite", ["npm", "ci", "--no-audit", "--no-fund"], env=machine.ensure_node(), cwd=AZURITE)


# ── The list of steps ───────────────────────────────────────────────────────────────────────────────────────────────

APP = [
    Step(
        "python",
        "installing Python packages",
        install_python,
        lambda: [LOCKS / "app.lock", ROOT / "pyproject.toml", ROOT / "scripts" / "machine.py"],
        ROOT / ".venv" / "bin" / "penstock",
    ),
    Step(
        "environment",
        "building the environment that steps run in",
        build_current_environment,
        lambda: files_below(ROOT / "penstock" / "environments", "*.lock", "*.py"),
        environments_dir(),
    ),
    Step(
        "shell",
        "fetching a bash that starts sooner",
        find_a_quick_shell,
        lambda: [ROOT / "scripts" / "machine.py"],
    ),
    Step(
        "npm",
        "installing what the pages are built with",
        install_node_packages,
        lambda: [FRONTEND / "package-lock.json", FRONTEND / "package.json"],
        FRONTEND / "node_modules" / ".package-lock.json",
    ),
    Step("pages", "building the pages", build_frontend, frontend_sources, BUILT),
    Step("messages", "compiling translations", compile_messages, po_files),
    Step("bytecode", "compiling the sources", compile_sources, python_files),
]
TEST = [
    *APP,
    Step(
        "dev",
        "installing what the tests need",
        install_test_packages,
        lambda: [LOCKS / "dev.lock"],
        ROOT / ".venv" / "bin" / "pytest",
    ),
    Step(
        "classic",
        "building the environment of older scripts",
        build_classic_environment,
        lambda: files_below(ROOT / "penstock" / "environments", "*.lock", "*.py"),
        environments_dir(),
    ),
    Step(
        "reference",
        "installing the reference parser in an environment of its own",
        install_reference_parser,
        lambda: [ROOT / "scripts" / "azure_venv.py"],
        ROOT / ".venv-azure" / ".ok",
    ),
    Step("browser", "looking for Chromium", find_a_browser, lambda: [ROOT / "scripts" / "machine.py"]),
    Step("ssh", "looking for an ssh server", find_an_ssh_server, lambda: [ROOT / "scripts" / "machine.py"]),
    Step(
        "azurite",
        "installing the stand-in for Azure's storage",
        install_azurite,
        lambda: [AZURITE / "package-lock.json"],
        AZURITE / "node_modules" / ".package-lock.json",
    ),
    Step("postgres", "looking for PostgreSQL", find_a_database, lambda: [ROOT / "scripts" / "machine.py"]),
]
GOALS = {"app": APP, "test": TEST}


def main(goal: str) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036  (this file runs before anything checks the version)
        say(
            f"Penstock needs Python 3.11 or later; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12 {goal}"
        )
        return 1
    steps, started, ran = GOALS[goal], time.monotonic(), 0
    for number, step in enumerate(steps, 1):
        fingerprint = step.fingerprint()
        if step.is_done(fingerprint):
            continue
        say(f"{step.doing} ({number}/{len(steps)}) …")
        ran += 1
        try:
            complete = step.act() is not False
        except SetupFailed as failure:
            say(f"\nsetup stopped: {failure}")
            return 1
        if complete:
            step.remember(step.fingerprint())
    if ran:
        say(f"ready after {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "app"))
