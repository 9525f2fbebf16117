"""`penstock validate`: every problem of files on this machine, without a server and without Django."""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from designer.files import FolderFiles, Registered
from designer.snapshots import tree_of
from designer.spec.documents import read_document
from designer.spec.problems import Problem
from penstock.cli.errors import FINE, WRONG, CommandFailed, problem_line
from penstock.cli.local import files_of
from penstock.cli.output import show
from penstock.workspace import Workspace

EVERYWHERE = Path("/")  # whoever calls the command may read what they may read
FOLDERS = ("MLTable", "flow.dag.yaml")


def validate(arguments: argparse.Namespace) -> int:
    """Exit code 0 when no file has an error, 2 when one has."""
    registry = WorkspaceRegistry(Workspace.open(arguments.data_dir))
    if not files_of(arguments):
        raise CommandFailed("wrong_use", "which files are to be checked?", WRONG, hint="penstock validate FILE …")
    answers = [check_file(name, registry, arguments.overrides) for name in arguments.files]
    if arguments.output or arguments.query:
        rows = [problem for answer in answers for problem in answer["problems"]]
        flat = arguments.output in ("table", "tsv") and not arguments.query  # a table of problems is what they want
        show(rows if flat else answers[0] if len(answers) == 1 else answers, arguments.output, arguments.query)
    else:
        for answer in answers:
            _tell(answer)
    return FINE if all(answer["valid"] for answer in answers) else WRONG


def check_file(name: str, registry: WorkspaceRegistry, overrides: Sequence[str] = ()) -> dict[str, Any]:
    """`{"file", "valid", "problems"}`; file names are told relative to where the command was called."""
    files = FolderFiles(EVERYWHERE, registry=registry)
    path = _document_of(Path(name).resolve())
    try:
        content = _overridden(path, overrides) if overrides else path.read_bytes()
        problems = list(_problems(path, content, files))
    except OSError as failure:
        problems = [Problem("error", "no_file", f"the file cannot be read: {failure.strerror}", file=name)]
    shown = [{**problem.to_json(), "file": _shown(problem.file, path, name)} for problem in problems]
    return {"file": name, "valid": not any(item["severity"] == "error" for item in shown), "problems": shown}


def _overridden(path: Path, overrides: Sequence[str]) -> bytes:
    from penstock.cli.asking import read_file  # and with it an HTTP client
    from penstock.cli.overrides import apply_overrides

    return apply_overrides(read_file(path), overrides).encode()


def _problems(path: Path, content: bytes, files: FolderFiles) -> Iterable[Problem]:
    """Reads the document as what it is, and checks it."""
    file = path.relative_to(EVERYWHERE).as_posix()
    return read_document(content, file, files, base=files.base_of(file)).problems


def _document_of(path: Path) -> Path:
    """A folder stands for the document that makes it a table or a flow."""
    return next((path / name for name in FOLDERS if (path / name).is_file()), path)


def _shown(file: str, path: Path, name: str) -> str:
    """The checked file as it was called; others relative to here; registered components by their reference."""
    if not file or file.startswith(("azureml:", "@")) or file == name:
        return file or name
    absolute = EVERYWHERE / file
    return name if absolute == path else os.path.relpath(absolute)


def _tell(answer: dict[str, Any]) -> None:
    """One line a problem on stdout, as they are the answer; a good file gets a word on stderr."""
    for problem in answer["problems"]:
        print(problem_line(problem))
    if answer["valid"]:
        print(f"{answer['file']}: fine", file=sys.stderr)


class WorkspaceRegistry:
    """The registered components of a workspace, read from its database without Django; none when there is none yet."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def find(self, name: str, version: str | None, label: str | None) -> Registered | None:
        wanted = label if version in (None, "latest") else version
        wanted = "latest" if wanted is None else wanted
        rows = self._read(
            "SELECT v.version, v.snapshot, v.main FROM designer_componentversion v"
            " JOIN designer_component c ON c.id = v.component_id WHERE c.name = ? AND CASE"
            " WHEN ? = 'latest' THEN v.id = c.newest_id AND NOT v.archived AND NOT c.archived"
            " WHEN ? THEN v.version = json_extract(c.labels, '$.' || json_quote(?)) ELSE v.version = ? END",
            (name, wanted, label is not None, wanted, wanted),
        )
        for found, snapshot, main in rows:
            return Registered(name, found, tree_of(self._workspace.store, snapshot), main)
        return None

    def names(self) -> Sequence[str]:
        return [name for (name,) in self._read("SELECT name FROM designer_component ORDER BY name", ())]

    def asset(self, kind: str, ref: str) -> None:
        """Data and environments are looked for when a job is submitted."""

    def _read(self, query: str, values: tuple[str | bool | None, ...]) -> list[tuple[Any, ...]]:
        if not self._workspace.db.is_file():
            return []
        try:
            connection = sqlite3.connect(f"{self._workspace.db.as_uri()}?mode=ro", uri=True, timeout=5)
        except sqlite3.Error:
            return []
        try:
            return connection.execute(query, values).fetchall()
        except sqlite3.Error:  # an empty or older workspace has no such table
            return []
        finally:
            connection.close()
