"""The websockets: one follows a run, one follows everything. They parse and send; the hub decides what."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from typing import Any
from urllib.parse import parse_qs

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import DatabaseError

from runs import reads
from runs.live.hub import Hub, get_hub
from runs.models import Run
from runs.runner import runner_state

PING = 15.0  # seconds
FEED_PAUSE = 0.5  # seconds between two frames of the feed
OVERLAP = 2.0  # seconds the feed looks back: what is written first may be seen last
NOT_FOUND = 4404
MOST_WATCHED = 20
log = logging.getLogger("penstock.live")


class Socket(AsyncWebsocketConsumer):
    """What both have in common: sending that never raises into the hub, and a ping."""

    cursor = 0
    busy = False
    hub: Hub

    async def send_text(self, text: str) -> None:
        with contextlib.suppress(Exception):  # the browser is gone: `disconnect` tidies up
            await self.send(text_data=text)

    async def ping(self) -> None:
        while True:
            await asyncio.sleep(PING)
            await self.send_text('{"type":"ping"}')


class JobSocket(Socket):
    """`/ws/jobs/<name>?after=<seq>`: every event after the cursor in order, sizes of watched logs."""

    async def connect(self) -> None:
        self.hub = get_hub()
        self.run_id, self.run_name = 0, ""
        self.tasks: list[asyncio.Task[None]] = []
        name = self.scope["url_route"]["kwargs"]["name"]
        run = await self.hub.read(lambda: Run.objects.filter(name=name).values_list("id", "seq").first())
        await self.accept()
        if run is None:
            await self.close(NOT_FOUND)
            return
        self.run_id, self.run_name = run[0], name
        query = parse_qs(self.scope["query_string"].decode("latin-1"))
        text = query.get("after", ["0"])[0]
        after = int(text) if text.isdecimal() and len(text) < 20 else 0
        # A cursor beyond the last event would be waited for by all who follow this run.
        await self.hub.join(self, run[0], min(after, run[1]))
        self.tasks.append(self.hub.start(self.ping()))

    async def disconnect(self, code: int) -> None:
        self.hub.leave(self, self.run_id)
        self.hub.logs.watch(self, ())
        for task in self.tasks:
            task.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        try:
            message = json.loads(text_data or "{}")
            watch = message.get("watch") if isinstance(message, dict) else None
            if watch is None:
                return
            places = [(str(item["path"]), str(item["file"])) for item in watch[:MOST_WATCHED]]
        except (ValueError, TypeError, KeyError, RecursionError):
            return  # not one of our pages; it gets what it asked for: nothing
        self.hub.logs.watch(self, [(self.run_name, path, file) for path, file in places])


class FeedSocket(Socket):
    """`/ws/feed`: summaries of jobs that changed, and how the runner is."""

    async def connect(self) -> None:
        self.hub = get_hub()
        self.changed = asyncio.Event()
        self.since = time.time()
        await self.accept()
        self.hub.wanted.append(self.changed.set)
        self.tasks = [self.hub.start(self.ping()), self.hub.start(self.follow()), self.hub.start(self.watch_runner())]

    async def disconnect(self, code: int) -> None:
        self.hub.wanted = [call for call in self.hub.wanted if call != self.changed.set]
        for task in self.tasks:
            task.cancel()

    async def follow(self) -> None:
        told: dict[str, float] = {}  # what the next look may find again
        while True:
            await self.changed.wait()
            self.changed.clear()
            began = time.time()
            try:
                items = await self.hub.read(reads.summaries_since, self.since)
            except DatabaseError as error:
                log.warning("the feed cannot be read now: %s", error)
            else:
                fresh = [item for item in items if told.get(item["name"]) != item["updated"]]
                told = {item["name"]: item["updated"] for item in items}
                self.since = began - OVERLAP
                if fresh:
                    await self.send_text(json.dumps({"type": "jobs", "items": fresh}))
            await asyncio.sleep(FEED_PAUSE)

    async def watch_runner(self) -> None:
        known: dict[str, Any] = {}
        while True:
            state = runner_state(settings.WORKSPACE)
            state.pop("since", None)
            if state != known:
                known = state
                await self.send_text(json.dumps({"type": "system", "runner": state}))
            await asyncio.sleep(2.0)
