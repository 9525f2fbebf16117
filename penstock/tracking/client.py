"""Asks MLflow's server one question after another, for pages and for the runner. Not async; loads httpx when it asks.

It never waits long: a server that is silent is starting, or hangs, and who asks has something else to show.
"""

from __future__ import annotations

import os
import threading
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

from penstock.tracking.places import PREFIX, Tracking
from penstock.tracking.upstream import NotDone, Unreachable, without_credential
from penstock.workspace import Workspace

STARTING = 60.0  # seconds a server of ours may be silent before that is called hanging; its environment may be built


class Silent(Unreachable):
    """Nothing was answered in time. `starting` when that is what one would expect."""

    def __init__(self, starting: bool) -> None:
        super().__init__(503, "the tracking server is starting" if starting else "the tracking server does not answer")
        self.starting = starting


class Client:
    """Calls of MLflow's REST API; every answer is a JSON object. For any thread."""

    def __init__(self, tracking: Tracking) -> None:
        import logging

        import httpx

        logging.getLogger("httpx").setLevel(logging.WARNING)
        self.tracking, self.external = tracking, tracking.external
        headers: dict[str, str] = {}
        if self.external:
            self.base, credential = without_credential(self.external)
            headers = {"authorization": credential} if credential else {}
            transport = httpx.HTTPTransport()
        else:
            self.base = f"http://mlflow{PREFIX}"
            folder = os.open(tracking.socket.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            transport = httpx.HTTPTransport(uds=f"/proc/self/fd/{folder}/{tracking.socket.name}")
        self.http = httpx.Client(transport=transport, headers=headers, trust_env=False)
        self._silent_since = 0.0
        self._has_answered = False
        self._lock = threading.Lock()

    def call(
        self, method: str, endpoint: str, said: dict[str, Any] | None = None, *, timeout: float = 5.0, api: str = "api"
    ) -> dict[str, Any]:
        """`runs/get` say. Raises NotDone, Silent, Unreachable."""
        import httpx

        address = f"{self.base}/{api}/2.0/mlflow/{endpoint}"
        try:
            if method == "GET":
                response = self.http.get(address, params=said, timeout=timeout)
            else:
                response = self.http.request(method, address, json=said or {}, timeout=timeout)
        except httpx.ConnectError as error:
            raise Unreachable(503, "the tracking server cannot be reached") from error
        except httpx.TimeoutException as error:
            raise Silent(self._is_starting()) from error
        except httpx.HTTPError as error:
            raise Unreachable(503, "the tracking server ended before it answered") from error
        with self._lock:
            self._silent_since, self._has_answered = 0.0, True
        try:
            answer = response.json()
        except ValueError:
            answer = {}
        if response.status_code >= 400:
            raise NotDone(response.status_code, answer.get("error_code", ""), answer.get("message", ""))
        return answer if isinstance(answer, dict) else {}

    def _is_starting(self) -> bool:
        with self._lock:
            self._silent_since = self._silent_since or time.monotonic()
            return not self.external and time.monotonic() - self._silent_since < STARTING


@lru_cache(maxsize=4)
def client_of(root: Path) -> Client:
    """The client of the workspace at `root`."""
    return Client(Tracking(Workspace(root)))
