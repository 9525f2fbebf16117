"""`ml_client.jobs`: submit, follow, list, cancel, download."""

from __future__ import annotations

import os
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from designer.spec.emit import dump
from penstock.cli.asking import pages
from penstock.cli.client import Client, segment
from penstock.cli.errors import NOT_FOUND, CommandFailed
from penstock.sdk.body import Place
from penstock.sdk.client.answers import SubmittedJob, job_of
from penstock.sdk.client.connection import Connection, Finished, told
from penstock.sdk.client.foreign import adopted
from penstock.sdk.component import Component
from penstock.sdk.errors import JobException, UserErrorException, ValidationException
from penstock.sdk.load import load_job
from penstock.sdk.nodes import Job, Node, Pipeline

CHANGEABLE = ("display_name", "description", "tags", "experiment_name")


class JobOperations:
    """What can be done with jobs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @told
    def create_or_update(
        self,
        job: Any,
        *,
        description: str | None = None,
        compute: str | None = None,
        tags: dict[str, str] | None = None,
        experiment_name: str | None = None,
        skip_validation: bool = False,
        **_: Any,
    ) -> SubmittedJob:
        """Submits a job; changes one that was submitted. Takes objects of this SDK and of `azure.ai.ml`, and files."""
        given = {
            "description": description, "compute": compute, "tags": tags, "experiment_name": experiment_name,
        }  # fmt: skip
        if isinstance(job, SubmittedJob):
            return self._change(job, {key: value for key, value in given.items() if key != "compute"})
        found = self._ready(job, given)
        path, text = text_of(found)
        from penstock.cli.pack import pack_job

        server = self._connection.server()
        pack = pack_job(path, text)
        fields = {key: value for key, value in (("main", pack.main), ("name", found.name)) if value}
        answer = server.post_form("jobs", fields, {"file": (pack.name, pack.content)})
        if answer.status == 200:
            message = f"there is a job named {found.name} already, and this is it: nothing new was started."
            warnings.warn(f"{message} To run again, submit under another name or without one.", stacklevel=3)
        return job_of(answer.json())

    def _ready(self, job: Any, given: Mapping[str, Any]) -> Job:
        found = job_from(job)
        if any(value is not None for value in given.values()):
            found = _copy(found)
            for key, value in given.items():
                if value is not None:
                    setattr(found, key, {**(found.tags or {}), **value} if key == "tags" else value)
        return found

    def _change(self, job: SubmittedJob, given: Mapping[str, Any]) -> SubmittedJob:
        before = job._asked or {}
        after = {key: job.get(key) for key in CHANGEABLE}
        after |= {key: value for key, value in given.items() if value is not None}
        changes = {key: value for key, value in after.items() if value is not None and value != before.get(key)}
        address = f"jobs/{segment(str(job.name))}"
        client = self._connection.anybody()
        return job_of(client.patch(address, changes) if changes else client.get(address))

    @told
    def get(self, name: str) -> SubmittedJob:
        """One job, with its children under `jobs`."""
        return job_of(self._connection.anybody().get(f"jobs/{segment(name)}"))

    @told
    def list(
        self,
        *,
        parent_job_name: str | None = None,
        list_view_type: Any = "ActiveOnly",
        max_results: int | None = None,
        experiment_name: str | None = None,
        status: str | None = None,
        **_: Any,
    ) -> Iterator[SubmittedJob]:
        """Jobs, the latest first; with `parent_job_name` the children of one."""
        if parent_job_name is not None:
            children = (self.get(parent_job_name).jobs or {}).values()
            return iter(sorted(children, key=lambda child: str(child.start_time or ""), reverse=True))
        wanted = {
            "archived": archived_of(list_view_type), "experiment": experiment_name, "status": status,
        }  # fmt: skip
        client = self._connection.anybody()
        return (job_of(item) for item in _told_pages(client, "jobs", max_results, wanted))

    @told
    def stream(self, name: str) -> None:
        """Follows a job until it ends, as `penstock job stream` does. Raises when it does not complete."""
        from penstock.cli.stream import follow

        client = self._connection.anybody()
        job = client.get(f"jobs/{segment(name)}")
        page = job.get("services", {}).get("Studio", {}).get("endpoint")
        print(f"RunId: {name}\nWeb View: {page}\n" if page else f"RunId: {name}\n", flush=True)
        status = follow(client, name, sys.stdout)
        if status != "Completed":
            job = client.get(f"jobs/{segment(name)}")
            error = job.get("error")
            why = error.get("message") if isinstance(error, Mapping) else error
            hint = f"its page shows each step with its log: {page}" if page else None
            raise JobException(f"{name} {status}{f': {why}' if why else ''}", code=status.lower(), hint=hint)

    @told
    def cancel(self, name: str) -> SubmittedJob:
        """Stops a job, or one step of it (`<job>.<node>`)."""
        root, _, path = name.partition(".")
        body = {"path": path.replace(".", "/")} if path else {}
        return job_of(self._connection.anybody().post(f"jobs/{segment(root)}/cancel", body))

    def begin_cancel(self, name: str, **_: Any) -> Finished:
        return Finished(self.cancel(name))

    @told
    def download(
        self,
        name: str,
        *,
        download_path: str | os.PathLike[str] = ".",
        output_name: str | None = None,
        all: bool = False,
    ) -> None:
        """Leaves the job's outputs and logs below `download_path`: `named-outputs/…`, `artifacts/…`, `jobs/…`."""
        query = {"output": output_name} if output_name and not all else {}
        address = f"jobs/{segment(name)}/download"
        files, _size = self._connection.anybody().download(address, Path(download_path), **query)
        if query and not files:
            message = f"the output {output_name} of {name} is empty: it was not written yet"
            raise CommandFailed("empty_output", message, NOT_FOUND)

    @told
    def archive(self, name: str) -> SubmittedJob:
        """Keeps a job out of lists."""
        return job_of(self._connection.anybody().patch(f"jobs/{segment(name)}", {"archived": True}))

    @told
    def restore(self, name: str) -> SubmittedJob:
        """Takes an archived job back into lists."""
        return job_of(self._connection.anybody().patch(f"jobs/{segment(name)}", {"archived": False}))

    @told
    def update(self, name: str, **changes: Any) -> SubmittedJob:
        """Changes `display_name`, `description`, `tags` or `experiment_name`."""
        given = {key: value for key, value in changes.items() if value is not None}
        return job_of(self._connection.anybody().patch(f"jobs/{segment(name)}", given))

    def show_services(self, name: str, node_index: int = 0) -> dict[str, Any]:
        """The addresses that belong to a job."""
        return {key: dict(value.items()) for key, value in (self.get(name).services or {}).items()}

    @told
    def validate(self, job: Any, *, raise_on_failure: bool = False, **_: Any) -> ValidationResult:
        """Every problem of a job, without submitting it."""
        from penstock.cli.validate import WorkspaceRegistry, check_file
        from penstock.workspace import Workspace

        found = job_from(job)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder).resolve() / "job.yml"
            file.write_text(dump(found._job(Place(file.parent))), encoding="utf-8")
            registry = WorkspaceRegistry(Workspace.open(self._connection.data_dir))
            problems = check_file(str(file), registry)["problems"]
        result = ValidationResult(problems)
        if raise_on_failure and not result.passed:
            raise ValidationException(f"{found._told()} has problems", problems=result.errors)
        return result


class ValidationResult:
    """What is wrong with a job: `passed`, and messages by the path of the key."""

    def __init__(self, problems: list[dict[str, Any]]) -> None:
        self.problems = [{**problem, "file": ""} for problem in problems]
        self.errors = [problem for problem in self.problems if problem["severity"] == "error"]
        self.passed = not self.errors

    @property
    def error_messages(self) -> dict[str, str]:
        return {problem["path"]: problem["message"] for problem in self.errors}

    @property
    def warnings(self) -> list[dict[str, Any]]:
        return [problem for problem in self.problems if problem["severity"] == "warning"]

    def __bool__(self) -> bool:
        return self.passed

    def __repr__(self) -> str:
        from penstock.cli.errors import problem_line

        return "\n".join(problem_line(problem) for problem in self.problems) or "no problems"


def job_from(job: Any) -> Job:
    """The job of whatever a user gives: an object of either SDK, or the path of a file."""
    if isinstance(job, str | os.PathLike):
        job = load_job(job)
    job = adopted(job)
    if callable(job) and getattr(job, "_is_dsl_func", False):
        name = getattr(job, "__name__", "the pipeline")
        raise UserErrorException(f"{name} is a pipeline function, not a job", hint=f"call it: {name}(…)")
    if not isinstance(job, Job) or isinstance(job, SubmittedJob):
        raise UserErrorException(
            f"a {type(job).__name__} is no job",
            hint="give a pipeline job, a command() or sweep, or the path of a YAML file",
        )
    if isinstance(job, Node) and not isinstance(job, Pipeline):
        component = job._body.get(job._holds)
        if isinstance(component, Component) and component._ref():
            message = f"{component._ref()} is a registered component, and no job of its own"
            raise UserErrorException(message, hint="call it inside a function with @dsl.pipeline, and submit that")
    return job


def text_of(job: Job) -> tuple[Path, str]:
    """The YAML of a job, and the name that the file would have here."""
    place = Place(Path.cwd())
    return place.base / "job.yml", dump(job._job(place))


def archived_of(list_view_type: Any) -> str | None:
    """Which of a list: archived ones are left out unless they are asked for."""
    word = str(getattr(list_view_type, "value", list_view_type)).replace("_", "").lower()
    return {"activeonly": None, "archivedonly": "only", "all": "include"}.get(word)


def _told_pages(client: Client, path: str, most: int | None, query: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """As pages come, their errors are told as those of the SDK."""
    found = pages(client, path, most, **query)
    while True:
        item = told(lambda: next(found, None))()
        if item is None:
            return
        yield item


def _copy(job: Job) -> Job:
    """Another job with the same parts: what is set on it leaves the user's own alone."""
    made = type(job).__new__(type(job))
    for key, value in job.__dict__.items():
        object.__setattr__(made, key, value)
    object.__setattr__(made, "_body", {**job._body, **({"tags": deepcopy(job.tags)} if job.tags else {})})
    return made
