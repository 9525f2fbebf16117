"""REST of the bytes of data and models: a first look, and the whole of a file."""

from __future__ import annotations

import mimetypes
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import urlencode

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpResponseBase, StreamingHttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from designer import asset_shapes, registry
from designer.api_assets import AssetView
from designer.failures import BadRequest, NotHere
from designer.models import AssetVersion
from designer.outside import find_data, preview_table
from designer.preview import IMAGES, preview
from penstock.openapi import describe

CHUNK = 1 << 18
ROWS = 100


class BytesView(AssetView):
    """Finds the file that `file` names; data that is one file needs no name."""

    def file(self, request: Request, name: str, version: str) -> Path:
        row = self.version(name, version)
        path = request.query_params.get("file", "")
        if not isinstance(row, AssetVersion) or not (row.content or row.uri):
            raise NotHere("file", path[:200])
        if row.content:
            return registry.file_in(registry.tree(row.content), path or row.subpath)
        place = find_data(row.uri)
        return place if place.is_file() else registry.file_in(place, path)


class PreviewView(BytesView):
    @describe(asset_shapes.AssetPreview, query={"file": str, "rows": int}, operation="preview_{kind}")
    def get(self, request: Request, name: str, version: str) -> Response:
        rows = request.query_params.get("rows") or str(ROWS)
        if not rows.isdecimal() or len(rows) > 9:
            raise BadRequest("bad_request", "`rows` is no whole number")
        file = self.file(request, name, version)
        query = urlencode({"file": request.query_params.get("file", "")})
        href = f"/api/v1/{self.kind.word}/{name}/{version}/raw?{query}"
        return Response(preview_table(file, int(rows)) or preview(file, href, int(rows)))


class RawView(BytesView):
    @describe("binary", query={"file": str}, operation="read_{kind}")
    def get(self, request: Request, name: str, version: str) -> HttpResponseBase:
        file = self.file(request, name, version)
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        response = StreamingHttpResponse(_chunks(file.open("rb")), content_type=kind)
        response["Content-Length"] = str(file.stat().st_size)
        # The content is not ours: shown as a picture or saved, never run as a page of this origin.
        shown = "inline" if file.suffix.lower() in IMAGES else "attachment"
        plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\' else "_" for c in file.name)
        response["Content-Disposition"] = f'{shown}; filename="{plain}"'
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response


class DownloadView(AssetView):
    @describe("binary", query={"stored": str}, operation="download_{kind}")
    def get(self, request: Request, name: str, version: str) -> HttpResponseBase:
        """All files as one zip; `stored=true` does not compress, for a reader on this machine."""
        row = self.version(name, version)
        snapshot = row.content if isinstance(row, AssetVersion) and row.content else row.snapshot
        if isinstance(row, AssetVersion) and row.uri and not row.uri.startswith("file:"):
            raise BadRequest("lies_elsewhere", f"the files of {name} lie at {row.uri[:500]}; get them from there")
        in_place = isinstance(row, AssetVersion) and bool(row.uri)
        if not (snapshot or in_place):
            raise NotHere("file", f"{name}:{version}"[:200])
        root = find_data(row.uri) if isinstance(row, AssetVersion) and in_place else registry.tree(snapshot)
        how = zipfile.ZIP_STORED if request.query_params.get("stored") == "true" else zipfile.ZIP_DEFLATED
        archive = TemporaryFile(dir=settings.WORKSPACE.uploads)  # noqa: SIM115 - `_chunks` closes it
        with zipfile.ZipFile(archive, "w", how, compresslevel=1, strict_timestamps=False) as target:
            within = [root] if root.is_file() else root.rglob("*")
            for file in sorted(path for path in within if path.is_file() and not path.is_symlink()):
                target.write(file, file.name if file == root else file.relative_to(root).as_posix())
        length = archive.tell()
        archive.seek(0)
        response = StreamingHttpResponse(_chunks(archive), content_type="application/zip")
        response["Content-Length"] = str(length)
        response["Content-Disposition"] = f'attachment; filename="{slug(name)}-{slug(version)}.zip"'
        return response


def slug(text: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in text)


async def _chunks(stream: IO[bytes]) -> AsyncIterator[bytes]:
    """Read beside the event loop: a sync iterator would be read whole into memory under ASGI."""
    with stream:
        while chunk := await sync_to_async(stream.read, thread_sensitive=False)(CHUNK):
            yield chunk
