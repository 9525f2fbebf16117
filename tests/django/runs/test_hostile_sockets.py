"""Websockets that ask for nonsense: they get little, and the others get everything."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from penstock.asgi import application
from runs.live import hub as hubs
from runs.testing import command, pipeline
from tests.browser_socket import Socket

NONSENSE = [
    "{",
    "[]",
    "null",
    "[" * 100_000,
    '{"watch": {}}',
    '{"watch": [1]}',
    '{"watch": [{"path": "\\u0000", "file": "user_logs/\\u0000"}]}',
]


@pytest.mark.parametrize("after", ["9" * 18, "9" * 40, "%C2%B2", "-1", "x"])
async def test_a_cursor_from_nowhere_takes_the_events_from_nobody(desk: Any, after: str) -> None:
    run = await sync_to_async(desk.submit)(pipeline("", command("a")))
    headers = [(b"host", b"localhost"), (b"authorization", f"Bearer {desk.workspace.token()}".encode())]
    odd = Socket(application, f"/ws/jobs/{run.name}?after={after}", headers=headers)
    page = Socket(application, f"/ws/jobs/{run.name}?after=0", headers=headers)
    try:
        assert await odd.connect()
        for text in NONSENSE:
            await odd.send_text(text)
        assert await page.connect()
        frame = json.loads(await asyncio.wait_for(page.receive_text(), 5))
        assert frame["events"][0]["seq"] == 1
    finally:
        await odd.close()
        await page.close()
        if hubs._hub is not None:
            hubs._hub.close()
