"""The OpenAPI document. drf-spectacular is imported on first use only: an idle server does not pay for it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from rest_framework.schemas.inspectors import ViewInspector


class Schema(ViewInspector):
    """Stands in for drf-spectacular's AutoSchema on each view, and becomes one when a schema is asked for."""

    def __get__(self, instance: Any, owner: Any) -> Any:
        from drf_spectacular.openapi import AutoSchema

        real = AutoSchema()
        real.view = instance
        return real if instance is not None else self


def schema_view(request: HttpRequest) -> HttpResponseBase:
    from drf_spectacular.views import SpectacularAPIView

    return SpectacularAPIView.as_view()(request)
