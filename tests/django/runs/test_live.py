"""The websocket of a run: every event once and in order, whatever is cut, lost or late."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError

from penstock.asgi import application
from runs.kernel.messages import StatusChanged
from runs.kernel.status import Status
from runs.live import hub as hubs
from runs.live.consumers import JobSocket
from runs.models import Run
from runs.testing import command, pipeline
from tests.browser_socket import Socket

HEADERS = [(b"host", b"localhost")]
PLAN = pipeline("", *(command(f"n{i}") for i in range(20)))


@asynccontextmanager
async def following(desk: Any, name: str, after: int = 0) -> AsyncIterator[Socket]:
    headers = [*HEADERS, (b"authorization", f"Bearer {desk.workspace.token()}".encode())]
    socket = Socket(application, f"/ws/jobs/{name}?after={after}", headers=headers)
    assert await socket.connect()
    try:
        yield socket
    finally:
        await socket.close()


async def events(socket: Socket, until: int) -> list[dict[str, Any]]:
    """Events up to a number, as they arrive."""
    found: list[dict[str, Any]] = []
    while not found or found[-1]["seq"] < until:
        frame = json.loads(await socket.receive_text())
        found += frame.get("events", [])
    return found


@pytest.fixture(autouse=True)
async def own_hub() -> AsyncIterator[None]:
    yield
    if hubs._hub is not None:
        hubs._hub.close()


def write(desk: Any, name: str, number: int) -> int:
    """Facts in the ledger, as a runner writes them; returns the last number."""
    ledger = desk.runner.ledger
    if name not in ledger.ids:
        ledger.claim()
    facts = [StatusChanged(f"n{i % 20}", 1, Status.QUEUED, 1000.0 + i) for i in range(number)]
    return int(ledger.append(name, Run.objects.get(name=name).seq, facts))


async def test_a_page_gets_every_event_once_and_in_order(desk: Any) -> None:
    run = await sync_to_async(desk.submit)(PLAN)
    async with following(desk, run.name) as socket:
        for _ in range(5):
            last = await sync_to_async(write)(desk, run.name, 7)
        got = await events(socket, last)
    assert [event["seq"] for event in got] == list(range(1, last + 1))


async def test_a_page_that_was_cut_off_goes_on_where_it_was(desk: Any) -> None:
    run = await sync_to_async(desk.submit)(PLAN)
    seen: list[int] = []
    for _ in range(50):
        last = await sync_to_async(write)(desk, run.name, 3)
        async with following(desk, run.name, after=seen[-1] if seen else 0) as socket:
            seen += [event["seq"] for event in await events(socket, last)]
    assert seen == list(range(1, last + 1))


async def test_pages_that_joined_at_different_moments_are_served_by_one_read(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await sync_to_async(desk.submit)(PLAN)
    async with AsyncExitStack() as stack:
        pages = []
        for _ in range(10):
            last = await sync_to_async(write)(desk, run.name, 3)
            pages.append(await stack.enter_async_context(following(desk, run.name)))
        for page in pages:
            await events(page, last)
        reads: list[int] = []
        real = hubs.read_after
        monkeypatch.setattr(hubs, "read_after", lambda run_id, seq: reads.append(seq) or real(run_id, seq))
        for _ in range(5):
            last = await sync_to_async(write)(desk, run.name, 2)
            for page in pages:
                await events(page, last)
        assert len(reads) <= 5 + 10 + 5  # one a write, one for each page to fall in, a few looks between


async def test_a_page_that_comes_late_gets_the_whole_story(desk: Any) -> None:
    run = await sync_to_async(desk.submit)(PLAN)
    last = await sync_to_async(write)(desk, run.name, 5000)
    async with following(desk, run.name) as socket:
        assert len(await events(socket, last)) == last


async def test_a_lost_poke_costs_delay_and_never_an_event(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run = await sync_to_async(desk.submit)(PLAN)
    async with following(desk, run.name) as socket:
        await events(socket, 1)
        monkeypatch.setattr("runs.ledger.poke", lambda folder, urgent: None)
        last = await sync_to_async(write)(desk, run.name, 2)
        assert (await events(socket, last))[-1]["seq"] == last


async def test_one_slow_page_does_not_hold_up_another(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run = await sync_to_async(desk.submit)(PLAN)
    real, stuck = JobSocket.send_text, asyncio.Event()
    slow: list[JobSocket] = []

    async def send_text(self: JobSocket, text: str) -> None:
        if slow and self is slow[0] and '"seq":1}' not in text:
            await stuck.wait()
        await real(self, text)

    monkeypatch.setattr(JobSocket, "send_text", send_text)
    async with following(desk, run.name) as one, following(desk, run.name) as other:
        await events(one, 1)
        await events(other, 1)
        topic = next(iter(hubs.get_hub().topics.values()))
        slow.append(next(iter(topic.clients)))  # type: ignore[arg-type]
        last = await sync_to_async(write)(desk, run.name, 4)
        quick, late = asyncio.create_task(events(one, last)), asyncio.create_task(events(other, last))
        done, _ = await asyncio.wait({quick, late}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
        assert len(done) == 1
        stuck.set()
        assert (await quick)[-1]["seq"] == (await late)[-1]["seq"] == last


async def test_a_page_of_no_job_is_told_so(desk: Any) -> None:
    headers = [*HEADERS, (b"authorization", f"Bearer {desk.workspace.token()}".encode())]
    socket = Socket(application, "/ws/jobs/nobody", headers=headers)
    await socket.connect()
    assert (await socket.receive_output(10))["code"] == 4404


async def test_the_size_of_a_watched_log_is_told_while_it_grows(desk: Any) -> None:
    run = await sync_to_async(desk.submit)(PLAN)
    log = desk.workspace.jobs / run.name / "n0/attempt-1/user_logs/std_log.txt"
    log.parent.mkdir(parents=True)
    log.write_text("one\n")
    async with following(desk, run.name) as socket:
        await events(socket, 1)
        await socket.send_text(json.dumps({"watch": [{"path": "n0", "file": "user_logs/std_log.txt"}]}))
        for text, size in (("", 4), ("two\n", 8)):
            with log.open("a") as file:
                file.write(text)
            frame = json.loads(await socket.receive_text())
            assert frame["files"] == [{"path": "n0", "file": "user_logs/std_log.txt", "size": size}]


async def test_a_log_that_the_step_opens_meanwhile_is_told_beside_the_watched_one(desk: Any) -> None:
    run = await sync_to_async(desk.submit)(PLAN)
    folder = desk.workspace.jobs / run.name / "n0/attempt-1"
    (folder / "user_logs").mkdir(parents=True)
    (folder / "user_logs/std_log.txt").write_text("one\n")
    async with following(desk, run.name) as socket:
        await events(socket, 1)
        await socket.send_text(json.dumps({"watch": [{"path": "n0", "file": "user_logs/std_log.txt"}]}))
        assert json.loads(await socket.receive_text())["files"][0]["size"] == 4
        (folder / "wd/logs").mkdir(parents=True)
        while not hubs.get_hub().logs._files:  # what is there at first is no news
            await asyncio.sleep(0)
        (folder / "wd/logs/epoch.log").write_text("x")
        frame = json.loads(await socket.receive_text())
        assert frame["files"] == [{"path": "n0", "file": "logs/epoch.log", "size": 1}]


async def test_files_are_looked_at_beside_the_event_loop(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def log_sizes(*arguments: Any) -> dict[Any, int]:
        looked.append(threading.current_thread().name)
        return {}

    monkeypatch.setattr("runs.live.logwatch.log_sizes", log_sizes)
    run = await sync_to_async(desk.submit)(PLAN)
    async with following(desk, run.name) as socket:
        await events(socket, 1)
        await socket.send_text(json.dumps({"watch": [{"path": "n0", "file": "user_logs/std_log.txt"}]}))
        while not looked:
            await asyncio.sleep(0)
    assert looked[0].startswith("logs")


class Page:
    """A client of the hub without a browser; `gate` holds back what it is sent."""

    def __init__(self) -> None:
        self.cursor, self.busy = 0, False
        self.gate = asyncio.Event()
        self.gate.set()
        self.got: list[dict[str, Any]] = []
        self.sending = asyncio.Event()

    async def send_text(self, text: str) -> None:
        self.sending.set()
        await self.gate.wait()
        self.got += json.loads(text)["events"]

    async def has(self, seq: int) -> None:
        async with asyncio.timeout(10):
            while not self.got or self.got[-1]["seq"] < seq:
                await asyncio.sleep(0.01)


async def test_a_page_that_opens_while_the_last_other_closes_is_kept_up_to_date(desk: Any) -> None:
    run = await sync_to_async(desk.submit)(PLAN)
    hub, old, new = hubs.get_hub(), Page(), Page()
    await hub.join(old, run.pk, 0)
    new.gate.clear()
    joining = asyncio.create_task(hub.join(new, run.pk, 0))
    await new.sending.wait()
    hub.leave(old, run.pk)
    new.gate.set()
    await joining
    last = await sync_to_async(write)(desk, run.name, 3)
    await new.has(last)
    assert [event["seq"] for event in new.got] == list(range(1, last + 1))
    hub.leave(new, run.pk)
    assert not hub.topics


async def test_a_page_that_cannot_be_served_at_first_leaves_nothing_behind(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await sync_to_async(desk.submit)(PLAN)

    def broken(*arguments: Any) -> Any:
        raise OperationalError("database is locked")

    monkeypatch.setattr(hubs, "read_after", broken)
    with pytest.raises(OperationalError):
        await hubs.get_hub().join(Page(), run.pk, 0)
    assert not hubs.get_hub().topics


async def test_a_database_that_cannot_be_read_for_a_moment_ends_no_push(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await sync_to_async(desk.submit)(PLAN)
    hub, page, tried = hubs.get_hub(), Page(), asyncio.Event()
    await hub.join(page, run.pk, 0)
    loop = asyncio.get_running_loop()

    def broken(*arguments: Any) -> Any:
        loop.call_soon_threadsafe(tried.set)
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(hubs, "read_after", broken)
        last = await sync_to_async(write)(desk, run.name, 3)
        await tried.wait()
    await page.has(last)


async def test_the_feed_tells_of_a_change_however_old_its_cause_is(desk: Any) -> None:
    """A step may have ended long before the runner hears of it, and other runs were told of meanwhile."""
    run = await sync_to_async(desk.submit)(PLAN)
    headers = [*HEADERS, (b"authorization", f"Bearer {desk.workspace.token()}".encode())]
    socket = Socket(application, "/ws/feed", headers=headers)
    assert await socket.connect()
    await sync_to_async(write)(desk, run.name, 1)
    async with asyncio.timeout(10):
        frame = {"type": ""}
        while frame["type"] != "jobs" or "Queued" not in frame["items"][0]["counts"]:  # type: ignore[index]
            frame = json.loads(await socket.receive_text())
    await socket.close()
