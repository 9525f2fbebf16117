"""Collects problems about one document, turning paths into lines. Knows no rule."""

from __future__ import annotations

from typing import Any

from designer.spec.document import where
from designer.spec.problems import Problem, Severity

Where = tuple[str | int, ...]
MAX_PROBLEMS = 500


class Report:
    """One list of problems for the whole operation; `inside` gives the same list for another file."""

    def __init__(self, file: str, root: Any, node: str | None = None, found: list[Problem] | None = None) -> None:
        self.file, self.root, self.node = file, root, node
        self.found: list[Problem] = [] if found is None else found

    def inside(self, file: str, root: Any, node: str | None) -> Report:
        return Report(file, root, node, self.found)

    def error(self, path: Where, code: str, message: str, hint: str = "", node: str | None = None, **args: Any) -> None:
        self._add("error", path, code, message, hint, node, args)

    def warning(
        self, path: Where, code: str, message: str, hint: str = "", node: str | None = None, **args: Any
    ) -> None:
        self._add("warning", path, code, message, hint, node, args)

    def _add(
        self,
        severity: Severity,
        path: Where,
        code: str,
        message: str,
        hint: str,
        node: str | None,
        args: dict[str, Any],
    ) -> None:
        if len(self.found) >= MAX_PROBLEMS:
            return
        line, column = where(self.root, path)
        dotted = ".".join(map(str, path))
        owner = node if self.node is None else self.node
        self.found.append(Problem(severity, code, message, self.file, line, column, dotted, hint, owner, args))

    @property
    def broken(self) -> bool:
        return any(problem.severity == "error" for problem in self.found)
