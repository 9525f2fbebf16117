"""Environments that are written out in a document, made whole: what lies in files beside it is put in place."""

from __future__ import annotations

import re
from typing import Any

from designer.spec.document import read_text
from designer.spec.paths import is_local, local_path
from designer.spec.ports import FileError, Files
from designer.spec.scalars import text_of

_INCLUDE = re.compile(r"(?:-r|--requirement)[\s=]*(\S+)\Z")
DEEPEST = 5  # requirements that name others that name others
YAML_ENDINGS = (".yml", ".yaml")


def made_whole(written: Any, files: Files, base: str) -> Any | FileError:
    """`written` with the content of its conda file, and of the requirements which that names, in place. A path to the
    YAML file of an environment becomes its content. Everything else stays as it is."""
    if isinstance(written, str):
        ref = written.removeprefix("file:")
        if not ref.lower().endswith(YAML_ENDINGS) or not is_local(ref):
            return written
        source = files.read_text(base, local_path(ref))
        if isinstance(source, FileError):
            return source
        body = read_text(source.text.encode(), source.file).root
        return made_whole(body, files, source.base) if isinstance(body, dict) else written
    if not isinstance(written, dict):
        return written
    conda = written.get("conda_file")
    if isinstance(conda, str) and is_local(conda):
        source = files.read_text(base, local_path(conda))
        if isinstance(source, FileError):
            return source
        base = source.base
        if conda.lower().endswith(YAML_ENDINGS):
            body = read_text(source.text.encode(), source.file).root
        else:  # a list of requirements is taken where a conda file is wanted
            body = {"dependencies": [{"pip": source.text.replace("\\\n", " ").splitlines()}]}
        conda = body if isinstance(body, dict) else None
    if not isinstance(conda, dict):
        return written
    return {**written, "conda_file": _with_requirements(conda, files, base)}


def _with_requirements(conda: dict[str, Any], files: Files, base: str) -> dict[str, Any]:
    """The lines of the files that `-r` names, in place."""
    dependencies = conda.get("dependencies")
    if not isinstance(dependencies, list):
        return conda
    found = []
    for item in dependencies:
        lines = item.get("pip") if isinstance(item, dict) else None
        if isinstance(lines, list):
            item = {**item, "pip": _included([text_of(line) for line in lines], files, base, DEEPEST)}
        found.append(item)
    return {**conda, "dependencies": found}


def _included(lines: list[str], files: Files, base: str, depth: int) -> list[str]:
    found: list[str] = []
    for line in lines:
        include = _INCLUDE.match(line.partition(" #")[0].strip())
        source = files.read_text(base, local_path(include[1])) if include and depth else None
        if source is None or isinstance(source, FileError):
            found.append(line)  # the builder says what is wrong with it
        else:
            more = source.text.replace("\\\n", " ").splitlines()
            found += _included(more, files, source.base, depth - 1)
    return found
