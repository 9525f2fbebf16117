"""Every websocket handshake is checked before a consumer sees it."""

from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse

from penstock.security.tokens import start_session
from penstock.security.websockets import guard_websocket, handshake_allowed


def handshake(query: str = "", **headers: str) -> dict[str, Any]:
    given = {"host": "localhost:8000"} | {key.replace("_", "-"): value for key, value in headers.items()}
    pairs = [(key.encode(), value.encode()) for key, value in given.items() if value]
    return {"type": "websocket", "path": "/ws/feed", "headers": pairs, "query_string": query.encode()}


def session_cookie() -> str:
    response = HttpResponse()
    start_session(response)
    return f"other=1; {settings.SESSION_COOKIE}={response.cookies[settings.SESSION_COOKIE].value}"


def test_a_page_with_a_session_gets_in() -> None:
    assert handshake_allowed(handshake(origin="http://localhost:8000", cookie=session_cookie()))


def test_the_command_line_gets_in_by_its_token() -> None:
    token = settings.WORKSPACE.token()
    assert handshake_allowed(handshake(authorization=f"Bearer {token}"))
    assert handshake_allowed(handshake(query=f"after=0&token={token}"))


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:9000", "file://", ""])
def test_a_session_from_another_origin_is_refused(origin: str) -> None:
    assert not handshake_allowed(handshake(origin=origin, cookie=session_cookie()))


def test_a_foreign_origin_is_refused_even_with_the_token() -> None:
    assert not handshake_allowed(handshake(query=f"token={settings.WORKSPACE.token()}", origin="http://evil.example"))


def test_a_name_that_is_not_ours_is_refused() -> None:
    scope = handshake(host="evil.example", origin="http://evil.example", cookie=session_cookie())
    assert not handshake_allowed(scope)


def test_nobody_else_gets_in() -> None:
    assert not handshake_allowed(handshake(origin="http://localhost:8000"))
    assert not handshake_allowed(handshake(query="token=wrong", authorization="Bearer wrong"))
    assert not handshake_allowed(handshake(origin="http://localhost:8000", cookie=f"{settings.SESSION_COOKIE}=x; ;;="))


async def test_a_refused_handshake_never_reaches_the_consumer() -> None:
    sent: list[dict[str, Any]] = []

    async def consumer(*_: Any) -> None:
        raise AssertionError("reached")

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await guard_websocket(consumer)(handshake(), receive, send)
    assert [message["type"] for message in sent] == ["websocket.close"]
