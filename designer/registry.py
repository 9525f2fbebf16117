"""What is registered, and the folders behind snapshots: finds, lists and explains. Changes only the store of files."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db.models import Q

from designer import shapes, snapshots
from designer.failures import NotHere
from designer.files import FolderFiles, Registered
from designer.models import Component, ComponentVersion, Draft
from designer.spec.ports import FileError

LATEST = "latest"
MAX_SHOWN = 1024 * 1024
MAX_USES = 50


class Catalogue:
    """The registry as the dialect asks for it. One per operation: each name is looked up once."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str | None], Registered | None] = {}

    def find(self, name: str, version: str | None, label: str | None) -> Registered | None:
        if label not in (None, LATEST):
            return None
        key = (name, version)
        if key not in self.found:
            row = find_version(name, version)
            self.found[key] = registered(row) if row is not None else None
        return self.found[key]

    def names(self) -> Sequence[str]:
        return list(Component.objects.values_list("name", flat=True))


def registered(row: ComponentVersion) -> Registered:
    return Registered(row.component.name, row.version, tree(row.snapshot), row.main)


def open_files(snapshot: str) -> FolderFiles:
    """The files of a draft or a submission; "" is an empty folder. Registered components are in reach."""
    return open_folder(tree(snapshot) if snapshot else settings.WORKSPACE.run / "no-files")


def open_folder(folder: Path) -> FolderFiles:
    """The same for a folder on this machine, or an unpacked upload."""
    return FolderFiles(folder, registry=Catalogue(), store=settings.WORKSPACE.store)


def store_folder(folder: Path) -> str:
    """Keep a whole folder by content, nothing left out; answers its snapshot."""
    return snapshots.snapshot_data(settings.WORKSPACE.store, folder)[0]


def store_parts(folder: Path, paths: Sequence[str]) -> str:
    """Keep some files and folders of `folder` where they lie in it; answers the snapshot."""
    with tempfile.TemporaryDirectory(prefix="parts-", dir=settings.WORKSPACE.uploads) as scratch:
        for path in paths:
            source, target = folder / path, Path(scratch, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True, ignore=_PYCACHE)
            elif not target.exists():
                shutil.copy2(source, target)
        return store_folder(Path(scratch))


_PYCACHE = shutil.ignore_patterns("__pycache__", "*.pyc", ".git")


def tree(snapshot: str) -> Path:
    return snapshots.tree_of(settings.WORKSPACE.store, snapshot)


def find_version(name: str, version: str | None) -> ComponentVersion | None:
    """Exact version, or the newest when it is None or "latest"."""
    rows = ComponentVersion.objects.select_related("component").filter(component__name=name)
    if version not in (None, LATEST):
        rows = rows.filter(version=version)
    return rows.order_by("-id").first()


def get_version(name: str, version: str) -> ComponentVersion:
    found = find_version(name, version)
    if found is None:
        raise NotHere("component", f"{name}:{version}")
    return found


def list_components(
    *, search: str | None = None, type: str | None = None, tag: str | None = None
) -> list[shapes.ComponentItem]:
    """The newest version of each component that fits, by name. `tag` is `key` or `key=value`."""
    versions: dict[str, list[str]] = {}
    newest: list[int] = []
    for pk, name, version in ComponentVersion.objects.order_by("-id").values_list("pk", "component__name", "version"):
        if name not in versions:
            newest.append(pk)
        versions.setdefault(name, []).append(version)
    found = ComponentVersion.objects.select_related("component").in_bulk(newest).values()
    rows = [row for row in found if _fits(row, search, type, tag)]
    return [_item(row, versions[row.component.name]) for row in sorted(rows, key=lambda row: row.component.name)]


def _fits(row: ComponentVersion, search: str | None, type_: str | None, tag: str | None) -> bool:
    face = row.interface
    if type_ and row.type != type_:
        return False
    tags = face.get("tags") or {}
    if tag:
        key, equals, value = tag.partition("=")
        if key not in tags or (equals and str(tags[key]) != value):
            return False
    words = " ".join(
        str(part)
        for part in (row.component.name, face.get("display_name"), face.get("description"), *tags, *tags.values())
    ).casefold()
    return all(word in words for word in (search or "").casefold().split())


def component_item(row: ComponentVersion) -> shapes.ComponentItem:
    rows = ComponentVersion.objects.filter(component=row.component).order_by("-id")
    return _item(row, list(rows.values_list("version", flat=True)))


def _item(row: ComponentVersion, versions: list[str]) -> shapes.ComponentItem:
    created = row.created.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    face = {**row.interface, "ref": row.ref, "created": created, "versions": versions, "latest": versions[0]}
    return cast("shapes.ComponentItem", face)


def component_detail(row: ComponentVersion) -> shapes.ComponentDetail:
    files = FolderFiles(tree(row.snapshot))
    text = files.read_text("", row.main)
    detail: dict[str, Any] = {
        **component_item(row),
        "yaml": "" if isinstance(text, FileError) else text.text,
        "files": [{"path": path, "size": size} for path, size in files.listing()],
        "used_by": uses_of(row.component.name),
    }
    return cast("shapes.ComponentDetail", detail)


def uses_of(name: str) -> list[shapes.UsedBy]:
    """Drafts whose document names the component, newest first. Text decides: a note that names it counts."""
    colon, at = (json.dumps(f"azureml:{name}{sign}")[1:-1] for sign in ":@")
    rows = Draft.objects.filter(Q(canvas__icontains=colon) | Q(canvas__icontains=at)).order_by("-updated")
    return [{"kind": "draft", "id": pk, "name": shown} for pk, shown in rows.values_list("pk", "name")[:MAX_USES]]


def component_file(row: ComponentVersion, path: str) -> shapes.ComponentFile:
    """One file of the component as text; a large one is cut, a binary one is not shown."""
    return file_text(tree(row.snapshot), path)


def file_text(root: Path, path: str) -> shapes.ComponentFile:
    """A file below `root` for people to read. Nothing outside of `root` can be named."""
    target = root / path
    if not path or "\0" in path or not target.resolve().is_relative_to(root.resolve()) or not target.is_file():
        raise NotHere("file", path[:200])
    with target.open("rb") as file:
        data = file.read(MAX_SHOWN)
    size = target.stat().st_size
    text = "" if b"\0" in data else data.decode("utf-8", errors="replace")
    return {"path": path, "text": text, "size": size, "truncated": size > len(data) or (size > 0 and not text)}
