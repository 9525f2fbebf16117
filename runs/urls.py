"""Paths of the runs' part of the API, under /api/v1/."""

from django.urls import path

from runs.api import datastores, explain, files, invoke, jobs, logs, nodes, resources, system, tracking, workspace

urlpatterns = [
    path("system", system.System.as_view()),
    path("path-map", datastores.OnePathMap.as_view()),
    path("datastores/<str:name>/test", datastores.TestDatastore.as_view()),
    path("datastores/<str:name>/browse", datastores.BrowseDatastore.as_view()),
    path("workspace", workspace.OneWorkspace.as_view()),
    path("samples/<str:name>/run", jobs.RunSample.as_view()),
    path("jobs", jobs.Jobs.as_view()),
    path("jobs/<str:name>", jobs.OneJob.as_view()),
    path("jobs/<str:name>/cancel", jobs.Cancel.as_view()),
    path("jobs/<str:name>/retry", jobs.Retry.as_view()),
    path("jobs/<str:name>/resubmit", jobs.Resubmit.as_view()),
    path("jobs/<str:name>/clone", jobs.Clone.as_view()),
    path("jobs/<str:name>/yaml", jobs.Yaml.as_view()),
    path("jobs/<str:name>/state", nodes.State.as_view()),
    path("jobs/<str:name>/graph", nodes.Graph.as_view()),
    path("jobs/<str:name>/nodes", nodes.Node.as_view()),
    path("jobs/<str:name>/explain", explain.Explain.as_view()),
    path("jobs/<str:name>/events", nodes.Events.as_view()),
    path("jobs/<str:name>/logfiles", logs.LogFiles.as_view()),
    path("jobs/<str:name>/logs", logs.Logs.as_view()),
    path("jobs/<str:name>/logs/search", logs.SearchLogs.as_view()),
    path("jobs/<str:name>/resources", resources.NodeResources.as_view()),
    path("jobs/<str:name>/metrics", tracking.Metrics.as_view()),
    path("jobs/<str:name>/files", files.Entries.as_view()),
    path("jobs/<str:name>/preview", files.Preview.as_view()),
    path("jobs/<str:name>/raw", files.Raw.as_view()),
    path("jobs/<str:name>/code", files.Code.as_view()),
    path("jobs/<str:name>/code/file", files.CodeText.as_view()),
    path("jobs/<str:name>/download", files.Download.as_view()),
    path("endpoints/<str:name>/invoke", invoke.Invoke.as_view()),
]
