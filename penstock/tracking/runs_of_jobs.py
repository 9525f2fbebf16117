"""The runs that jobs have in MLflow: made when a step first speaks of its own, and known by their tags."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from typing import Any

from penstock.tracking import ids
from penstock.tracking.places import MARKER, Tracking
from penstock.tracking.rules import ATTEMPT_TAG, JOB_TAG, OF_REGISTERED, ROOT_TAG
from penstock.tracking.tokens import JobIdentity
from penstock.tracking.upstream import NotDone, Upstream

KNOWN = 10_000  # runs whose job is remembered
MISSING = "RESOURCE_DOES_NOT_EXIST"
EXISTS = ("RESOURCE_ALREADY_EXISTS", "BAD_REQUEST")


def job_name(root: str, path: str) -> str:
    return f"{root}.{path.replace('/', '.')}" if path else root


def tags_of(job: JobIdentity) -> dict[str, str]:
    return {ROOT_TAG: job.root, JOB_TAG: job_name(job.root, job.path), ATTEMPT_TAG: str(job.attempt)}


class RunsOfJobs:
    """`real` maps the id that a step knows to that of the run; they differ only on a server that is not ours."""

    def __init__(self, tracking: Tracking, upstream: Upstream) -> None:
        self.tracking, self.upstream = tracking, upstream
        self.real: OrderedDict[str, str] = OrderedDict()
        self.roots: OrderedDict[str, str] = OrderedDict()  # run or logged model -> the job it belongs to, "" for none
        self._locks: dict[str, asyncio.Lock] = {}

    def own(self, job: JobIdentity) -> tuple[str, ...]:
        """The ids a step may speak of without anybody having made them: its own run's and its root's."""
        mine = ids.run_id(job.root, job.path, job.attempt, job.born)
        return (mine, ids.run_id(job.root, "", 1, job.born)) if job.path else (mine,)

    async def ensure(self, job: JobIdentity) -> None:
        """Make the experiment, the root's run and the step's own where missing. Raises NotDone, Unreachable."""
        mine, *parents = self.own(job)
        if mine in self.real:
            return
        async with self._locks.setdefault(job.root, asyncio.Lock()):
            if mine in self.real:
                return
            experiment = await self._experiment(job.experiment)
            parent = ""
            if parents:
                above = JobIdentity(job.root, "", 1, job.experiment, job.root_title, job.root_title, job.born)
                parent = await self._run(parents[0], above, experiment, "")
                self._mark(above, parent, experiment)
            found = await self._run(mine, job, experiment, parent)
            self._mark(job, found, experiment)
        self._locks.pop(job.root, None)

    async def _experiment(self, name: str) -> str:
        try:
            answer = await self.upstream.call("GET", "experiments/get-by-name", {"experiment_name": name})
        except NotDone as refused:
            if refused.code != MISSING:
                raise
            try:
                return str((await self.upstream.call("POST", "experiments/create", {"name": name}))["experiment_id"])
            except NotDone as taken:
                if taken.code not in EXISTS:
                    raise
            return await self._experiment(name)
        found = answer["experiment"]
        if found.get("lifecycle_stage") == "deleted":
            await self.upstream.call("POST", "experiments/restore", {"experiment_id": found["experiment_id"]})
        return str(found["experiment_id"])

    async def _run(self, id_: str, job: JobIdentity, experiment: str, parent: str) -> str:
        """The run's real id."""
        if id_ in self.real:
            return self.real[id_]
        found = await self._find(id_, job, experiment)
        if not found:
            tags = {**tags_of(job), "penstock.run_id": id_, "mlflow.source.type": "JOB"}
            tags["mlflow.source.name"] = tags[JOB_TAG]
            if parent:
                tags["mlflow.parentRunId"] = parent
            said = {
                "experiment_id": experiment,
                "run_name": job.title,
                "start_time": int(time.time() * 1000),
                "tags": [{"key": key, "value": value} for key, value in tags.items()],
            }
            try:
                made = await self.upstream.call("POST", "runs/create", said)
                found = str(made["run"]["info"]["run_id"])
            except NotDone as refused:  # another process, the server of a run in the foreground say, was first
                if refused.code not in EXISTS or not (found := await self._find(id_, job, experiment)):
                    raise
        remember(self.real, id_, found)
        remember(self.roots, found, job.root)
        return found

    async def _find(self, id_: str, job: JobIdentity, experiment: str) -> str:
        if self.upstream.external:
            wanted = f"tags.`{JOB_TAG}` = '{job_name(job.root, job.path)}' AND tags.`{ATTEMPT_TAG}` = '{job.attempt}'"
            said = {"experiment_ids": [experiment], "filter": wanted, "max_results": 1, "order_by": ["start_time ASC"]}
            runs = (await self.upstream.call("POST", "runs/search", said)).get("runs") or []
            return str(runs[0]["info"]["run_id"]) if runs else ""
        try:
            await self.upstream.call("GET", "runs/get", {"run_id": id_})
        except NotDone as refused:
            if refused.code != MISSING:
                raise
            return ""
        return id_

    def _mark(self, job: JobIdentity, run: str, experiment: str) -> None:
        """Leave the run's id beside the job's files: whoever has no marker has nothing in MLflow."""
        place = marker_place(self.tracking.workspace.jobs, job.root, job.path, job.attempt)
        if place.exists() or not place.parent.is_dir():
            return
        draft = place.with_name(f".{MARKER}.{os.getpid()}")
        job_ = job_name(job.root, job.path)
        draft.write_text(json.dumps({"run_id": run, "experiment_id": experiment, "job": job_}))
        draft.replace(place)
        index = self.tracking.index(run)
        index.parent.mkdir(mode=0o700, exist_ok=True)
        with suppress(FileExistsError):
            index.symlink_to(place)

    async def belongs(self, run: str, job: JobIdentity, reading: bool = False) -> bool:
        """Whether a run is one of the job's tree; to be read, its files may be those of a registered model."""
        if run in self.own(job):
            return True
        if run not in self.roots:
            try:
                data = (await self.upstream.call("GET", "runs/get", {"run_id": run}))["run"].get("data", {})
            except NotDone as refused:
                if refused.code == MISSING:
                    return False
                raise
            tags = {tag["key"]: tag["value"] for tag in data.get("tags", [])}
            remember(self.roots, run, tags.get(ROOT_TAG, ""))
        return self.roots[run] == job.root or (reading and self.roots[run] == OF_REGISTERED)

    async def model_belongs(self, model: str, job: JobIdentity, reading: bool) -> bool:
        """Whether the job logged a model; to be read, it may also be a registered one."""
        known = self.roots.get(model)
        if known is None or (reading and known != job.root):
            try:
                found = (await self.upstream.call("GET", f"logged-models/{model}"))["model"]
            except NotDone as refused:
                if refused.status in (400, 404):
                    return False
                raise
            info: dict[str, Any] = found.get("info", {})
            tags = {tag["key"]: tag["value"] for tag in info.get("tags", [])}
            if reading and "mlflow.modelVersions" in tags:
                return True
            if not (known := tags.get(ROOT_TAG)):
                source = info.get("source_run_id") or ""
                known = job.root if source and await self.belongs(source, job) else ""
            remember(self.roots, model, known)
        return known == job.root


def marker_place(jobs: Path, root: str, path: str, attempt: int) -> Path:
    """A pipeline has no attempts: its marker lies in its own folder."""
    folder = jobs / root / path if path else jobs / root
    inner = folder / f"attempt-{attempt}"
    return (inner if path or inner.is_dir() else folder) / MARKER


def remember(known: OrderedDict[str, str], key: str, value: str) -> None:
    known[key] = value
    if len(known) > KNOWN:
        known.popitem(last=False)
