"""Keeps what a script logs in the run of its job. Loaded when a step imports MLflow, old or new.

MLflow takes MLFLOW_RUN_ID once: without this, a metric that is logged after autologging's own run has ended would open
another run, in another experiment.
"""

import functools
import os
import sys

RUN = "MLFLOW_RUN_ID"


def prepare(fluent):
    """`fluent` is MLflow's module of that name, just loaded: four of its functions are changed."""
    job = _Job(fluent)
    for name, ours in (
        ("start_run", job.start_run),
        ("end_run", job.end_run),
        ("set_experiment", job.set_experiment),
        ("_get_or_start_run", job.get_or_start_run),
    ):
        setattr(fluent, name, functools.wraps(getattr(fluent, name))(_function(ours)))


def _function(method):
    """A plain function, as what it stands for: who copies or inspects it finds nothing unusual."""

    def call(*args, **kwargs):
        return method(*args, **kwargs)

    return call


class _Job:
    """The job's run and what became of it in this process."""

    def __init__(self, fluent):
        self.fluent = fluent
        self.own = os.environ["PENSTOCK_MLFLOW_RUN_ID"]
        self.address = os.environ.get("MLFLOW_TRACKING_URI")
        self.experiment = os.environ.get("MLFLOW_EXPERIMENT_NAME")
        self.taken = self.implicit = self.told = False
        self._start_run, self._end_run = fluent.start_run, fluent.end_run
        self._set_experiment, self._get_or_start_run = fluent.set_experiment, fluent._get_or_start_run

    def is_ours(self):
        """Whether MLflow still speaks to the server of the job."""
        from mlflow.tracking import get_tracking_uri

        return get_tracking_uri() == self.address

    def offer(self):
        """Whoever starts a run next takes up the job's."""
        if self.fluent.active_run() is not None:
            return
        if self.is_ours():
            os.environ[RUN] = self.own
        elif os.environ.get(RUN) == self.own:
            del os.environ[RUN]

    def end_run(self, *args, **kwargs):
        try:
            return self._end_run(*args, **kwargs)
        finally:
            self.offer()

    def start_run(self, run_id=None, *args, **kwargs):
        if run_id is None:
            self.offer()
            if self.taken and not self.implicit and os.environ.get(RUN) == self.own and len(args) < 4:
                # The script starts a second run by itself: it gets one of its own below the job's, as it expects.
                del os.environ[RUN]
                kwargs["tags"] = dict(kwargs.get("tags") or {}, **{"mlflow.parentRunId": self.own})
        run = self._start_run(run_id, *args, **kwargs)
        self.taken = self.taken or run.info.run_id == self.own
        return run

    def get_or_start_run(self, *args, **kwargs):
        before, self.implicit = self.implicit, True
        try:
            return self._get_or_start_run(*args, **kwargs)
        finally:
            self.implicit = before

    def set_experiment(self, experiment_name=None, experiment_id=None, **kwargs):
        if not self.experiment or not self.is_ours():
            return self._set_experiment(experiment_name, experiment_id, **kwargs)
        if experiment_name != self.experiment and not self.told:
            self.told = True
            note = "[penstock] set_experiment: what a job logs belongs to the job's experiment, {}.\n"
            sys.stderr.write(note.format(self.experiment))
        return self._set_experiment(self.experiment)
