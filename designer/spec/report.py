"""Collects problems about one document, turning paths into lines. Knows no rule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from designer.spec.document import where
from designer.spec.problems import Problem, Severity

Where = tuple[str | int, ...]
MAX_PROBLEMS = 500  # of each severity


class Report:
    """One list of problems for the whole operation; `inside` gives the same list for another file."""

    def __init__(self, file: str, root: Any, node: str | None = None, shared: Report | None = None) -> None:
        self.file, self.root, self.node = file, root, node
        self.found: list[Problem] = shared.found if shared is not None else []
        self.counts: dict[Severity, int] = shared.counts if shared is not None else {"error": 0, "warning": 0}

    def inside(self, file: str, root: Any, node: str | None) -> Report:
        return Report(file, root, node, self)

    def error(self, path: Where, code: str, message: str, hint: str = "", node: str | None = None, **args: Any) -> None:
        self._add("error", path, code, message, hint, node, args)

    def warning(
        self, path: Where, code: str, message: str, hint: str = "", node: str | None = None, **args: Any
    ) -> None:
        self._add("warning", path, code, message, hint, node, args)

    def take(self, problems: Iterable[Problem]) -> None:
        """Problems that somebody else found."""
        for problem in problems:
            self._keep(problem)

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
        if self.counts[severity] >= MAX_PROBLEMS:
            return
        line, column = where(self.root, path)
        dotted = ".".join(map(str, path))
        owner = node if self.node is None else self.node
        self._keep(Problem(severity, code, message, self.file, line, column, dotted, hint, owner, args))

    def _keep(self, problem: Problem) -> None:
        """Errors and warnings are counted apart: no flood of warnings may hide an error."""
        self.counts[problem.severity] += 1
        count = self.counts[problem.severity]
        if count < MAX_PROBLEMS:
            self.found.append(problem)
        elif count == MAX_PROBLEMS:
            message = f"there are more {problem.severity}s than these {MAX_PROBLEMS - 1}"
            hint = "cure some and look again"
            self.found.append(Problem(problem.severity, "too_many_problems", message, self.file, hint=hint))

    def tells(self, severity: Severity) -> bool:
        """Whether one more of them is told; who looks for hints may spare it otherwise."""
        return self.counts[severity] < MAX_PROBLEMS

    @property
    def full(self) -> bool:
        """Nobody reads more errors; whoever checks may stop."""
        return self.counts["error"] >= MAX_PROBLEMS

    @property
    def broken(self) -> bool:
        return self.counts["error"] > 0
