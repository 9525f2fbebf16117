"""Takes in files from outside: safe unpacking, size limits, and finding the main document. Knows no database."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from designer.archives import ArchiveRefused, extract_zip
from designer.spec.document import MAX_BYTES, read_text
from designer.spec.problems import Problem

YAML_ENDINGS = (".yml", ".yaml")
MAIN_NAMES = ("pipeline.yml", "pipeline.yaml", "job.yml", "job.yaml")


class Refused(Exception):
    """What came in cannot be taken; nothing was changed. Carries every reason."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems[0].message if self.problems else "refused")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: `name` is what its owner calls it."""

    name: str
    content: IO[bytes]

    @property
    def label(self) -> str:
        """The last part of the name; browsers and zips may send folders before it."""
        return self.name.replace("\\", "/").rsplit("/", 1)[-1] or "upload"


def read_whole(upload: Upload) -> str:
    """The text of a document, refused when it is too large or no text."""
    data = upload.content.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise refuse("document_too_large", f"the file is larger than {MAX_BYTES >> 20} MB", upload.label)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise refuse("not_text", "the file is not UTF-8 text", upload.label, line, "save it as UTF-8") from None


def refuse(code: str, message: str, file: str, line: int = 0, hint: str = "") -> Refused:
    return Refused([Problem("error", code, message, file, line, hint=hint)])


@contextmanager
def unpacked(upload: Upload, scratch: Path) -> Iterator[Path]:
    """The files of a zip in a private folder that goes away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="zip-", dir=scratch))
    try:
        extract_zip(upload.content, folder)
        yield _skip_single_folder(folder)
    except ArchiveRefused as error:
        raise refuse(error.code, error.message, upload.label, hint=error.hint) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _skip_single_folder(folder: Path) -> Path:
    """A zip of a folder holds that folder: what is inside is meant."""
    inside = list(folder.iterdir())
    while len(inside) == 1 and inside[0].is_dir():
        folder = inside[0]
        inside = list(folder.iterdir())
    return folder


def find_main(folder: Path, label: str, wanted: str | None = None) -> str:
    """The document of an unpacked folder: the wanted one, the one with a usual name, or the only pipeline."""
    if wanted:
        path = PurePosixPath(wanted.removeprefix("./"))
        if ".." in path.parts or path.is_absolute() or not (folder / path).is_file():
            raise refuse("no_main", f"there is no `{wanted}` in the archive", label)
        return str(path)
    for name in MAIN_NAMES:
        if (folder / name).is_file():
            return name
    documents = sorted(p.name for p in folder.iterdir() if p.is_file() and p.suffix.lower() in YAML_ENDINGS)
    pipelines = [name for name in documents if _is_pipeline(folder / name)] if len(documents) > 1 else documents
    if len(pipelines) == 1:
        return pipelines[0]
    if not pipelines:
        hint = "put it at the top of the archive, best as `pipeline.yml`"
        raise refuse("no_main", "there is no pipeline document in the archive", label, hint=hint)
    names = ", ".join(f"`{name}`" for name in pipelines[:8])
    raise refuse("no_main", f"the archive holds several pipelines: {names}", label, hint="name one `pipeline.yml`")


def _is_pipeline(path: Path) -> bool:
    if path.stat().st_size > MAX_BYTES:
        return False
    root = read_text(path.read_bytes(), path.name).root
    return isinstance(root, dict) and (root.get("type") == "pipeline" or "jobs" in root)
