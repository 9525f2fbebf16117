"""The drawing of a run: path of each pipeline -> {canvas, components}.

It takes as long as compiling, and a run must not share its processors with a picture that nobody looks at yet: it is
made when somebody asks for it, or when the run is over. What a dying process leaves undrawn is drawn from the document.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from designer.services import compile_submission
from runs.models import Run
from runs.services import attach_graph

Graph = dict[str, Any]
LONGEST = 60.0  # seconds between two looks whether the run is over
log = logging.getLogger("penstock.web")

_waiting: dict[str, Callable[[], Graph]] = {}  # by name of the run


def draw_later(run: Run, draw: Callable[[], Graph]) -> None:
    """Have it drawn in good time; at once where `DRAWING_PAUSE` is 0."""
    if not settings.DRAWING_PAUSE:
        attach_graph(run=run, graph=draw())
        return
    _waiting[run.name] = draw
    _look_in(settings.DRAWING_PAUSE, run.name)


def graph_of(run: Run) -> Graph:
    """The drawing, made now when it is missing."""
    if not run.document.graph:
        draw = _waiting.pop(run.name, None) or _from_document(run)
        attach_graph(run=run, graph=draw())
        run.document.refresh_from_db()
    graph: Graph = json.loads(run.document.graph)
    return graph


def draw_waiting() -> None:
    """Draw all that waits; for a process that is about to end."""
    for name in list(_waiting):
        if run := Run.objects.filter(name=name).first():
            graph_of(run)


def _from_document(run: Run) -> Callable[[], Graph]:
    return compile_submission(yaml_text=run.document.yaml, folder=run.folder, main=run.main or None).draw


def _look_in(seconds: float, name: str) -> None:
    timer = threading.Timer(seconds, _look, (seconds, name))
    timer.daemon = True
    timer.start()


def _look(waited: float, name: str) -> None:
    if name not in _waiting:
        return
    try:
        run = Run.objects.filter(name=name).first()
        if run is None:
            _waiting.pop(name, None)
        elif run.ended:
            graph_of(run)
        else:
            _look_in(min(2 * waited, LONGEST), name)
    except DatabaseError as error:  # it is drawn when somebody looks
        log.warning("%s is not drawn yet: %s", name, error)
    finally:
        connection.close()
