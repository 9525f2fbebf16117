"""Which jobs may go, why, and what they feed; and taking them away. Nothing that a running job or anything registered
needs is ever among them.

Jobs go one by one through `runs.deleting`, which can be interrupted at any point and done again.
"""

from __future__ import annotations

import json
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from designer.models import Draft
from runs.deleting import InUse, delete_run, feeds_of, registered_in_place, what_is_known
from runs.models import Job, Run
from runs.services import Refused
from runs.storage.sizes import measure

PINS = ("pinned", "keep")  # tags that keep a job
NO = ("", "0", "false", "no")
DAY = 24 * 3600.0
FAILED = ("Failed", "Canceled")
NAMED = re.compile(r"(?:\bjobs/|\bruns:/{1,2})([A-Za-z0-9][\w-]{0,99})")  # a job, in the address of what it left


@dataclass(frozen=True, slots=True)
class Choice:
    """Which jobs are meant: those that everything said here fits. Where nothing is said, none."""

    older_than_days: float | None = None
    keep_last: int | None = None  # of each experiment
    failed_only: bool = False
    archived_only: bool = False
    caches: bool = False
    spare_origins: bool = False  # leave alone what a job that stays took its outputs from

    @property
    def names_jobs(self) -> bool:
        limited = self.older_than_days is not None or self.keep_last is not None
        return limited or self.failed_only or self.archived_only


@dataclass(slots=True)
class Item:
    """Something that can go. `feeds` are those who could not be made again, or lose something, without it."""

    kind: str  # job, snapshot, cache, environment, upload
    name: str
    size: int
    why: str
    feeds: list[dict[str, Any]] = field(default_factory=list)
    remove: Callable[[], None] = lambda: None

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "name": self.name, "size": self.size, "why": self.why, "feeds": self.feeds}


def is_pinned(run: Run) -> bool:
    return any(key in run.tags and str(run.tags[key]).strip().lower() not in NO for key in PINS)


def jobs_to_go(choice: Choice, now: float | None = None) -> list[Item]:
    """The jobs that the choice means, the oldest first."""
    if not choice.names_jobs:
        return []
    now = time.time() if now is None else now
    chosen = list(_chosen(choice, now))
    known = what_is_known()
    feeds = {run.name: feeds_of(run, known) for run, _why in chosen}
    going = set(feeds)
    while staying := {name for name in going if _is_needed(feeds[name], going, choice)}:
        going -= staying  # and what feeds those may have to stay, too
    jobs, drafts = settings.WORKSPACE.jobs, _drafts() if going else {}
    return [
        Item(
            kind="job",
            name=run.name,
            size=measure(jobs, run.name, run.seq),
            why=why,
            feeds=[*(feed.to_json() for feed in feeds[run.name] if feed.job not in going), *drafts.get(run.name, ())],
            remove=_removal(run.pk),
        )
        for run, why in chosen
        if run.name in going
    ]


def _chosen(choice: Choice, now: float) -> Iterator[tuple[Run, str]]:
    newest = _newest(choice.keep_last)
    in_place = registered_in_place()
    ends = _ends(choice.failed_only)
    for run in _rows(choice):
        ended = ends.get(run.pk)
        if ended is None or is_pinned(run) or run.name in newest or run.name in in_place:
            continue
        reasons = []
        if choice.older_than_days is not None:
            if ended > now - choice.older_than_days * DAY:
                continue
            reasons.append(_("ended %(days)d days ago") % {"days": int((now - ended) / DAY)})
        if choice.keep_last is not None:
            newest_of = {"count": choice.keep_last, "name": run.experiment_name}
            reasons.append(_("not among the last %(count)d of %(name)s") % newest_of)
        if choice.failed_only:
            reasons.append(_("did not complete"))
        if choice.archived_only:
            reasons.append(_("archived"))
        yield run, ", ".join(reasons)


def _rows(choice: Choice) -> QuerySet[Run]:
    rows = Run.objects.filter(ended=True).order_by("created", "id")
    return rows.filter(archived=True) if choice.archived_only else rows


def _ends(failed_only: bool) -> dict[int, float]:
    """When each ended."""
    roots = Job.objects.filter(path="", run__ended=True, ended_at__isnull=False)
    if failed_only:
        roots = roots.filter(status__in=FAILED)
    return {id_: ended for id_, ended in roots.values_list("run_id", "ended_at") if ended is not None}


def _newest(count: int | None) -> set[str]:
    """The newest jobs of each experiment."""
    if count is None:
        return set()
    seen: dict[str, int] = defaultdict(int)
    found = set()
    for name, experiment in Run.objects.order_by("-created", "-id").values_list("name", "experiment_name"):
        seen[experiment] += 1
        if seen[experiment] <= count:
            found.add(name)
    return found


def _is_needed(feeds: Sequence[Any], going: set[str], choice: Choice) -> bool:
    """Whether a job that stays lives on what this one left."""
    others = {feed.job for feed in feeds if feed.job and feed.job not in going}
    if others and Run.objects.filter(name__in=others, ended=False).exists():
        return True
    return choice.spare_origins and any(feed.how == "reused" and feed.job in others for feed in feeds)


def _drafts() -> dict[str, list[dict[str, Any]]]:
    """Job -> the drafts whose document names something that it left."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for pk, name, canvas in Draft.objects.values_list("pk", "name", "canvas").iterator():
        for job in dict.fromkeys(NAMED.findall(json.dumps(canvas))):
            found[job].append({"how": "draft", "job": "", "node": "", "name": name or pk})
    return found


def _removal(pk: int) -> Callable[[], None]:
    def remove() -> None:
        run = Run.objects.filter(pk=pk).first()
        if run is None or is_pinned(run):  # somebody was faster, or wants it after all
            return
        if any(Run.objects.filter(name=feed.job, ended=False).exists() for feed in feeds_of(run) if feed.job):
            return
        try:
            delete_run(run, force=True)
        except (Refused, InUse):
            return

    return remove
