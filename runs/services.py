"""What people do to runs: submit, cancel, retry, describe. One keyword-only function each, one transaction.

State is never written here: submitting writes the first fact, everything later is a request to the runner.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings as django_settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from designer.spec.plan import Step, to_json
from runs import journal, uses
from runs.models import Document, Request, Run
from runs.names import VALID, new_name
from runs.wakeup import FACTS, PEOPLE, poke


class Refused(Exception):
    """What was asked cannot be done; the message says why and what to do instead."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class NewRun:
    """Everything about a run that is fixed when it is submitted."""

    plan: Step
    display_name: str
    experiment_name: str = "Default"
    description: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    type: str = "pipeline"
    draft: str = ""
    origin: str = ""
    yaml: str = ""
    folder: str = ""  # snapshot of the files the document refers to, and its path in there
    main: str = ""
    warnings: list[str] = field(default_factory=list)
    inputs: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    properties: dict[str, Any] = field(default_factory=dict)
    creator: str = ""
    assets: frozenset[tuple[str, str, str]] = frozenset()  # (kind, name, version) of what is registered and used


def create_run(*, new: NewRun, name: str | None = None, owner: str = "", lease_until: float = 0) -> tuple[Run, bool]:
    """Write a run and its first fact. The same name again answers the run that has it: (run, False).

    `owner` keeps every other runner away (a run in the foreground brings its own). Raises Refused.
    """
    if name is not None and not VALID.fullmatch(name):
        raise Refused(
            "bad_name", _("A job name has letters, digits, - and _, begins with a letter or digit, at most 100.")
        )
    if name is not None and (known := Run.objects.filter(name=name).first()):
        return known, False
    now = time.time()
    try:
        with transaction.atomic():
            run = Run.objects.create(
                name=name or new_name(),
                created=now,
                updated=now,
                seq=1,
                owner=owner,
                lease_until=lease_until,
                display_name=new.display_name[:255],
                experiment_name=new.experiment_name[:255],
                origin=(new.origin or f"{new.experiment_name}/{new.display_name}")[:255],
                **{key: getattr(new, key) for key in _COPIED},
            )
            plan = json.dumps(to_json(new.plan), separators=(",", ":"))
            Document.objects.create(run=run, yaml=new.yaml, plan=plan)
            journal.insert_jobs(run.pk, run.name, new.plan.walk())
            journal.insert_submitted(run.pk, now)
            uses.record(run, new.assets)
    except IntegrityError:  # two at once under one name: the other was first
        return Run.objects.get(name=name), False
    poke(django_settings.WORKSPACE.run / PEOPLE)
    poke(django_settings.WORKSPACE.run / FACTS)
    return run, True


_COPIED = (
    "description",
    "tags",
    "type",
    "draft",
    "folder",
    "main",
    "warnings",
    "inputs",
    "settings",
    "properties",
    "creator",
)


def attach_graph(*, run: Run, graph: dict[str, Any]) -> None:
    """Add the drawing (path of each pipeline -> {canvas, components}) of a run that is under way already."""
    Document.objects.filter(run=run).update(graph=json.dumps(graph, separators=(",", ":")))


def request_cancel(*, name: str, path: str = "") -> None:
    """Ask the runner to stop a run, or one job of it. Asking twice is asking once."""
    run = _run(name)
    if run.ended:
        raise Refused("ended", _("This job has ended; there is nothing left to cancel."))
    _request(run, "cancel", path)


def request_retry(*, name: str, path: str = "") -> None:
    """Ask the runner to run again what failed or was canceled."""
    run = _run(name)
    if path and not run.jobs.filter(path=path).exists():
        raise Refused("no_such_node", _("This job has no node named %(path)s.") % {"path": path[:200]})
    below = run.jobs.filter(status__in=("Failed", "Canceled"))
    if path:
        below = below.filter(Q(path=path) | Q(path__startswith=f"{path}/"))
    if not below.exists():
        raise Refused("nothing_to_retry", _("Nothing in this job failed or was canceled."))
    if run.jobs.filter(status="CancelRequested").exists():
        raise Refused("still_stopping", _("Steps of this job are still being stopped. Retry when they have ended."))
    _request(run, "retry", path)


def describe_run(*, name: str, changes: dict[str, Any]) -> Run:
    """Change what may change: display_name, description, tags, experiment_name, archived."""
    run = _run(name)
    for key in ("display_name", "description", "tags", "experiment_name", "archived"):
        if key in changes:
            setattr(run, key, changes[key])
    run.save(update_fields=[key for key in changes if key in _MUTABLE])
    return run


_MUTABLE = frozenset({"display_name", "description", "tags", "experiment_name", "archived"})


def _request(run: Run, kind: str, path: str) -> None:
    if path and not run.jobs.filter(path=path).exists():
        raise Refused("no_such_node", _("This job has no node named %(path)s.") % {"path": path})
    Request.objects.get_or_create(run=run, kind=kind, path=path, defaults={"at": time.time()})
    poke(django_settings.WORKSPACE.run / PEOPLE)


def _run(name: str) -> Run:
    try:
        return Run.objects.get(name=name)
    except Run.DoesNotExist:
        raise Refused("not_found", _("There is no job named %(name)s.") % {"name": name}) from None
