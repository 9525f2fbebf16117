"""Jobs: submit, list, show, change, cancel, retry, run again, clone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from designer import reading, samples, shapes
from designer.api import body_of, uploads_of
from designer.failures import NotHere
from designer.reading import DEFAULT_MAIN
from designer.services import create_draft_from_graph
from designer.uploads import find_main, read_whole, unpacked
from penstock.mappings import BadMapping, Mappings
from penstock.openapi import describe
from penstock.security.errors import ApiError
from runs import deleting, reads, services
from runs.api import shapes as s
from runs.api.base import RunsView, find_run, number, text_of
from runs.drawing import graph_of
from runs.job_json import job_json, new_job_json
from runs.models import Run
from runs.submit import Wishes, submit

TEXTS = ("name", "display_name", "experiment_name", "description")
TABLES = ("tags", "inputs", "settings", "git", "maps", "environments")


class Jobs(RunsView):
    @describe(
        s.JobPage,
        query={
            **dict.fromkeys(("experiment", "status", "kind", "search", "draft", "archived", "after"), str),
            "limit": int,
        },
        operation="list_jobs",
    )
    def get(self, request: Request) -> Response:
        items, after = reads.list_runs(
            experiment=text_of(request, "experiment"),
            status=text_of(request, "status"),
            type_=text_of(request, "kind"),
            search=text_of(request, "search"),
            draft=text_of(request, "draft"),
            after=text_of(request, "after"),
            limit=max(1, number(request, "limit", 50, most=500)),
            archived=text_of(request, "archived"),
        )
        return Response({"items": items, "next": after, "experiments": reads.experiments()})

    @describe(s.Job, request=[s.Submit, "upload"], status=201, also=(200,), operation="submit_job")
    def post(self, request: Request) -> Response:
        body = body_of(request)
        with source_of(request, body) as source:
            run, new = submit(wishes=wishes_of(body, request), **source)
        return Response(new_job_json(run, _base(request)) if new else answer(request, run), status=201 if new else 200)


class OneJob(RunsView):
    @describe(s.Job, operation="get_job")
    def get(self, request: Request, name: str) -> Response:
        return Response(answer(request, find_run(name.partition(".")[0]), name))

    @describe(s.Job, request=s.Changes, operation="update_job")
    def patch(self, request: Request, name: str) -> Response:
        run = services.describe_run(name=name, changes=changes_of(body_of(request)))
        return Response(answer(request, run))

    @describe(None, status=204, query={"force": bool}, operation="delete_job")
    def delete(self, request: Request, name: str) -> Response:
        """Rows, files and logs. Refused while it runs, and without `force` while it feeds others: `feeds` says whom."""
        deleting.delete_run(find_run(name), force=text_of(request, "force").lower() == "true")
        return Response(status=204)


class Cancel(RunsView):
    @describe(s.Job, request=s.Where, status=202, operation="cancel_job")
    def post(self, request: Request, name: str) -> Response:
        services.request_cancel(name=name, path=_text(body_of(request), "path"))
        return Response(answer(request, find_run(name)), status=202)


class Retry(RunsView):
    @describe(s.Job, request=s.Where, status=202, operation="retry_job")
    def post(self, request: Request, name: str) -> Response:
        body = body_of(request)
        paths = body.get("paths") or [_text(body, "path")]
        if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
            raise wrong_type("paths")
        for path in paths:
            services.request_retry(name=name, path=path)
        return Response(answer(request, find_run(name)), status=202)


class Resubmit(RunsView):
    @describe(s.Job, request=s.Again, status=201, operation="resubmit_job")
    def post(self, request: Request, name: str) -> Response:
        run = find_run(name)
        body = {"display_name": run.display_name, "experiment_name": run.experiment_name, **body_of(request)}
        again, _new = submit(wishes=wishes_of(body, request), **again_of(run))
        return Response(answer(request, again), status=201)


class Clone(RunsView):
    @describe(shapes.Draft, status=201, operation="clone_job")
    def post(self, request: Request, name: str) -> Response:
        run = find_run(name)
        canvas = graph_of(run).get("", {}).get("canvas")
        if not canvas:
            raise ApiError(409, "no_graph", _("Only pipelines can be drawn."))
        draft = create_draft_from_graph(
            name=run.display_name,
            canvas=canvas,
            folder=run.folder,
            main=run.main,
            origin=f"job:{run.name}",
            source=run.document.yaml.encode(),
        )
        return Response(reading.draft_json(draft), status=201)


class Yaml(RunsView):
    @describe("text", operation="get_job_yaml")
    def get(self, request: Request, name: str) -> HttpResponseBase:
        run = find_run(name)
        response = HttpResponse(run.document.yaml, content_type="application/yaml; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{run.name}.yml"'
        return response


class RunSample(RunsView):
    @describe(s.Job, request=s.Again, status=201, operation="run_sample")
    def post(self, request: Request, name: str) -> Response:
        run, _new = submit_sample(name, wishes_of(body_of(request), request))
        return Response(answer(request, run), status=201)


def submit_sample(name: str, wishes: Wishes) -> tuple[Run, bool]:
    return submit(wishes=wishes, **_sample(name))


def _sample(name: str) -> dict[str, Any]:
    folder = samples.folders().get(name)
    if folder is None:
        raise NotHere("sample", name)
    return {"folder": folder, "main": DEFAULT_MAIN, "origin": f"sample:{name}"}


def answer(request: Request, run: Run, name: str = "") -> dict[str, Any]:
    """The job, or the child of it that was named."""
    root = job = job_json(run, _base(request))
    for part in name.split(".")[1:]:
        job = job.get("jobs", {}).get(part) or _no_such(name)
    # Asked for by itself, a child says what it has of its root: thousands of them in one answer do not.
    return {**job, **{key: root[key] for key in ("creation_context", "services", "tags") if key not in job}}


def _base(request: Request) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _no_such(name: str) -> dict[str, Any]:
    raise ApiError(404, "not_found", _("There is no job named %(name)s.") % {"name": name})


def changes_of(body: dict[str, Any]) -> dict[str, Any]:
    """What a person may change of a job, each of its type."""
    kinds = {**dict.fromkeys(TEXTS[1:], str), "tags": dict, "archived": bool}
    found = {key: body[key] for key in kinds if key in body}
    for key, value in found.items():
        if not isinstance(value, kinds[key]):
            raise wrong_type(key)
    return {key: value[:255] if key in TEXTS[1:3] else value for key, value in found.items()}


def wrong_type(key: str) -> ApiError:
    return ApiError(400, "bad_request", _("`%(key)s` is missing or has the wrong type.") % {"key": key})


def _text(body: dict[str, Any], key: str) -> str:
    value = body.get(key) or ""
    if not isinstance(value, str):
        raise wrong_type(key)
    return value


def wishes_of(body: dict[str, Any], request: Request) -> Wishes:
    """Read a submission's options; in multipart bodies tables come as JSON text."""
    given: dict[str, Any] = {key: str(body[key]) for key in TEXTS if body.get(key)}
    for key in TABLES:
        table = body.get(key)
        if isinstance(table, str) and table:
            try:
                table = json.loads(table)
            except (ValueError, RecursionError):
                raise wrong_type(key) from None
        if table:
            if not isinstance(table, dict):
                raise wrong_type(key)
            given[key] = table
    try:
        tables = {key: given.pop(key, None) for key in ("maps", "environments")}
        allowed = body.get("conda_from_pypi") or None
        mappings = Mappings.from_json({**tables, "conda_from_pypi": True if allowed == "true" else allowed})
    except BadMapping as bad:
        raise ApiError(400, "bad_request", str(bad)) from None
    return Wishes(
        mappings=mappings,
        force_rerun=str(body.get("force_rerun", "")).lower() == "true",
        creator=str(request.user.name),
        **given,
    )


def again_of(run: Run) -> dict[str, Any]:
    """A job's own document, to be submitted once more."""
    return {"yaml_text": run.document.yaml, "folder": run.folder, "main": run.main or None, "origin": run.origin}


@contextmanager
def source_of(request: Request, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What is to be submitted, as `submit` takes it; an upload is there as long as this lasts."""
    if request.FILES:
        upload = uploads_of(request)[0]
        if not upload.label.lower().endswith(".zip"):
            yield {"yaml_text": read_whole(upload), "main": upload.label}
            return
        with unpacked(upload, settings.WORKSPACE.uploads) as folder:
            main = find_main(folder, upload.label, str(body.get("main") or "") or None)
            yield {"folder": folder, "main": main}
    elif body.get("sample"):
        yield _sample(str(body["sample"]))
    elif body.get("draft"):
        yield {"draft": str(body["draft"])}
    elif body.get("yaml"):
        yield {"yaml_text": str(body["yaml"])}
    else:
        raise ApiError(400, "bad_request", _("Name a draft, a sample, or send a pipeline file."))
