"""A package index on this machine whose last package is handed out only when the test says so."""

from __future__ import annotations

import base64
import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PACKAGES = ("penstock-quick", "penstock-slow")


BALLAST = 3 << 20  # uv tells only of what is large enough to be waited for


def wheel(name: str) -> tuple[str, bytes]:
    """A wheel that installs: its file name and its bytes."""
    module = name.replace("-", "_")
    info = f"{module}-1.0.dist-info"
    files = {
        f"{module}.py": b"answer = 42\n",
        f"{module}.bin": bytes(BALLAST),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: penstock\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = [
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()},{len(data)}"
        for path, data in files.items()
    ]
    files[f"{info}/RECORD"] = "\n".join([*rows, f"{info}/RECORD,,", ""]).encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return f"{module}-1.0-py3-none-any.whl", made.getvalue()


@dataclass
class Index:
    url: str
    go: threading.Event


@contextmanager
def slow_index() -> Iterator[Index]:
    """Serves both packages; the file of the slow one waits for `go`, what describes it does not."""
    wheels, go = dict(map(wheel, PACKAGES)), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.rstrip("/").rpartition("/")[2]
            file = next((one for one in wheels if one == name.removesuffix(".metadata")), None)
            if file and name.endswith(".metadata"):
                archive = zipfile.ZipFile(io.BytesIO(wheels[file]))
                self.answer(archive.read(next(n for n in archive.namelist() if n.endswith("METADATA"))))
            elif file:
                self.answer(wheels[file], wait="slow" in file)
            elif name in PACKAGES:
                self.answer(self.links(name.replace("-", "_")), "text/html")
            else:
                self.send_error(404)

        def links(self, module: str) -> bytes:
            [(file, data)] = [(file, data) for file, data in wheels.items() if file.startswith(module)]
            digest = hashlib.sha256(data).hexdigest()
            link = f'<a href="../{file}#sha256={digest}" data-core-metadata="true">{file}</a>'
            return f"<!DOCTYPE html><html><body>{link}</body></html>".encode()

        def answer(self, body: bytes, kind: str = "application/octet-stream", wait: bool = False) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[:4096])
            self.wfile.flush()
            if wait:
                go.wait(120)
            self.wfile.write(body[4096:])

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Index(f"http://127.0.0.1:{server.server_address[1]}/simple/", go)
    finally:
        go.set()
        server.shutdown()
        server.server_close()
