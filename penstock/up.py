"""`penstock up`: a small supervisor. Binds the port, starts web and runner, MLflow's server when it is asked for.

It loads no Django: it must start at once, stay small, and be the last thing that breaks.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import webbrowser
from dataclasses import dataclass, field
from pathlib import Path

from penstock.database import trouble_with
from penstock.mappings import OF_SERVER, Mappings
from penstock.tracking.keeper import Keeper
from penstock.tracking.places import ADDRESS, PREFIX, Tracking
from penstock.workspace import Workspace

STOP_WITHIN = 5.0  # seconds until a child that does not stop is killed; all in all less than six
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0  # seconds before a restart; doubles while a child keeps dying
HEALTHY_AFTER = 10.0  # seconds of life after which the pause begins anew
READY_WITHIN = 30.0
PORT = 8484
PR_SET_PDEATHSIG = 1
ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Child:
    """A supervised process; `argv` starts it again whenever it ends by itself."""

    name: str
    argv: list[str]
    log: Path
    inherit: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    due: float = field(default=0.0)  # monotonic seconds of the next start

    def start(self) -> None:
        self.started = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=self.inherit,
                preexec_fn=_die_with_parent,
                start_new_session=True,  # Ctrl+C reaches the supervisor alone, which stops them in order
            )

    def watch(self) -> None:
        """Start it again when it ended, after a pause that grows while it keeps ending at once."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                try:
                    self.start()
                except OSError as error:  # no memory, no process or no file left just now
                    self._again_later(f"{self.name} cannot be started: {error}", now)
        elif (code := self.process.poll()) is not None:
            if now - self.started > HEALTHY_AFTER:
                self.pause = FIRST_PAUSE
            self.process = None
            self._again_later(f"{self.name} ended with {code}", now)

    def _again_later(self, what: str, now: float) -> None:
        say(f"{what}; starting it again in {self.pause:.1f} s (its log: {self.log})")
        self.due = now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)


def main(arguments: list[str] | None = None) -> int:
    """Run until told to stop. Exit status 0 after a clean stop, 1 when it cannot start."""
    options = _options(arguments)
    workspace = Workspace.open(options.data_dir).ensure()
    os.environ["PENSTOCK_DATA_DIR"] = str(workspace.root)
    os.environ["PENSTOCK_HOST"] = options.host
    os.environ[OF_SERVER] = json.dumps(
        Mappings.of_flags(options.maps, options.environments, options.conda_from_pypi).to_json()
    )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "penstock.settings")
    listener = _bind(options.host, options.port)
    if listener is None:
        say(
            f"port {options.port} of {options.host} is taken. Is Penstock running already? Try --port 0 for a free one."
        )
        return 1
    if not _prepare():
        return 1
    url = f"http://{_shown(options.host)}:{listener.getsockname()[1]}"
    os.environ[ADDRESS] = url + PREFIX
    children = _children(listener, workspace)
    for child in children:
        child.start()
    stop = _Stop()
    if _wait_until_ready(url, children, stop):
        _announce(url, workspace, open_browser=not options.no_browser)
    while not stop.asked:
        time.sleep(0.2)
        for child in children:
            child.watch()
    say("stopping")
    _stop_all(children)
    workspace.server_json.unlink(missing_ok=True)
    return 0


def say(text: str) -> None:
    with contextlib.suppress(OSError):  # where it goes may be full or gone; what is supervised goes on
        print(text, flush=True)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="penstock up", description="Start Penstock and print its address.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=PORT, help=f"port, 0 for any free one (default: {PORT})")
    parser.add_argument("--data-dir", help="folder of the workspace")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument("--map", action="append", default=[], dest="maps", metavar="PREFIX=PATH")
    parser.add_argument("--environment", action="append", default=[], dest="environments", metavar="PATTERN=ENV")
    parser.add_argument("--conda-from-pypi", action="store_true", default=None)
    return parser.parse_args(arguments)


def _bind(host: str, port: int) -> socket.socket | None:
    """Bind before anything starts: no race for the port, and the web process can come and go behind it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # What it accepts inherits this. asyncio sets it itself, but not on a socket it was given by number: answers on a
    # connection that is kept would wait 40 ms for each other.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        return None
    listener.listen(512)
    os.set_inheritable(listener.fileno(), True)
    return listener


def _prepare() -> bool:
    """Migrate and register the samples where that is still to be done."""
    from penstock.prepare import is_prepared

    if (url := os.environ.get("PENSTOCK_DATABASE_URL")) and (trouble := trouble_with(url)):
        say(trouble)
        return False
    if is_prepared(Workspace.open()):
        return True
    say("preparing the workspace")
    return subprocess.run([sys.executable, str(ROOT / "manage.py"), "prepare"], check=False).returncode == 0


def _children(listener: socket.socket, workspace: Workspace) -> list[Child | Keeper]:
    fd = listener.fileno()
    web = [sys.executable, "-m", "penstock.web", str(fd)]
    runner = [sys.executable, str(ROOT / "manage.py"), "runner"]
    return [
        Child("web", web, workspace.logs / "web.log", inherit=(fd,)),
        Child("runner", runner, workspace.logs / "runner.log"),
        Keeper(Tracking(workspace), say),
    ]


def _die_with_parent() -> None:
    """Between fork and exec: a supervisor that is killed takes its children along; steps belong to the daemon."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


class _Stop:
    """SIGTERM and SIGINT ask to stop."""

    def __init__(self) -> None:
        self.asked = False
        signal.signal(signal.SIGTERM, self._ask)
        signal.signal(signal.SIGINT, self._ask)

    def _ask(self, *_: object) -> None:
        self.asked = True


def _wait_until_ready(url: str, children: list[Child | Keeper], stop: _Stop) -> bool:
    """Whether the first page can be had."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and not stop.asked:
        try:
            urllib.request.urlopen(f"{url}/api/v1/me", timeout=2).close()
            return True
        except OSError as error:
            if getattr(error, "code", 0):
                return True  # it answers; a refusal is an answer
        for child in children:
            child.watch()
        time.sleep(0.02)
    if not stop.asked:
        say(f"the web process does not answer; its log: {children[0].log}")
    return False


def _announce(url: str, workspace: Workspace, *, open_browser: bool) -> None:
    """Print the address with the token, and leave both for the command line."""
    token = workspace.token()
    state = {"url": url, "token": token, "pid": os.getpid(), "started": time.time()}
    draft = workspace.server_json.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(state))
    draft.replace(workspace.server_json)
    address = f"{url}/?token={token}"
    say(f"\n  Penstock is ready:  {address}\n\n  Workspace: {workspace.root}\n  Stop with Ctrl+C.")
    if open_browser and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform == "darwin"):
        webbrowser.open(address)


def _stop_all(children: list[Child | Keeper]) -> None:
    """TERM to all, KILL to whoever is still there after the time is up."""
    alive = [child.process for child in children if child.process is not None and child.process.poll() is None]
    for process in alive:
        process.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for process in alive:
        try:
            process.wait(max(deadline - time.monotonic(), 0.05))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _shown(host: str) -> str:
    """The address a browser on this machine uses."""
    if host in ("0.0.0.0", "::"):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


if __name__ == "__main__":
    sys.exit(main())
