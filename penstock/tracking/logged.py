"""Files that runs logged, where they lie on this disk: by the run of a job, or by its id. Asks no server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from penstock.tracking.places import Tracking

RUN = re.compile(r"[0-9a-f]{32}\Z")
MODEL = re.compile(r"m-[0-9a-f]{32}\Z")
MODELS = "models"  # of a marker: name -> id of the models that the run logged


def logged_by(tracking: Tracking, marker: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
    """(name, place): what the run logged lies under its own names, each model in a folder of its name."""
    experiment = tracking.artifacts / str(marker.get("experiment_id"))
    run = experiment / str(marker.get("run_id")) / "artifacts"
    if run.is_dir():
        yield "", run
    models = marker.get(MODELS)
    for name, model in models.items() if isinstance(models, dict) else ():
        place = experiment / "models" / str(model) / "artifacts"
        if MODEL.match(str(model)) and place.is_dir():
            yield str(name), place


def place_in(tracking: Tracking, marker: Mapping[str, Any], path: str) -> Path | None:
    """What a run calls `path`: a model of that name, or something in it, else a file or folder that it logged."""
    first, _, rest = path.strip("/").partition("/")
    for name, place in sorted(logged_by(tracking, marker), reverse=True):
        below = rest if name and name == first else path.strip("/") if not name else None
        if below is not None and (found := _inside(place, below)) is not None:
            return found
    return None


def place_of_run(tracking: Tracking, run: str, path: str) -> Path | None:
    """The same for a run that is known by its id alone, a notebook's say."""
    if not RUN.match(run):
        return None
    known = marker_of_run(tracking, run)
    if known is not None and (found := place_in(tracking, known, path)) is not None:
        return found
    for experiment in _children(tracking.artifacts):
        marker: dict[str, Any] = {"experiment_id": experiment.name, "run_id": run}
        models = [one for one in _children(experiment / "models") if _made_by(one, run)]
        if len(models) == 1 and not (experiment / run / "artifacts" / path.partition("/")[0]).exists():
            marker[MODELS] = {path.partition("/")[0]: models[0].name}
        if (experiment / run).is_dir() or models:
            return place_in(tracking, marker, path)
    return None


def marker_of_run(tracking: Tracking, run: str) -> dict[str, Any] | None:
    """What is known of the run of a job; None for a notebook's."""
    try:
        found = json.loads(tracking.index(run).read_text()) if RUN.match(run) else None
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def place_of_source(tracking: Tracking, source: str) -> Path | None:
    """Where the bytes of a registered model are, by the address that MLflow gives it."""
    if source.startswith("mlflow-artifacts:/"):
        return _inside(tracking.artifacts, source.removeprefix("mlflow-artifacts:").strip("/"))
    model = source.removeprefix("models:/").strip("/")
    if MODEL.match(model):
        for experiment in _children(tracking.artifacts):
            if (place := experiment / "models" / model / "artifacts").is_dir():
                return place
    run, _, path = source.removeprefix("runs:/").strip("/").partition("/")
    return place_of_run(tracking, run, path)


def note_model(marker_file: Path, name: str, model: str) -> None:
    """Remember under which name a run logged a model: the files alone do not say."""
    try:
        said = json.loads(marker_file.read_text())
        said[MODELS] = {**said.get(MODELS, {}), name: model}
        draft = marker_file.with_name(f".{marker_file.name}.{model}")
        draft.write_text(json.dumps(said))
        draft.replace(marker_file)
    except (OSError, ValueError, AttributeError, TypeError):  # a job that was deleted meanwhile
        return


def _made_by(model: Path, run: str) -> bool:
    try:
        return f"run_id: {run}" in (model / "artifacts" / "MLmodel").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _inside(base: Path, path: str) -> Path | None:
    """Nothing outside of `base`, whatever the path and the links in it say."""
    try:
        place = (base / path).resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        return None
    return base / path if place.is_relative_to(base.resolve()) else None
