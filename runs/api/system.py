"""How the product is: runner, disk, database."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection
from rest_framework.request import Request
from rest_framework.response import Response

import penstock
from penstock.openapi import describe
from runs.api import shapes as s
from runs.api.base import RunsView
from runs.runner import runner_state
from runs.stepd.machine import gpus_here, memory_here

PATIENCE = 0.3  # seconds; our own writes take milliseconds
LOW = 500 << 20  # bytes; below this a step may well fail to write its outputs


class System(RunsView):
    @describe(s.System, operation="get_system")
    def get(self, request: Request) -> Response:
        usage = shutil.disk_usage(settings.WORKSPACE.root)
        return Response(
            {
                "version": penstock.__version__,
                "runner": runner_state(settings.WORKSPACE),
                "disk": {"free": usage.free, "total": usage.total, "low": usage.free < LOW},
                "machine": _machine(),
                "database": _database(),
            }
        )


@cache
def _machine() -> s.Machine:
    """Asked once: it does not change while it runs, and asking a driver takes its time."""
    slots = int(os.environ.get("PENSTOCK_SLOTS") or len(os.sched_getaffinity(0)))
    return {"cpus": slots, "gpus": len(gpus_here()), "memory": memory_here()}


def _database() -> str:
    """ "ok", "locked" while another program keeps everybody from writing, or what the database says."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return "locked" if connection.vendor == "sqlite" and _is_locked() else "ok"
    except DatabaseError as error:
        return str(error)


def _is_locked() -> bool:
    """Asks for the write lock beside Django's own connection, for a moment only, and lets go of it at once."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=PATIENCE, isolation_level=None)) as beside:
        try:
            beside.execute("BEGIN IMMEDIATE")
            beside.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            return "locked" in str(error)
    return False
