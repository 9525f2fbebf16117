"""The dialects of 2021 and early 2022 read as today's: a document in, today's document and a report out.

A document of today passes through as the same object. What is translated keeps the lines of the old form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from designer.spec.document import Document, read_text
from designer.spec.old import assets, jobs
from designer.spec.old.names import component_name
from designer.spec.old.rewrite import Place, Rewrite
from designer.spec.problems import Problem

__all__ = ["component_name", "family_of", "modernise", "read_modern"]

_BY_FAMILY: dict[str, Callable[[Place], None]] = {
    "pipeline": jobs.pipeline,
    "command": jobs.single,
    "sweep": jobs.sweep,
    "component": jobs.component,
    "data": assets.data,
    "model": assets.model,
    "environment": assets.environment,
    "code": assets.code,
    "deployment": assets.deployment,
}


def modernise(document: Document, *, component: bool = False) -> tuple[Document, list[Problem]]:
    """`component`: the document was asked for as a component, which its `type` alone may not tell."""
    root = document.root
    if not isinstance(root, dict):
        return document, []
    family = family_of(root)
    if component and family in ("command", "pipeline"):
        family = "component"
    translate = _BY_FAMILY.get(family)
    if translate is None:
        return document, []
    rewrite = Rewrite(root, document.file)
    translate(Place(rewrite))
    if rewrite.root is root:
        return document, []
    return replace(document, root=rewrite.root), sorted(rewrite.found, key=lambda problem: problem.line)


def read_modern(text: str | bytes, file: str = "pipeline.yml", *, component: bool = False) -> Document:
    """`read_text`, translated: the report stands among the document's problems."""
    document, report = modernise(read_text(text, file), component=component)
    return replace(document, problems=(*document.problems, *report)) if report else document


def family_of(root: Mapping[str, Any]) -> str:
    """Which rules a document follows: its schema says it, else its type, else its keys."""
    word = str(root.get("$schema") or "").rsplit("/", 1)[-1].casefold().removesuffix(".json").removesuffix(".schema")
    written = root.get("type")
    type_ = written.casefold() if isinstance(written, str) else ""
    if "deployment" in word:
        return "deployment"
    if word.endswith("component") or type_.endswith("_component"):
        return "component"
    if word.endswith("job") or type_ in ("pipeline", "command", "sweep") or type_.endswith("_job"):
        return _job_family(word.removesuffix("job"), type_)
    for family, words in _WORDS:
        if word in words or (not word and type_ in words):
            return family
    return "" if word and word != "asset" else _by_keys(root)


_WORDS = (
    ("data", ("data", "dataset", "uri_file", "uri_folder")),
    ("model", ("model", "mlflow_model", "custom_model", "triton_model")),
    ("environment", ("environment",)),
    ("code", ("code",)),
)


def _job_family(word: str, type_: str) -> str:
    said = type_.removesuffix("_job") or word
    return said if said in ("pipeline", "command", "sweep") else ""


def _by_keys(root: Mapping[str, Any]) -> str:
    if "jobs" in root:
        return "pipeline"
    if "trial" in root and "search_space" in root:
        return "sweep"
    if "command" in root:
        return "command"
    if "docker" in root or ("image" in root and "endpoint_name" not in root):
        return "environment"
    if any(key in root for key in ("model_uri", "model_format", "flavors")):
        return "model"
    return "data" if "name" in root and ("local_path" in root or "datastore" in root) else ""
