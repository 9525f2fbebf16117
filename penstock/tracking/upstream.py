"""Speaks HTTP to MLflow's server, ours on its socket or another's at its address. Async, with httpx."""

from __future__ import annotations

import base64
import json
import logging
import os
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit, urlunsplit

from penstock.tracking.places import CREDENTIAL, PREFIX, Tracking
from penstock.tracking.rules import is_file

if TYPE_CHECKING:
    import httpx

CONNECT, ANSWER, FILES = 5.0, 60.0, 600.0  # seconds


class Unreachable(Exception):
    """The server cannot be asked; the message says why, for the log of the step that asked."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class NotDone(Exception):
    """The server refused; its status and what it said."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class Upstream:
    """`external` is "" when it is our own server on the socket of the workspace."""

    def __init__(self, tracking: Tracking) -> None:
        import httpx

        self.external = tracking.external
        self.headers: dict[str, str] = {}
        limits = httpx.Limits(max_connections=200, max_keepalive_connections=20, keepalive_expiry=2)
        if self.external:
            self.base, credential = without_credential(self.external)
            if credential:
                self.headers["authorization"] = credential
            transport = httpx.AsyncHTTPTransport(limits=limits)
        else:
            self.base = "http://mlflow"
            self._folder = os.open(tracking.socket.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            place = f"/proc/self/fd/{self._folder}/{tracking.socket.name}"  # short, however deep the workspace lies
            transport = httpx.AsyncHTTPTransport(uds=place, limits=limits)
        logging.getLogger("httpx").setLevel(logging.WARNING)  # a line for every metric is no news
        self.client = httpx.AsyncClient(transport=transport, trust_env=False, follow_redirects=False)

    def address(self, path: str, query: str) -> str:
        """Of a path without our prefix. Files have a way of their own that is streamed, outside the prefix."""
        prefix = "" if self.external or is_file(path) else PREFIX
        return f"{self.base}{prefix}{path}" + (f"?{query}" if query else "")

    async def open(
        self, method: str, path: str, query: str, headers: list[tuple[bytes, bytes]], content: Any
    ) -> httpx.Response:
        """An answer whose body is still to be read, and to be closed. Raises Unreachable."""
        import httpx

        patience = httpx.Timeout(FILES if is_file(path) else ANSWER, connect=CONNECT)
        request = self.client.build_request(
            method, self.address(path, query), headers=headers, content=content, timeout=patience
        )
        for name, value in self.headers.items():
            request.headers[name] = value
        try:
            return await self.client.send(request, stream=True)
        except httpx.HTTPError as error:
            raise self.why(error) from error

    def why(self, error: Exception) -> Unreachable:
        import httpx

        where = f"the tracking server at {self.base}" if self.external else "the tracking server (MLflow)"
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            hint = "" if self.external else " It runs with `penstock up`; its log is logs/mlflow.log."
            return Unreachable(503, f"Penstock: {where} cannot be reached.{hint}")
        if isinstance(error, httpx.TimeoutException):
            return Unreachable(504, f"Penstock: {where} did not answer in time; it may still be starting.")
        return Unreachable(503, f"Penstock: {where} ended before it answered; it is started again.")

    async def call(self, method: str, endpoint: str, said: dict[str, Any] | None = None) -> dict[str, Any]:
        """One call of MLflow's REST API, `runs/get` say. Raises NotDone, Unreachable."""
        import httpx

        params = said if method == "GET" else None
        query = str(httpx.QueryParams(params)) if params else ""
        content = json.dumps(said or {}).encode() if method != "GET" else None
        headers = [(b"content-type", b"application/json")] if content else []
        response = await self.open(method, f"/api/2.0/mlflow/{endpoint}", query, headers, content)
        try:
            await response.aread()
        except httpx.HTTPError as error:
            raise self.why(error) from error
        finally:
            await response.aclose()
        try:
            answer = response.json()
        except ValueError:
            answer = {}
        if response.status_code >= 400:
            said_code, message = answer.get("error_code", ""), answer.get("message", response.text[:300])
            raise NotDone(response.status_code, said_code, message)
        return answer if isinstance(answer, dict) else {}

    async def close(self) -> None:
        await self.client.aclose()


def is_address(text: str) -> bool:
    """Whether a server can be asked there."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def without_credential(address: str) -> tuple[str, str]:
    """The address to ask, and the Authorization header for it."""
    if not address:
        return "", ""
    parts = urlsplit(address)
    token = os.environ.get(CREDENTIAL)
    host = parts.hostname or ""
    netloc = (f"[{host}]" if ":" in host else host) + (f":{parts.port}" if parts.port else "")
    bare = urlunsplit((parts.scheme, netloc, parts.path.rstrip("/"), "", ""))
    if token:
        return bare, f"Bearer {token}"
    if parts.username:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        return bare, f"Basic {base64.b64encode(pair.encode()).decode()}"
    return bare, ""
