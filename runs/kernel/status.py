"""The words for what a job is doing, and which may follow which."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Azure ML's job statuses, used in the database, the API and on the page alike."""

    NOT_STARTED = "NotStarted"  #: waits for what it needs
    QUEUED = "Queued"  #: ready, waits for a free slot
    PREPARING = "Preparing"  #: its environment or its code is being made ready
    STARTING = "Starting"  #: handed to a machine that has not answered yet
    RUNNING = "Running"  #: its process is alive; a pipeline: something in it is or was
    FINALIZING = "Finalizing"  #: its process ended, its outputs are being collected
    CANCEL_REQUESTED = "CancelRequested"  #: told to stop, not stopped yet
    CANCELED = "Canceled"  #: stopped, or never started because something it needs did not complete
    COMPLETED = "Completed"  #: all outputs are there
    FAILED = "Failed"  #: ended without what it owes
    NOT_RESPONDING = "NotResponding"  #: its machine does not answer
    PAUSED = "Paused"  #: held by a person


S = Status
TERMINAL = frozenset({S.CANCELED, S.COMPLETED, S.FAILED})
ACTIVE = frozenset(set(Status) - TERMINAL - {S.NOT_STARTED})

_ALIVE = (S.QUEUED, S.PREPARING, S.STARTING, S.RUNNING, S.FINALIZING, S.NOT_RESPONDING, S.PAUSED)
ALLOWED: dict[Status, frozenset[Status]] = {
    # Completed at once is a reused result; Failed at once is a step that cannot even be looked up.
    S.NOT_STARTED: frozenset({S.QUEUED, S.PREPARING, S.RUNNING, S.COMPLETED, S.CANCELED, S.FAILED, S.PAUSED}),
    # Back to Queued, even from Queued: the machine lost the step and it waits for its next attempt.
    # Preparing after Preparing says how far it is.
    **{now: frozenset({*_ALIVE, *TERMINAL, S.CANCEL_REQUESTED} - {now} | {S.QUEUED}) for now in _ALIVE},
    S.PREPARING: frozenset({*_ALIVE, *TERMINAL, S.CANCEL_REQUESTED}),
    # A step may still end in its own way between the request and its effect.
    S.CANCEL_REQUESTED: frozenset({S.CANCELED, S.COMPLETED, S.FAILED}),
    # Only a retry leaves a terminal status.
    S.CANCELED: frozenset({S.NOT_STARTED, S.RUNNING}),
    S.FAILED: frozenset({S.NOT_STARTED, S.RUNNING}),
    S.COMPLETED: frozenset(),
}
