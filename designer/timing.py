"""When a schedule fires: cron lines and recurrences, in the zone they are written for. Knows no database.

Azure ML writes zones by their Windows names; those of the tz database are taken, too.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, timedelta, tzinfo
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError
from dateutil import rrule
from tzlocal.windows_tz import win_tz

from designer.spec.problems import did_you_mean
from designer.spec.report import Report
from designer.spec.scalars import text_of

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UNITS: dict[str, Any] = {
    "minute": rrule.MINUTELY,
    "hour": rrule.HOURLY,
    "day": rrule.DAILY,
    "week": rrule.WEEKLY,
    "month": rrule.MONTHLY,
}
STEPS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
SHOWN = 10
MINUTE = timedelta(minutes=1)
MOST_LOOKED_AT = 100_000  # times of a recurrence that are skipped before one gives up
MOST_YEARS = 100  # ahead: a pattern that never comes is not looked for until the end of the calendar


@dataclass(frozen=True, slots=True)
class Trigger:
    """`start` and `end` are aware; `pattern` holds hours, minutes, week_days, month_days of a recurrence."""

    type: str
    zone: tzinfo
    start: datetime | None = None
    end: datetime | None = None
    expression: str = ""
    frequency: str = "day"
    interval: int = 1
    pattern: Mapping[str, tuple[int, ...]] | None = None

    def after(self, moment: datetime, anchor: datetime) -> Iterator[datetime]:
        """Times after `moment`, in UTC. `anchor` is where a recurrence without a start begins to count."""
        found = self._cron(moment) if self.type == "cron" else self._recurrence(moment, self.start or anchor)
        with contextlib.suppress(OverflowError):  # the end of the calendar
            yield from self._within(found, moment)

    def _within(self, found: Iterator[datetime], moment: datetime) -> Iterator[datetime]:
        last = moment
        for local in found:
            at = local.astimezone(UTC)
            if self.end is not None and at > self.end:
                return
            if at > last and (self.start is None or at >= self.start):
                last = at  # where clocks go forward, two times of the wall can be one
                yield at

    def _cron(self, moment: datetime) -> Iterator[datetime]:
        begin = moment if self.start is None else max(moment, self.start - MINUTE)
        yield from CronSim(self.expression, begin.astimezone(self.zone))

    def _recurrence(self, moment: datetime, start: datetime) -> Iterator[datetime]:
        step = STEPS.get(self.frequency)
        pattern = self.pattern or {}
        if step is not None:
            step *= self.interval
            gone = max(0, (moment - start) // step)  # years of minutes are not counted one by one
            start += gone * step
        if step is not None and not pattern:
            while True:
                yield start
                start += step
        begin = start.astimezone(self.zone).replace(tzinfo=None, microsecond=0)
        latest = max(begin, moment.astimezone(self.zone).replace(tzinfo=None)).year + MOST_YEARS
        # Minutes and hours of a pattern are looked for day by day: step by step one never ends when none fits.
        rule = rrule.rrule(
            UNITS[self.frequency] if step is None else rrule.DAILY,
            dtstart=begin if step is None else begin.replace(hour=0, minute=0, second=0),
            until=datetime(latest, 1, 1) if latest <= MAXYEAR else None,
            interval=self.interval if step is None else 1,
            byhour=pattern.get("hours"),
            byminute=pattern.get("minutes"),
            bysecond=0 if pattern else None,
            byweekday=pattern.get("week_days"),
            bymonthday=pattern.get("month_days"),
        )
        first = self._step_of(begin)
        for naive in islice(rule, MOST_LOOKED_AT):
            if step is None or (naive >= begin and not (self._step_of(naive) - first) % step):
                yield naive.replace(tzinfo=self.zone)

    def _step_of(self, moment: datetime) -> datetime:
        """The whole hour or minute that steps count: which minute of its hour it is, the pattern says."""
        return moment.replace(second=0, minute=0 if self.frequency == "hour" else moment.minute)


def next_times(trigger: Trigger, after: datetime, anchor: datetime, count: int = SHOWN) -> list[datetime]:
    """The next times, in UTC, at most `count`."""
    return list(islice(trigger.after(after, anchor), count))


def fire_times(spec: Mapping[str, Any], created: datetime, after: datetime, count: int = SHOWN) -> list[datetime]:
    """The next times of a schedule by its document; `created` is where a recurrence without a start begins."""
    trigger = read_trigger(spec.get("trigger"), Report("", None))
    return next_times(trigger, after, created, count) if trigger is not None else []


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_trigger(written: Any, report: Report) -> Trigger | None:
    """The trigger of a schedule, None when something is wrong with it; then the report says what."""
    at: tuple[str, ...] = ("trigger",)
    if not isinstance(written, dict):
        hint = "add `trigger: {type: cron, expression: …}`"
        report.error(at, "no_trigger", "a schedule needs a trigger", hint)
        return None
    before = report.counts["error"]
    zone = _zone(written.get("time_zone"), report)
    start = _moment(written, "start_time", zone, report)
    end = _moment(written, "end_time", zone, report)
    type_ = written.get("type") or ("cron" if "expression" in written else "recurrence")
    if type_ == "cron":
        found = Trigger("cron", zone, start, end, expression=_expression(written, report))
    elif type_ == "recurrence":
        found = Trigger("recurrence", zone, start, end, "", *_recurrence(written, report))
    else:
        shown = text_of(type_)[:80]
        report.error((*at, "type"), "unknown_type", f"`{shown}` is no type of this", "known here: `cron`, `recurrence`")
        return None
    return found if report.counts["error"] == before else None


def _zone(written: Any, report: Report) -> tzinfo:
    name = text_of(written).strip() if written is not None else "UTC"
    with contextlib.suppress(KeyError, OSError, ValueError):  # no such zone, a folder of zones, a path
        return ZoneInfo(win_tz.get(name, name))
    hint = did_you_mean(name, win_tz, "names as Windows has them: `Korea Standard Time`")
    report.error(("trigger", "time_zone"), "unknown_zone", f"there is no time zone `{name[:80]}`", hint)
    return UTC


def _moment(written: Mapping[str, Any], key: str, zone: tzinfo, report: Report) -> datetime | None:
    value = written.get(key)
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(text_of(value).strip())
    except ValueError:
        shown = text_of(value)[:80]
        report.error(("trigger", key), "bad_time", f"`{shown}` is no time", "write it as `2026-01-31T08:00:00`")
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError):  # the first and the last day of the calendar
        return None


def _expression(written: Mapping[str, Any], report: Report) -> str:
    expression = text_of(written.get("expression") or "")
    try:
        if len(expression.split()) != 5:
            raise CronSimError("it has minute, hour, day, month and day of the week")
        next(iter(CronSim(expression, datetime.now(UTC))))
    except CronSimError as error:
        message = f"`{expression[:80]}` is no cron line: {error}"
        report.error(("trigger", "expression"), "bad_cron", message, "`0 3 * * 1` is every Monday at three")
    except StopIteration:
        message = f"`{expression[:80]}` never comes"
        report.error(("trigger", "expression"), "bad_cron", message, "`0 3 * * 1` is every Monday at three")
    return expression


def _recurrence(written: Mapping[str, Any], report: Report) -> tuple[str, int, Mapping[str, tuple[int, ...]] | None]:
    """(frequency, interval, pattern)"""
    frequency = text_of(written.get("frequency") or "").lower()
    if frequency not in UNITS:
        hint = did_you_mean(frequency, UNITS)
        report.error(("trigger", "frequency"), "bad_frequency", f"`{frequency[:80]}` is no unit of time", hint)
    interval = _whole(written.get("interval", 1))
    if interval is None or not 0 < interval <= 10_000:
        message = "`interval` is a whole number from 1 to 10000"
        report.error(("trigger", "interval"), "bad_interval", message, "`interval: 1` is every one")
    schedule = written.get("schedule")
    pattern = _pattern(schedule, report) if isinstance(schedule, dict) else None
    return frequency, interval or 1, pattern


def _pattern(written: Mapping[str, Any], report: Report) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for key, low, high in (("hours", 0, 23), ("minutes", 0, 59), ("month_days", -31, 31)):
        values = [_whole(value) for value in _several(written.get(key))]
        if any(value is None or not low <= value <= high or (key == "month_days" and not value) for value in values):
            message = f"`{key}` are numbers from {max(low, 0)} to {high}"
            report.error(("trigger", "schedule", key), "bad_pattern", message, "a list: `[0, 12]`")
        elif values:
            found[key] = tuple(sorted({value for value in values if value is not None}))
    names = [text_of(value).lower() for value in _several(written.get("week_days"))]
    for name in names:
        if name not in DAYS:
            hint = did_you_mean(name, DAYS)
            report.error(("trigger", "schedule", "week_days"), "bad_pattern", f"`{name[:80]}` is no day", hint)
    if names:
        found["week_days"] = tuple(sorted({DAYS.index(name) for name in names if name in DAYS}))
    found.setdefault("hours", (0,))
    found.setdefault("minutes", (0,))
    return found


def _several(value: Any) -> list[Any]:
    """A single value stands for a list of one."""
    return [] if value is None else list(value) if isinstance(value, list) else [value]


def _whole(value: Any) -> int | None:
    text = text_of(value).strip() if not isinstance(value, bool | dict | list) else ""
    return int(text) if text.lstrip("-").isdigit() and len(text) < 10 else None
