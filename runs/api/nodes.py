"""A run from near: its graph, the state of all nodes, one node's story, events."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponseBase, JsonResponse
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
from runs.wire import read_after


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
