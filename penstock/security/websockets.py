"""The guard of every websocket handshake: right host, same origin, and a session or the token. Plain ASGI."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings

from penstock.security.origins import allowed_host, same_origin
from penstock.security.tokens import bearer, session_is_good, token_matches

Scope = dict[str, Any]
App = Callable[[Scope, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]


def guard_websocket(app: App) -> App:
    """Wrap an ASGI websocket application; refused handshakes are answered with HTTP 403 by the server."""

    async def guarded(
        scope: Scope, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
    ) -> None:
        if handshake_allowed(scope):
            await app(scope, receive, send)
            return
        await receive()  # websocket.connect
        await send({"type": "websocket.close", "code": 4403})

    return guarded


def handshake_allowed(scope: Scope) -> bool:
    headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in scope.get("headers", ())}
    host = headers.get("host", "")
    if not allowed_host(host, settings.BIND_HOST, settings.EXTRA_HOSTS):
        return False
    origin = headers.get("origin")
    if origin is not None and not same_origin(origin, host):
        return False
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    if token_matches(bearer(headers.get("authorization"))) or token_matches(query.get("token", [None])[0]):
        return True
    return origin is not None and session_is_good(_cookie(headers.get("cookie", "")))


def _cookie(header: str) -> str | None:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(header)
    except CookieError:
        return None
    found = jar.get(settings.SESSION_COOKIE)
    return found.value if found else None
