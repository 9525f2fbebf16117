"""`/mlflow` for the steps of a run in the foreground: `python -m penstock.tracking.gate <file number>`."""

from __future__ import annotations

import os
import sys
from typing import Any

import uvicorn

from penstock.tracking.door import Door, guarded
from penstock.tracking.places import PREFIX, Tracking
from penstock.tracking.proxy import Proxy
from penstock.tracking.registry import Both
from penstock.workspace import Workspace


def main(fd: int) -> None:
    """Serve until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "penstock.settings")  # loaded when a model is registered
    workspace = Workspace.open()
    place = Tracking(workspace)
    tracking = guarded(Door(workspace, "127.0.0.1"), Proxy(place, Both(place)))

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and (scope["path"] + "/").startswith(PREFIX + "/"):
            await tracking(scope, receive, send)
        elif scope["type"] == "http":
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    uvicorn.run(
        application, fd=fd, log_level="warning", access_log=False, lifespan="off", server_header=False,
        timeout_graceful_shutdown=2,
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]))
