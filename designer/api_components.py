"""REST of the component registry."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from designer import reading, registry, services, shapes
from designer.api import DesignerView, uploads_of
from penstock.openapi import describe


class ComponentsView(DesignerView):
    @describe(shapes.ComponentList, query={"search": str, "type": str, "tag": str}, operation="list_components")
    def get(self, request: Request) -> Response:
        query = request.query_params
        items = registry.list_components(search=query.get("search"), type=query.get("type"), tag=query.get("tag"))
        return Response({"items": items})

    @describe(shapes.ComponentItem, request="upload", status=201, also=(200,), operation="register_component")
    def post(self, request: Request) -> Response:
        """One YAML file, or a zip with the component and its code; 200 when this content is registered already."""
        found = services.register_upload(uploads=uploads_of(request), main=request.data.get("main") or None)
        return Response(registry.component_item(found.version), status=201 if found.created else 200)


class ComponentView(DesignerView):
    @describe(shapes.ComponentDetail, operation="get_component")
    def get(self, request: Request, name: str, version: str) -> Response:
        return Response(registry.component_detail(registry.get_version(name, version)))


class ComponentFileView(DesignerView):
    @describe(shapes.ComponentFile, query={"path": str}, operation="get_component_file")
    def get(self, request: Request, name: str, version: str) -> Response:
        found = registry.get_version(name, version)
        return Response(registry.component_file(found, request.query_params.get("path", "")))


class ComponentCanvasView(DesignerView):
    @describe(shapes.SubCanvas, query={"path": str}, operation="get_component_canvas")
    def get(self, request: Request, name: str, version: str) -> Response:
        path = request.query_params.get("path", "").strip("/")
        return Response(reading.component_canvas(registry.get_version(name, version), path))
