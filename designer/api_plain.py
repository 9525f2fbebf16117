"""REST of what is registered without versions: computes and datastores; schedules and endpoints add to it."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from designer import asset_json, asset_shapes, plains
from designer.api import DesignerView, body_of
from designer.api_assets import QUERY, changes_of, forced, given_of, list_query, sending_of
from designer.kinds import COMPUTES, Kind, Plain
from designer.models import Datastore
from designer.reading import problem_json
from designer.services import assets, datastores, families
from designer.uses import users_of
from penstock.openapi import describe


class PlainView(DesignerView):
    """`kind` is set where the address is."""

    kind: Kind = COMPUTES

    def row(self, name: str) -> Plain:
        return plains.get(self.kind, name)

    def detail(self, row: Plain) -> dict[str, Any]:
        """One of them with its document and what uses it."""
        return {
            **asset_json.plain_json(row),
            "yaml": asset_json.yaml_of(row),
            "files": asset_json.files_of(row),
            "used_by": users_of(self.kind.one, row.name),
            "git": row.git,
        }


class PlainsView(PlainView):
    @describe(asset_shapes.AssetPage, query=QUERY, operation="list_{kinds}")
    def get(self, request: Request) -> Response:
        rows, after = plains.page(self.kind, **list_query(request))
        return Response({"items": [asset_json.plain_json(row) for row in rows], "next": after})

    @describe(asset_shapes.RegisteredAsset, request="upload", status=201, also=(200,), operation="register_{kind}")
    def post(self, request: Request) -> Response:
        """A document, as a file or as JSON. The same name again changes it: 200, `created` is false."""
        row, made, problems = assets.register_plain(
            kind=self.kind, request=sending_of(request, takes=False), given=given_of(request)
        )
        answer = {**asset_json.plain_json(row), "created": made, "problems": problem_json(problems)}
        return Response(answer, status=201 if made else 200)


class OnePlainView(PlainView):
    @describe(asset_shapes.AssetDetail, operation="get_{kind}")
    def get(self, request: Request, name: str) -> Response:
        return Response(self.detail(self.row(name)))

    @describe(asset_shapes.Asset, request=asset_shapes.ChangeAsset, operation="change_{kind}")
    def patch(self, request: Request, name: str) -> Response:
        row = self.row(name)
        if isinstance(row, Datastore) and "credentials" in body_of(request):
            datastores.change_credentials(row, body_of(request)["credentials"])
        families.change_plain(row=row, changes=changes_of(request))
        return Response(asset_json.plain_json(row))

    @describe(None, status=204, query={"force": bool}, operation="delete_{kind}")
    def delete(self, request: Request, name: str) -> Response:
        families.delete_plain(kind=self.kind, row=(row := self.row(name)), force=forced(request))
        if isinstance(row, Datastore):
            datastores.forget_credentials(name)
        return Response(status=204)


class ArchivePlainView(PlainView):
    archives = True

    @describe(asset_shapes.Asset, operation="{verb}_{kind}")
    def post(self, request: Request, name: str) -> Response:
        row = self.row(name)
        families.change_plain(row=row, changes={"archived": self.archives})
        return Response(asset_json.plain_json(row))
