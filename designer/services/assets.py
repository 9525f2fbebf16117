"""Registers data, environments, models, computes and datastores: bytes first, then one transaction."""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from designer import snapshots
from designer.closure import closure, inside
from designer.files import FolderFiles
from designer.gitstate import clean
from designer.kinds import PLAIN, VERSIONED, Kind, Plain
from designer.large import stays_in_place
from designer.registry import find_asset
from designer.services import datastores
from designer.services.families import NewVersion, Outcome, place
from designer.services.keeping import keep
from designer.services.sources import EVERYWHERE, Request, Source, opened
from designer.spec.assets import SAID, AssetDocument, definition_of, read_asset, without_secrets
from designer.spec.document import Document, read_text
from designer.spec.emit import dump
from designer.spec.paths import is_local, local_path
from designer.spec.ports import FileError, FilesFailure
from designer.spec.problems import Problem, errors
from designer.spec.references import references_in
from designer.spec.report import Report
from designer.spec.scalars import text_of
from designer.uploads import Refused

_JOB = re.compile(r"runs:/+(?P<run>[^/]+)|azureml:/+jobs/(?P<job>[^/]+)/outputs/")


@dataclass(frozen=True, slots=True)
class Given:
    """What was said beside the document: it wins over the document."""

    name: str | None = None
    version: str | None = None
    type: str | None = None
    description: str | None = None
    tags: Mapping[str, str] | None = None
    git: Mapping[str, Any] | None = None
    creator: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """Where the bytes of data or a model are."""

    snapshot: str = ""
    subpath: str = ""
    uri: str = ""


def register_asset(*, kind: Kind, request: Request, given: Given) -> Outcome:
    """A version of data, an environment or a model. Refused with every problem; Taken for other content."""
    with opened(request) as source:
        document = _document(source, given)
        found, problems = read_asset(document, kind.one, name=given.name, version=given.version)
        if found is None:
            raise Refused(errors(problems))
        files = FolderFiles(source.root, store=settings.WORKSPACE.store)
        report = Report(document.file, document.root)
        base = files.base_of(source.main)
        content, type_ = _in_place(files, base, found, source, report) or _content(files, base, found, report)
        ids, parts = _needed(files, base, found, report)
        if report.broken:
            raise Refused(report.found)
        text = source.text if source.text is not None else document.text.encode()
        snapshot, main = keep(source, text, parts)
    fields = _fields(found, type_, content, given, source)
    new = NewVersion(
        kind=VERSIONED[kind.one],
        name=found.name,
        version=found.version,
        digest=_digest(found, type_, content, ids),
        make=lambda version: {**fields, "snapshot": snapshot, "main": main, "spec": {**found.body, "version": version}},
        mentions=references_in(definition_of(found.body)),
        renews=True,
    )
    return replace(place(new), problems=(*problems, *report.found))


def _document(source: Source, given: Given) -> Document:
    """The document sent, or the one that a loose file or folder stands for."""
    if source.text is not None:
        return read_text(source.text, posixpath.basename(source.main))
    body = {"name": given.name, "type": given.type, "path": source.loose}
    return read_text(dump({key: value for key, value in body.items() if value}), "asset.yml")


def _fields(found: AssetDocument, type_: str, content: Content, given: Given, source: Source) -> dict[str, Any]:
    """The columns of a version that its document decides."""
    body = found.body
    tags = body.get("tags") if isinstance(body.get("tags"), dict) else {}
    properties = body.get("properties")
    return {
        "type": type_,
        "display_name": text_of(body.get("display_name") or "")[:255],
        "description": given.description if given.description is not None else text_of(body.get("description") or ""),
        "tags": {**texts(tags), **(given.tags or {})},
        "properties": properties if isinstance(properties, dict) else {},
        "stage": text_of(body.get("stage") or "")[:100],
        "git": clean(given.git) if given.git else source.git,
        "creator": given.creator,
        "content": content.snapshot,
        "subpath": content.subpath,
        "uri": content.uri,
    }


def texts(tags: Any) -> dict[str, str]:
    """Tags as they are kept: texts, whatever YAML made of them."""
    return {str(key): text_of(value) for key, value in tags.items()} if isinstance(tags, dict) else {}


def _in_place(
    files: FolderFiles, base: str, found: AssetDocument, source: Source, report: Report
) -> tuple[Content, str] | None:
    """What is large stays in the user's own folder; None for everything else."""
    if found.path is None or not is_local(found.path) or source.root != EVERYWHERE:
        return None
    place = files.place_of(base, local_path(found.path))
    if place is None or not stays_in_place(place):
        return None
    type_ = found.type or ("uri_file" if place.is_file() else "uri_folder")
    _check_type(place, type_, report)
    return Content(uri=place.as_uri()), type_


def _content(files: FolderFiles, base: str, found: AssetDocument, report: Report) -> tuple[Content, str]:
    """The bytes, stored, and the type that they have."""
    if found.path is None:
        return Content(), found.type
    if is_local(found.path):
        try:
            snapshot, subpath = files.snapshot_data(base, local_path(found.path))
        except FilesFailure as failure:
            gone = failure.error.code == "not_found"
            message = f"the path `{found.path}` does not exist" if gone else failure.error.message
            report.error(("path",), failure.error.code, message, failure.error.hint)
            return Content(), found.type
    else:
        known = find_asset("data", found.path)
        if known is None:
            if absent := _JOB.match(found.path):
                message = f"no job `{absent['run'] or absent['job']}` is here"
                report.warning(("path",), "job_not_here", message, "the address is kept as it is")
            return Content(uri=found.path), found.type or "uri_folder"
        if isinstance(known, FileError):
            report.error(("path",), known.code, known.message, known.hint)
            return Content(), found.type
        if not known.snapshot:
            return Content(uri=known.uri), found.type or known.type
        snapshot, subpath = known.snapshot, known.subpath
    content = Content(snapshot, subpath)
    type_ = found.type or ("uri_file" if subpath else "uri_folder")
    _check_type(snapshots.tree_of(settings.WORKSPACE.store, snapshot) / subpath, type_, report)
    return content, type_


def _check_type(place: Path, type_: str, report: Report) -> None:
    is_file = place.is_file()
    if type_ == "uri_file" and not is_file:
        report.error(("type",), "wrong_type", "`path` is a folder, and the type says it is a file", "use `uri_folder`")
    elif type_ == "uri_folder" and is_file:
        report.error(("type",), "wrong_type", "`path` is a file, and the type says it is a folder", "use `uri_file`")
    elif type_ == "mltable":
        if not (place / "MLTable").is_file():
            hint = "name the folder that holds the file `MLTable`"
            report.error(("path",), "no_mltable", "there is no file `MLTable` in the folder", hint)
    elif type_ == "mlflow_model" and not (place / "MLmodel").is_file():
        hint = "name the folder that holds the file `MLmodel`, or use `custom_model`"
        report.warning(("path",), "no_mlmodel", "there is no file `MLmodel` in the folder", hint)


def _needed(files: FolderFiles, base: str, found: AssetDocument, report: Report) -> tuple[dict[str, str], list[str]]:
    """Files that an environment's document refers to: the key's content id, and their paths below the root."""
    ids: dict[str, str] = {}
    parts: list[str] = []
    build = found.body.get("build")
    wanted = {
        "conda_file": found.body.get("conda_file"),
        "build": build.get("path") if isinstance(build, dict) else None,
    }
    for key, ref in wanted.items():
        if found.kind != "environment" or not isinstance(ref, str) or not is_local(ref):
            continue
        try:
            snapshot, subpath = files.snapshot_data(base, local_path(ref))
        except FilesFailure as failure:
            gone = failure.error.code == "not_found"
            message = f"the path `{ref}` does not exist" if gone else failure.error.message
            report.error((key,), failure.error.code, message, failure.error.hint)
            continue
        ids[key] = f"{snapshot}/{subpath}"
        if (path := inside(files.root, base, local_path(ref))) is not None:
            parts.append(path)
            if key == "conda_file":  # and the lists of requirements that it names
                for more in closure(files.root, path)[1:]:
                    ids[more] = files.snapshot_data("", more)[0]
                    parts.append(more)
    return ids, parts


def _digest(found: AssetDocument, type_: str, content: Content, ids: dict[str, str]) -> str:
    """The same for the same definition and bytes, wherever they lay and whatever people say about them."""
    definition = {key: value for key, value in definition_of(found.body).items() if key not in ("path", "local_path")}
    for key, id_ in ids.items():
        definition[key] = {**definition[key], "path": id_} if key == "build" else id_
    where = [type_, content.snapshot, content.subpath, content.uri]
    return hashlib.sha256(json.dumps([definition, where], sort_keys=True).encode()).hexdigest()


def register_plain(*, kind: Kind, request: Request, given: Given) -> tuple[Plain, bool, list[Problem]]:
    """A compute or a datastore, whether it is new, and what to be warned of. Registering it again changes it."""
    with opened(request) as source:
        document = _document(source, replace(given, type=None))
        found, problems = read_asset(document, kind.one, name=given.name)
    if found is None:
        raise Refused(errors(problems))
    body, secrets = without_secrets(found.body), None
    if kind.one == "datastore":
        body, secrets = datastores.taken(found.body, source)
    fields = {
        "type": given.type or found.type,
        "display_name": text_of(body.get("display_name") or "")[:255],
        "description": given.description if given.description is not None else text_of(body.get("description") or ""),
        "tags": {**texts(body.get("tags")), **(given.tags or {})},
        "properties": body["properties"] if isinstance(body.get("properties"), dict) else {},
        "spec": {**body, **({"type": given.type} if given.type else {})},
        "creator": given.creator,
        "digest": hashlib.sha256(json.dumps(definition_of(body), sort_keys=True).encode()).hexdigest(),
    }
    model = PLAIN[kind.one].plain
    assert model is not None
    if secrets:
        datastores.keep_credentials(found.name, secrets)
    with transaction.atomic():
        known = model.objects.filter(name=found.name).first()
        if known is not None and known.digest == fields["digest"] and not any(body.get(key) for key in SAID - _NAMING):
            return known, False, problems
        row, made = model.objects.update_or_create(name=found.name, defaults={**fields, "archived": False})
    if kind.one == "datastore" and known and not secrets and datastores.leads_elsewhere(known.spec, row.spec):
        datastores.forget_credentials(row.name)
    return row, made, problems


_NAMING = frozenset({"name", "$schema", "version"})
