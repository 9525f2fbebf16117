"""A body that is too large is refused while it arrives, whatever its headers say."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from penstock.security.bodies import limit_bodies

CHUNK = b"x" * 400


class Wire:
    """One request: gives `chunks`, remembers what was sent back."""

    def __init__(self, chunks: int, **headers: str) -> None:
        pairs = [(key.replace("_", "-").encode(), value.encode()) for key, value in headers.items()]
        self.scope = {"type": "http", "headers": pairs}
        self.messages: Iterator[dict[str, Any]] = iter(
            {"type": "http.request", "body": CHUNK, "more_body": number < chunks - 1} for number in range(chunks)
        )
        self.sent: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        return next(self.messages)

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)


async def reads_all(scope: dict[str, Any], receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})


@pytest.fixture(autouse=True)
def small(settings: Any) -> None:
    settings.BODY_LIMIT, settings.UPLOAD_LIMIT = 1000, 2000


async def test_a_body_within_the_limit_passes() -> None:
    wire = Wire(2)
    await limit_bodies(reads_all)(wire.scope, wire.receive, wire.send)
    assert wire.sent[0]["status"] == 200


async def test_an_announced_body_is_refused_before_the_application_sees_it() -> None:
    async def unreachable(*_: Any) -> None:
        raise AssertionError("reached")

    wire = Wire(3, content_length="1200")
    await limit_bodies(unreachable)(wire.scope, wire.receive, wire.send)
    assert wire.sent[0]["status"] == 413
    error = json.loads(wire.sent[1]["body"])["error"]
    assert error["code"] == "too_large"
    assert error["hint"]


async def test_a_body_that_does_not_say_its_size_is_refused_as_it_grows() -> None:
    wire = Wire(4)
    await limit_bodies(reads_all)(wire.scope, wire.receive, wire.send)
    assert wire.sent[0]["status"] == 413
    assert (b"x-content-type-options", b"nosniff") in wire.sent[0]["headers"]
    with pytest.raises(StopIteration):  # read to its end, so that the browser reads the answer
        next(wire.messages)


async def test_files_may_be_larger_than_documents() -> None:
    wire = Wire(4, content_type="multipart/form-data; boundary=x")
    await limit_bodies(reads_all)(wire.scope, wire.receive, wire.send)
    assert wire.sent[0]["status"] == 200


async def test_the_refusal_is_said_in_the_readers_language() -> None:
    wire = Wire(4, accept_language="ko-KR")
    await limit_bodies(reads_all)(wire.scope, wire.receive, wire.send)
    assert "보낸 내용" in json.loads(wire.sent[1]["body"])["error"]["message"]
