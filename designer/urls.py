"""Paths of the designer's part of the API, under /api/v1/."""

from django.urls import path

from designer import api, api_components

urlpatterns = [
    path("drafts", api.DraftsView.as_view()),
    path("drafts/import", api.DraftImportView.as_view()),
    path("drafts/<str:draft_id>", api.DraftView.as_view()),
    path("drafts/<str:draft_id>/export", api.DraftExportView.as_view()),
    path("drafts/<str:draft_id>/canvas", api.DraftCanvasView.as_view()),
    path("components", api_components.ComponentsView.as_view()),
    path("components/<str:name>/<str:version>", api_components.ComponentView.as_view()),
    path("components/<str:name>/<str:version>/file", api_components.ComponentFileView.as_view()),
    path("components/<str:name>/<str:version>/canvas", api_components.ComponentCanvasView.as_view()),
    path("samples", api.SamplesView.as_view()),
    path("samples/<str:name>/open", api.SampleOpenView.as_view()),
]
