"""Which path leads where. Everything that is no API and no file is the single-page app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from penstock import openapi, shell
from penstock.me import MeView
from penstock.security import errors

_api: list[URLPattern | URLResolver] = [
    path("me", MeView.as_view()),
    path("", include("runs.urls")),  # `environments/builds` is no environment
    path("", include("designer.urls")),
    re_path(r"^.*$", shell.no_such_api),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include(_api)),
    path("api/schema/", openapi.schema_view),
    re_path(r"^api/", shell.no_such_api),
    re_path(r"^static/", shell.no_such_file),
    re_path(r"^.*$", shell.index),
]
handler404 = errors.not_found
handler500 = errors.server_error
