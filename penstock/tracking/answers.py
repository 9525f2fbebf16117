"""Answers of `/mlflow` as ASGI messages: MLflow's own shape of a refusal, and the headers that guard its pages."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from penstock.security.headers import HEADERS, POLICY

Send = Callable[[Any], Awaitable[None]]
Pairs = list[tuple[bytes, bytes]]
KEPT = frozenset(
    b"content-type content-disposition content-encoding cache-control etag last-modified location vary"
    b" x-mlflow-gateway-duration-ms".split()
)
# MLflow's page shows files in frames of itself. Scripts in such files do not run: they would be of our origin.
_PAGE = {
    **POLICY,
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' blob: data:",
    "frame-src": "'self' blob:",
    "frame-ancestors": "'self'",
}
PAGE = "; ".join(f"{name} {value}" for name, value in _PAGE.items())
FILE = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
FILES = ("/get-artifact", "/model-versions/get-artifact")


def kept(headers: Pairs, body: bytes | None = None) -> Pairs:
    """What of the server's headers goes on; with the length of the body where that is known."""
    found = [(name.lower(), value) for name, value in headers if name.lower() in KEPT]
    if body is None:
        return found + [(name.lower(), value) for name, value in headers if name.lower() == b"content-length"]
    found = [(name, value) for name, value in found if name != b"content-encoding"]  # it was undone
    return [*found, (b"content-length", str(len(body)).encode())]


def guards(path: str) -> Pairs:
    """A page of MLflow may run its own scripts; a file that a step wrote may run nothing."""
    is_file = "mlflow-artifacts/artifacts/" in path or path.startswith(FILES) or path.endswith("/artifacts/files")
    policy = FILE if is_file else PAGE
    own = {**HEADERS, "X-Frame-Options": "SAMEORIGIN", "Content-Security-Policy": policy}
    return [(name.lower().encode(), value.encode()) for name, value in own.items()]


async def whole(send: Send, status: int, headers: Pairs, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *guards("")]})
    await send({"type": "http.response.body", "body": body})


async def refuse(send: Send, status: int, code: str, message: str) -> None:
    """As MLflow's clients read it: the message is what the step's log shows."""
    body = json.dumps({"error_code": code, "message": message}, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    await whole(send, status, [*headers, (b"cache-control", b"no-store")], body)


async def redirect(send: Send, to: str) -> None:
    await whole(send, 307, [(b"location", to.encode()), (b"content-length", b"0")], b"")
