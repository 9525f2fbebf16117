"""Files of a node: outputs, inputs and code. Only below the folder that the node's row names; never past it."""

from __future__ import annotations

import json
import mimetypes
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from urllib.parse import urlencode

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from penstock.openapi import describe
from penstock.security.errors import ApiError
from runs.api import node_shapes
from runs.api import shapes as s
from runs.api.base import RunsView, find_run, number, text_of
from runs.api.jobs import answer
from runs.api.nodes import step_or_404
from runs.artifacts import ARTIFACTS, artifacts_place, entries_of, refuse_others
from runs.bundle import Log, bundle
from runs.job_json import outputs_json
from runs.models import Job, Run
from runs.storage.browse import Outside, entries, genuine, inside, readable
from runs.storage.masking import mask_of
from runs.storage.preview import IMAGES, preview
from runs.tables import fetched, preview_when_needed

CHUNK = 1 << 18
MOST_CODE = 1 << 20
PLACE = {"path": str, "port": str, "side": str}
NOT_THERE = (Outside, FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError, ValueError)
LANGUAGES = {".py": "python", ".json": "json", ".yml": "yaml", ".yaml": "yaml", ".sh": "shell", ".md": "markdown"}


class FilesView(RunsView):
    """Turns a path that leads out of the job, or nowhere, into an answer."""

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, NOT_THERE):
            exc = ApiError(404, "no_such_file", _("There is no such file in this job."))
        return super().handle_exception(exc)


class Entries(FilesView):
    @describe(s.Entries, query={**PLACE, "dir": str}, operation="list_files")
    def get(self, request: Request, name: str) -> Response:
        base, folder = place_of(request, name), text_of(request, "dir")
        found = entries_of(base, folder) if _is_artifacts(request, base) else entries(base, folder)
        return Response({"entries": found})


class Preview(FilesView):
    @describe(node_shapes.Preview, query={**PLACE, "file": str, "rows": int}, operation="preview_file")
    def get(self, request: Request, name: str) -> Response:
        file = _file(request, name)
        query = {key: text_of(request, key) for key in ("path", "port", "side", "file")}
        href = f"/api/v1/jobs/{name}/raw?{urlencode(query)}"
        rows = number(request, "rows", 100)
        shown = preview_when_needed(file, rows) or preview(file, href, rows)
        return Response(mask_of(settings.WORKSPACE.root).everywhere(shown) if _is_log(request) else shown)


class Raw(FilesView):
    @describe("binary", query={**PLACE, "file": str}, operation="read_file")
    def get(self, request: Request, name: str) -> HttpResponseBase:
        file = _file(request, name)
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        mask = mask_of(settings.WORKSPACE.root)
        content = _pieces(Log(file, mask)) if mask and _is_log(request) else _chunks(file.open("rb"))
        response = StreamingHttpResponse(content, content_type=kind)
        response["Content-Length"] = str(file.stat().st_size)
        # What a step wrote is not ours: shown as a picture or saved, never run as a page of this origin.
        shown = "inline" if file.suffix.lower() in IMAGES else "attachment"
        response["Content-Disposition"] = f'{shown}; filename="{_plain(file.name)}"'
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response


class Code(FilesView):
    @describe(s.Code, query={"path": str}, operation="list_code")
    def get(self, request: Request, name: str) -> Response:
        tree = _code(request, name)
        if tree is None:
            return Response({"files": []})
        files = [place for place in sorted(tree.rglob("*")) if place.is_file()][:2000]
        found = [{"path": readable(str(place.relative_to(tree))), "size": place.stat().st_size} for place in files]
        return Response({"files": found})


class CodeText(FilesView):
    @describe(s.FileText, query={"path": str, "file": str}, operation="read_code")
    def get(self, request: Request, name: str) -> Response:
        tree = _code(request, name)
        if tree is None:
            raise FileNotFoundError
        file = inside(tree, text_of(request, "file"))
        with open(file, "rb") as stream:
            text = stream.read(MOST_CODE).decode("utf-8", "replace")
        return Response({"text": text, "language": LANGUAGES.get(file.suffix.lower(), "text")})


class Download(FilesView):
    @describe("binary", query={"output": str, "stored": str}, operation="download_job")
    def get(self, request: Request, name: str) -> HttpResponseBase:
        """The job's folder as one zip: outputs, artifacts and logs of every step, as `job download` lays them out.

        `output` is the name of one output; `stored=true` does not compress, for a reader on this machine.
        """
        job = answer(request, find_run(name.partition(".")[0]), name)
        found = bundle(job, settings.WORKSPACE, output_of(request, job))
        archive = TemporaryFile(dir=settings.WORKSPACE.uploads)  # noqa: SIM115 - `_chunks` closes it
        how = zipfile.ZIP_STORED if text_of(request, "stored") == "true" else zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(archive, "w", how, compresslevel=1, strict_timestamps=False) as target:
            for path, file in found:
                if isinstance(file, str):
                    target.writestr(path, file)
                elif isinstance(file, Log):
                    with target.open(path, "w", force_zip64=True) as sink:
                        for piece in file.pieces():
                            sink.write(piece)
                else:
                    target.write(file, path)
        length = archive.tell()
        archive.seek(0)
        response = StreamingHttpResponse(_chunks(archive), content_type="application/zip")
        response["Content-Length"] = str(length)
        response["Content-Disposition"] = f'attachment; filename="{_plain(name)}.zip"'
        return response


def output_of(request: Request, job: dict[str, Any]) -> str | None:
    """The output that was asked for alone."""
    output = text_of(request, "output") or None
    if output is not None and output not in (*job["outputs"], ARTIFACTS):
        if not job["outputs"]:
            raise ApiError(404, "no_such_output", _("The job has no outputs with names."))
        sentence = _("The job has no output named %(name)s. It has: %(known)s.")
        known = ", ".join(job["outputs"])
        raise ApiError(404, "no_such_output", sentence % {"name": output[:100], "known": known})
    return output


def place_of(request: Request, name: str, node: str = "") -> Path:
    """The file or folder behind a node's port."""
    run, path, port = find_run(name), node or text_of(request, "path"), text_of(request, "port")
    step = step_or_404(run, path)
    if text_of(request, "side") == "input":
        return _input_place(run, step.inputs.get(port))
    job = Job.objects.get(run=run, path=path)
    _still_there(job)
    jobs = {job.path: job for job in run.jobs.all()} if step.outputs_from else {path: job}
    stored = outputs_json(run, step, json.loads(job.detail), jobs).get(port, {}).get("path")
    if not stored and port == ARTIFACTS:
        return artifacts_place(job, settings.WORKSPACE)
    if not stored:
        raise FileNotFoundError(port)
    return _output_place(stored)


def _is_artifacts(request: Request, base: Path) -> bool:
    """Whether this is a step's working directory, of which only ./outputs and ./logs are shown."""
    return text_of(request, "port") == ARTIFACTS and base.name == "wd"


def _is_log(request: Request) -> bool:
    return text_of(request, "port") == ARTIFACTS and text_of(request, "file").startswith("logs/")


def _still_there(job: Job) -> None:
    """A step that was reused has its files where it was reused from."""
    if job.reused_from and not Job.objects.filter(name=job.reused_from).exists():
        message = _("This step was reused from %(name)s, which was deleted, and its files with it.")
        raise ApiError(404, "origin_deleted", message % {"name": job.reused_from})


def _output_place(stored: str) -> Path:
    """A step can put a link in the place of an output, its own or an earlier one: that shows nothing."""
    place = Path(settings.WORKSPACE.root / stored)
    if not genuine(settings.WORKSPACE.root, place):
        raise Outside(stored)
    return place


def _input_place(run: Run, value: Any) -> Path:
    if value is not None and value.kind == "data" and value.snapshot:
        return Path(settings.WORKSPACE.store / value.snapshot / "tree" / value.subpath)
    if value is not None and value.kind == "data" and value.uri:
        return fetched(value.uri, again=False)
    if value is not None and value.kind == "node":
        job = Job.objects.get(run=run, path=value.path)
        _still_there(job)
        stored = json.loads(job.detail).get("outputs", {}).get(value.port, {}).get("path")
        if stored:
            return _output_place(stored)
    raise FileNotFoundError


def _file(request: Request, name: str) -> Path:
    """A file below a port; a port that is one file is that file."""
    base = place_of(request, name)
    if _is_artifacts(request, base):
        refuse_others(text_of(request, "file"))
    found = base if base.is_file() else inside(base, text_of(request, "file"))
    if not found.is_file():
        raise FileNotFoundError
    return found


def _code(request: Request, name: str) -> Path | None:
    step = step_or_404(find_run(name), text_of(request, "path"))
    return Path(settings.WORKSPACE.store / step.code / "tree") if step.code else None


async def _chunks(stream: IO[bytes]) -> AsyncIterator[bytes]:
    """Read beside the event loop: a sync iterator would be read whole into memory under ASGI."""
    with stream:
        while chunk := await sync_to_async(stream.read, thread_sensitive=False)(CHUNK):
            yield chunk


async def _pieces(log: Log) -> AsyncIterator[bytes]:
    pieces = log.pieces()
    while piece := await sync_to_async(_next, thread_sensitive=False)(pieces):
        yield piece


def _next(pieces: Iterator[bytes]) -> bytes:
    return next(pieces, b"")


def _plain(name: str) -> str:
    return "".join(c if c.isascii() and c.isprintable() and c not in '"\\' else "_" for c in name)
