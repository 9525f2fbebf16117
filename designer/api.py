"""REST of drafts, components and samples. Views parse and render; `services` change and `reading` explains."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from designer import reading, samples, services, shapes
from designer.exports import draft_yaml, draft_zip
from designer.failures import BadRequest, InUse, NotHere, Stale, Taken
from designer.speech import say
from designer.uploads import Refused, Upload
from penstock.openapi import describe
from penstock.security.errors import ApiError


class DesignerView(APIView):
    """Gives each refusal of the designer its status."""

    def handle_exception(self, exc: Exception) -> Any:
        return super().handle_exception(api_error(exc))


def api_error(exc: Exception) -> Exception:
    """What a refusal of the designer is in HTTP; anything else comes back as it is."""
    if isinstance(exc, NotHere):
        hint = _("It may have been deleted.") if exc.what == "draft" else ""
        return ApiError(404, "not_found", _("There is no %(what)s %(name)s.") % vars(exc), hint=hint)
    if isinstance(exc, Stale):
        message = _("Somebody saved this draft after you opened it.")
        hint = _("Reload to see it, or keep yours as a copy.")
        return ApiError(409, "stale_revision", message, hint=hint, beside={"draft": reading.draft_json(exc.draft)})
    if isinstance(exc, Taken):
        message = _("%(ref)s is registered with other content.") % {"ref": exc.ref}
        return ApiError(409, "taken", message, hint=say(exc.hint))
    if isinstance(exc, InUse):
        message = _("%(ref)s is in use.") % {"ref": exc.ref}
        hint = _("Archive it instead, or delete it with force: what uses it will not find it any more.")
        return ApiError(409, "in_use", message, hint=hint, extra={"used_by": list(exc.users)})
    if isinstance(exc, BadRequest):
        return ApiError(400, exc.code, say(exc.message), hint=say(exc.hint))
    if isinstance(exc, Refused):
        problems = reading.problem_json(exc.problems)
        first = problems[0]
        return ApiError(422, first["code"], first["message"], hint=first["hint"], extra={"problems": problems})
    return exc


def body_of(request: Request) -> dict[str, Any]:
    if not isinstance(request.data, dict):
        raise ApiError(400, "bad_request", _("The body is a JSON object."))
    return dict(request.data.items())


def wanted(body: dict[str, Any], key: str, kind: type) -> Any:
    """A required member of the body; booleans are no integers."""
    value = body.get(key)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ApiError(400, "bad_request", _("`%(key)s` is missing or has the wrong type.") % {"key": key})
    return value


def uploads_of(request: Request) -> list[Upload]:
    """Every file of a multipart body, whatever its field is called."""
    found = [Upload(file.name or field, file) for field, files in request.FILES.lists() for file in files]
    if not found:
        raise ApiError(400, "no_file", _("There is no file in the request."), hint=_("Send it as the field `file`."))
    return found


class DraftsView(DesignerView):
    @describe(shapes.DraftList, operation="list_drafts")
    def get(self, request: Request) -> Response:
        return Response({"items": [reading.draft_item(draft) for draft in services.list_drafts()]})

    @describe(shapes.Draft, request=shapes.NewDraft, status=201, operation="create_draft")
    def post(self, request: Request) -> Response:
        body = body_of(request)
        name = wanted(body, "name", str) if body.get("name") is not None else None
        if body.get("copy") is not None:
            draft = services.copy_draft(draft_id=wanted(body, "copy", str), name=name)
        else:
            draft = services.create_draft(name=name, canvas=body.get("canvas"))
        return Response(reading.draft_json(draft), status=201)


class DraftView(DesignerView):
    @describe(shapes.Draft, operation="get_draft")
    def get(self, request: Request, draft_id: str) -> Response:
        return Response(reading.draft_json(services.get_draft(draft_id)))

    @describe(shapes.Draft, request=shapes.SaveDraft, operation="save_draft")
    def put(self, request: Request, draft_id: str) -> Response:
        body = body_of(request)
        draft = services.save_draft(
            draft_id=draft_id, canvas=body.get("canvas") or {}, revision=wanted(body, "revision", int)
        )
        return Response(reading.draft_json(draft))

    @describe(shapes.Draft, request=shapes.RenameDraft, operation="rename_draft")
    def patch(self, request: Request, draft_id: str) -> Response:
        name = wanted(body_of(request), "name", str)
        return Response(reading.draft_json(services.rename_draft(draft_id=draft_id, name=name)))

    @describe(None, status=204, operation="delete_draft")
    def delete(self, request: Request, draft_id: str) -> Response:
        services.delete_draft(draft_id=draft_id)
        return Response(status=204)


class DraftImportView(DesignerView):
    @describe(shapes.Draft, request="upload", status=201, also=(200,), operation="import_draft")
    def post(self, request: Request) -> Response:
        """Form fields `draft` and `revision` replace the document of a draft; `main` names the one in a zip."""
        uploads = uploads_of(request)
        target = request.data.get("draft") or None
        revision = str(request.data.get("revision") or "")
        if target and not (revision.isdecimal() and len(revision) < 10):
            raise ApiError(400, "bad_request", _("`%(key)s` is missing or has the wrong type.") % {"key": "revision"})
        draft, problems = services.import_file(
            upload=uploads[0],
            draft_id=target,
            revision=int(revision) if target else None,
            main=request.data.get("main") or None,
        )
        return Response(reading.draft_json(draft, problems), status=200 if target else 201)


class DraftExportView(DesignerView):
    @describe("binary", query={"as": str}, operation="export_draft")
    def get(self, request: Request, draft_id: str) -> HttpResponse:
        draft = services.get_draft(draft_id)
        form = request.query_params.get("as", "yaml")
        stem = slugify(draft.name) or "pipeline"
        if form == "canvas":
            return attachment(reading.canvas_text(draft), f"{stem}.canvas.json", "application/json")
        if form == "zip":
            return attachment(draft_zip(draft), f"{stem}.zip", "application/zip")
        if form == "yaml":
            return attachment(draft_yaml(draft), f"{stem}.yml", "application/yaml")
        raise ApiError(400, "bad_request", _("A draft is exported as yaml, zip or canvas."))


class DraftCanvasView(DesignerView):
    @describe(shapes.SubCanvas, query={"path": str}, operation="get_draft_canvas")
    def get(self, request: Request, draft_id: str) -> Response:
        path = request.query_params.get("path", "").strip("/")
        return Response(reading.draft_canvas(services.get_draft(draft_id), path))


class SamplesView(DesignerView):
    @describe(shapes.SampleList, operation="list_samples")
    def get(self, request: Request) -> Response:
        return Response({"items": samples.list_samples()})


class SampleOpenView(DesignerView):
    @describe(shapes.Draft, status=201, operation="open_sample")
    def post(self, request: Request, name: str) -> Response:
        return Response(reading.draft_json(samples.open_sample(name=name)), status=201)


def attachment(content: str | bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
