"""Where a document to be registered comes from: an upload, a zip, a folder on this machine, or plain JSON."""

from __future__ import annotations

import json
import posixpath
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from designer.gitstate import state_of
from designer.uploads import YAML_ENDINGS, Refused, Upload, place_in, read_whole, refuse, unpacked

EVERYWHERE = Path("/")  # who holds the token of this machine may name whatever its user may read
DOCUMENT = "asset.yml"
HEAD_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """`main` lies below `root`, but `text` is what counts. Without it, `loose` is the content itself."""

    root: Path
    main: str
    text: bytes | None
    loose: str = ""
    git: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """How somebody sends a document. `folder` is trusted: it must come from a holder of the token."""

    uploads: Sequence[Upload] = ()
    main: str | None = None
    folder: Path | None = None
    body: Mapping[str, Any] | None = None
    loose: bool = False  # what is uploaded is the content, whatever it looks like


@contextmanager
def opened(request: Request) -> Iterator[Source]:
    """The document with its files around it. What was unpacked goes away afterwards."""
    if request.folder is not None:
        yield _in_folder(request, request.folder)
        return
    if request.body is not None:
        with _scratch() as folder:
            yield Source(folder, DOCUMENT, json.dumps(request.body).encode())
        return
    if not request.uploads:
        raise refuse("no_file", "there is no file in the request", "", hint="send it as the field `file`")
    first = request.uploads[0]
    if first.label.lower().endswith(".zip") and len(request.uploads) == 1:
        with unpacked(first, settings.WORKSPACE.uploads) as folder:
            yield _in_archive(folder, first.label, request)
        return
    with _scratch() as folder:
        yield _side_by_side(folder, request)


@contextmanager
def _scratch() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="asset-", dir=settings.WORKSPACE.uploads))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _in_folder(request: Request, folder: Path) -> Source:
    """A document that lies in a folder of this machine, or that folder as the content."""
    if not folder.is_absolute() or "\0" in str(folder):
        raise refuse("bad_path", "`folder` is no absolute path", "", hint="send it as `/home/…`")
    if not folder.exists():
        raise refuse("not_found", f"the folder `{folder}` does not exist on the server's machine", "")
    git = state_of(folder if folder.is_dir() else folder.parent)
    if request.uploads:
        text, name = read_whole(request.uploads[0]).encode(), request.main or request.uploads[0].label
    elif request.body is not None:
        text, name = json.dumps(request.body).encode(), DOCUMENT
    elif request.main:
        name = request.main
        text = _bytes(folder, name, "folder")
    else:
        return Source(EVERYWHERE, "", None, loose=str(folder.resolve()), git=git)
    main = posixpath.normpath((folder.resolve() / name).relative_to(EVERYWHERE).as_posix())
    return Source(EVERYWHERE, main, text, git=git)


def _in_archive(folder: Path, label: str, request: Request) -> Source:
    if request.main:
        return Source(folder, posixpath.normpath(request.main), _bytes(folder, request.main, label))
    documents = _heads(folder, sorted(path.name for path in folder.iterdir() if path.suffix.lower() in YAML_ENDINGS))
    if request.loose or not documents:
        return Source(folder, "", None, loose=".")
    if len(documents) > 1:
        names = ", ".join(f"`{name}`" for name in documents[:8])
        raise refuse("no_main", f"the archive holds several documents: {names}", label, hint="say which by `main`")
    return Source(folder, documents[0], _bytes(folder, documents[0], label))


def _heads(folder: Path, documents: list[str]) -> list[str]:
    """Those of several documents that no other one names: a conda file beside its environment is no choice."""
    if len(documents) < 2:
        return documents
    texts = {name: (folder / name).read_bytes()[:HEAD_BYTES] for name in documents}
    named = {one for one in documents for other in documents if one != other and one.encode() in texts[other]}
    return [one for one in documents if one not in named] or documents


def _side_by_side(folder: Path, request: Request) -> Source:
    documents = []
    for upload in request.uploads:
        place = place_in(folder, upload)
        with place.open("wb") as file:
            shutil.copyfileobj(upload.content, file, 1 << 20)
        if place.name.lower().endswith(YAML_ENDINGS):
            documents.append(place.name)
    documents = _heads(folder, documents)
    main = request.main or (documents[0] if len(documents) == 1 or (not request.loose and documents) else "")
    if request.loose or not main:
        single = request.uploads[0].label if len(request.uploads) == 1 else "."
        return Source(folder, "", None, loose=single)
    return Source(folder, posixpath.normpath(main), _bytes(folder, main, main))


def _bytes(folder: Path, name: str, label: str) -> bytes:
    """The document, which must lie inside of the folder."""
    place = folder / name
    try:
        good = place.is_file() and place.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # too long, a null character, a circle of links
        good = False
    if not good:
        raise refuse("no_main", f"there is no `{name[:200]}` in the archive", label)
    with place.open("rb") as file:
        return read_whole(Upload(name, file)).encode()


__all__ = ["Refused", "Request", "Source", "opened"]
