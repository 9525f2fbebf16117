"""Why each step ran or did not, and what would happen if a job was submitted now."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from designer.api import body_of
from penstock.openapi import describe
from penstock.security.errors import ApiError
from runs import explaining
from runs.api import reuse_shapes
from runs.api import shapes as s
from runs.api.base import RunsView, find_run, text_of
from runs.api.jobs import OneJob, again_of, source_of, wishes_of
from runs.storage.masking import mask_of


class Explain(RunsView):
    @describe(reuse_shapes.Explanation, query={"node": str}, operation="explain_job")
    def get(self, request: Request, name: str) -> Response:
        """A child may be named by its own name, or by its path as `node`."""
        root, _dot, inner = name.partition(".")
        path = text_of(request, "node") or inner.replace(".", "/")
        found = explaining.explain(find_run(root), path)
        if found is None:
            raise ApiError(404, "no_such_node", _("This job has no node named %(path)s.") % {"path": path[:200]})
        return hidden(found)


class Plan(RunsView):
    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """A job may be called `plan`."""
        if request.method != "POST":
            return OneJob.as_view()(request, name="plan")
        return super().dispatch(request, *args, **kwargs)

    @describe(reuse_shapes.SubmitPlan, request=[s.Plan, "upload"], operation="plan_job")
    def post(self, request: Request) -> Response:
        """Of a submission, or of `job` submitted once more. Nothing is started and nothing is kept."""
        from runs.planning import plan  # idle servers do without what it loads

        body = body_of(request)
        wishes = wishes_of(body, request)
        if body.get("job"):
            return hidden(plan(wishes=wishes, **again_of(find_run(str(body["job"])))))
        with source_of(request, body) as source:
            return hidden(plan(wishes=wishes, **source))


def hidden(answer: dict[str, Any]) -> Response:
    """Values of parameters and variables are told here: without the secrets of the store."""
    return Response(mask_of(settings.WORKSPACE.root).everywhere(answer))
