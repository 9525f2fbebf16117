"""Schedules, and published pipelines: endpoints with their deployments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from penstock.sdk.assets import Asset
from penstock.sdk.body import Body, Place, reader_of
from penstock.sdk.component import read_component
from penstock.sdk.nodes import Job

_UTC = "UTC"


class TriggerBase(Body):
    """Base of the triggers. `time_zone` uses the names of Windows, as the dialect does."""

    _type: ClassVar[str] = ""

    def __init__(
        self,
        *,
        start_time: str | datetime | None = None,
        end_time: str | datetime | None = None,
        time_zone: Any = _UTC,
        **keys: Any,
    ) -> None:
        super().__init__(**{"type": self._type, **keys}, start_time=start_time, end_time=end_time, time_zone=time_zone)

    def _said(self, key: str, value: Any, place: Place) -> Any:
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%dT%H:%M:%S")
        return super()._said(key, value, place)


class RecurrencePattern(Body):
    """The times of a day, and the days, at which a recurrence fires."""

    _keys: ClassVar[tuple[str, ...]] = ("hours", "minutes", "week_days", "month_days")

    def __init__(self, *, hours: Any, minutes: Any, week_days: Any = None, month_days: Any = None) -> None:
        super().__init__(hours=hours, minutes=minutes, week_days=week_days, month_days=month_days)


class CronTrigger(TriggerBase):
    """Fires by a crontab expression."""

    _type = "cron"
    _keys: ClassVar[tuple[str, ...]] = ("type", "expression", "start_time", "end_time", "time_zone")

    def __init__(self, *, expression: str, **keys: Any) -> None:
        super().__init__(expression=expression, **keys)


class RecurrenceTrigger(TriggerBase):
    """Fires every `interval` of `frequency` (minute, hour, day, week, month)."""

    _type = "recurrence"
    _keys: ClassVar[tuple[str, ...]] = (
        "type", "frequency", "interval", "schedule", "start_time", "end_time", "time_zone",
    )  # fmt: skip
    _readers = {"schedule": reader_of(RecurrencePattern)}

    def __init__(
        self, *, frequency: str, interval: int, schedule: RecurrencePattern | None = None, **keys: Any
    ) -> None:
        super().__init__(frequency=frequency, interval=interval, schedule=schedule, **keys)


def _read_trigger(value: Any, base: Path) -> Any:
    if not isinstance(value, Mapping):
        return value
    return (CronTrigger if value.get("type") == "cron" else RecurrenceTrigger)._load(value, base)


class Schedule(Asset):
    """Submits a job again and again."""

    _noun: ClassVar[str] = "schedule"
    _keys: ClassVar[tuple[str, ...]] = (
        "name", "display_name", "description", "tags", "properties", "trigger", "create_job", "is_enabled", "id",
        "creation_context", "provisioning_state", "next_fire_times",
    )  # fmt: skip
    _hidden: ClassVar[frozenset[str]] = Asset._hidden | {"is_enabled", "provisioning_state", "next_fire_times"}
    _readers = {"trigger": _read_trigger}
    _paths: ClassVar[frozenset[str]] = frozenset()


class JobSchedule(Schedule):
    """Submits `create_job`: a job object, or the name of a job that ran."""

    def __init__(self, *, name: str, trigger: Any = None, create_job: Any = None, **keys: Any) -> None:
        super().__init__(name=name, trigger=trigger, create_job=create_job, **keys)

    def _said(self, key: str, value: Any, place: Place) -> Any:
        if key == "create_job" and isinstance(value, Job):
            return value._job(place)
        if key == "create_job" and isinstance(value, str):
            if value.startswith(("./", "../", "file:")) or value.endswith((".yml", ".yaml")):
                return place.path(value, self._base)
            return value if value.startswith("azureml:") else f"azureml:{value}"
        return super()._said(key, value, place)


class EndpointDefaults(Body):
    """`defaults` of an endpoint: which deployment answers."""

    _keys: ClassVar[tuple[str, ...]] = ("deployment_name",)


class BatchEndpoint(Asset):
    """An address at which published pipelines are called."""

    _noun: ClassVar[str] = "endpoint"
    _keys: ClassVar[tuple[str, ...]] = (
        "name", "description", "tags", "properties", "auth_mode", "location", "defaults", "scoring_uri",
        "provisioning_state", "id",
    )  # fmt: skip
    _hidden: ClassVar[frozenset[str]] = Asset._hidden | {"scoring_uri", "provisioning_state"}
    _readers = {"defaults": reader_of(EndpointDefaults)}
    _made: ClassVar[Mapping[str, Any]] = {"defaults": EndpointDefaults}

    def __init__(self, *, name: str | None = None, **keys: Any) -> None:
        super().__init__(name=name, **keys)


class PipelineComponentBatchDeployment(Asset):
    """One pipeline behind an endpoint."""

    _noun: ClassVar[str] = "deployment"
    _keys: ClassVar[tuple[str, ...]] = (
        "name", "endpoint_name", "type", "component", "job_definition", "settings", "description", "tags",
        "properties", "id",
    )  # fmt: skip
    _readers = {"component": lambda value, base: read_component(value, base, "pipeline")}
    _paths: ClassVar[frozenset[str]] = frozenset({"component"})

    def __init__(
        self,
        *,
        name: str,
        endpoint_name: str | None = None,
        component: Any = None,
        settings: Mapping[str, Any] | None = None,
        **keys: Any,
    ) -> None:
        super().__init__(
            name=name,
            endpoint_name=endpoint_name,
            **{"type": "pipeline", **keys},
            component=component,
            settings=dict(settings) if settings else None,
        )


class BatchDeployment(Asset):
    """A deployment of any other kind; it is kept as written."""

    _noun: ClassVar[str] = "deployment"
    _keys: ClassVar[tuple[str, ...]] = ("name", "endpoint_name", "type", "model", "compute", "settings", "description")
