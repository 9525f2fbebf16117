"""Talks to a Penstock server over HTTP with the standard library. Knows addresses, tokens and error answers."""

from __future__ import annotations

import http.client
import json
import os
import socket
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from penstock.cli.errors import FAILED, NO_SERVER, NOT_ALLOWED, NOT_FOUND, WRONG, CommandFailed

TIMEOUT_S = 60.0
NO_SERVER_HINT = "start one with `penstock up`, or run a file without a server with `penstock run FILE`"
EXITS = {400: WRONG, 401: NOT_ALLOWED, 403: NOT_ALLOWED, 404: NOT_FOUND, 413: WRONG, 422: WRONG}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body) if self.body else None


class Client:
    """One server. `find` looks it up where `penstock up` left its address."""

    def __init__(self, url: str, token: str | None) -> None:
        parts = urlsplit(url if "//" in url else f"http://{url}")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise CommandFailed("bad_url", f"{url!r} is no address of a server", WRONG, hint="http://127.0.0.1:8484")
        self.url = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        self._parts, self._token = parts, token
        self._kept: http.client.HTTPConnection | None = None

    @classmethod
    def find(cls, url: str | None, token: str | None, data_dir: str | None) -> Client:
        """The server of `--url` / PENSTOCK_URL, else the one that `up` started on this data directory."""
        url, token = url or os.environ.get("PENSTOCK_URL"), token or os.environ.get("PENSTOCK_TOKEN")
        left = read_server_json(data_dir)
        if url:
            same = left.get("url", "").rstrip("/") == url.rstrip("/")
            return cls(url, token or (left.get("token") if same else None))
        if not left or not _listens(left["url"]):
            raise CommandFailed("no_server", "no server is running here", NO_SERVER, hint=NO_SERVER_HINT)
        return cls(left["url"], token or left.get("token"))

    def get(self, path: str, **query: Any) -> Any:
        return self.request("GET", path, query=query).json()

    def post(self, path: str, body: Any) -> Any:
        return self.request("POST", path, json.dumps(body).encode(), {"Content-Type": "application/json"}).json()

    def post_form(self, path: str, fields: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]) -> Answer:
        """A multipart form: `files` maps a field to (file name, content)."""
        edge = uuid.uuid4().hex
        parts = []
        for name, value in fields.items():
            parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
        for name, (filename, content) in files.items():
            head = f'Content-Disposition: form-data; name="{name}"; filename="{quote(filename)}"'
            parts.append(f"--{edge}\r\n{head}\r\nContent-Type: application/octet-stream\r\n\r\n".encode())
            parts.append(content + b"\r\n")
        body = b"".join([*parts, f"--{edge}--\r\n".encode()])
        return self.request("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={edge}"})

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Raises CommandFailed for every answer that is no success, and when nobody answers."""
        given = {key: value for key, value in (query or {}).items() if value is not None}
        target = f"{self._parts.path.rstrip('/')}/api/v1/{path}" + (f"?{urlencode(given)}" if given else "")
        sent = {"Accept": "application/json", **(headers or {})}
        if self._token:
            sent["Authorization"] = f"Bearer {self._token}"
        answer = self._send(method, target, body, sent)
        if answer.status >= 400:
            raise failure_of(answer)
        return answer

    def _send(self, method: str, target: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        for fresh in (False, True):
            connection = self._connection(fresh)
            try:
                connection.request(method, target, body, headers)
                response = connection.getresponse()
                return Answer(response.status, dict(response.headers), response.read())
            except (OSError, http.client.HTTPException) as failure:
                self._kept = None
                # A kept connection may have been closed by the server; asking again is safe only for reads.
                if fresh or method != "GET":
                    message = f"no answer from {self.url}: {failure or type(failure).__name__}"
                    raise CommandFailed("no_server", message, NO_SERVER, hint=NO_SERVER_HINT) from None
        raise AssertionError("not reached")

    def _connection(self, fresh: bool) -> http.client.HTTPConnection:
        if self._kept is None or fresh:
            kind = http.client.HTTPSConnection if self._parts.scheme == "https" else http.client.HTTPConnection
            self._kept = kind(self._parts.hostname or "", self._parts.port, timeout=TIMEOUT_S)
        return self._kept


def failure_of(answer: Answer) -> CommandFailed:
    """The server's own words, with the exit code that fits them."""
    exit_code = EXITS.get(answer.status, FAILED)
    try:
        error = answer.json()["error"]
        return CommandFailed(
            str(error["code"]),
            str(error["message"]),
            exit_code,
            hint=error.get("hint"),
            problems=error.get("problems"),
        )
    except (ValueError, KeyError, TypeError):
        hint = "the token is missing or wrong: see --token" if exit_code == NOT_ALLOWED else None
        return CommandFailed(f"http_{answer.status}", f"the server answered {answer.status}", exit_code, hint=hint)


def read_server_json(data_dir: str | None) -> dict[str, str]:
    """What `penstock up` left in the data directory; empty when it left nothing that can be read."""
    from penstock.workspace import Workspace

    path: Path = Workspace.open(data_dir).server_json
    try:
        left = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return left if isinstance(left, dict) and "url" in left else {}


def _listens(url: str) -> bool:
    """Whether anybody is there: a supervisor that was killed leaves its address behind."""
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 80), TIMEOUT_S).close()
    except OSError:
        return False
    return True


def segment(name: str) -> str:
    """A name as one part of an address."""
    return quote(name, safe="")
