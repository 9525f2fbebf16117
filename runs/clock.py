"""Fires schedules: one job for each due time, whatever breaks in between. A thread of the runner, which is alone.

The job's name is made of the schedule and the due time, and submitting a name twice is submitting it once: a crash
between the job and the note about it repeats the time and makes no second job.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError, OperationalError, connection
from django.db.models import QuerySet
from django.utils import timezone

from designer.failures import BadRequest
from designer.models import Schedule
from designer.reading import problem_json
from designer.services import schedules
from designer.uploads import Refused as Unreadable
from runs.services import Refused
from runs.submit import Rejected, Wishes, submit

LOOK_AGAIN = 5.0  # seconds; a schedule made meanwhile is seen then
log = logging.getLogger("penstock.clock")


class Clock:
    """Runs until it is stopped. `tick` is one look at what is due."""

    def __init__(self, also: Callable[[], None] = lambda: None) -> None:
        self._also = also  # called at each look; must not take long
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clock", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(2.0)  # a job that is being submitted now is found again by its name

    def _run(self) -> None:
        pause = 0.0
        while not self._stop.wait(pause):
            try:
                now = timezone.now()
                tick(now)
                self._also()
                pause = until_next(now)
            except DatabaseError as error:  # locked, or the disk is full: what is due stays due
                log.warning("schedules wait: %s", error)
                pause = LOOK_AGAIN
            except Exception:  # the clock of all schedules does not stop for a mistake of ours
                log.exception("schedules wait: a mistake of ours")
                pause = LOOK_AGAIN
        connection.close()


def until_next(now: datetime) -> float:
    """Seconds until it is worth to look again."""
    due = _planned().values_list("due", flat=True).first()
    return LOOK_AGAIN if due is None else max(0.0, min(LOOK_AGAIN, (due - now).total_seconds()))


def tick(now: datetime) -> int:
    """Fire what is due. What was missed while nobody looked fires once. Answers how many jobs there are for it."""
    return sum(_fire_alone(row, now) for row in _planned().filter(due__lte=now))


def _planned() -> QuerySet[Schedule]:
    """Those that fire, the next one first. One that is waited for but not fired would keep the clock awake for ever."""
    return Schedule.objects.filter(enabled=True, archived=False, due__isnull=False).order_by("due")


def _fire_alone(row: Schedule, now: datetime) -> bool:
    """Fire it; one that cannot be planned any more rests, so that the others come to their turn."""
    try:
        return fire(row, now)
    except DatabaseError:
        raise
    except Exception as error:  # told on its page
        log.exception("the schedule %s cannot be planned", row.name)
        trouble = f"{type(error).__name__}: {error}"
        Schedule.objects.filter(pk=row.pk, due=row.due).update(due=None, trouble=trouble)
        return False


def fire(row: Schedule, now: datetime) -> bool:
    """Make the job of the time that is due and plan the next one."""
    due = row.due
    assert due is not None
    name, trouble = "", ""
    try:
        name = _submit(row, due)
    except OperationalError:
        raise  # the database is busy: the same time again, later
    except (Rejected, Unreadable) as error:
        trouble = "; ".join(one["message"] for one in problem_json(error.problems)[:3])
    except (Refused, BadRequest) as error:
        trouble = str(error)
    except Exception as error:  # told on its page
        log.exception("the schedule %s could not make its job", row.name)
        trouble = f"{type(error).__name__}: {error}"
    schedules.note_fired(row=row, due=due, job=name, trouble=trouble, now=now)
    if trouble:
        log.warning("the schedule %s made no job: %s", row.name, trouble)
    return not trouble


def _submit(row: Schedule, due: datetime) -> str:
    name, job = schedules.next_job(row, due)
    wishes = Wishes(name=name, creator=row.creator, tags={"schedule": row.name})
    run, _new = submit(
        wishes=wishes,
        yaml_text=job.text,
        folder=job.folder or None,
        main=job.main or None,
        origin=f"schedule:{row.name}",
    )
    return run.name
