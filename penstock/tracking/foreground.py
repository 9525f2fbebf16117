"""Tracking for a run in the foreground: through the server where one is up, else by a gate of the run's own.

The gate and MLflow's server start when a step first speaks to them, and end with the run.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from penstock.tracking.keeper import Activated, Keeper, stop, watch_in_thread
from penstock.tracking.places import ADDRESS, MARKER, PREFIX, Tracking
from penstock.workspace import Workspace


@contextmanager
def tracking_of(workspace: Workspace, root: str) -> Iterator[None]:
    """Inside it, steps of the run `root` find MLflow."""
    before = os.environ.get(ADDRESS)
    if server := address_of_server(workspace):
        os.environ[ADDRESS] = server
        yield
    else:
        with _gate(workspace) as address:
            os.environ[ADDRESS] = address
            yield
            _say_the_end(workspace, root)
    os.environ.pop(ADDRESS, None)
    if before:
        os.environ[ADDRESS] = before


def address_of_server(workspace: Workspace) -> str:
    """Of the server that is up on this workspace; "" when none is."""
    with suppress(OSError, ValueError, LookupError):
        url = str(json.loads(workspace.server_json.read_text())["url"])
        parts = urlsplit(url)
        socket.create_connection((parts.hostname or "", parts.port or 80), timeout=1).close()
        return url + PREFIX
    return ""


@contextmanager
def _gate(workspace: Workspace) -> Iterator[str]:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as in `up`
    listener.bind(("127.0.0.1", 0))
    listener.listen(512)
    listener.setblocking(False)
    tracking = Tracking(workspace)
    keeper = Keeper(tracking)
    gate = Activated("the gate", [sys.executable, "-m", "penstock.tracking.gate"], listener, tracking.log)
    end = watch_in_thread([keeper, gate], lambda text: None)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}{PREFIX}"
    finally:
        end()
        stop(gate.process)
        keeper.close()
        listener.close()


def _say_the_end(workspace: Workspace, root: str) -> None:
    """MLflow ends with us: what the runner would have told it by and by is told now."""
    folder = workspace.jobs / root
    if not (folder / MARKER).exists():
        return
    from penstock.tracking.ending import conclude
    from runs.models import Job

    job = Job.objects.filter(run__name=root, path="").first()
    if job is not None and job.status in ("Completed", "Failed", "Canceled"):
        conclude(workspace.root, folder, job.status)
