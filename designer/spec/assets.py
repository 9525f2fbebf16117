"""Reads documents of what can be registered beside components: what they are called, what they hold, what is wrong.

Knows no store: whether a path exists is asked by whoever registers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from designer.spec.canvas import plain
from designer.spec.document import Document
from designer.spec.kinds.base import Spec
from designer.spec.kinds.check import Reader, chosen, read
from designer.spec.kinds.table import DOCUMENTS
from designer.spec.old import modernise
from designer.spec.problems import Problem
from designer.spec.report import Report
from designer.spec.scalars import text_of

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,254}\Z")
VERSION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-+]{0,99}\Z")
RESERVED = frozenset({"latest", "archive", "restore", "labels", "diff", "file", "preview", "canvas", "deployments"})
# What people say about an asset: it may change, so it makes no other content.
SAID = frozenset({"$schema", "name", "version", "display_name", "description", "tags", "properties", "stage"})
_SECRET = re.compile(r"(?:^|_)(?:password|key|token|secret|certificate|connection_string)$|^credentials$", re.I)
_OPEN = frozenset({"ssh_public_key", "admin_username"})
HIDDEN = "***"


@dataclass(frozen=True, slots=True)
class AssetDocument:
    """`body` is the document as plain JSON. `path` is where data or a model lies, None when nothing is said."""

    kind: str
    name: str
    version: str | None
    type: str
    body: dict[str, Any]
    path: str | None = None


def read_asset(
    document: Document, kind: str, *, name: str | None = None, version: str | None = None
) -> tuple[AssetDocument | None, list[Problem]]:
    """The document of a `kind` (data, environment, model, compute, datastore). `name` and `version` win over its own.

    None when it cannot be taken; then the problems hold an error.
    """
    document, translated = modernise(document)
    report = Report(document.file, document.root)
    report.take((*document.problems, *translated))
    root = document.root
    if not isinstance(root, dict):
        if not report.broken:
            report.error((), "not_a_mapping", "the document is no mapping of keys", "begin with `name: …`")
        return None, report.found
    named = check_name(root, name, report)
    wanted = _version(root, version, report)
    declared = _declared(kind, root)
    if declared is not None:
        read(declared, root, (), Reader(report))
    type_ = _CHECKS[kind](root, report)
    if report.broken:
        return None, report.found
    body = plain(dict(root))
    body["name"] = named
    if wanted is not None:
        body["version"] = wanted
    return AssetDocument(kind, named, wanted, type_, body, path_of(root)), report.found


def _declared(kind: str, root: dict[str, Any]) -> type[Spec] | None:
    """The declaration of a kind's keys; computes and datastores have one for each type."""
    known = DOCUMENTS.get(kind)
    if known is None:
        known = DOCUMENTS.get(str(root.get("type")))
        known = known if known is not None and known.family == kind else None
    return chosen(known.declarations(), root) if known is not None else None


def check_name(root: dict[str, Any], given: str | None, report: Report) -> str:
    """The name, given or written; the report says when it cannot be one."""
    name = given or (text_of(root["name"]) if root.get("name") is not None else "")
    if not name:
        report.error(("name",), "no_name", "it needs a name to be registered", "add `name: …`")
    elif not NAME.match(name):
        hint = "letters, digits, `-`, `_` and `.`, at most 255"
        report.error(("name",), "bad_name", f"`{name[:80]}` cannot be a name", hint)
    return name


def _version(root: dict[str, Any], given: str | None, report: Report) -> str | None:
    found = given or (text_of(root["version"]) if root.get("version") is not None else None)
    if found is not None:
        check_version(found, report)
    return found


def check_version(version: str, report: Report) -> None:
    if not VERSION.match(version) or version in RESERVED:
        hint = "numbers are best: `version: 1`"
        report.error(("version",), "bad_version", f"`{version[:80]}` cannot be a version", hint)


def path_of(root: dict[str, Any]) -> str | None:
    """Where the bytes are; files of 2021 say `local_path`."""
    found = root.get("path") if root.get("path") is not None else root.get("local_path")
    return text_of(found) if isinstance(found, str) and found else None


def _data(root: dict[str, Any], report: Report) -> str:
    return _type(root, "")


def _model(root: dict[str, Any], report: Report) -> str:
    if path_of(root) is None:
        hint = "add `path: ./folder`, or `runs:/JOB/model`"
        report.error(("path",), "no_path", "a model needs a `path`", hint)
    return _type(root, "custom_model")


def _environment(root: dict[str, Any], report: Report) -> str:
    docker = root.get("docker")
    image = root.get("image") or (docker.get("image") or docker.get("build") if isinstance(docker, dict) else None)
    if not image and not root.get("build"):
        hint = "add `image: …` or `build: {path: …}`"
        report.error((), "no_image", "an environment needs an image or a build context", hint)
    return "environment"


def _compute(root: dict[str, Any], report: Report) -> str:
    return text_of(root["type"]) if root.get("type") is not None else "amlcompute"


def _datastore(root: dict[str, Any], report: Report) -> str:
    return text_of(root["type"]) if root.get("type") is not None else "azure_blob"


def _type(root: dict[str, Any], otherwise: str) -> str:
    written = root.get("type")
    return text_of(written) if isinstance(written, str) and written else otherwise


_CHECKS: dict[str, Callable[[dict[str, Any], Report], str]] = {
    "data": _data,
    "model": _model,
    "environment": _environment,
    "compute": _compute,
    "datastore": _datastore,
}


def definition_of(body: dict[str, Any]) -> dict[str, Any]:
    """What may not change in a version."""
    return {key: value for key, value in body.items() if key not in SAID}


def without_secrets(value: Any) -> Any:
    """The document with passwords and keys blotted out: they are kept nowhere."""
    if isinstance(value, list):
        return [without_secrets(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _blotted(item) if _SECRET.search(str(key)) and key not in _OPEN else without_secrets(item)
        for key, item in value.items()
    }


def _blotted(value: Any) -> Any:
    return dict.fromkeys(value, HIDDEN) if isinstance(value, dict) else HIDDEN
