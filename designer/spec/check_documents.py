"""What a declaration cannot say of documents that are neither job nor component: paths, times, one of several keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from designer.spec.check_component import CHECK_PATH
from designer.spec.kinds.table import DOCUMENTS, Kind
from designer.spec.paths import is_local, local_path
from designer.spec.ports import FileError, Files, Source
from designer.spec.report import Report, Where
from designer.spec.scalars import text_of

_ACTIONS = ("create_job", "import_data", "create_monitor")
_CRON_FIELD = re.compile(r"[\d*/,\-A-Za-z?LW#]+\Z")
_LIMITS = {"hours": (0, 23), "minutes": (0, 59), "month_days": (1, 31)}
_KNOWN = ("image", "conda_file", "build", "docker", "id", "inference_config")
Inner = tuple[str, Where]  # what the file has to be, and where it is named


def check(kind: Kind, body: dict[str, Any], report: Report, files: Files, base: str) -> Iterator[tuple[Source, Inner]]:
    """Yields files that have to be read, with what they have to be."""
    if kind.name in ("data", "model", "code"):
        _path(body.get("path"), ("path",), report, files, base)
    elif kind.name == "environment":
        _environment(body, report, files, base)
    elif kind.family == "datastore" or kind.family == "compute":
        _named(body, report)
    elif kind.name == "mltable":
        _table(body, report, files, base)
    elif kind.name == "schedule":
        yield from _schedule(body, report, files, base)
    elif kind.name == "pipeline_batch_deployment":
        yield from _deployment(body, report, files, base)
    elif kind.name == "online_endpoint":
        _traffic(body, report)


def is_wanted(inner: Inner, found: str, report: Report) -> bool:
    """Whether the file named there is of the family that is wanted; told when it is not."""
    wanted, path = inner
    family = DOCUMENTS[found].family if found in DOCUMENTS else ""
    if family == wanted or found.endswith(f"_{wanted}"):
        return True
    message = f"this file is of the kind `{found}`, a {wanted} is wanted here"
    report.error(path, "wrong_kind", message, f"name the file of a {wanted}")
    return False


def _path(value: Any, at: Where, report: Report, files: Files, base: str) -> None:
    local = isinstance(value, str) and bool(value) and is_local(value) and "${{" not in value
    if local and not files.exists(base, local_path(value)):
        report.warning(at, "data_not_found", f"the path `{value}` does not exist", CHECK_PATH, ref=value)


def _environment(body: dict[str, Any], report: Report, files: Files, base: str) -> None:
    if not any(body.get(key) for key in _KNOWN):
        message = "the environment says neither `image` nor `conda_file` nor `build`"
        report.warning((), "empty_environment", message, "add `image: python:3.11`")
    if body.get("image") and body.get("build"):
        report.warning(("build",), "two_images", "an environment has an `image` or a `build`, not both", "keep one")
    _path(body.get("conda_file"), ("conda_file",), report, files, base)
    build = body.get("build")
    if isinstance(build, dict):
        _path(build.get("path"), ("build", "path"), report, files, base)


def _named(body: dict[str, Any], report: Report) -> None:
    smallest, largest = body.get("min_instances"), body.get("max_instances")
    if isinstance(smallest, int) and isinstance(largest, int) and smallest > largest:
        message = f"`min_instances` is {smallest}, larger than `max_instances` {largest}"
        report.error(("min_instances",), "out_of_range", message, "swap them")


def _table(body: dict[str, Any], report: Report, files: Files, base: str) -> None:
    paths = body.get("paths")
    for index, item in enumerate(paths if isinstance(paths, list) else ()):
        for key in ("file", "folder"):
            value = item.get(key) if isinstance(item, dict) else None
            if isinstance(value, str) and "*" not in value:
                _path(value, ("paths", index, key), report, files, base)


def _schedule(body: dict[str, Any], report: Report, files: Files, base: str) -> Iterator[tuple[Source, Inner]]:
    actions = [key for key in _ACTIONS if body.get(key) is not None]
    if len(actions) != 1:
        message = "a schedule does one thing: `create_job`, `import_data` or `create_monitor`"
        report.error((actions[1],) if actions else (), "wrong_actions", message, "keep one of them")
    trigger = body.get("trigger")
    if isinstance(trigger, dict):
        _trigger(trigger, report)
    job = body.get("create_job")
    at: Where = ("create_job",)
    if isinstance(job, dict):
        job, at = job.get("job"), ("create_job", "job")
    yield from _file(job, "job", at, report, files, base)


def _trigger(trigger: dict[str, Any], report: Report) -> None:
    for key in ("start_time", "end_time"):
        value = trigger.get(key)
        if value is not None and not _is_time(text_of(value)):
            message = f"`{text_of(value)[:60]}` is not a time"
            report.error(("trigger", key), "bad_time", message, "write it like `2026-01-05T03:00:00`")
    expression = trigger.get("expression")
    if isinstance(expression, str):
        fields = expression.split()
        if len(fields) not in (5, 6) or not all(_CRON_FIELD.match(field) for field in fields):
            message = f"`{expression[:60]}` is not a cron line"
            hint = "five fields: minute, hour, day, month, day of the week"
            report.error(("trigger", "expression"), "bad_cron", message, hint)
    interval = trigger.get("interval")
    if isinstance(interval, int) and interval < 1:
        report.error(
            ("trigger", "interval"), "out_of_range", f"`interval` is {interval}, smaller than its min 1", "min is 1"
        )
    written = trigger.get("schedule")
    pattern: dict[str, Any] = written if isinstance(written, dict) else {}
    for key, (low, high) in _LIMITS.items():
        values = pattern.get(key)
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, int) and not low <= value <= high:
                message = f"`{key}` is {value}, which is not between {low} and {high}"
                report.error(("trigger", "schedule", key), "out_of_range", message, "as in `[4, 16]`")


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        return bool(re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", text))
    return True


def _deployment(body: dict[str, Any], report: Report, files: Files, base: str) -> Iterator[tuple[Source, Inner]]:
    definition = body.get("job_definition")
    nested = definition if isinstance(definition, dict) else {}
    if not any(body.get(key) for key in ("component", "job_definition")):
        message = "the deployment says neither `component` nor `job_definition`"
        report.error(("component",), "missing_key", message, "add `component: ./pipeline.yml`")
    yield from _file(body.get("component"), "component", ("component",), report, files, base)
    yield from _file(nested.get("component"), "component", ("job_definition", "component"), report, files, base)
    yield from _file(nested.get("job"), "job", ("job_definition", "job"), report, files, base)


def _traffic(body: dict[str, Any], report: Report) -> None:
    traffic = body.get("traffic")
    shares = [share for share in traffic.values() if isinstance(share, int)] if isinstance(traffic, dict) else []
    if shares and sum(shares) not in (0, 100):
        message = f"the shares of `traffic` make {sum(shares)} percent"
        report.warning(("traffic",), "out_of_range", message, "they should make 100, or 0")


def _file(ref: Any, wanted: str, at: Where, report: Report, files: Files, base: str) -> Iterator[tuple[Source, Inner]]:
    """A local file that is named where a job or a component is wanted."""
    if not isinstance(ref, str) or not ref or not is_local(ref) or "${{" in ref:
        return
    found = files.read_text(base, local_path(ref))
    if isinstance(found, FileError):
        hint = found.hint or CHECK_PATH
        message = f"the file `{ref}` does not exist" if found.code == "not_found" else found.message
        report.error(at, "file_not_found" if found.code == "not_found" else found.code, message, hint, ref=ref)
    else:
        yield found, (wanted, at)
