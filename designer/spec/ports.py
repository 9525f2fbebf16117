"""What the dialect may ask of the outside world. Implementations live elsewhere (`designer/files.py`, `testing.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Source(NamedTuple):
    """A text found: `base` is handed back for references relative to it, `file` is its name for people."""

    text: str
    base: str
    file: str


class Stored(NamedTuple):
    """Something registered that a job asks for. Its bytes are in the store, or lie at `uri`."""

    kind: str  # data, model, environment, or job for what a job left
    name: str
    version: str
    type: str
    snapshot: str = ""
    subpath: str = ""
    uri: str = ""


@dataclass(frozen=True, slots=True)
class FileError:
    """Why a file cannot be had: `code` is not_found, outside, not_a_file, too_large, not_text…"""

    code: str
    message: str
    hint: str = ""


class FilesFailure(Exception):
    """A snapshot cannot be made; carries the reason for people."""

    def __init__(self, error: FileError) -> None:
        super().__init__(error.message)
        self.error = error


class Files(Protocol):
    """`base` is opaque: what `read_text`, `registered` or the caller of `read_job` gave."""

    def read_text(self, base: str, ref: str) -> Source | FileError: ...

    def registered(self, name: str, version: str | None, label: str | None) -> Source | None:
        """The component of that name: exact `version`, or the newest when it is None (label "latest")."""

    def registered_names(self) -> Sequence[str]:
        """Names for "did you mean"; may be empty."""

    def asset(self, kind: str, ref: str) -> Stored | FileError | None:
        """What is registered under the reference; `kind` is data (for models too) or environment. None for what is no
        reference to a registry of ours, a FileError when there is nothing of that name or version."""

    def exists(self, base: str, ref: str) -> bool: ...

    def snapshot_code(self, base: str, ref: str | None, includes: Sequence[str]) -> str:
        """Id of the snapshot of the code folder (or file) with the additional includes; raises FilesFailure."""

    def snapshot_data(self, base: str, ref: str) -> tuple[str, str]:
        """(snapshot id, path inside it: "" for a folder, the file's name for a file); raises FilesFailure."""
