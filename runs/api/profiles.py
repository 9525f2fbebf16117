"""What is in the columns of a table, and where data and models come from and go to."""

from __future__ import annotations

from typing import Any, TypedDict

from rest_framework.request import Request
from rest_framework.response import Response

from designer import outside, registry, versions
from designer.kinds import DATA, Kind
from designer.models import AssetVersion
from penstock.openapi import describe
from runs import tables
from runs.api.base import RunsView, text_of
from runs.api.files import PLACE, FilesView, place_of
from runs.lineage import lineage_of
from runs.storage.browse import inside

# `from` is no name that a class can have.
HistogramBin = TypedDict("HistogramBin", {"from": float, "to": float, "count": int})


class TopValue(TypedDict):
    value: str
    count: int


class ColumnProfile(TypedDict):
    """`type` is integer, number, boolean, datetime or string; `top` are the most frequent values."""

    name: str
    type: str
    nulls: int
    distinct: int | None
    min: float | str | None
    max: float | str | None
    mean: float | None
    std: float | None
    histogram: list[HistogramBin] | None
    top: list[TopValue] | None


class Profile(TypedDict):
    """`rows` were looked at, of `rows_total` when they were counted."""

    rows: int
    rows_total: int | None
    columns: list[ColumnProfile]


class WrittenBy(TypedDict):
    job: str
    node: str
    output: str
    at: str | None


class ReadBy(TypedDict):
    job: str
    node: str
    input: str
    at: str | None


class Lineage(TypedDict):
    """`node` is a path in the job, "" for the job itself; the latest first."""

    written_by: list[WrittenBy]
    read_by: list[ReadBy]


class DataProfile(RunsView):
    @describe(Profile, query={"file": str}, operation="profile_data")
    def get(self, request: Request, name: str, version: str) -> Response:
        """Of a file; of the whole when it is a table of several files, or an MLTable."""
        row = versions.get(DATA, name, version)
        assert isinstance(row, AssetVersion)
        base = registry.tree(row.content) / row.subpath if row.content else outside.find_data(row.uri)
        file = text_of(request, "file")
        return Response(tables.profile(base if not file or base.is_file() else registry.file_in(base, file)))


class JobProfile(FilesView):
    @describe(Profile, query={**PLACE, "node": str, "file": str}, operation="profile_file")
    def get(self, request: Request, name: str) -> Response:
        """Of what is behind a node's port; `node` is another word for `path`."""
        base = place_of(request, name)
        file = text_of(request, "file")
        return Response(tables.profile(base if not file or base.is_file() else inside(base, file)))


class AssetLineage(RunsView):
    kind: Kind = DATA

    @describe(Lineage, operation="lineage_of_{kind}")
    def get(self, request: Request, name: str, version: str) -> Response:
        row = versions.get(self.kind, name, version)
        assert isinstance(row, AssetVersion)
        found: dict[str, Any] = lineage_of(row)
        return Response(found)
