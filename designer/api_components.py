"""REST of components: what they have beside the addresses of every kind."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from designer import asset_json, asset_shapes, reading, registry, services, shapes, versions
from designer.api import DesignerView, uploads_of
from designer.api_assets import QUERY, AssetVersionView, AssetView, given_of, list_query, registered
from designer.kinds import COMPONENTS
from designer.services.components import Said
from penstock.openapi import describe

EVERY = 10_000  # the library of a canvas shows all of them at once


class ComponentsView(AssetView):
    @describe(shapes.ComponentList, query=QUERY, operation="list_components")
    def get(self, request: Request) -> Response:
        """The newest version of each component; all of them unless `limit` says how many."""
        query = list_query(request)
        if not request.query_params.get("limit"):
            query["limit"] = EVERY
        rows, after = versions.page(COMPONENTS, **query)
        return Response(asset_json.asset_page(COMPONENTS, rows, after))

    @describe(asset_shapes.RegisteredAsset, request="upload", status=201, also=(200,), operation="register_component")
    def post(self, request: Request) -> Response:
        """One YAML file, or a zip with the component and its code; 200 when this content is registered already."""
        uploads = uploads_of(request)
        given = given_of(request)
        said = Said(given.git or {}, given.creator, given.name, given.version)
        main = request.data.get("main") or None
        return registered(services.register_upload(uploads=uploads, main=main, said=said))


class ComponentView(AssetVersionView):
    @describe(shapes.ComponentDetail, operation="get_component")
    def get(self, request: Request, name: str, version: str) -> Response:
        return Response(registry.component_detail(registry.get_version(name, version)))


class ComponentCanvasView(DesignerView):
    @describe(shapes.SubCanvas, query={"path": str}, operation="get_component_canvas")
    def get(self, request: Request, name: str, version: str) -> Response:
        path = request.query_params.get("path", "").strip("/")
        return Response(reading.component_canvas(registry.get_version(name, version), path))
