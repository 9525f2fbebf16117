"""Why a step ran or did not, in full: part by part and file by file against the step it took, or the nearest earlier
one. Reads rows, plans and snapshots."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings

from designer import asset_diff
from designer.asset_shapes import FileChange
from designer.snapshots import SnapshotError
from designer.spec import hashing
from designer.spec.plan import Step
from designer.spec.scalars import text_of
from runs import why
from runs.kernel.status import TERMINAL
from runs.models import Job, Run
from runs.node_detail import step_of

MOST_FILES = 100
ENVIRONMENT = "environment"  # under which name its packages are listed among the files
SHORT = 12  # characters of a content id that tell it from others
NEAR = ("command", "code")  # one of these must be the same before two steps are worth comparing


def explain(run: Run, path: str) -> dict[str, Any] | None:
    """{decision, why, sentence, compared_with, origin, rows, files}; None when there is no such node.

    `decision` is None for what has not been looked up, and for pipelines, which have `steps` instead.
    """
    job = Job.objects.filter(run=run, path=path).first()
    if job is None:
        return None
    detail = json.loads(job.detail)
    story = detail.get("reuse")
    if story is None:
        return _nothing(run, job)
    mine: dict[str, str] = detail.get("parts", {})
    known = story.get("origin") or story.get("compared_with")
    other = Job.objects.filter(name=known["job"]).select_related("run").first() if known else nearest(run, path, mine)
    if other is None and "origin" in story:
        story = {**story, "why": "origin_deleted"}
    theirs: dict[str, str] = json.loads(other.detail).get("parts", {}) if other else {}
    pair = _Pair(step_of(run, path), step_of(other.run, other.path) if other else None)
    rows = [pair.row(row) for row in hashing.explain(mine, theirs)] if theirs else _alone(pair, mine)
    files = [*_packages(mine, theirs), *pair.files()][:MOST_FILES] if theirs else []
    return {
        "decision": story["decision"],
        "why": story["why"],
        "sentence": why.sentence(story, _Words(rows, files)),
        "compared_with": _place(other) if story["decision"] == "ran" else None,
        "origin": story.get("origin"),
        "rows": rows,
        "files": files,
        "steps": [],
    }


def _nothing(run: Run, job: Job) -> dict[str, Any]:
    reason = "pipeline" if job.kind == "pipeline" else "never_asked" if job.status in TERMINAL else "undecided"
    empty: dict[str, Any] = {"compared_with": None, "origin": None, "rows": [], "files": []}
    steps = list(_steps(run, job.path)) if job.kind == "pipeline" else []
    return {"decision": None, "why": reason, "sentence": why.sentence({"why": reason}), **empty, "steps": steps}


def _steps(run: Run, path: str) -> Iterator[dict[str, Any]]:
    """Each step below a pipeline, in short."""
    rows = Job.objects.filter(run=run).exclude(kind="pipeline").order_by("id")
    if path:
        rows = rows.filter(path__startswith=f"{path}/")
    for place, detail in rows.values_list("path", "detail"):
        story = json.loads(detail).get("reuse")
        if story is None:
            yield {"path": place, "decision": None, "why": "undecided", "sentence": why.sentence({"why": "undecided"})}
        else:
            yield {
                "path": place,
                "decision": story["decision"],
                "why": story["why"],
                "sentence": why.sentence(story),
            }


def nearest(run: Run, path: str, parts: dict[str, str]) -> Job | None:
    """The step that this one is best compared with: the same node of the latest earlier run that has it, else the node
    of the latest one that is most like it (it may have been renamed)."""
    earlier = Job.objects.filter(run__origin=run.origin, run__id__lt=run.pk, key__isnull=False).select_related("run")
    same = earlier.filter(path=path).order_by("-run_id").first()
    if same is not None:
        return same
    latest = earlier.order_by("-run_id").values_list("run_id", flat=True).first()
    best, most = None, 0
    for job in earlier.filter(run_id=latest) if latest else ():
        theirs = json.loads(job.detail).get("parts", {})
        alike = sum(theirs.get(part) == value for part, value in parts.items())
        if any(parts.get(part) and parts[part] == theirs.get(part) for part in NEAR) and alike > most:
            best, most = job, alike
    return best


def _place(job: Job | None) -> dict[str, str] | None:
    return {"job": job.name, "root": job.run.name, "path": job.path} if job else None


def _alone(pair: _Pair, parts: dict[str, str]) -> list[dict[str, Any]]:
    rows = [{"part": part, "same": True, "mine": value, "theirs": None} for part, value in parts.items()]
    return [pair.row(row) for row in rows]


class _Pair:
    """A step and the one it is compared with; either may be unknown."""

    def __init__(self, mine: Step | None, theirs: Step | None) -> None:
        self.mine, self.theirs = mine, theirs

    def row(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row as a person reads it. Two values that would look alike stay as they are compared."""
        mine = shown(self.mine, row["part"], row["mine"])
        theirs = shown(self.theirs, row["part"], row["theirs"])
        return row if mine == theirs and not row["same"] else {**row, "mine": mine, "theirs": theirs}

    def files(self) -> Iterator[FileChange]:
        """Files of the code, then those of data that lies in the store for both."""
        if self.mine is None or self.theirs is None:
            return
        yield from _between(self.theirs.code or "", self.mine.code or "", "")
        for name, value in self.mine.inputs.items():
            other = self.theirs.inputs.get(name)
            if value.snapshot and other is not None and other.snapshot:
                yield from _between(other.snapshot, value.snapshot, f"inputs/{name}/")


def _packages(mine: dict[str, str], theirs: dict[str, str]) -> Iterator[FileChange]:
    """What differs between two environments that are both still here."""
    before, after = (_packages_of(parts.get("environment", "")) for parts in (theirs, mine))
    if before and after and before != after:
        yield {"path": ENVIRONMENT, "change": "changed", "diff": asset_diff.unified(before, after, ENVIRONMENT)}


def _packages_of(id_: str) -> list[str]:
    """A line for each package of a built environment, and one for its Python."""
    if not id_ or "/" in id_:
        return []
    found = (settings.WORKSPACE.environments / id_).glob("lib/python*/site-packages/*.dist-info")
    names = {(place.parent.parent.name, place.name.removesuffix(".dist-info").replace("-", "==", 1)) for place in found}
    return [f"{line}\n" for line in sorted({python for python, _ in names} | {package for _, package in names})]


def _between(before: str, after: str, prefix: str) -> Iterator[FileChange]:
    try:
        for change in asset_diff.between(before, after):
            yield {**change, "path": prefix + change["path"]}
    except SnapshotError:
        return  # cleared away: that they differ is told by their ids


def shown(step: Step | None, part: str, raw: str | None) -> str | None:
    """A part of a key as a person reads it: whole texts, values as they were written, short ids with what they are."""
    if raw is None or step is None:
        return raw
    kind, _dot, name = part.partition(".")
    if part == "command":
        return step.command
    if part == "code":
        return raw[:SHORT]
    if part == "environment":
        return " · ".join(filter(None, (environment_name(step.environment), raw[:SHORT])))
    if part == "environment_variables":
        return "\n".join(f"{key}={value}" for key, value in sorted(step.environment_variables.items()))
    value = step.inputs.get(name) if kind == "inputs" else None
    if value is None:
        return raw
    if value.kind == "literal":
        return text_of(value.value)
    place = f"{value.path}/{value.port}" if value.kind == "node" else value.uri
    return f"{place} · {raw[:SHORT]}" if place else raw


def environment_name(written: Any) -> str:
    """An environment as a person would name it."""
    if isinstance(written, str):
        named = re.search(r"/environments/([^/]+)", written)
        return named.group(1) if named else re.split("[:@]", written.removeprefix("azureml:"))[0]
    if isinstance(written, dict):
        return str(written.get("name") or written.get("image") or "inline")
    return ""


class _Words:
    """Names a part with what changed in it: the values of a parameter, the files of the code."""

    def __init__(self, rows: list[dict[str, Any]], files: list[FileChange]) -> None:
        self.rows = {row["part"]: row for row in rows}
        self.code = [file["path"] for file in files if not file["path"].startswith(("inputs/", ENVIRONMENT))]

    def __call__(self, part: str) -> str:
        words, row = why.part_in_words(part), self.rows.get(part)
        if part == "code" and self.code:
            return f"{words} ({', '.join(self.code[:2])}{', …' if len(self.code) > 2 else ''})"
        if row is None or part in ("code", "command", "environment_variables"):
            return words
        before, after = (row[side] if row[side] not in (None, "") else "–" for side in ("theirs", "mine"))
        return f"{words} ({before} → {after})" if len(before) + len(after) < 60 else words
