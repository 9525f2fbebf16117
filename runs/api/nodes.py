"""A run from near: its graph, the state of all nodes, one node's story, events, logs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from penstock.environments import current_path
from penstock.openapi import describe
from penstock.security.errors import ApiError
from runs import reads
from runs.api import shapes as s
from runs.api.base import RunsView, find_run, number, text_of
from runs.api.node_shapes import NodeDetail
from runs.drawing import graph_of
from runs.models import Job, Run
from runs.node_detail import node_detail, step_of
from runs.storage.layout import RUN_LOG
from runs.storage.logs import log_files, log_place, read_log
from runs.wire import execution_log, read_after


class State(RunsView):
    @describe(s.State, operation="get_state")
    def get(self, request: Request, name: str) -> HttpResponseBase:
        # Straight to JSON: a run of 5,000 nodes has nothing to gain from a renderer's care.
        run = Run.objects.filter(name=name).only("id", "warnings").first() or find_run(name)
        return JsonResponse(reads.state_of(run), json_dumps_params={"separators": (",", ":"), "ensure_ascii": False})


class Graph(RunsView):
    @describe(s.Graph, query={"path": str}, operation="get_graph")
    def get(self, request: Request, name: str) -> Response:
        run, path = find_run(name), text_of(request, "path")
        graph = graph_of(run)
        if path not in graph:
            raise ApiError(404, "no_graph", _("There is no pipeline at %(path)s in this job.") % {"path": path})
        parts = path.split("/") if path else []
        crumbs = [{"path": "/".join(parts[: i + 1]), "name": part} for i, part in enumerate(parts)]
        root = [{"path": "", "name": run.display_name}]
        return Response({**graph[path], "breadcrumb": root + crumbs})


class Node(RunsView):
    @describe(NodeDetail, query={"path": str}, operation="get_node")
    def get(self, request: Request, name: str) -> Response:
        run, path = find_run(name), text_of(request, "path")
        environment = current_path(settings.WORKSPACE.environments).name
        found = node_detail(run, path, settings.WORKSPACE.root, environment)
        if found is None:
            raise ApiError(404, "no_such_node", _("This job has no node named %(path)s.") % {"path": path})
        return Response(found)


class Events(RunsView):
    @describe(s.EventPage, query={"after": int, "path": str, "limit": int}, operation="list_events")
    def get(self, request: Request, name: str) -> Response:
        path = request.query_params.get("path")
        limit = number(request, "limit", 500, most=5000)
        return Response({"items": read_after(find_run(name).pk, number(request, "after", 0), limit, path)})


class LogFiles(RunsView):
    @describe(s.Logs, query={"path": str, "attempt": int}, operation="list_logs")
    def get(self, request: Request, name: str) -> Response:
        run = find_run(name)
        root, path, attempt = origin_of(run, text_of(request, "path"), number(request, "attempt", 0))
        if not path and run.type == "pipeline":
            return Response({"files": [{"name": RUN_LOG, "size": len(execution_log(run.pk))}]})
        files = log_files(settings.WORKSPACE.jobs, root, path, attempt)
        return Response({"files": [{"name": file, "size": size} for file, size in files.items()]})


class Logs(RunsView):
    @describe(
        "text",
        query={"path": str, "file": str, "offset": int, "limit": int, "attempt": int},
        operation="read_log",
    )
    def get(self, request: Request, name: str) -> HttpResponseBase:
        run, path = find_run(name), text_of(request, "path")
        root, origin, attempt = origin_of(run, path, number(request, "attempt", 0))
        file = text_of(request, "file", "user_logs/std_log.txt")
        if file == RUN_LOG and not path:
            text, start = execution_log(run.pk), number(request, "offset", 0)
            return _piece(text[start : start + number(request, "limit", 1 << 20)], start, len(text), run.ended)
        place = log_place(settings.WORKSPACE.jobs, root, origin, file, attempt)
        ended = Job.objects.filter(run=run, path=path, ended_at__isnull=False).exists()
        if place is None:
            return _piece(b"", 0, 0, ended)
        piece = read_log(place, number(request, "offset", 0), number(request, "limit", 1 << 20))
        return _piece(piece.data, piece.offset, piece.size, ended)


def _piece(data: bytes, offset: int, size: int, ended: bool) -> HttpResponseBase:
    """Bytes of a log; `X-Eof` says that nothing will ever follow."""
    response = HttpResponse(data, content_type="text/plain; charset=utf-8")
    response["X-Offset"] = str(offset)
    response["X-Size"] = str(size)
    response["X-Next"] = str(offset + len(data))
    response["X-Eof"] = "true" if ended and offset + len(data) >= size else "false"
    return response


def origin_of(run: Run, path: str, attempt: int) -> tuple[str, str, int | None]:
    """Where a node's files are: its own, or those of the step it was reused from. (root, path, attempt)"""
    job = Job.objects.filter(run=run, path=path).first()
    if job is None:
        raise ApiError(404, "no_such_node", _("This job has no node named %(path)s.") % {"path": path})
    if job.reused_from:
        origin = Job.objects.filter(name=job.reused_from).select_related("run").first()
        if origin is not None:
            return origin.run.name, origin.path, origin.attempt
    return run.name, path, attempt or None


def step_or_404(run: Run, path: str) -> Any:
    step = step_of(run, path)
    if step is None:
        raise ApiError(404, "no_such_node", _("This job has no node named %(path)s.") % {"path": path})
    return step
