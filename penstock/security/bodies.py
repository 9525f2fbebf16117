"""Bodies that are too large are refused while they arrive: Django would first write them to disk. Plain ASGI."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from penstock.security.errors import ApiError, error_response
from penstock.security.headers import HEADERS

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]
DRAINED = 4  # times the limit: a browser that is still sending does not read the answer


class TooLarge(Exception):
    """More came than is taken."""


def limit_bodies(app: App) -> App:
    """Wrap an ASGI HTTP application: a refused body is read to its end, kept nowhere, and answered with 413."""

    async def limited(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        headers = {key.lower(): value.decode("latin-1") for key, value in scope.get("headers", ())}
        limit = body_limit(headers.get(b"content-type", ""))
        announced = headers.get(b"content-length", "0")
        seen = 0

        async def counted() -> Any:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise TooLarge
            return message

        try:
            if announced.isdigit() and int(announced) > limit:
                raise TooLarge
            await app(scope, counted, send)
        except TooLarge:
            await _drain(receive, limit * DRAINED)
            await _answer(send, too_large(limit, headers.get(b"accept-language", "")))

    return limited


def body_limit(content_type: str) -> int:
    """Bytes: files may be larger than documents."""
    return int(settings.UPLOAD_LIMIT if content_type.startswith("multipart/") else settings.BODY_LIMIT)


def too_large(limit: int, languages: str = "") -> HttpResponse:
    with override("ko" if languages.lower().startswith("ko") else "en"):
        message = _("What was sent is larger than the %(limit)d MB that this server takes.")
        hint = _("Leave data out of the upload and refer to it by its path, or raise PENSTOCK_UPLOAD_LIMIT.")
        return error_response(ApiError(413, "too_large", message % {"limit": limit >> 20}, hint=hint))


async def _drain(receive: Receive, most: int) -> None:
    seen = 0
    while seen < most:
        message = await receive()
        seen += len(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return


async def _answer(send: Send, response: HttpResponse) -> None:
    pairs = [*response.headers.items(), *HEADERS.items(), ("Connection", "close")]
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in pairs]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.content})
