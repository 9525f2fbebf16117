"""Who answers the client: the server that runs here, or the workspace itself, opened by a process of its own."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, BinaryIO, ParamSpec, TypeVar

from penstock.cli.client import Answer, Client, failure_of
from penstock.cli.errors import FAILED, CommandFailed
from penstock.cli.forms import Form
from penstock.sdk.errors import raised_from

P = ParamSpec("P")
T = TypeVar("T")
ADDRESS = "http://127.0.0.1:8484"  # what pages are called when no server runs


def told(function: Callable[P, T]) -> Callable[P, T]:
    """Errors of the command line become those of the SDK."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except CommandFailed as failure:
            raise raised_from(failure) from None

    return call


class Connection:
    """Finds who answers, each time anew while it is not a server: one may have been started meanwhile."""

    def __init__(self, url: str | None, token: str | None, data_dir: str | os.PathLike[str] | None) -> None:
        self.url, self.token = url, token
        self.data_dir = os.fspath(data_dir) if data_dir is not None else None
        self._server: Client | None = None
        self._workspace: WorkspaceClient | None = None

    def server(self) -> Client:
        """A server; without one it is told how to start it."""
        if self._server is None or not self._alive(self._server):
            self._server = Client.find(self.url, self.token, self.data_dir)
        return self._server

    def anybody(self) -> Client:
        """A server, or the workspace itself: for everything that needs no running engine."""
        try:
            return self.server()
        except CommandFailed as failure:
            if failure.code != "no_server" or self.url or os.environ.get("PENSTOCK_URL"):
                raise
        if self._workspace is None:
            self._workspace = WorkspaceClient(self.data_dir)
        return self._workspace

    @staticmethod
    def _alive(client: Client) -> bool:
        try:
            client.get("me")
        except CommandFailed as failure:
            return failure.code != "no_server"
        return True


class WorkspaceClient(Client):
    """Asks the API of a process that has the workspace open. It ends with this one."""

    at_home = True

    def __init__(self, data_dir: str | None) -> None:
        super().__init__(ADDRESS, None)
        self._data_dir = data_dir
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            environment = {**os.environ}
            if self._data_dir:
                environment["PENSTOCK_DATA_DIR"] = self._data_dir
            self._process = subprocess.Popen(
                [sys.executable, "-m", "penstock.answering"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment,
            )
            atexit.register(self.close)
        return self._process

    def close(self) -> None:
        """The process ends when its input does."""
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()
            process.wait(10)

    def _forget(self, process: subprocess.Popen[bytes]) -> None:
        """The next question goes to a process of its own."""
        self._process = None
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was not written yet has no reader any more
                    pipe.close()
        process.wait()

    def _send(self, method: str, target: str, body: bytes | Form | None, headers: dict[str, str]) -> Answer:
        content = body.read() if isinstance(body, Form) else body or b""
        with self._lock:
            process = self._started()
            assert process.stdin is not None
            assert process.stdout is not None
            head = {"method": method, "target": target, "headers": headers, "length": len(content)}
            whole = False
            try:
                process.stdin.write(json.dumps(head).encode() + b"\n" + content)
                process.stdin.flush()
                line = process.stdout.readline()
                answer = json.loads(line)
                found = process.stdout.read(answer["length"])
                whole = True
            except (OSError, ValueError) as failure:
                message = f"the workspace cannot be opened: {failure}"
                hint = "`penstock job list` in a terminal tells why"
                raise CommandFailed("no_workspace", message, FAILED, hint=hint) from None
            finally:
                if not whole:  # interrupted: what is still to come would be taken for the answer to the next question
                    self._forget(process)
        if "error" in answer:
            raise CommandFailed(**answer["error"])
        return Answer(answer["status"], answer["headers"], found)

    def _fetch(self, target: str, packed: BinaryIO) -> None:
        answer = self._send("GET", target, None, self._headers())
        if answer.status >= 400:
            raise failure_of(answer)
        packed.write(answer.body)


class Finished:
    """What `begin_…` answers: here it is done when it is answered."""

    def __init__(self, result: Any) -> None:
        self._result = result

    def result(self, timeout: float | None = None) -> Any:
        return self._result

    def wait(self, timeout: float | None = None) -> None:
        """Nothing is left to wait for."""

    def done(self) -> bool:
        return True

    def status(self) -> str:
        return "Succeeded"

    def __getattr__(self, name: str) -> Any:
        """Programs that forget `.result()` find what they look for all the same."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._result, name)
