"""Why each step ran or did not, and what would happen if a job was submitted now."""

from __future__ import annotations

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from penstock.openapi import describe
from penstock.security.errors import ApiError
from runs import explaining
from runs.api import reuse_shapes
from runs.api.base import RunsView, find_run, text_of


class Explain(RunsView):
    @describe(reuse_shapes.Explanation, query={"node": str}, operation="explain_job")
    def get(self, request: Request, name: str) -> Response:
        """A child may be named by its own name, or by its path as `node`."""
        root, _dot, inner = name.partition(".")
        path = text_of(request, "node") or inner.replace(".", "/")
        found = explaining.explain(find_run(root), path)
        if found is None:
            raise ApiError(404, "no_such_node", _("This job has no node named %(path)s.") % {"path": path[:200]})
        return Response(found)
