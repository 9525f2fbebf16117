"""The rows of runs: the event list, which is the truth, and what is projected from it for quick reading.

Only `runs.journal` writes these tables once a run exists. Times are Unix seconds: they are compared and drawn
far more often than they are read by people.
"""

from __future__ import annotations

from django.db import models

from designer.spec.plan import Step


class Run(models.Model):
    """A submitted job with everything that was fixed when it was submitted, and who looks after it now."""

    name = models.CharField(max_length=128, unique=True)
    display_name = models.CharField(max_length=255)
    experiment_name = models.CharField(max_length=255, db_index=True)
    description = models.TextField(blank=True)
    tags = models.JSONField(default=dict)
    type = models.CharField(max_length=32, default="pipeline")
    creator = models.CharField(max_length=255, blank=True)
    draft = models.CharField(max_length=64, blank=True)
    origin = models.CharField(max_length=255, db_index=True)  # groups the runs of one pipeline
    created = models.FloatField()
    updated = models.FloatField(db_index=True)  # when its last fact was written, not when it happened
    archived = models.BooleanField(default=False)
    ended = models.BooleanField(default=False, db_index=True)
    seq = models.BigIntegerField(default=0)  # number of the last event
    owner = models.CharField(max_length=128, blank=True)
    lease_until = models.FloatField(default=0)
    folder = models.CharField(max_length=64, blank=True)  # snapshot of the files the document refers to
    main = models.CharField(max_length=500, blank=True)  # path of the document in it
    warnings = models.JSONField(default=list)
    inputs = models.JSONField(default=dict)
    settings = models.JSONField(default=dict)
    properties = models.JSONField(default=dict)  # of the document, and where in git it lies

    made_from: Step | None = None  # in the hands of whoever has just submitted it: its plan, and nothing has happened

    class Meta:
        indexes = [models.Index(fields=["-created", "-id"])]


class Document(models.Model):
    """What a run was made from. Apart from its row: that one is written with every fact, and these can be megabytes."""

    run = models.OneToOneField(Run, on_delete=models.CASCADE, primary_key=True)
    yaml = models.TextField(blank=True)
    plan = models.TextField()  # JSON; read by the runner once, so it is not parsed for anybody else
    graph = models.TextField(blank=True)  # JSON: path of each pipeline -> {canvas, components}; drawn after the start


class AssetUse(models.Model):
    """A run was made with a version of something registered."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="uses")
    kind = models.CharField(max_length=20)  # component, data, model, environment, job
    name = models.CharField(max_length=255)
    version = models.CharField(max_length=100)

    class Meta:
        indexes = [models.Index(fields=["name", "kind", "-id"])]


class Job(models.Model):
    """One job of the tree: the root (path ""), pipelines, steps, and children born during the run."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="jobs", db_index=False)  # (run, path) serves
    name = models.CharField(max_length=512, unique=True)
    path = models.CharField(max_length=384)
    kind = models.CharField(max_length=32)
    status = models.CharField(max_length=16, default="NotStarted")
    attempt = models.IntegerField(default=1)
    queued_at = models.FloatField(null=True)
    started_at = models.FloatField(null=True)
    ended_at = models.FloatField(null=True)
    exit_code = models.IntegerField(null=True)
    reused_from = models.CharField(max_length=512, null=True)
    key = models.CharField(max_length=64, null=True)
    detail = models.TextField(default="{}")  # JSON: error, outputs, usage, reuse, parts, progress …

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "path"], name="one_job_a_path")]
        # Only what can be reused is worth an entry: a step is updated three times and found by its key once.
        indexes = [
            models.Index(
                name="reusable_by_key",
                fields=["key", "-ended_at"],
                condition=models.Q(status="Completed", reused_from__isnull=True),
            ),
            # Whom a job feeds is asked when it is to be deleted.
            models.Index(name="by_origin", fields=["reused_from"], condition=models.Q(reused_from__isnull=False)),
        ]


class Event(models.Model):
    """A fact. Numbered from 1 within its run, without gaps; never changed."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="events", db_index=False)  # (run, seq) serves
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    path = models.CharField(max_length=384)
    attempt = models.IntegerField()
    status = models.CharField(max_length=16, blank=True)
    at = models.FloatField()
    detail = models.TextField(default="{}")  # JSON

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "seq"], name="one_event_a_number")]


class Request(models.Model):
    """What a person asked of a run. The runner deletes it in the transaction that writes what came of it."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=16)  # cancel, retry
    path = models.CharField(max_length=384, blank=True)
    at = models.FloatField()
