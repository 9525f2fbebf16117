"""REST of schedules and endpoints: what they have beside the addresses of every kind."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from designer import asset_json, asset_shapes
from designer.api import DesignerView, body_of
from designer.api_assets import changes_of, given_of, sending_of, wrong_type
from designer.api_plain import OnePlainView, PlainsView, PlainView
from designer.models import Deployment, Endpoint, Schedule
from designer.services import endpoints, families, schedules
from penstock.openapi import describe


class SchedulesView(PlainsView):
    @describe(asset_shapes.RegisteredAsset, request="upload", status=201, also=(200,), operation="register_{kind}")
    def post(self, request: Request) -> Response:
        """A schedule, with the files of its job in a zip. The same name again changes it: 200, `created` is false."""
        row, new = schedules.register_schedule(request=sending_of(request), given=given_of(request))
        return Response({**asset_json.plain_json(row), "created": new}, status=201 if new else 200)


class ScheduleView(OnePlainView):
    @describe(asset_shapes.Asset, request=asset_shapes.ChangeAsset, operation="change_{kind}")
    def patch(self, request: Request, name: str) -> Response:
        row = self.row(name)
        assert isinstance(row, Schedule)
        schedules.change_schedule(row=row, changes=changes_of(request))
        return Response(asset_json.plain_json(row))


class EnableView(PlainView):
    enables = True

    @describe(asset_shapes.Asset, operation="{verb}_{kind}")
    def post(self, request: Request, name: str) -> Response:
        row = self.row(name)
        assert isinstance(row, Schedule)
        return Response(asset_json.plain_json(schedules.set_enabled(row=row, enabled=self.enables)))


class ArchiveScheduleView(PlainView):
    archives = True

    @describe(asset_shapes.Asset, operation="{verb}_{kind}")
    def post(self, request: Request, name: str) -> Response:
        row = self.row(name)
        assert isinstance(row, Schedule)
        schedules.change_schedule(row=row, changes={"archived": self.archives})
        return Response(asset_json.plain_json(row))


class EndpointsView(PlainsView):
    @describe(asset_shapes.RegisteredAsset, request="upload", status=201, also=(200,), operation="register_{kind}")
    def post(self, request: Request) -> Response:
        """An endpoint, as a file or as JSON. The same name again changes it: 200, `created` is false."""
        row, new = endpoints.register_endpoint(request=sending_of(request), given=given_of(request))
        return Response({**asset_json.plain_json(row), "created": new}, status=201 if new else 200)


class EndpointView(OnePlainView):
    @describe(asset_shapes.Asset, request=asset_shapes.ChangeEndpoint, operation="change_{kind}")
    def patch(self, request: Request, name: str) -> Response:
        row = self.row(name)
        assert isinstance(row, Endpoint)
        changes, defaults = changes_of(request), body_of(request).get("defaults")
        if defaults is not None:
            if not isinstance(defaults, dict) or not isinstance(defaults.get("deployment_name"), str):
                raise wrong_type("defaults")
            endpoints.set_default(row=row, deployment=defaults["deployment_name"])
        families.change_plain(row=row, changes=changes)
        return Response(asset_json.plain_json(row))


class DeploymentsView(DesignerView):
    @describe(asset_shapes.DeploymentList, operation="list_deployments")
    def get(self, request: Request, name: str) -> Response:
        rows = Deployment.objects.filter(endpoint__name=name).select_related("endpoint")
        return Response({"items": [asset_json.deployment_json(row) for row in rows]})

    @describe(asset_shapes.Deployment, request="upload", status=201, also=(200,), operation="register_deployment")
    def post(self, request: Request, name: str) -> Response:
        """A deployment, with the files of its pipeline in a zip; `set_default=true` lets it answer from now on."""
        default = str(request.data.get("set_default", "")).lower() == "true"
        row, new = endpoints.register_deployment(
            endpoint=name, request=sending_of(request), given=given_of(request), default=default
        )
        row = endpoints.get_deployment(name, row.name)
        return Response(asset_json.deployment_json(row), status=201 if new else 200)


class DeploymentView(DesignerView):
    @describe(asset_shapes.DeploymentDetail, operation="get_deployment")
    def get(self, request: Request, name: str, deployment: str) -> Response:
        row = endpoints.get_deployment(name, deployment)
        more: dict[str, Any] = {
            "yaml": asset_json.yaml_of(row),
            "files": asset_json.files_of(row),
            "git": row.git,
            "inputs": endpoints.asked_of(row),
        }
        return Response({**asset_json.deployment_json(row), **more})

    @describe(asset_shapes.Deployment, request=asset_shapes.ChangeAsset, operation="change_deployment")
    def patch(self, request: Request, name: str, deployment: str) -> Response:
        row = endpoints.get_deployment(name, deployment)
        families.change_plain(row=row, changes=changes_of(request))
        return Response(asset_json.deployment_json(row))

    @describe(None, status=204, operation="delete_deployment")
    def delete(self, request: Request, name: str, deployment: str) -> Response:
        endpoints.delete_deployment(row=endpoints.get_deployment(name, deployment))
        return Response(status=204)
