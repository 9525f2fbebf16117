"""MLflow's own server on a socket that is listening already: `python child.py <ids.py> <file number> <idle seconds>`.

Runs in an environment with mlflow and without Penstock. Has the server take ids that are known beforehand, and ends
by itself when nobody has asked for anything in a while; whoever holds the socket starts it again.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import runpy
import sqlite3
import sys
import threading
import time
import uuid
from typing import Any

import uvicorn

WANTED_RUN = "penstock.run_id"  # a tag that comes with a new run


def main(ids: str, fd: int, idle: float) -> None:
    database = os.environ["_MLFLOW_SERVER_FILE_STORE"]
    if database.startswith("sqlite:///"):
        with contextlib.closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as connection:
            connection.execute("PRAGMA journal_mode=WAL")  # who reads does not wait for who writes
    _take_known_ids(runpy.run_path(ids)["experiment_id"])
    from mlflow.server.fastapi_app import app

    last = _Last(app)
    config = uvicorn.Config(
        last, fd=fd, log_level="warning", access_log=False, lifespan="on", loop="asyncio", timeout_graceful_shutdown=3
    )
    server = uvicorn.Server(config)
    asyncio.run(_serve(server, last, idle))


async def _serve(server: uvicorn.Server, last: _Last, idle: float) -> None:
    watch = asyncio.create_task(_end_when_idle(server, last, idle)) if idle else None
    await server.serve()
    if watch:
        watch.cancel()


async def _end_when_idle(server: uvicorn.Server, last: _Last, idle: float) -> None:
    while last.busy or time.monotonic() - last.at < idle:
        await asyncio.sleep(min(idle, 5))
    server.should_exit = True


class _Last:
    """Knows when the server was last asked for something."""

    def __init__(self, app: Any) -> None:
        self.app, self.at, self.busy = app, time.monotonic(), 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self.busy += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.busy -= 1
            self.at = time.monotonic()


def _take_known_ids(experiment_id: Any) -> None:
    """A run may bring its id in a tag; an experiment's follows from its name."""
    from mlflow.store.tracking import sqlalchemy_store
    from mlflow.store.tracking.dbmodels.models import SqlExperiment
    from sqlalchemy import event, select

    here = threading.local()

    class Uuid:
        """Stands for the module `uuid` in there."""

        def __getattr__(self, name: str) -> Any:
            return getattr(uuid, name)

        def uuid4(self) -> uuid.UUID:
            wanted, here.wanted = getattr(here, "wanted", None), None
            return uuid.UUID(wanted) if wanted else uuid.uuid4()

    sqlalchemy_store.uuid = Uuid()
    create_run = sqlalchemy_store.SqlAlchemyStore.create_run

    def create_run_with_id(
        self: Any, experiment_id: Any, user_id: Any, start_time: Any, tags: Any, run_name: Any
    ) -> Any:
        here.wanted = next((tag.value for tag in tags or () if tag.key == WANTED_RUN), None)
        kept = [tag for tag in tags or () if tag.key != WANTED_RUN]
        try:
            return create_run(self, experiment_id, user_id, start_time, kept, run_name)
        finally:
            here.wanted = None

    sqlalchemy_store.SqlAlchemyStore.create_run = create_run_with_id

    @event.listens_for(SqlExperiment, "before_insert")
    def with_known_id(mapper: Any, connection: Any, experiment: Any) -> None:
        if experiment.experiment_id is None:
            known = int(experiment_id(experiment.name))
            taken = select(SqlExperiment.experiment_id).where(SqlExperiment.experiment_id == known)
            if connection.execute(taken).first() is None:
                experiment.experiment_id = known


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
