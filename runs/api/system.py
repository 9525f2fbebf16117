"""How the product is: runner, disk, database."""

from __future__ import annotations

import shutil

from django.conf import settings
from django.db import DatabaseError, connection
from rest_framework.request import Request
from rest_framework.response import Response

import penstock
from penstock.openapi import describe
from runs.api import shapes as s
from runs.api.base import RunsView
from runs.runner import runner_state

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
                "database": _database(),
            }
        )


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return str(error)
    return "ok"
