"""Registers components: immutable versions, the same content once. The files a component needs are kept with it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from designer.closure import closure
from designer.digests import content_digest
from designer.files import FolderFiles
from designer.gitstate import clean
from designer.kinds import COMPONENTS
from designer.registry import open_folder, store_document
from designer.services.assets import texts
from designer.services.families import NewVersion, Outcome, place
from designer.services.keeping import mentioned
from designer.spec import canvas as canvases
from designer.spec.assets import check_version
from designer.spec.document import read_text, where
from designer.spec.interface import interface_of
from designer.spec.model import Component as Written
from designer.spec.paths import is_local, local_path
from designer.spec.ports import FilesFailure
from designer.spec.problems import Problem, errors
from designer.spec.read import kind_of, read_component
from designer.spec.report import Report
from designer.spec.scalars import text_of
from designer.spec.validate import validate_component
from designer.uploads import YAML_ENDINGS, Refused, Upload, place_in, read_whole, refuse, unpacked


def register_upload(*, uploads: Sequence[Upload], main: str | None = None, said: Said | None = None) -> Outcome:
    """A YAML file, several files, or a zip with one component and what it needs."""
    with _laid_out(uploads) as folder:
        label = uploads[0].label
        if main and not _is_inside(folder, main):  # it comes from outside, like the files
            raise refuse("no_main", f"there is no `{main}` in the archive", label)
        return register_component(folder=folder, main=main or find_component(folder, label), said=said or Said())


def _is_inside(folder: Path, main: str) -> bool:
    try:
        place = (folder / main).resolve()
        return place.is_file() and place.is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # too long, a null character, a circle of links
        return False


@dataclass(frozen=True, slots=True)
class Said:
    """What is told beside the document: the git state of where it came from, and who registers it. A name or a version
    wins over that of the document."""

    git: Mapping[str, Any] = field(default_factory=dict)
    creator: str = ""
    name: str | None = None
    version: str | None = None


def register_component(*, folder: Path, main: str, said: Said = Said()) -> Outcome:
    """Register the component `main` of `folder`. Refused with every error; a version with other content is Taken.

    A document without a version gets the next free number.
    """
    component, problems = _read(folder, main, said)
    if component is None or errors(problems):
        raise Refused(problems)
    named = Report(main, component.root)
    if component.version is not None:
        check_version(component.version, named)
    if named.broken:
        raise Refused(named.found)
    if not component.name:
        hint = "add `name: …`, letters, digits and _"
        raise refuse("no_name", "a component needs a name to be registered", main, 1, hint)
    paths = closure(folder, main)
    _check_code(folder, paths)
    snapshot = store_document(folder, main, paths)
    return replace(place(_new(component, paths, folder, snapshot, main, said)), problems=tuple(problems))


def _new(component: Written, paths: Sequence[str], folder: Path, snapshot: str, main: str, said: Said) -> NewVersion:
    """The version as it will be put in place."""
    name = str(component.name)
    face = interface_of(component)
    tags = face["tags"]
    fields = {
        "type": component.type,
        "snapshot": snapshot,
        "main": main,
        "display_name": text_of(component.body.get("display_name") or "")[:255],
        "description": text_of(face["description"] or ""),
        "tags": texts(tags),
        "git": clean(said.git),
        "creator": said.creator,
    }
    spec = canvases.plain(dict(component.body))

    def make(version: str) -> dict[str, Any]:
        own = {**face, "ref": f"azureml:{name}:{version}", "version": version}
        return {**fields, "interface": _plain(own), "spec": {**spec, "version": version}}

    mentions = mentioned(folder, paths)
    digest = content_digest(settings.WORKSPACE.store, snapshot, main)
    return NewVersion(COMPONENTS, name, component.version, digest, make, mentions, renews=True)


def _check_code(folder: Path, paths: Sequence[str]) -> None:
    """Code that could never be given to a step is refused now, with what to do: too large, or one file over another."""
    files = open_folder(folder)
    for path in paths:
        if path.lower().endswith(YAML_ENDINGS) and (folder / path).is_file():
            body = read_text((folder / path).read_bytes(), path).root
            if isinstance(body, dict) and ("code" in body or "additional_includes" in body):
                _snapshot_code(files, path, body)


def _snapshot_code(files: FolderFiles, path: str, body: dict[str, Any]) -> None:
    code, listed = body.get("code"), body.get("additional_includes")
    includes = [item for item in listed if isinstance(item, str)] if isinstance(listed, list) else []
    if not isinstance(code, str) and not includes:
        return
    try:
        place = local_path(code) if isinstance(code, str) and is_local(code) else None
        files.snapshot_code(files.base_of(path), place, includes)
    except FilesFailure as failure:
        if failure.error.code != "not_found":  # told with its line already
            line = where(body, ("additional_includes" if "include" in failure.error.code else "code",))[0]
            raise refuse(failure.error.code, failure.error.message, path, line, failure.error.hint) from None


def _read(folder: Path, main: str, said: Said) -> tuple[Written | None, list[Problem]]:
    files = open_folder(folder)
    document = read_text((folder / main).read_bytes(), main)
    if isinstance(document.root, dict):
        document.root.update({key: value for key in ("name", "version") if (value := getattr(said, key))})
    found = read_component(document, base=files.base_of(main), files=files)
    problems = list(found.problems)
    if found.component is not None:
        problems += validate_component(found.component, files)
    return found.component, problems


@contextmanager
def _laid_out(uploads: Sequence[Upload]) -> Iterator[Path]:
    """The uploaded files in a folder: a zip unpacked, loose files side by side."""
    scratch = settings.WORKSPACE.uploads
    if uploads[0].label.lower().endswith(".zip"):
        with unpacked(uploads[0], scratch) as folder:
            yield folder
        return
    folder = Path(tempfile.mkdtemp(prefix="component-", dir=scratch))
    try:
        for upload in uploads:
            place = place_in(folder, upload)
            if place.name.lower().endswith(YAML_ENDINGS):
                place.write_text(read_whole(upload), encoding="utf-8")
            else:
                with place.open("wb") as file:
                    shutil.copyfileobj(upload.content, file)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_component(folder: Path, label: str) -> str:
    """The component document at the top of a folder; `component.yml` when there are several."""
    found = component_documents(folder)
    for name in ("component.yml", "component.yaml"):
        if name in found:
            return name
    if len(found) == 1:
        return found[0]
    if not found:
        documents = [p.name for p in folder.iterdir() if p.suffix.lower() in YAML_ENDINGS]
        if len(documents) == 1:
            return documents[0]  # reading it says what is wrong with it
        raise refuse("no_component", "there is no component document here", label, hint="drop a component's .yml")
    names = ", ".join(f"`{name}`" for name in found[:8])
    raise refuse("no_component", f"there are several components: {names}", label, hint="name one `component.yml`")


def component_documents(folder: Path) -> list[str]:
    """Names of the component files at the top of a folder."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix.lower() in YAML_ENDINGS and is_component(path):
            found.append(path.name)
    return found


def is_component(path: Path) -> bool:
    root = read_text(path.read_bytes(), path.name).root
    if not isinstance(root, dict):
        return False
    kind = kind_of(root)
    named = "name" in root and ("command" in root or "jobs" in root)
    return kind.endswith("_component") or (kind in ("command", "pipeline") and named and "display_name" in root)


def _plain(value: Any) -> Any:
    """JSON keeps no number that was written in a special way; what it means stays."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return float(value)
    if isinstance(value, int):
        return int(value)
    return value
