"""Copied beside each environment: what pip and uv run instead of its Python. Makes the step's layer at the first
install.

    layer_script.py SHARED_PYTHON ARGUMENTS…

`ARGUMENTS` are those of an interpreter: pip asks to run itself in it (PIP_PYTHON), uv asks what it is (UV_PYTHON). The
layer is a virtual environment that sees the shared packages and hides them where it has its own. Runs on every Python
that an environment may have; knows nothing of Penstock.
"""

# ruff: noqa: UP045 (it runs on Python 3.7 too)
# mypy: disable-error-code=type-arg
import csv
import os
import re
import sys
from typing import NoReturn, Optional

VERSIONED = f"python{sys.version_info[0]}.{sys.version_info[1]}"
CHANGES = ("install", "uninstall")


def main() -> None:
    shared, arguments = sys.argv[1], sys.argv[2:]
    layer = os.environ.get("PENSTOCK_LAYER", "")
    by_pip = bool(arguments) and arguments[0].endswith("__pip-runner__.py")
    own = other_python(shared, layer, arguments if by_pip else [])
    if own or not layer:
        start(own or shared, arguments)
    python = os.path.join(layer, "bin", "python")
    if by_pip:
        if any(word in CHANGES for word in arguments[1:3]):
            make(layer, shared)
            arguments = [word for word in arguments if word != "--user"]  # the layer is the step's own already
    elif asked_by_uv_pip():
        make(layer, shared)
        link_packages(layer, shared)
    start(python if os.path.exists(python) else shared, arguments)


def start(python: str, arguments: list) -> NoReturn:
    os.execv(python, [python, *arguments])


def other_python(shared: str, layer: str, runner: list) -> Optional[str]:
    """A virtual environment that the step made itself keeps its packages to itself."""
    active = os.environ.get("VIRTUAL_ENV", "")
    prefix = os.path.dirname(os.path.dirname(shared))
    if active and active not in (layer, prefix) and os.path.exists(os.path.join(active, "bin", "python")):
        return os.path.join(active, "bin", "python")
    if not runner and os.path.exists(os.path.join(".venv", "pyvenv.cfg")):
        return os.path.abspath(os.path.join(".venv", "bin", "python"))  # as uv finds it without being told
    if runner:
        home = runner[0]
        for _ in range(5):  # <prefix>/lib/python3.x/site-packages/pip/__pip-runner__.py
            home = os.path.dirname(home)
        if home not in (layer, prefix) and os.path.exists(os.path.join(home, "pyvenv.cfg")):
            return os.path.join(home, "bin", "python")
    return None


def asked_by_uv_pip() -> bool:
    """`uv venv` and others only want to know what Python this is."""
    try:
        with open(f"/proc/{os.getppid()}/cmdline", "rb") as file:
            return b"pip" in file.read().split(b"\0")
    except OSError:
        return True


def site_packages(prefix: str) -> str:
    return os.path.join(prefix, "lib", VERSIONED, "site-packages")


def make(layer: str, shared: str) -> None:
    """A virtual environment by hand: `venv` would take a hundred times as long. Whole, by one rename."""
    if os.path.exists(layer):
        return
    draft = f"{layer}.{os.getpid()}"
    place = site_packages(draft)
    os.makedirs(place)
    os.makedirs(os.path.join(draft, "bin"))
    base = os.path.realpath(shared)
    for name in ("python", "python3", VERSIONED):
        os.symlink(base, os.path.join(draft, "bin", name))
    with open(os.path.join(draft, "pyvenv.cfg"), "w") as file:
        file.write(f"home = {os.path.dirname(base)}\n")
        file.write("include-system-site-packages = false\n")
        file.write(f"version = {VERSIONED[6:]}.{sys.version_info[2]}\n")
    with open(os.path.join(place, "_shared.pth"), "w") as file:
        for path in shared_places(shared):
            file.write(f"import site; site.addsitedir({path!r})\n")
    try:
        os.rename(draft, layer)
    except OSError:  # another process of the step was first
        import shutil

        shutil.rmtree(draft, ignore_errors=True)


def shared_places(shared: str) -> list:
    prefix = os.path.dirname(os.path.dirname(shared))
    if os.path.exists(os.path.join(prefix, "pyvenv.cfg")) or os.path.isdir(os.path.join(prefix, "conda-meta")):
        return [site_packages(prefix)]
    import subprocess

    code = "import site, sysconfig; print('\\n'.join([sysconfig.get_path('purelib')] + site.getsitepackages()))"
    found = subprocess.run([shared, "-I", "-c", code], stdout=subprocess.PIPE, check=True).stdout.decode()
    return list(dict.fromkeys(found.split("\n")[:-1]))


def link_packages(layer: str, shared: str) -> None:
    """uv looks into one folder only: it gets links to the files of the shared packages that the layer lacks."""
    marker = os.path.join(layer, ".linked")
    if os.path.exists(marker):
        return
    target = site_packages(layer)
    mine = {named(name) for name in os.listdir(target) if name.endswith(".dist-info")}
    for source in shared_places(shared):
        if not os.path.isdir(source):
            continue
        for name in os.listdir(source):
            if name.endswith(".dist-info") and named(name) not in mine:
                link_one(source, target, name)
    open(marker, "w").close()


def named(folder: str) -> str:
    return re.sub(r"[-_.]+", "-", folder.split("-")[0]).lower()


def link_one(source: str, target: str, folder: str) -> None:
    """The files of one package, by its own list; those outside of the folder (programs) stay where they are."""
    try:
        with open(os.path.join(source, folder, "RECORD"), newline="") as file:
            listed = [row[0] for row in csv.reader(file) if row]
    except OSError:
        return
    made = set()
    for path in listed:
        if path.startswith(("..", "/")):
            continue
        into = os.path.join(target, path)
        parent = os.path.dirname(into)
        if parent not in made:
            os.makedirs(parent, exist_ok=True)
            made.add(parent)
        try:
            os.link(os.path.join(source, path), into)
        except FileExistsError:
            pass
        except OSError:
            try:
                import shutil

                shutil.copy2(os.path.join(source, path), into)
            except OSError:
                pass


main()
