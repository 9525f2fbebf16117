"""Paths of the designer's part of the API, under /api/v1/."""

from django.urls import URLPattern, path

from designer import api, api_assets, api_bytes, api_components, api_plain, api_schedules
from designer.kinds import COMPONENTS, COMPUTES, DATA, DATASTORES, ENDPOINTS, ENVIRONMENTS, MODELS, SCHEDULES, Kind


def versioned(kind: Kind) -> list[URLPattern]:
    """The addresses that every kind with versions has. Fixed words come before versions."""
    one, word = {"kind": kind}, kind.word
    name, version = f"{word}/<str:name>", f"{word}/<str:name>/<str:version>"
    archive, restore = {**one, "archives": True}, {**one, "archives": False}
    return [
        path(name, api_assets.AssetFamilyView.as_view(**one)),
        path(f"{name}/archive", api_assets.ArchiveFamilyView.as_view(**archive)),
        path(f"{name}/restore", api_assets.ArchiveFamilyView.as_view(**restore)),
        path(f"{name}/labels/<str:label>", api_assets.LabelView.as_view(**one)),
        *(_aliases(kind) if kind is MODELS else ()),
        path(f"{version}/archive", api_assets.ArchiveVersionView.as_view(**archive)),
        path(f"{version}/restore", api_assets.ArchiveVersionView.as_view(**restore)),
        path(f"{version}/labels", api_assets.LabelsView.as_view(**one)),
        path(f"{version}/diff", api_assets.AssetDiffView.as_view(**one)),
        path(f"{version}/file", api_assets.AssetFileView.as_view(**one)),
        path(f"{version}/download", api_bytes.DownloadView.as_view(**one)),
    ]


def _aliases(kind: Kind) -> list[URLPattern]:
    """Models have aliases, as in MLflow: their labels by another name."""
    name = f"{kind.word}/<str:name>"
    return [
        path(f"{name}/aliases", api_assets.AliasesView.as_view(kind=kind)),
        path(f"{name}/aliases/<str:label>", api_assets.AliasView.as_view(kind=kind)),
    ]


def assets(kind: Kind) -> list[URLPattern]:
    return [
        path(kind.word, api_assets.AssetsView.as_view(kind=kind)),
        *versioned(kind),
        path(f"{kind.word}/<str:name>/<str:version>", api_assets.AssetVersionView.as_view(kind=kind)),
    ]


def plain(kind: Kind) -> list[URLPattern]:
    """The addresses of what has no versions."""
    name = f"{kind.word}/<str:name>"
    return [
        path(kind.word, api_plain.PlainsView.as_view(kind=kind)),
        path(name, api_plain.OnePlainView.as_view(kind=kind)),
        path(f"{name}/archive", api_plain.ArchivePlainView.as_view(kind=kind, archives=True)),
        path(f"{name}/restore", api_plain.ArchivePlainView.as_view(kind=kind, archives=False)),
    ]


def looked_at(kind: Kind) -> list[URLPattern]:
    """Data and models can be looked into."""
    version = f"{kind.word}/<str:name>/<str:version>"
    return [
        path(f"{version}/preview", api_bytes.PreviewView.as_view(kind=kind)),
        path(f"{version}/raw", api_bytes.RawView.as_view(kind=kind)),
    ]


urlpatterns = [
    path("drafts", api.DraftsView.as_view()),
    path("drafts/import", api.DraftImportView.as_view()),
    path("drafts/<str:draft_id>", api.DraftView.as_view()),
    path("drafts/<str:draft_id>/export", api.DraftExportView.as_view()),
    path("drafts/<str:draft_id>/canvas", api.DraftCanvasView.as_view()),
    path("components", api_components.ComponentsView.as_view(kind=COMPONENTS)),
    *versioned(COMPONENTS),
    path("components/<str:name>/<str:version>", api_components.ComponentView.as_view(kind=COMPONENTS)),
    path("components/<str:name>/<str:version>/canvas", api_components.ComponentCanvasView.as_view()),
    *assets(DATA),
    *looked_at(DATA),
    *assets(ENVIRONMENTS),
    *assets(MODELS),
    *looked_at(MODELS),
    *plain(COMPUTES),
    *plain(DATASTORES),
    path("schedules", api_schedules.SchedulesView.as_view(kind=SCHEDULES)),
    path("schedules/<str:name>", api_schedules.ScheduleView.as_view(kind=SCHEDULES)),
    path("schedules/<str:name>/enable", api_schedules.EnableView.as_view(kind=SCHEDULES, enables=True)),
    path("schedules/<str:name>/disable", api_schedules.EnableView.as_view(kind=SCHEDULES, enables=False)),
    path("schedules/<str:name>/archive", api_schedules.ArchiveScheduleView.as_view(kind=SCHEDULES, archives=True)),
    path("schedules/<str:name>/restore", api_schedules.ArchiveScheduleView.as_view(kind=SCHEDULES, archives=False)),
    path("endpoints", api_schedules.EndpointsView.as_view(kind=ENDPOINTS)),
    path("endpoints/<str:name>", api_schedules.EndpointView.as_view(kind=ENDPOINTS)),
    path("endpoints/<str:name>/archive", api_plain.ArchivePlainView.as_view(kind=ENDPOINTS, archives=True)),
    path("endpoints/<str:name>/restore", api_plain.ArchivePlainView.as_view(kind=ENDPOINTS, archives=False)),
    path("endpoints/<str:name>/deployments", api_schedules.DeploymentsView.as_view()),
    path("endpoints/<str:name>/deployments/<str:deployment>", api_schedules.DeploymentView.as_view()),
    path("samples", api.SamplesView.as_view()),
    path("samples/<str:name>/open", api.SampleOpenView.as_view()),
]
