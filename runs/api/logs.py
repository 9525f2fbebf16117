"""Logs of a node: which there are, pieces of them by offset, and searching them. Secrets of the store are masked."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypedDict

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from penstock.openapi import describe
from penstock.security.errors import ApiError
from runs.api import shapes as s
from runs.api.base import RunsView, find_run, number, text_of
from runs.api.nodes import origin_of
from runs.models import Job, Run
from runs.storage.layout import LOG, RUN_LOG
from runs.storage.logs import log_files, log_place, read_log
from runs.storage.masking import mask_of
from runs.storage.search import MOST_MATCHES, BadPattern, pattern_of, search
from runs.wire import execution_log

PIECE = 1 << 20


class LogMatch(TypedDict):
    """`text` is the line, of a very long one the part around the match; `start` and `end` are where the match is in it
    (in UTF-16 units, as browsers count), `offset` is where the text begins in the file. Lines count from 1."""

    line: int | None
    offset: int
    text: str
    start: int
    end: int


class LogMatches(TypedDict):
    """`next` is the `after` of the next question, null when the log was searched to its end."""

    matches: list[LogMatch]
    next: int | None
    size: int


class LogFiles(RunsView):
    @describe(s.Logs, query={"path": str, "node": str, "attempt": int}, operation="list_logs")
    def get(self, request: Request, name: str) -> Response:
        run = find_run(name)
        root, path, attempt = origin_of(run, _node(request), number(request, "attempt", 0))
        if not path and run.type == "pipeline":
            return Response({"files": [{"name": RUN_LOG, "size": len(_run_log(run))}]})
        files = log_files(settings.WORKSPACE.jobs, root, path, attempt)
        return Response({"files": [{"name": file, "size": size} for file, size in files.items()]})


class Logs(RunsView):
    @describe(
        "text",
        query={"path": str, "node": str, "file": str, "offset": int, "limit": int, "attempt": int},
        operation="read_log",
    )
    def get(self, request: Request, name: str) -> HttpResponseBase:
        run, path = find_run(name), _node(request)
        offset, limit = number(request, "offset", 0), number(request, "limit", PIECE)
        ended = Job.objects.filter(run=run, path=path, ended_at__isnull=False).exists()
        with _place(request, run) as place:
            if place is None:
                return _piece(b"", 0, 0, ended)
            piece = read_log(place, offset, limit, mask_of(settings.WORKSPACE.root), ended=ended)
        return _piece(piece.data, piece.offset, piece.size, ended)


class SearchLogs(RunsView):
    @describe(
        LogMatches,
        query={
            **{"path": str, "node": str, "file": str, "attempt": int},
            **{"q": str, "regex": bool, "case": bool, "after": int, "limit": int},
        },
        operation="search_log",
    )
    def get(self, request: Request, name: str) -> Response:
        """The first match of each line behind `after`, at most `limit`. Takes as long as reading the log once."""
        run = find_run(name)
        try:
            pattern = pattern_of(text_of(request, "q"), regex=_yes(request, "regex"), case=_yes(request, "case"))
        except BadPattern as bad:
            message = _("This cannot be searched for: %(why)s.") % {"why": str(bad)}
            hint = _("Backreferences and look-around are not known; without `regex` every character stands for itself.")
            raise ApiError(400, "bad_pattern", message, hint=hint) from None
        after, limit = number(request, "after", 0), number(request, "limit", 100, most=MOST_MATCHES)
        with _place(request, run) as place:
            if place is None:
                return Response({"matches": [], "next": None, "size": 0})
            found = search(place, pattern, after=after, limit=limit, mask=mask_of(settings.WORKSPACE.root))
        return Response({"matches": [asdict(match) for match in found.matches], "next": found.next, "size": found.size})


@contextlib.contextmanager
def _place(request: Request, run: Run) -> Iterator[Path | None]:
    """The file that is asked for. What the run itself did is no file, but can be read like one."""
    root, path, attempt = origin_of(run, _node(request), number(request, "attempt", 0))
    file = text_of(request, "file", LOG)
    if file != RUN_LOG or path:
        yield log_place(settings.WORKSPACE.jobs, root, path, file, attempt)
        return
    made = os.memfd_create("log", os.MFD_CLOEXEC)
    try:
        with open(made, "wb", closefd=False) as writing:
            writing.write(_run_log(run))
        yield Path(f"/proc/self/fd/{made}")
    finally:
        os.close(made)


def _run_log(run: Run) -> bytes:
    return execution_log(run.pk)


def _node(request: Request) -> str:
    """`node` and `path` name the same."""
    return text_of(request, "node") or text_of(request, "path")


def _yes(request: Request, key: str) -> bool:
    return text_of(request, key).lower() in ("1", "true", "yes")


def _piece(data: bytes, offset: int, size: int, ended: Any) -> HttpResponseBase:
    """Bytes of a log; `X-Eof` says that nothing will ever follow."""
    response = HttpResponse(data, content_type="text/plain; charset=utf-8")
    response["X-Offset"] = str(offset)
    response["X-Size"] = str(size)
    response["X-Next"] = str(offset + len(data))
    response["X-Eof"] = "true" if ended and offset + len(data) >= size else "false"
    return response
