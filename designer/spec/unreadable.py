"""What is wrong with a text that cannot be read, or not all of it: in words, with the place. Reads nothing itself."""

from __future__ import annotations

import re

import yaml

from designer.spec.problems import Problem

MAX_BYTES = 10 * 1024 * 1024
MAX_PROBLEMS = 50
TEMPLATE = re.compile(r"(?<![$\{])\{\{[-~]?\s*[A-Za-z_][\w.\- |]*\}\}|\{%[^\n{}]{0,200}%\}")


class Unreadable(Exception):
    """The text stops being readable here; carries the one problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def decode(text: str | bytes, file: str) -> tuple[str, list[Problem]]:
    if len(text) > MAX_BYTES:
        raise Unreadable(
            simple("document_too_large", f"the file is larger than {MAX_BYTES // 2**20} MB", file, 1, 1, _SPLIT)
        )
    if not isinstance(text, str):
        encoding = "utf-16" if text[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
        try:
            text = text.decode(encoding)
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise Unreadable(
                simple("not_text", "the file is not UTF-8 text", file, line, hint="save it as UTF-8")
            ) from None
    problems = []
    if text.startswith("\ufeff"):
        text = text[1:]
        message = "the file begins with a byte order mark; it is ignored"
        problems.append(Problem("warning", "byte_order_mark", message, file, 1, 1, hint="save it as UTF-8 without BOM"))
    return text, problems


def simple(code: str, message: str, file: str, line: int = 0, column: int = 0, hint: str = "") -> Problem:
    return Problem("error", code, message, file, line, column, hint=hint)


def placeholders(text: str, file: str) -> list[Problem]:
    """Template placeholders that happen to be YAML (`azureml:{{CLUSTER}}`) are text: tell, do not refuse."""
    if text.count("{{") == text.count("${{") and ("{%" not in text or "{{" not in text):
        return []  # every pair of braces is a binding: no need to look at each character
    found = []
    for match in TEMPLATE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - text.rfind("\n", 0, match.start())
        message = f"`{match.group()}` looks like a placeholder that was not filled in"
        found.append(Problem("warning", "template_placeholder", message, file, line, column, hint=FILL_IN))
        if len(found) == MAX_PROBLEMS:
            break
    return found


_SPLIT = "move parts of it to files of their own"
FILL_IN = "replace it by a value; bindings are written `${{ … }}` with a dollar sign"


def line_of(text: str, index: int) -> str:
    lines = text.split("\n", index + 1)
    return lines[index] if index < len(lines) else ""


def yaml_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
    if line == 0 and getattr(error, "position", None) is not None:
        position = int(getattr(error, "position", 0))
        line, column = text.count("\n", 0, position) + 1, 1
        return simple("control_character", "the file holds a character that YAML does not allow", file, line, column)
    said = str(getattr(error, "problem", None) or error).strip()
    around = "\n".join(line_of(text, index) for index in (line - 2, line - 1) if index >= 0)
    if TEMPLATE.search(around) or "{{" in around.replace("${{", ""):
        return simple("template_placeholder", "a placeholder that was not filled in", file, line, column, FILL_IN)
    if "\\t" in said or "\t" in line_of(text, max(line - 1, 0))[: column + 1]:
        hint = "indent with spaces; YAML does not allow tabs"
        return simple("tab_indent", "a tab is used for indentation", file, line, column, hint)
    hint = "quote texts that hold `: ` or begin with a special sign" if "mapping values" in said else ""
    return simple("not_yaml", f"this is not YAML: {said}", file, line, column, hint)
