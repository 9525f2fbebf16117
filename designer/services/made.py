"""The job that a schedule or a deployment makes: a stored document with changes written into it. Starts nothing."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from designer import outside
from designer.failures import BadRequest
from designer.models import Defined
from designer.registry import open_files
from designer.services.submissions import compile_submission
from designer.spec.emit import dump
from designer.spec.old import read_modern
from designer.spec.paths import is_local, local_path
from designer.spec.ports import FileError
from designer.spec.problems import Problem, errors
from designer.uploads import Refused

MERGED = ("inputs", "outputs", "settings", "tags", "properties", "environment_variables")
# Of the mapping that changes a job: what says which job it is, and what others keep there.
OWN_WORDS = frozenset({"job", "name", "id", "type", "$schema", "component", "jobs", "status", "creation_context"})
NEEDS_VALUES = frozenset({"input_without_value", "missing_input"})  # cured by whoever calls
_HOLE = re.compile(r"\$\{\{\s*(name|creation_context\.trigger_time)\s*\}\}")


@dataclass(frozen=True, slots=True)
class MadeJob:
    """`text` is read as if it stood at `main` in the snapshot `folder`."""

    text: str
    folder: str
    main: str


def source_of(row: Defined, written: Any) -> MadeJob:
    """The job that a document names: a file beside it, `azureml:` and the name of a job, or a mapping in place."""
    if isinstance(written, dict):
        inner = written.get("job")
        return source_of(row, inner) if inner is not None else MadeJob(dump(written), row.snapshot, row.main)
    if not isinstance(written, str) or not written:
        raise BadRequest("no_job", "it names no job", "name a file, or `azureml:` and a job")
    if not is_local(written):
        found = outside.find_job_document(written.removeprefix("azureml:").partition("@")[0])
        if found is None:
            raise BadRequest("no_such_job", f"there is no job `{written[:120]}` here", "name a job that ran, or a file")
        return MadeJob(*found)
    main = posixpath.normpath(posixpath.join(posixpath.dirname(row.main), local_path(written).replace("\\", "/")))
    text = open_files(row.snapshot).read_text("", main)
    if isinstance(text, FileError):
        raise BadRequest(text.code, text.message, text.hint)
    return MadeJob(text.text, row.snapshot, main)


def changed(job: MadeJob, changes: Mapping[str, Any], here: str = "") -> MadeJob:
    """The job with changes in it; local paths of the changes are relative to the folder `here` of the snapshot."""
    wanted = {key: value for key, value in changes.items() if key not in OWN_WORDS and value is not None}
    if not wanted:
        return job
    root = read_modern(job.text, job.main).root
    if not isinstance(root, dict):
        return job
    body = dict(root)
    for key, value in wanted.items():
        value = _moved(value, here, posixpath.dirname(job.main))
        before = body.get(key)
        if key in MERGED and isinstance(value, dict) and isinstance(before, dict):
            body[key] = {**before, **{name: _merged(before.get(name), item) for name, item in value.items()}}
        else:
            body[key] = value
    return replace(job, text=dump(body))


def _merged(before: Any, after: Any) -> Any:
    """A value for an input that is written as a mapping goes to where its value stands."""
    if not isinstance(before, dict):
        return after
    if isinstance(after, dict):
        return {**before, **after}
    is_path = "path" in before or (isinstance(after, str) and "default" not in before and "type" in before)
    return {**before, "path": after} if is_path else after


def _moved(value: Any, here: str, there: str) -> Any:
    """Local paths written in one folder, as they read from another."""
    if here == there or not isinstance(value, dict):
        return value
    moved = {key: _moved(item, here, there) for key, item in value.items()}
    path = value.get("path")
    if isinstance(path, str) and path and is_local(path) and "${{" not in path and not path.startswith("/"):
        moved["path"] = posixpath.relpath(posixpath.join(here or ".", local_path(path)), there or ".")
    return moved


def filled(value: Any, name: str, time: str) -> Any:
    """`${{name}}` and `${{creation_context.trigger_time}}` in the changes of a schedule."""
    if isinstance(value, dict):
        return {key: filled(item, name, time) if key != "jobs" else item for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, name, time) for item in value]
    if isinstance(value, str):
        return _HOLE.sub(lambda hole: name if hole[1] == "name" else time, value)
    return value


def check(job: MadeJob, forgiven: Iterable[str] = ()) -> tuple[Problem, ...]:
    """Refuses a job that could never run; answers what to warn of."""
    found = compile_submission(yaml_text=job.text, folder=job.folder or None, main=job.main)
    bad = [problem for problem in errors(found.problems) if problem.code not in set(forgiven)]
    if bad:
        raise Refused(bad)
    return tuple(problem for problem in found.problems if problem.severity == "warning")
