"""Calls of published pipelines: a job from the deployment behind an endpoint and the inputs of the caller."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from designer.api import body_of
from designer.api_assets import folder_of
from designer.kinds import DATA
from designer.services import endpoints
from designer.services.assets import Given, register_asset
from designer.services.sources import Request as Sending
from designer.spec.paths import is_local, local_path
from penstock.openapi import describe
from runs.api import shapes as s
from runs.api.base import RunsView
from runs.api.jobs import answer, wrong_type
from runs.submit import Wishes, submit

TEXTS = ("experiment_name", "display_name", "description")
TABLES = ("inputs", "outputs", "tags", "settings")


class Invoke(RunsView):
    @describe(s.Job, request=s.Invocation, status=201, also=(200,), operation="invoke_endpoint")
    def post(self, request: Request, name: str) -> Response:
        """A job of the deployed pipeline. `job_name` again answers the job that has it: 200."""
        body = body_of(request)
        row = endpoints.get_deployment(name, _text(body, "deployment"))
        wishes: dict[str, Any] = {key: _text(body, key) for key in TEXTS}
        for key in TABLES:
            table = body.get(key)
            if not isinstance(table, dict | None):
                raise wrong_type(key)
            wishes[key] = table or None
        if wishes["inputs"]:
            wishes["inputs"] = {key: brought(request, name, key, given) for key, given in wishes["inputs"].items()}
        job = endpoints.called(row, wishes)
        run, new = submit(
            wishes=Wishes(
                name=_text(body, "job_name"),
                creator=str(request.user.name),
                tags={"endpoint": name, "deployment": row.name},
            ),
            yaml_text=job.text,
            folder=job.folder or None,
            main=job.main or None,
            origin=f"endpoint:{name}/{row.name}",
        )
        return Response(answer(request, run), status=201 if new else 200)


def brought(request: Request, endpoint: str, port: str, given: Any) -> Any:
    """A local folder or file that the caller names is registered as data, so that the job can be run again."""
    path = given.get("path") if isinstance(given, dict) else None
    if not isinstance(path, str) or not path or not is_local(path):
        return given
    place = folder_of(request, local_path(path))
    found = register_asset(
        kind=DATA,
        request=Sending(folder=place),
        given=Given(name=f"{endpoint}_{port}", type=given.get("type") or None, creator=str(request.user.name)),
    )
    return {**given, "path": found.version.ref}


def _text(body: dict[str, Any], key: str) -> str | None:
    value = body.get(key)
    if not isinstance(value, str | None):
        raise wrong_type(key)
    return value or None
