"""The samples that ship with Penstock: `<samples>/<name>/pipeline.yml` with components, code and a README each."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from designer import services, shapes, snapshots
from designer.failures import NotHere, Taken
from designer.models import Draft
from designer.reading import DEFAULT_MAIN, interfaces
from designer.registry import open_folder
from designer.services.components import component_documents
from designer.spec import canvas as canvases
from designer.spec.read import read_job
from designer.spec.scalars import text_of
from designer.uploads import Refused

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Remembered:
    """A sample as last read, and what its files looked like then."""

    stamp: tuple[tuple[str, int], ...]
    sample: shapes.Sample


_read: dict[Path, Remembered] = {}


def folders() -> dict[str, Path]:
    root = Path(settings.SAMPLES_DIR)
    if not root.is_dir():
        return {}
    return {path.name: path for path in sorted(root.iterdir()) if (path / DEFAULT_MAIN).is_file()}


def list_samples() -> list[shapes.Sample]:
    """Every sample that can be read, simplest first."""
    found = [sample for folder in folders().values() if (sample := _sample(folder)) is not None]
    return sorted(found, key=lambda sample: (sample["nodes"], sample["name"]))


def open_sample(*, name: str) -> Draft:
    """A new draft of the sample, with its files."""
    snapshot, main = sample_source(name)
    sample = _sample(folders()[name])
    if sample is None:
        raise NotHere("sample", name)
    return services.create_draft(
        name=sample["title"],
        canvas=sample["canvas"],
        folder=snapshot,
        main=main,
        origin=f"sample:{name}",
        source=(folders()[name] / main).read_bytes(),
    )


def sample_source(name: str) -> tuple[str, str]:
    """(snapshot of the sample's folder, its document in there)."""
    folder = folders().get(name)
    if folder is None:
        raise NotHere("sample", name)
    return snapshots.snapshot_code(settings.WORKSPACE.store, folder), DEFAULT_MAIN


def register_samples() -> int:
    """Put the samples' components into the registry; the same content again changes nothing. Answers how many are new.

    A sample that cannot be registered is told in the log: it must not keep the product from starting.
    """
    created = 0
    for folder in folders().values():
        for main in component_documents(folder):
            try:
                created += services.register_component(folder=folder, main=main).created
            except Taken as taken:
                logger.warning("sample %s/%s: %s; %s", folder.name, main, taken, taken.hint)
            except Refused as refused:
                for problem in refused.problems:
                    logger.warning("sample %s/%s:%d: %s", folder.name, problem.file, problem.line, problem.message)
    return created


def _sample(folder: Path) -> shapes.Sample | None:
    stamp = tuple((path.name, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.*")) if path.is_file())
    known = _read.get(folder)
    if known is not None and known.stamp == stamp:
        return known.sample
    text = (folder / DEFAULT_MAIN).read_text(encoding="utf-8")
    files = open_folder(folder)
    result = read_job(text, base="", files=files, file=DEFAULT_MAIN)
    if result.job is None:
        logger.warning("the sample %s cannot be read: %s", folder.name, result.problems[0].message)
        return None
    canvas = canvases.to_canvas(result.job)
    title, first = _readme(folder)
    body = result.job.body
    sample: shapes.Sample = {
        "name": folder.name,
        "title": text_of(body["display_name"]) if body.get("display_name") else title or folder.name,
        "description": text_of(body["description"]) if body.get("description") else first,
        "nodes": len(canvas["nodes"]),
        "canvas": canvas,
        "components": interfaces(result.job, files),
    }
    _read[folder] = Remembered(stamp, sample)
    return sample


def _readme(folder: Path) -> tuple[str, str]:
    """Title and first paragraph of the README."""
    try:
        text = (folder / "README.md").read_text(encoding="utf-8")
    except OSError:
        return "", ""
    blocks = [" ".join(block.split()) for block in text.split("\n\n")]
    title = next((block.lstrip("# ") for block in blocks if block.startswith("#")), "")
    return title, next((block for block in blocks if block and not block.startswith(("#", "`", "|"))), "")
