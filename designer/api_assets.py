"""REST of what can be registered: the same addresses for every kind. Views parse and render, services change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from designer import asset_diff, asset_json, asset_shapes, registry, shapes, versions
from designer.api import DesignerView, body_of, uploads_of
from designer.kinds import DATA, Family, Kind, Version
from designer.models import AssetVersion
from designer.reading import problem_json
from designer.services import assets as registering
from designer.services import families
from designer.services.sources import Request as Sending
from penstock.openapi import describe
from penstock.security.errors import ApiError

LOCAL = ("127.0.0.1", "::1", "", "testclient")
QUERY = {"search": str, "tag": str, "type": str, "archived": str, "after": str, "limit": int}
TEXTS = ("description", "display_name", "stage")


class AssetView(DesignerView):
    """`kind` is set where the address is."""

    kind: Kind = DATA

    def version(self, name: str, version: str) -> Version:
        return versions.get(self.kind, name, version)

    def family(self, name: str) -> Family:
        return versions.get_family(self.kind, name)


class AssetsView(AssetView):
    @describe(asset_shapes.AssetPage, query=QUERY, operation="list_{kinds}")
    def get(self, request: Request) -> Response:
        """The newest version of each name. `archived` is exclude, include or only; `after` comes from `next`."""
        rows, after = versions.page(self.kind, **list_query(request))
        return Response(asset_json.asset_page(self.kind, rows, after))

    @describe(asset_shapes.RegisteredAsset, request="upload", status=201, also=(200,), operation="register_{kind}")
    def post(self, request: Request) -> Response:
        """A document (`file`), a zip with one (`main`), `folder` on this machine, or the document as JSON.

        200 when this very content is registered already, 409 when its version has other content.
        """
        found = registering.register_asset(kind=self.kind, request=sending_of(request), given=given_of(request))
        return registered(found)


def registered(found: families.Outcome) -> Response:
    problems = problem_json(found.problems)
    answer = {**asset_json.asset_alone(found.version), "created": found.created, "problems": problems}
    return Response(answer, status=201 if found.created else 200)


class AssetFamilyView(AssetView):
    @describe(asset_shapes.AssetFamily, operation="get_{kind}_family")
    def get(self, request: Request, name: str) -> Response:
        return Response(asset_json.family_json(self.kind, self.family(name)))

    @describe(asset_shapes.AssetFamily, request=asset_shapes.ChangeAsset, operation="change_{kind}_family")
    def patch(self, request: Request, name: str) -> Response:
        family = families.change_family(kind=self.kind, family=self.family(name), changes=changes_of(request))
        return Response(asset_json.family_json(self.kind, family))

    @describe(None, status=204, query={"force": bool}, operation="delete_{kind}_family")
    def delete(self, request: Request, name: str) -> Response:
        families.delete_family(kind=self.kind, family=self.family(name), force=forced(request))
        return Response(status=204)


class AssetVersionView(AssetView):
    @describe(asset_shapes.AssetDetail, operation="get_{kind}")
    def get(self, request: Request, name: str, version: str) -> Response:
        return Response(asset_json.asset_detail(self.version(name, version)))

    @describe(asset_shapes.Asset, request=asset_shapes.ChangeAsset, operation="change_{kind}")
    def patch(self, request: Request, name: str, version: str) -> Response:
        row = families.change_version(row=self.version(name, version), changes=changes_of(request))
        return Response(asset_json.asset_alone(row))

    @describe(None, status=204, query={"force": bool}, operation="delete_{kind}")
    def delete(self, request: Request, name: str, version: str) -> Response:
        families.delete_version(row=self.version(name, version), force=forced(request))
        return Response(status=204)


class ArchiveFamilyView(AssetView):
    archives = True

    @describe(asset_shapes.AssetFamily, operation="{verb}_{kind}_family")
    def post(self, request: Request, name: str) -> Response:
        changes = {"archived": self.archives}
        family = families.change_family(kind=self.kind, family=self.family(name), changes=changes)
        return Response(asset_json.family_json(self.kind, family))


class ArchiveVersionView(AssetView):
    archives = True

    @describe(asset_shapes.Asset, operation="{verb}_{kind}")
    def post(self, request: Request, name: str, version: str) -> Response:
        """An archived version is found by its number and never as the latest."""
        row = families.change_version(row=self.version(name, version), changes={"archived": self.archives})
        return Response(asset_json.asset_alone(row))


class LabelsView(AssetView):
    @describe(asset_shapes.Asset, request=asset_shapes.NewLabel, operation="label_{kind}")
    def post(self, request: Request, name: str, version: str) -> Response:
        """Let a label mean this version, and no other any more."""
        row = self.version(name, version)
        label = body_of(request).get("label")
        if not isinstance(label, str):
            raise wrong_type("label")
        families.set_label(row=row, label=label)
        return Response(asset_json.asset_alone(self.version(name, row.version)))


class LabelView(AssetView):
    @describe(None, status=204, operation="unlabel_{kind}")
    def delete(self, request: Request, name: str, label: str, version: str = "") -> Response:
        families.drop_label(kind=self.kind, family=self.family(name), label=label)
        return Response(status=204)


class AliasesView(AssetView):
    @describe(asset_shapes.Asset, request=asset_shapes.NewAlias, operation="alias_{kind}")
    def post(self, request: Request, name: str) -> Response:
        """Let an alias mean a version, and no other any more: the labels of MLflow's registry."""
        body = body_of(request)
        for key in ("alias", "version"):
            if not isinstance(body.get(key), str):
                raise wrong_type(key)
        row = self.version(name, body["version"])
        families.set_label(row=row, label=body["alias"])
        return Response(asset_json.asset_alone(self.version(name, row.version)))


class AliasView(LabelView):
    @describe(None, status=204, operation="unalias_{kind}")
    def delete(self, request: Request, name: str, label: str, version: str = "") -> Response:
        return super().delete(request, name, label)


class AssetFileView(AssetView):
    @describe(shapes.ComponentFile, query={"path": str}, operation="get_{kind}_file")
    def get(self, request: Request, name: str, version: str) -> Response:
        row = self.version(name, version)
        snapshot = row.content if isinstance(row, AssetVersion) and row.content else row.snapshot
        return Response(registry.file_text(registry.tree(snapshot), request.query_params.get("path", "")))


class AssetDiffView(AssetView):
    @describe(asset_shapes.AssetDiff, query={"with": str}, operation="diff_{kind}")
    def get(self, request: Request, name: str, version: str) -> Response:
        """What this version changed over another; by default over the one registered before it."""
        after = self.version(name, version)
        other = request.query_params.get("with") or ""
        before = self.version(name, other) if other else versions.before(after)
        return Response(asset_diff.diff(before, after))


def list_query(request: Request) -> dict[str, Any]:
    """What a list is asked for."""
    query = request.query_params
    archived = query.get("archived") or "exclude"
    if archived not in versions.ARCHIVED:
        raise ApiError(400, "bad_request", _("`archived` is exclude, include or only."))
    limit = query.get("limit") or str(versions.LIMIT)
    if not limit.isdecimal() or len(limit) > 9:
        raise ApiError(400, "bad_request", _("`%(key)s` is not a whole number.") % {"key": "limit"})
    return {
        "search": query.get("search", ""),
        "type_": query.get("type", ""),
        "tags": query.getlist("tag")[:20],
        "archived": archived,
        "after": query.get("after", ""),
        "limit": int(limit),
    }


def sending_of(request: Request, *, takes: bool = True) -> Sending:
    """The document, in whatever form it came. `takes`: what lies at its path is read into the store, so that whoever
    sends it must be allowed to; a datastore only says where data lies, as a command of a job may."""
    if not isinstance(request.data, dict):
        raise ApiError(400, "bad_request", _("The body is a JSON object."))
    is_form = str(request.content_type).startswith("multipart/")
    text = {key: str(value) for key, value in request.data.items() if isinstance(value, str)} if is_form else {}
    folder = folder_of(request, text["folder"]) if text.get("folder") else None
    uploads = uploads_of(request) if request.FILES else []
    path = request.data.get("path")
    if takes and folder is None and not uploads and isinstance(path, str) and path.startswith("/"):
        folder = folder_of(request, "/")  # a document without a file that names a place of this machine
    body = None if is_form else dict(request.data.items())
    if is_form and not uploads and folder is None:
        body = {key: text[key] for key in ("name", "version", "type", "path", "description", "image") if key in text}
    return Sending(
        uploads=uploads,
        main=text.get("main") or None,
        folder=folder,
        body=body,
        loose="type" in text and not text.get("main") and bool(text.get("name")),
    )


def folder_of(request: Request, path: str) -> Path:
    """A place on this machine, which only somebody who sits at it and holds the token may name."""
    if request.auth != "token" or request.META.get("REMOTE_ADDR", "") not in LOCAL:
        raise ApiError(
            403,
            "folder_not_allowed",
            _("Only the command line on this machine may name a folder of it."),
            hint=_("Send the folder as a zip in the field `file`."),
        )
    return Path(path)


def given_of(request: Request) -> registering.Given:
    """Form fields beside the document."""
    if not str(request.content_type).startswith("multipart/"):
        return registering.Given(creator=str(request.user.name))
    data = request.data
    return registering.Given(
        name=data.get("name") or None,
        version=data.get("version") or None,
        type=data.get("type") or None,
        description=data.get("description"),
        tags=_tags(_table(request, "tags") or {}) or None,
        git=_table(request, "git"),
        creator=str(request.user.name),
    )


def _table(request: Request, key: str) -> dict[str, Any] | None:
    """A mapping that came as JSON text in a form."""
    text = request.data.get(key)
    if not text:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError, TypeError):
        found = None
    if not isinstance(found, dict):
        raise wrong_type(key)
    return found


def changes_of(request: Request) -> dict[str, Any]:
    """What may be changed of anything registered, each of its type; null takes a text away."""
    body = body_of(request)
    found: dict[str, Any] = {}
    for key in TEXTS:
        if key in body:
            if not isinstance(body[key], str | None):
                raise wrong_type(key)
            found[key] = (body[key] or "")[: 20_000 if key == "description" else 100 if key == "stage" else 255]
    for key in ("tags", "properties"):
        if key in body:
            if not isinstance(body[key], dict | None):
                raise wrong_type(key)
            found[key] = _tags(body[key] or {}) if key == "tags" else body[key] or {}
    if "archived" in body:
        if not isinstance(body["archived"], bool):
            raise wrong_type("archived")
        found["archived"] = body["archived"]
    return found


def _tags(tags: dict[str, Any]) -> dict[str, str]:
    if any(isinstance(value, dict | list) for value in tags.values()):
        raise wrong_type("tags")
    return registering.texts(tags)


def wrong_type(key: str) -> ApiError:
    return ApiError(400, "bad_request", _("`%(key)s` is missing or has the wrong type.") % {"key": key})


def forced(request: Request) -> bool:
    return request.query_params.get("force", "").lower() == "true"
