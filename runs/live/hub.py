"""One hub a web process: listens for pokes, reads each followed run once, sends the same text to all who follow.

Its thread is the event loop's; the database is read in one thread of its own. How often it sends adapts to what
sending costs, so that a hundred browsers slow a run down by a few per cent at most.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

from django.conf import settings
from django.db import DatabaseError, connection

from runs.live.logwatch import LogWatch
from runs.wakeup import FACTS, listen
from runs.wire import PAGE, events_frame, read_after

FASTEST = 0.02  # seconds between two sendings when they are cheap
SLOWEST = 0.08  # and when they are dear
SHARE = 16.0  # rest at least so many times as long as the last sending took
SLOW = 0.2  # seconds after which a browser that does not take a frame is left to itself
LOOK_EVERY = 1.0  # backs up lost pokes
T = TypeVar("T")
log = logging.getLogger("penstock.live")


class Client(Protocol):
    """One browser. `cursor` is the number of the last event it was sent."""

    cursor: int
    busy: bool  # its last frame has not left yet: it catches up from the database when it can

    async def send_text(self, text: str) -> None: ...


class Topic:
    """A run that somebody follows."""

    def __init__(self, run_id: int, seq: int) -> None:
        self.run_id = run_id
        self.seq = seq
        self.clients: set[Client] = set()


class Hub:
    """Made on first use, in the event loop that serves the websockets."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.reader = ThreadPoolExecutor(1, thread_name_prefix="live")
        self.topics: dict[int, Topic] = {}
        self.wanted: list[Callable[[], Any]] = []  # others who want to look when something happened (the feed)
        self.news = asyncio.Event()
        self.urgent = asyncio.Event()
        self.tasks: set[asyncio.Task[None]] = set()
        self.logs = LogWatch(settings.WORKSPACE.jobs)
        self.listener = listen(settings.WORKSPACE.run / FACTS)
        self.loop.add_reader(self.listener.fileno(), self._poked)
        self.start(self._follow())

    def start(self, work: Any) -> asyncio.Task[None]:
        """Run a coroutine as a task that is kept until it is done."""
        task: asyncio.Task[None] = self.loop.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    async def read(self, call: Callable[..., T], *arguments: Any) -> T:
        """Call something that reads the database."""
        return await self.loop.run_in_executor(self.reader, _read, call, *arguments)

    async def join(self, client: Client, run_id: int, after: int) -> None:
        """Send everything after a number, then keep the client up to date."""
        client.cursor, client.busy = after, True
        topic = self.topics.setdefault(run_id, Topic(run_id, after))
        topic.clients.add(client)  # before anything is waited for: a topic that nobody follows is dropped
        try:
            await self._free(client, topic)
        except BaseException:
            self.leave(client, run_id)
            raise

    def leave(self, client: Client, run_id: int) -> None:
        topic = self.topics.get(run_id)
        if topic is not None:
            topic.clients.discard(client)
            if not topic.clients:
                del self.topics[run_id]

    def close(self) -> None:
        """Stop listening and following; for tests, whose loops end before their process does."""
        self.loop.remove_reader(self.listener.fileno())
        self.listener.close()
        self.logs.close()
        for task in list(self.tasks):
            task.cancel()
        self.reader.shutdown(wait=False)

    def _poked(self) -> None:
        if self.listener.drain():
            self.urgent.set()
        self.news.set()

    async def _follow(self) -> None:
        """Forever: wait for news, send it, rest in proportion to what it cost."""
        while True:
            try:
                await asyncio.wait_for(self.news.wait(), LOOK_EVERY)
            except TimeoutError:
                if not self.topics and not self.wanted:
                    continue
            self.news.clear()
            self.urgent.clear()
            began = time.perf_counter()
            for topic in list(self.topics.values()):
                try:
                    await self._broadcast(topic)
                except Exception:  # one run that cannot be read now must not end the push of all
                    log.exception("run %s cannot be followed now", topic.run_id)
            for call in self.wanted:
                call()
            cost = time.perf_counter() - began
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.urgent.wait(), min(max(cost * SHARE, FASTEST), SLOWEST))

    async def _broadcast(self, topic: Topic) -> None:
        """Read what is new once; send it to all clients that stand where the topic stands."""
        before = topic.seq
        events = await self.read(read_after, topic.run_id, before)
        if topic.seq != before:  # somebody joined while we read and has these already: read again from there
            self.news.set()
            return
        if events:
            text = events_frame(events)
            topic.seq = events[-1]["seq"]
            ready = deque(client for client in topic.clients if not client.busy and client.cursor == before)
            for client in ready:
                client.cursor, client.busy = topic.seq, True
            await self._deliver(ready, text)
        for client in topic.clients:
            if not client.busy and client.cursor < topic.seq:
                client.busy = True
                self.start(self._free(client, topic))
        if len(events) == PAGE:
            self.news.set()

    async def _deliver(self, clients: deque[Client], text: str) -> None:
        """Send to one after the other: a task for each would cost as much as sending.

        A browser that does not take it keeps its own sender waiting; another sender goes on with the rest.
        """
        while clients:
            sender = self.start(_send_in_turn(clients, text))
            done, _ = await asyncio.wait({sender}, timeout=SLOW)
            if not done:
                rest = deque(clients)
                clients.clear()  # the sender that waits has nothing left to do when it is through
                clients = rest

    async def _free(self, client: Client, topic: Topic) -> None:
        try:
            await self._catch_up(client, topic)
        finally:
            client.busy = False

    async def _catch_up(self, client: Client, topic: Topic) -> None:
        """Bring a client from its own cursor to where the topic stands, from the database.

        Never past it while others follow: who is ahead of the topic misses the next broadcast, has to catch up
        alone again, and a hundred of those cost more than the run. A client on its own takes the topic along.
        """
        while True:
            alone = topic.clients <= {client}
            if not alone and client.cursor >= topic.seq:
                return
            until = topic.seq
            events = await self.read(read_after, topic.run_id, client.cursor)
            full = len(events) == PAGE
            if not alone:
                events = [event for event in events if event["seq"] <= until]
            if events:
                client.cursor = events[-1]["seq"]
                await client.send_text(events_frame(events))
            if alone and not full:
                topic.seq = max(topic.seq, client.cursor)
                return


async def _send_in_turn(clients: deque[Client], text: str) -> None:
    while clients:
        client = clients.popleft()
        await client.send_text(text)
        client.busy = False


def _read(call: Callable[..., T], *arguments: Any) -> T:
    try:
        return call(*arguments)
    except DatabaseError:
        connection.close()  # this thread's own: it may be what is broken, and nobody else would replace it
        raise


_hub: Hub | None = None


def get_hub() -> Hub:
    """This process's hub, in the running loop (tests have a loop each)."""
    global _hub
    if _hub is None or _hub.loop is not asyncio.get_running_loop():
        _hub = Hub()
    return _hub
