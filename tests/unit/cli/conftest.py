"""A server of the tests' own, in a thread: it remembers what it was asked and answers what it was told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class FakeServer:
    """`answers` maps "METHOD path" (without /api/v1/ and query) to (status, body), or to a list of such, used up in
    turn with the last one repeated."""

    url: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def answer(self, method: str, path: str) -> tuple[int, Any]:
        found = self.answers.get(f"{method} {path.removeprefix('/api/v1/').partition('?')[0]}")
        if isinstance(found, list):
            found = found.pop(0) if len(found) > 1 else found[0]
        return found or (404, {"error": {"code": "not_found", "message": "there is no such thing"}})


@pytest.fixture
def server() -> Iterator[FakeServer]:
    fake = FakeServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            fake.asked.append(Asked(self.command, self.path, dict(self.headers), body))
            status, answer = fake.answer(self.command, self.path)
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("X-Size", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_PATCH = do_DELETE = do_GET

        def log_message(self, *arguments: object) -> None:
            """Silent: the tests read what was asked."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    fake.url = f"http://127.0.0.1:{httpd.server_port}"
    thread = threading.Thread(target=lambda: httpd.serve_forever(poll_interval=0.01))
    thread.start()
    yield fake
    httpd.shutdown()
    httpd.server_close()
    thread.join()


@dataclass
class Result:
    exit_code: int
    out: str
    err: str

    @property
    def answer(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        return json.loads(self.err)["error"]


Penstock = Callable[..., Result]


@pytest.fixture
def penstock(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Penstock:
    """Runs the command in this process, in an empty folder and workspace."""
    from penstock.cli.main import main

    for name in ("PENSTOCK_URL", "PENSTOCK_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PENSTOCK_DATA_DIR", str(tmp_path / "workspace"))
    monkeypatch.chdir(tmp_path)

    def run(*argv: str) -> Result:
        try:
            exit_code = main(argv)
        except SystemExit as ended:  # argparse ends this way
            exit_code = int(ended.code or 0)
        captured = capsys.readouterr()
        return Result(exit_code, captured.out, captured.err)

    return run
