"""Which files a document needs to stand alone: component files, code folders, includes, environments, local data.

Follows references inside one folder only; what leads out of it is left to validation to complain about.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from designer.spec.old import read_modern
from designer.spec.paths import is_local, local_path

DOCUMENT_KEYS = ("component", "trial", "environment", "create_job", "job_definition")
FILE_KEYS = (*DOCUMENT_KEYS, "conda_file", "code", "path", "input_data")
REQUIREMENTS = re.compile(r"(?:-r|--requirement)[\s=]*(\S+)\Z")  # in the pip section of a conda file
LIST_KEYS = ("additional_includes", "py_files", "jars", "files", "archives")


def closure(root: Path, main: str) -> list[str]:
    """Paths of files and folders below `root` that `main` needs, itself first. Missing ones are left out."""
    found: dict[str, None] = {}
    todo = [posixpath.normpath(main)]
    while todo:
        document = todo.pop()
        if document in found:
            continue
        found[document] = None
        body = read_modern((root / document).read_bytes(), document).root
        here = posixpath.dirname(document)
        for key, ref in references(body):
            path = inside(root, here, ref)
            if path is None or path in found:
                continue
            read = key in DOCUMENT_KEYS or (key == "conda_file" and path.lower().endswith((".yml", ".yaml")))
            if read and (root / path).is_file():
                todo.append(path)
            else:
                found[path] = None
    return list(found)


def references(value: Any) -> Iterator[tuple[str, str]]:
    """(key, text) of everything in a document that may name a local file."""
    todo = [value]
    while todo:
        here = todo.pop()
        items = here.items() if isinstance(here, dict) else ()
        for key, item in items:
            if isinstance(item, str) and key in FILE_KEYS and names_file(item):
                yield key, local_path(item)
            elif isinstance(item, list) and key in LIST_KEYS:
                yield from ((key, local_path(one)) for one in item if isinstance(one, str) and names_file(one))
            elif isinstance(item, list) and key == "pip":
                lines = [found[1] for one in item if (found := REQUIREMENTS.match(str(one).strip()))]
                yield from ((key, local_path(line)) for line in lines if names_file(line))
            elif isinstance(item, dict | list):
                todo.append(item)
        if isinstance(here, list):
            todo.extend(item for item in here if isinstance(item, dict | list))


def names_file(text: str) -> bool:
    return bool(text.strip()) and len(text) < 4000 and "${{" not in text and "\n" not in text and is_local(text)


def inside(root: Path, here: str, ref: str) -> str | None:
    """The normal path of a reference when it names something that exists inside of `root`."""
    path = posixpath.normpath(posixpath.join(here, ref.replace("\\", "/")))
    if path.startswith(("..", "/")) or len(path) > 4000 or "\0" in path:
        return None
    target = root / path
    try:
        if not target.exists() and path.lower().endswith(".zip") and (root / path[:-4]).is_dir():
            path, target = path[:-4], root / path[:-4]  # an include that is to be a zip of this folder
        if not target.exists() or not target.resolve().is_relative_to(root.resolve()):
            return None
    except OSError:
        return None
    return path
