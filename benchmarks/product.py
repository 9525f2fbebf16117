"""The product as a child process: start it on a workspace of its own, talk to it, find and count its processes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent


class Product:
    """`penstock up` on `folder`. The port stays the same across restarts."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.environment = {**os.environ, **environment, "PENSTOCK_DATA_DIR": str(folder)}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start; returns the seconds to its first answer."""
        began = time.perf_counter()
        argv = [sys.executable, "-m", "penstock.up", "--port", str(self.port), "--no-browser"]
        with open(self.folder / "up.log", "ab") as log:
            self.process = subprocess.Popen(argv, env=self.environment, cwd=ROOT, stdout=log, stderr=log)
        wait_for(self.answers, 60, "an answer")
        return time.perf_counter() - began

    def answers(self) -> bool:
        """Whether the server is up."""
        try:
            self.ask("me")
        except (OSError, FileNotFoundError):
            return False
        return True

    def page(self) -> str:
        """The first page, as a browser with the printed address gets it."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with opener.open(f"{self.url}/?token={self.token}", timeout=10) as response:
            return str(response.read().decode())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def token(self) -> str:
        return (self.folder / "token").read_text().strip()

    def ask(self, path: str, body: Any = None, method: str | None = None) -> Any:
        """JSON from the API. Raises OSError while the server is down, HTTPError for a refusal."""
        request = urllib.request.Request(
            f"{self.url}/api/v1/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.loads(response.read())

    def text(self, path: str) -> str:
        """Text from the API, for example a log."""
        request = urllib.request.Request(f"{self.url}/api/v1/{path}", headers={"Authorization": f"Bearer {self.token}"})
        with urllib.request.urlopen(request, timeout=60) as response:
            return str(response.read().decode())

    def patiently(self, call: Callable[[], Any], seconds: float = 60) -> Any:
        """Ask until the server answers: it may be on its way up again."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                return call()
            except urllib.error.HTTPError as error:
                if error.code < 500 or time.monotonic() > deadline:
                    raise
            except OSError:
                if time.monotonic() > deadline:
                    raise
            time.sleep(0.05)

    def processes(self) -> dict[str, psutil.Process]:
        """Living processes by part: up, web, runner, stepd."""
        found: dict[str, psutil.Process] = {}
        for process in psutil.process_iter():
            try:
                line = " ".join(process.cmdline())
                mine = process.environ().get("PENSTOCK_DATA_DIR") == str(self.folder)
            except psutil.Error:
                continue
            if "runs/stepd" in line and f"{self.folder}/run" in line:
                found["stepd"] = process
            elif mine and process.status() != psutil.STATUS_ZOMBIE:
                for part, mark in (("up", "penstock.up"), ("web", "penstock.web"), ("runner", "manage.py runner")):
                    if mark in line:
                        found[part] = process
        return found

    def steps(self) -> list[psutil.Process]:
        """Living processes that belong to steps, however deep."""
        marker = f"{self.folder}/run"
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("PENSTOCK_STEPD") == marker and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def stop(self) -> None:
        """Stop in good order."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(15)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait for a condition with a deadline."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(0.005)
