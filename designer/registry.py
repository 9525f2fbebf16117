"""What is registered, and the folders behind snapshots: finds, lists and explains. Changes only the store of files."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

from django.conf import settings

from designer import asset_json, shapes, snapshots, versions
from designer.closure import inside, references
from designer.failures import NotHere
from designer.files import FolderFiles, Registered
from designer.kinds import COMPONENTS, DATA, ENVIRONMENTS, MODELS, Kind
from designer.large import stays_in_place
from designer.models import AssetVersion, Component, ComponentVersion
from designer.outside import find_job_output
from designer.spec.old import read_modern
from designer.spec.ports import FileError, Stored
from designer.spec.problems import did_you_mean
from designer.spec.references import Reference, read_reference
from designer.uploads import YAML_ENDINGS, refuse

MAX_SHOWN = 1024 * 1024


class Catalogue:
    """The registry as the dialect asks for it. One per operation: each name is looked up once."""

    def __init__(self, keeps: bool = True) -> None:
        self.keeps = keeps
        self.assets: dict[tuple[str, str], Stored | FileError | None] = {}
        self.found: dict[tuple[str, str | None, str | None], Registered | None] = {}

    def find(self, name: str, version: str | None, label: str | None) -> Registered | None:
        key = (name, version, label)
        if key not in self.found:
            row = find_version(name, version, label)
            self.found[key] = registered(row) if row is not None else None
        return self.found[key]

    def names(self) -> Sequence[str]:
        return list(Component.objects.filter(archived=False).values_list("name", flat=True))

    def asset(self, kind: str, ref: str) -> Stored | FileError | None:
        """Each reference is looked up once."""
        key = (kind, ref)
        if key not in self.assets:
            self.assets[key] = find_asset(kind, ref, self.keeps)
        return self.assets[key]


def find_asset(kind: str, ref: str, keeps: bool = True) -> Stored | FileError | None:
    """What a job asks for by `ref`: data, a model or an environment that is registered, or what another job left,
    which goes into the store when that `keeps` it."""
    reference = read_reference(ref, kind)
    if reference is None:
        return _left_by_job(ref, keeps) if kind == "data" else None
    kinds = [ENVIRONMENTS] if kind == "environment" else [MODELS, DATA] if "/models/" in ref else [DATA, MODELS]
    for one in kinds:
        row = versions.find(one, reference.name, reference.version, reference.label)
        if isinstance(row, AssetVersion):
            return Stored(one.one, row.asset.name, row.version, row.type, row.content, row.subpath, row.uri)
    if reference.registry is not None:
        return None  # it is kept elsewhere, and nothing here stands in for it
    return _missing(kinds, reference)


def _left_by_job(ref: str, keeps: bool) -> Stored | FileError | None:
    output = find_job_output(ref)
    if output is None:
        return None
    if output.place is None:
        return FileError("output_not_here", f"`{ref}` is not to be had: {output.why}")
    if stays_in_place(output.place):
        type_ = "uri_file" if output.place.is_file() else "uri_folder"
        return Stored("job", ref, "", type_, uri=output.place.resolve().as_uri())
    try:
        snapshot, subpath = snapshots.snapshot_data(settings.WORKSPACE.store if keeps else None, output.place)
    except snapshots.SnapshotError as error:
        return FileError(error.code, error.message, error.hint)
    return Stored("job", ref, "", "uri_file" if subpath else "uri_folder", snapshot, subpath)


def _missing(kinds: Sequence[Kind], reference: Reference) -> FileError:
    """Why nothing was found, and what there is instead."""
    what, name = kinds[0].one, reference.name
    names = [name for kind in kinds for name in kind.families.values_list("name", flat=True)[:1000]]
    if name in names:
        asked = reference.version or reference.label or "latest"
        message = f"`{name}` is registered here, but not its version or label `{asked}`"
        return FileError(f"unknown_{what}", message, f"`azureml:{name}@latest` is the newest one")
    hint = did_you_mean(name, names, "register it first, or use a path")
    if what == "environment":
        return FileError("unknown_environment", f"no environment named `{name}` is registered here", hint)
    return FileError("unknown_data", f"no data and no model named `{name}` is registered here", hint)


def registered(row: ComponentVersion) -> Registered:
    return Registered(row.component.name, row.version, tree(row.snapshot), row.main)


def open_files(snapshot: str, keeps: bool = True) -> FolderFiles:
    """The files of a draft or a submission; "" is an empty folder. Registered components are in reach."""
    return open_folder(tree(snapshot) if snapshot else settings.WORKSPACE.run / "no-files", keeps)


def open_folder(folder: Path, keeps: bool = True) -> FolderFiles:
    """The same for a folder on this machine, or an unpacked upload. Snapshots are kept, or only named."""
    limits = snapshots.Limits(settings.CODE_FILES, settings.CODE_BYTES)
    return FolderFiles(folder, registry=Catalogue(keeps), store=settings.WORKSPACE.store, limits=limits, keeps=keeps)


def store_folder(folder: Path) -> str:
    """Keep a whole folder by content, nothing left out; answers its snapshot."""
    return snapshots.snapshot_data(settings.WORKSPACE.store, folder)[0]


def store_document(folder: Path, main: str, paths: Sequence[str]) -> str:
    """Keep a document with the files it needs, as they lie in `folder`; folders of code as their ignore files say."""
    code = {path for document in paths for path in _code_of(folder, document)}
    parts = [(folder / path, path) for path in sorted(paths, key=len)]
    try:
        return snapshots.snapshot_parts(settings.WORKSPACE.store, parts, within=folder, code=code)
    except snapshots.SnapshotError as error:
        raise refuse(error.code, error.message, main, hint=error.hint) from None


def _code_of(folder: Path, document: str) -> Iterator[str]:
    """The folders of code that a document names, as paths below the root."""
    if not document.lower().endswith(YAML_ENDINGS) or not (folder / document).is_file():
        return
    body = read_modern((folder / document).read_bytes(), document).root
    for key, ref in references(body):
        if key == "code" and (path := inside(folder, posixpath.dirname(document), ref)) is not None:
            yield path


def tree(snapshot: str) -> Path:
    return snapshots.tree_of(settings.WORKSPACE.store, snapshot)


def find_version(name: str, version: str | None, label: str | None = None) -> ComponentVersion | None:
    """Exact version, else the one with that label; None and "latest" are the newest that is not archived."""
    return cast("ComponentVersion | None", versions.find(COMPONENTS, name, version, label))


def get_version(name: str, version: str) -> ComponentVersion:
    return cast("ComponentVersion", versions.get(COMPONENTS, name, version))


def component_detail(row: ComponentVersion) -> shapes.ComponentDetail:
    return cast("shapes.ComponentDetail", asset_json.asset_detail(row))


def file_in(root: Path, path: str) -> Path:
    """A file below `root`. Nothing outside of `root` can be named."""
    try:
        target = root / path
        good = bool(path) and "\0" not in path and target.resolve().is_relative_to(root.resolve()) and target.is_file()
    except (OSError, RuntimeError, ValueError):  # too long, a circle of links
        good = False
    if not good:
        raise NotHere("file", path[:200])
    return target


def file_text(root: Path, path: str) -> shapes.ComponentFile:
    """A file below `root` for people to read."""
    target = file_in(root, path)
    with target.open("rb") as file:
        data = file.read(MAX_SHOWN)
    size = target.stat().st_size
    text = "" if b"\0" in data else data.decode("utf-8", errors="replace")
    return {"path": path, "text": text, "size": size, "truncated": size > len(data) or (size > 0 and not text)}
