"""Objects of what the server answers: jobs, assets, and small records."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from penstock.sdk.assets import Asset, Data, Environment, Model
from penstock.sdk.body import Body, Place
from penstock.sdk.component import read_component
from penstock.sdk.infrastructure import compute_kind, datastore_kind
from penstock.sdk.nodes import Job
from penstock.sdk.schedules import BatchEndpoint, JobSchedule, PipelineComponentBatchDeployment

ENDED = frozenset({"Completed", "Failed", "Canceled"})


class Record(Body):
    """A part of an answer: keys as attributes and as items."""

    def _coerced(self, key: str, value: Any) -> Any:
        if isinstance(value, Mapping):
            return Record._load(value, self._base)
        if isinstance(value, list):
            return [self._coerced(key, item) for item in value]
        return value

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._body.get(name)

    def items(self) -> Any:
        return self._body.items()

    def keys(self) -> Any:
        return self._body.keys()

    def values(self) -> Any:
        return self._body.values()

    def __len__(self) -> int:
        return len(self._body)


class SubmittedJob(Job):
    """A job as the server knows it: `name`, `status`, `inputs`, `outputs`, `jobs`, `metrics`, `studio_url` …

    Change `display_name`, `description`, `tags` or `experiment_name` and give it to `jobs.create_or_update`.
    """

    _keys: ClassVar[tuple[str, ...]] = (
        *Job._keys, "type", "inputs", "outputs", "jobs", "start_time", "end_time", "exit_code", "error", "warnings",
        "metrics", "parameters", "mlflow_run_id", "reused_from", "settings", "archived", "limits", "resources",
        "environment", "component", "attempt", "queued_time",
    )  # fmt: skip
    _asked: dict[str, Any] | None = None  # what it said when it was answered

    @classmethod
    def _load(cls, body: Mapping[str, Any], base: Path) -> Any:
        made = super()._load(body, base)
        object.__setattr__(made, "_asked", dict(body))
        return made

    def _coerced(self, key: str, value: Any) -> Any:
        if key == "jobs" and isinstance(value, Mapping):
            return {name: SubmittedJob._load(item, self._base) for name, item in value.items()}
        return Record._load(value, self._base) if isinstance(value, Mapping) and key != "tags" else value

    def _written(self, place: Place) -> dict[str, Any]:
        return dict(super()._written(place))

    def _repr_html_(self) -> str:
        """What a notebook shows: one row and the address of the page."""
        cells = [self.experiment_name, self.name, self.type, self.status]
        heads = ("Experiment", "Name", "Type", "Status", "Details")
        link = f'<a href="{escape(self.studio_url or "")}" target="_blank" rel="noopener">Penstock</a>'
        row = "".join(f"<td>{escape(str(cell or ''))}</td>" for cell in cells)
        head = "".join(f"<th>{cell}</th>" for cell in heads)
        return f"<table><tr>{head}</tr><tr>{row}<td>{link}</td></tr></table>"

    def __repr__(self) -> str:
        return f"SubmittedJob(name={self.name!r}, type={self.type!r}, status={self.status!r})"


def job_of(answer: Mapping[str, Any]) -> SubmittedJob:
    return SubmittedJob._load(answer, Path.cwd())


_ASSETS: Mapping[str, Any] = {
    "data": Data,
    "environments": Environment,
    "models": Model,
    "schedules": JobSchedule,
    "endpoints": BatchEndpoint,
    "deployments": PipelineComponentBatchDeployment,
}
_BY_TYPE: Mapping[str, Any] = {"computes": compute_kind, "datastores": datastore_kind}
_TOLD = ("description", "tags", "properties", "display_name", "stage", "labels", "archived", "created", "updated")


def asset_of(kind: str, answer: Mapping[str, Any]) -> Any:
    """The object of a registered thing: its document, and what the server says beside it."""
    body = dict(answer.get("spec") or {})
    base = Path.cwd()
    if kind == "components":
        made: Asset = read_component({**body, "type": body.get("type") or answer.get("type")}, base)
    else:
        found = _ASSETS.get(kind) or _BY_TYPE[kind](body)
        made = found._load(body, base)
    made._body.pop("$schema", None)
    for key in ("name", "version", "type", "path"):
        if answer.get(key) is not None:
            made._body[key] = answer[key]
    for key in _TOLD:
        if answer.get(key) not in (None, "", {}, []):
            made._body[key] = answer[key]
    if answer.get("version") is not None:
        made._body["id"] = answer.get("ref") or f"azureml:{answer['name']}:{answer['version']}"
    else:
        made._body["id"] = answer.get("ref") or answer.get("id")
    made._body["creation_context"] = Record._load(
        {
            "created_at": answer.get("created"),
            "created_by": answer.get("creator"),
            "last_modified_at": answer.get("updated"),
        },
        base,
    )
    made._body["latest_version"] = answer.get("latest")
    for key in ("is_enabled", "next_fire_times", "provisioning_state", "scoring_uri"):
        if key in answer:
            made._body[key] = answer[key]
    if kind == "computes":
        made._body.setdefault("provisioning_state", "Succeeded")
    return made
