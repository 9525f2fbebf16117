"""The YAML of a canvas: the text it was read from with the edits in it, or a text of its own. Knows no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from designer.spec.canvas_read import from_canvas
from designer.spec.document import read_text
from designer.spec.emit import to_yaml
from designer.spec.model import Job
from designer.spec.old import modernise
from designer.spec.patch import patched, settled
from designer.spec.patch.coding import UTF8, decoded, encoded
from designer.spec.problems import Problem

SOURCE = "$source"  # key of a canvas document: {"text", "encoding"?, "file"?} it was made from


@dataclass(frozen=True, slots=True)
class Written:
    """`job` is None when the document is no canvas; then `problems` says why."""

    job: Job | None
    problems: tuple[Problem, ...]
    text: str = ""


def write_canvas(canvas: Any, source: str = "", *, base: str = "", file: str = "pipeline.yml") -> Written:
    """`source` is the text that the canvas was read from. No edit since then: the same text."""
    job, problems = from_canvas(canvas, base=base, file=file)
    if job is None:
        return Written(None, tuple(problems))
    return Written(job, tuple(problems), edited_text(source, job.body) if source else to_yaml(job))


def edited_text(source: str, body: Mapping[str, Any]) -> str:
    """The text with the body in it; `body` may have been through JSON and a page."""
    root = read_text(source).root
    found = settled(root, body)
    return source if found is root else patched(source, found)


def modern_bytes(data: bytes, body: Mapping[str, Any]) -> bytes:
    """The bytes themselves, or, of a document in an old dialect, its text in today's words with its comments."""
    text, codec = decoded(data)
    return data if read_text(text).root == body else encoded(patched(text, body), codec)


def modern_neighbour(data: bytes) -> bytes:
    """A document that another refers to, in today's words; whoever is given both reads them together."""
    text, codec = decoded(data)
    document, report = modernise(read_text(text), component=True)
    return encoded(patched(text, document.root), codec) if report else data


def with_source(canvas: dict[str, Any], data: bytes, **beside: str) -> dict[str, Any]:
    """The canvas with the bytes it was read from, so that whoever has it can write the same file."""
    text, codec = decoded(data)
    kept = {"text": text, **({} if codec == UTF8 else {"encoding": codec}), **beside}
    return {**canvas, SOURCE: kept}


def source_of(canvas: Mapping[str, Any]) -> bytes:
    """The bytes that a canvas carries, none when it was drawn from nothing."""
    kept = canvas.get(SOURCE)
    text = kept.get("text") if isinstance(kept, Mapping) else None
    if not isinstance(text, str):
        return b""
    codec = kept.get("encoding", UTF8) if isinstance(kept, Mapping) else UTF8
    return encoded(text, codec if codec in ("utf-16-le", "utf-16-be") else UTF8)
