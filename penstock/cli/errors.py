"""What a command ends with: the exit codes and the error that scripts read."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FINE = 0
FAILED = 1  # the thing itself failed: a job that did not complete, a server that could not do it
WRONG = 2  # wrong use, or a bad file
NOT_FOUND = 3
NOT_ALLOWED = 4
NO_SERVER = 5


class CommandFailed(Exception):
    """Ends the command: `exit_code` for the shell, `code` and `problems` for scripts, message and hint for people."""

    def __init__(
        self,
        code: str,
        message: str,
        exit_code: int = FAILED,
        *,
        hint: str | None = None,
        problems: list[dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.exit_code, self.hint = code, message, exit_code, hint
        self.problems = problems or []

    def to_json(self) -> dict[str, Any]:
        error: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.hint:
            error["hint"] = self.hint
        return {"error": {**error, "problems": self.problems}}


def tell(failure: CommandFailed, output: str | None) -> None:
    """Writes the error on stderr: JSON for scripts (`-o json`, or nobody at a terminal), text for people."""
    if output in ("json", "jsonc") or (output is None and not sys.stderr.isatty()):
        print(json.dumps(failure.to_json(), indent=2, ensure_ascii=False), file=sys.stderr)
        return
    print(f"error: {failure.message}", file=sys.stderr)
    for problem in failure.problems:
        print(f"  {problem_line(problem)}", file=sys.stderr)
    if failure.hint and failure.hint not in [problem.get("hint") for problem in failure.problems]:
        print(f"  {failure.hint}", file=sys.stderr)


@contextmanager
def told_from(root: Path, path: Path) -> Iterator[None]:
    """Problems of an upload name the files of the upload; people want those that they have: `path` as they wrote it,
    others from where they are."""
    try:
        yield
    except CommandFailed as failure:
        failure.problems = [_told_from(problem, root, path) for problem in failure.problems]
        raise


def _told_from(problem: dict[str, Any], root: Path, path: Path) -> dict[str, Any]:
    name = str(problem.get("file") or "")
    place = root / name
    if not name or name.startswith(("azureml:", "@")):
        return problem
    if place == path.absolute() or name == path.name:
        return {**problem, "file": str(path)}
    return {**problem, "file": os.path.relpath(place)} if place.is_file() else problem


def problem_line(problem: dict[str, Any]) -> str:
    """`file:line:column: error: message (hint)`, as compilers write it."""
    place = str(problem.get("file") or problem.get("path") or "?")
    if problem.get("line"):
        place += f":{problem['line']}:{problem.get('column') or 1}"
    hint = f" ({problem['hint']})" if problem.get("hint") else ""
    return f"{place}: {problem.get('severity', 'error')}: {problem.get('message', '')}{hint}"
