"""Takes in files from outside: safe unpacking, size limits, and finding the main document. Knows no database."""

from __future__ import annotations

import errno
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from designer.spec.old import read_modern
from designer.spec.problems import Problem
from designer.spec.unreadable import MAX_BYTES

MAX_ENTRIES = 20_000
MAX_UNPACKED = 2 * 1024**3
MAX_RATIO = 200  # a zip bomb packs far tighter than files that people have
RATIO_FROM = 16 * 1024**2  # small files may be blank
MAX_NAME = 255
MAX_PARTS = 64
YAML_ENDINGS = (".yml", ".yaml")
MAIN_NAMES = ("pipeline.yml", "pipeline.yaml", "job.yml", "job.yaml")
SKIPPED = ("__MACOSX/",)


class Refused(Exception):
    """What came in cannot be taken; nothing was changed. Carries every reason."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.severity != "error"))  # the first is told
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


def place_in(folder: Path, upload: Upload) -> Path:
    """Where an upload goes in a folder; refused when no file can have its name."""
    name = upload.label if upload.label not in (".", "..") else "upload"
    if "\0" in name or len(name.encode("utf-8", "replace")) > MAX_NAME:
        raise refuse("bad_name", f"`{name[:80]}` is no usable file name", name[:80])
    return folder / name


def read_bytes(upload: Upload) -> bytes:
    """The bytes of a document, refused when there are too many."""
    data = upload.content.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise refuse("document_too_large", f"the file is larger than {MAX_BYTES >> 20} MB", upload.label)
    return data


def read_whole(upload: Upload) -> str:
    """The text of a document, refused when it is too large or no text."""
    data = read_bytes(upload)
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
        unzip(upload.content, folder, upload.label)
        yield _skip_single_folder(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unzip(content: IO[bytes], folder: Path, label: str = "upload.zip") -> None:
    """Extract files only, below `folder` only, counting the bytes that really come out."""
    try:
        with zipfile.ZipFile(content) as archive:
            entries = _checked(archive.infolist(), label)
            left = MAX_UNPACKED
            for entry, name in entries:
                left -= _extract(archive, entry, folder.joinpath(*name.parts), left, label)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, ValueError, zlib.error) as error:
        raise refuse("not_a_zip", f"the archive cannot be read: {error}", label, hint="make the zip anew") from None


def _checked(entries: list[zipfile.ZipInfo], label: str) -> list[tuple[zipfile.ZipInfo, PurePosixPath]]:
    if len(entries) > MAX_ENTRIES:
        raise refuse("too_many_files", f"the archive holds more than {MAX_ENTRIES} files", label, hint=_LEAVE_OUT)
    found: dict[str, tuple[zipfile.ZipInfo, PurePosixPath]] = {}
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        if name.startswith(SKIPPED) or entry.is_dir():
            continue
        path = PurePosixPath(name)
        shown = name[:80]
        if path.is_absolute() or ".." in path.parts or ":" in (path.parts[:1] or ("",))[0] or "\0" in name:
            raise refuse("outside", f"`{shown}` would be written outside of the folder", label, hint="zip the folder")
        if not path.parts or len(path.parts) > MAX_PARTS or max(len(part.encode()) for part in path.parts) > MAX_NAME:
            raise refuse("bad_name", f"`{shown}` is no usable file name", label)
        if entry.flag_bits & 1:
            raise refuse("encrypted", f"`{shown}` is encrypted", label, hint="make the zip without a password")
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            raise refuse("link", f"`{shown}` is a link or a device, not a file", label, hint="zip the file it leads to")
        found[str(path)] = (entry, path)
    if sum(entry.file_size for entry, _ in found.values()) > MAX_UNPACKED:
        raise _bomb(label)
    return list(found.values())


def _extract(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, left: int, label: str) -> int:
    """Bytes written. Headers may lie about sizes: what comes out is what counts."""
    allowed = min(left, max(RATIO_FROM, entry.compress_size * MAX_RATIO))
    written = 0
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(entry) as source, target.open("xb") as sink:
            while chunk := source.read(1 << 20):
                written += len(chunk)
                if written > allowed:
                    raise _bomb(label)
                sink.write(chunk)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise refuse("bad_name", f"`{entry.filename[:80]}` is no usable file name", label) from None
        if not isinstance(error, FileExistsError | NotADirectoryError | IsADirectoryError):
            raise
        message = f"`{entry.filename[:80]}` is both a file and a folder, or there twice"
        raise refuse("bad_name", message, label) from None
    if (entry.external_attr >> 16) & 0o111:
        target.chmod(0o755)
    return written


def _bomb(label: str) -> Refused:
    return refuse("zip_bomb", "the archive grows beyond all measure when unpacked", label, hint=_LEAVE_OUT)


_LEAVE_OUT = "leave data out of the archive and refer to it by its path"


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
    root = read_modern(path.read_bytes(), path.name).root
    return isinstance(root, dict) and (root.get("type") == "pipeline" or "jobs" in root)
