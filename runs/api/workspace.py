"""The workspace as `az ml workspace show` would tell it, and the mappings it keeps."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

import penstock
from designer.api import body_of
from penstock.mappings import BadMapping, Mappings
from penstock.openapi import describe
from penstock.security.errors import ApiError
from penstock.tracking.places import PREFIX, Tracking
from penstock.tracking.tokens import USER, owner_token
from penstock.tracking.upstream import is_address, without_credential
from runs.api.base import RunsView
from runs.choosing import check


class WorkspaceAnswer(TypedDict):
    """`maps` sends addresses to local paths, `environments` patterns to environments, for every job submitted here.

    `tracking_server` is the MLflow server that is not ours, without its credentials; "" for ours.
    """

    name: str
    display_name: str
    id: str
    type: str
    location: str
    description: str
    data_dir: str
    discovery_url: str
    mlflow_tracking_uri: str
    tracking_server: str
    version: str
    maps: dict[str, str]
    environments: dict[str, str]
    conda_from_pypi: bool


class WorkspaceChanges(TypedDict):
    """What is added or replaced; null takes one away."""

    maps: NotRequired[dict[str, str | None]]
    environments: NotRequired[dict[str, str | None]]
    conda_from_pypi: NotRequired[bool | None]
    tracking_uri: NotRequired[str | None]


class OneWorkspace(RunsView):
    @describe(WorkspaceAnswer, operation="get_workspace")
    def get(self, request: Request) -> Response:
        return Response(answer(request))

    @describe(WorkspaceAnswer, request=WorkspaceChanges, operation="update_workspace")
    def patch(self, request: Request) -> Response:
        kept, body = Mappings.kept_in(settings.WORKSPACE), body_of(request)
        try:
            tables = {key: _changed(kept, body, key) for key in ("maps", "environments")}
            said = {"conda_from_pypi": body["conda_from_pypi"]} if "conda_from_pypi" in body else {}
            after = Mappings.from_json({**kept.to_json(), **tables, **said})
        except BadMapping as bad:
            raise ApiError(400, "bad_request", str(bad)) from None
        for environment in (body.get("environments") or {}).values():
            if environment is not None:
                check(environment)
        tracking_uri = _address(body)
        after.keep(settings.WORKSPACE)
        if "tracking_uri" in body:
            Tracking(settings.WORKSPACE).keep({"tracking_uri": tracking_uri})
        return Response(answer(request))


def _address(body: dict[str, Any]) -> str | None:
    """Of an MLflow server; null for ours."""
    said = body.get("tracking_uri")
    if said in (None, ""):
        return None
    if not isinstance(said, str) or not is_address(said):
        raise ApiError(400, "bad_request", _("`%(key)s` is missing or has the wrong type.") % {"key": "tracking_uri"})
    return said


def _changed(kept: Mappings, body: dict[str, Any], key: str) -> dict[str, Any]:
    """The table with what the body says of it; raises for a body of the wrong type."""
    changes = body.get(key) or {}
    if not isinstance(changes, dict):
        raise ApiError(400, "bad_request", _("`%(key)s` is missing or has the wrong type.") % {"key": key})
    merged = {**kept.to_json()[key], **changes}
    return {name: value for name, value in merged.items() if value is not None}


def _tracking_uri(request: Request) -> str:
    """Carries what any MLflow client needs to be let in; good for tracking only."""
    token = owner_token(settings.WORKSPACE.token())
    return f"{request.scheme}://{USER}:{token}@{request.get_host()}{PREFIX}"


def answer(request: Request) -> dict[str, Any]:
    root, kept = settings.WORKSPACE.root, Mappings.kept_in(settings.WORKSPACE)
    base = f"{request.scheme}://{request.get_host()}"
    return {
        "name": root.name.lstrip(".") or "penstock",
        "display_name": root.name.lstrip(".") or "penstock",
        "id": f"{base}/",
        "type": "workspace",
        "location": "local",
        "description": "",
        "data_dir": str(root),
        "discovery_url": f"{base}/api/v1/",
        "mlflow_tracking_uri": _tracking_uri(request),
        "tracking_server": without_credential(Tracking(settings.WORKSPACE).external)[0],
        "version": penstock.__version__,
        "maps": dict(kept.maps),
        "environments": dict(kept.environments),
        "conda_from_pypi": bool(kept.conda_from_pypi),
    }
