"""Talks to a Penstock server over HTTP with the standard library. Knows addresses, tokens and error answers."""

from __future__ import annotations

import http.client
import json
import os
import socket
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote, urlencode, urlsplit

from penstock.cli.errors import FAILED, NO_SERVER, NOT_ALLOWED, NOT_FOUND, WRONG, CommandFailed
from penstock.cli.forms import Content, Form
from penstock.cli.progress import bar

DEFAULT_PORT = 8484
TIMEOUT_S = 60.0
LONG_S = 1800.0  # to take in what was uploaded, or to pack what is downloaded, takes as long as it is large
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

    at_home = False  # whether it certainly sees the files of this machine: it is the one that `up` started here

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
        if not url and (not left or not _listens(left["url"])):
            raise CommandFailed("no_server", "no server is running here", NO_SERVER, hint=NO_SERVER_HINT)
        same = not url or left.get("url", "").rstrip("/") == url.rstrip("/")
        found = cls(url or left["url"], token or (left.get("token") if same else None))
        found.at_home = same
        return found

    def get(self, path: str, **query: Any) -> Any:
        return self.request("GET", path, query=query).json()

    def post(self, path: str, body: Any) -> Any:
        return self.request("POST", path, json.dumps(body).encode(), {"Content-Type": "application/json"}).json()

    def patch(self, path: str, body: Any) -> Any:
        return self.request("PATCH", path, json.dumps(body).encode(), {"Content-Type": "application/json"}).json()

    def delete(self, path: str, **query: Any) -> None:
        self.request("DELETE", path, query=query)

    def post_form(self, path: str, fields: Mapping[str, str], files: Mapping[str, tuple[str, Content]]) -> Answer:
        """A multipart form: `files` maps a field to (file name, content)."""
        form = Form(fields, files)
        with bar("uploading", form.length) as form.read_so_far:
            return self.request("POST", path, form, {"Content-Type": form.content_type})

    def download(self, path: str, target: Path, **query: Any) -> tuple[int, int]:
        """Unpacks what the server packs below `target`: how many files, how many bytes. Nothing outside of it."""
        with tempfile.TemporaryFile() as packed:
            self._fetch(self._target(path, {**query, "stored": "true"}), packed)
            try:
                found = _unpacked(packed, target)
            except (OSError, zipfile.BadZipFile) as failure:
                raise _not_kept(failure, target) from None
        return len(found), sum(item.file_size for item in found)

    def _fetch(self, target: str, packed: BinaryIO) -> None:
        connection = self._connection(True, LONG_S)
        try:
            connection.request("GET", target, headers=self._headers())
            response = connection.getresponse()
            if response.status >= 400:
                raise failure_of(Answer(response.status, dict(response.headers), response.read()))
            length = response.headers.get("Content-Length")
            with bar("downloading", int(length) if length else None) as done:
                while chunk := response.read(1 << 18):
                    _keep(chunk, packed)
                    done(packed.tell())
        except (OSError, http.client.HTTPException) as failure:
            raise self._nobody(failure) from None
        finally:
            self._kept = None
            connection.close()

    def request(
        self,
        method: str,
        path: str,
        body: bytes | Form | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Raises CommandFailed for every answer that is no success, and when nobody answers."""
        answer = self._send(method, self._target(path, query or {}), body, self._headers() | dict(headers or {}))
        if answer.status >= 400:
            raise failure_of(answer)
        return answer

    def _target(self, path: str, query: Mapping[str, Any]) -> str:
        given = {key: value for key, value in query.items() if value is not None}
        return f"{self._parts.path.rstrip('/')}/api/v1/{path}" + (f"?{urlencode(given)}" if given else "")

    def _headers(self) -> dict[str, str]:
        token = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        return {"Accept": "application/json", **token}

    def _send(self, method: str, target: str, body: bytes | Form | None, headers: dict[str, str]) -> Answer:
        if isinstance(body, Form):
            headers["Content-Length"] = str(body.length)
        for fresh in (False, True):
            connection = self._connection(
                fresh or isinstance(body, Form), LONG_S if isinstance(body, Form) else TIMEOUT_S
            )
            try:
                connection.request(method, target, body, headers)
                response = connection.getresponse()
                return Answer(response.status, dict(response.headers), response.read())
            except (OSError, http.client.HTTPException) as failure:
                self._kept = None
                # A kept connection may have been closed by the server; asking again is safe only for reads.
                if fresh or method != "GET":
                    raise self._nobody(failure) from None
        raise AssertionError("not reached")

    def _nobody(self, failure: Exception) -> CommandFailed:
        message = f"no answer from {self.url}: {failure or type(failure).__name__}"
        return CommandFailed("no_server", message, NO_SERVER, hint=NO_SERVER_HINT)

    def _connection(self, fresh: bool, timeout: float) -> http.client.HTTPConnection:
        if self._kept is None or fresh:
            kind = http.client.HTTPSConnection if self._parts.scheme == "https" else http.client.HTTPConnection
            self._kept = kind(self._parts.hostname or "", self._parts.port, timeout=timeout)
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


def address(data_dir: str | None) -> str:
    """Where the workspace's pages are, or will be when `up` is started as it is by default."""
    return read_server_json(data_dir).get("url") or f"http://127.0.0.1:{DEFAULT_PORT}"


def _listens(url: str) -> bool:
    """Whether anybody is there: a supervisor that was killed leaves its address behind."""
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 80), TIMEOUT_S).close()
    except OSError:
        return False
    return True


def segment(name: str) -> str:
    """A name as one part of an address. An empty one is a variable of a script that holds nothing."""
    if not name.strip():
        raise CommandFailed("no_name", "a name is empty", WRONG, hint="is the variable that should hold it set?")
    return quote(name, safe="")


def _unpacked(packed: BinaryIO, target: Path) -> list[zipfile.ZipInfo]:
    """The files that were written below `target`."""
    with zipfile.ZipFile(packed) as archive:
        target.mkdir(parents=True, exist_ok=True)
        found = [item for item in archive.infolist() if not item.is_dir()]
        for item in found:
            archive.extract(item, target)
    return found


def _keep(chunk: bytes, packed: BinaryIO) -> None:
    try:
        packed.write(chunk)
    except OSError as failure:
        raise _not_kept(failure, Path(tempfile.gettempdir())) from None


def _not_kept(failure: Exception, where: Path) -> CommandFailed:
    """What arrived cannot be written, or is no archive: not the server's absence."""
    if isinstance(failure, zipfile.BadZipFile):
        hint = "try again; when it stays so, the log of the server says more"
        return CommandFailed("broken_download", "what the server sent is no whole archive", FAILED, hint=hint)
    reason = getattr(failure, "strerror", None) or failure
    message = f"the download cannot be written to {where}: {reason}"
    return CommandFailed("cannot_write", message, FAILED, hint="make room, or name another place with --download-path")
