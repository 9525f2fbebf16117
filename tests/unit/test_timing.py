"""When schedules fire: checked against calendars, across changes of the clock."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.spec.report import Report
from designer.timing import iso, next_times, read_trigger

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday


def times(after: datetime = NOON, count: int = 3, **trigger: Any) -> list[str]:
    report = Report("schedule.yml", None)
    found = read_trigger(trigger, report)
    assert found is not None, report.found
    return [iso(moment) for moment in next_times(found, after, NOON, count)]


def wrong(**trigger: Any) -> set[str]:
    report = Report("schedule.yml", None)
    assert read_trigger(trigger, report) is None
    return {problem.code for problem in report.found}


def test_a_cron_line_is_read_in_its_zone() -> None:
    assert times(type="cron", expression="0 3 * * 1", time_zone="Pacific Standard Time") == [
        "2026-03-09T10:00:00Z",  # the clocks went forward on the eighth
        "2026-03-16T10:00:00Z",
        "2026-03-23T10:00:00Z",
    ]
    assert times(type="cron", expression="0 9 * * *", time_zone="Korea Standard Time", count=1) == [
        "2026-03-03T00:00:00Z"
    ]
    assert times(type="cron", expression="0 9 * * *", time_zone="Asia/Seoul", count=1) == ["2026-03-03T00:00:00Z"]


def test_nothing_fires_before_the_start_or_after_the_end() -> None:
    found = times(
        type="cron",
        expression="0 * * * *",
        start_time="2026-03-02T15:00:00",
        end_time="2026-03-02T16:30:00",
        time_zone="UTC",
    )
    assert found == ["2026-03-02T15:00:00Z", "2026-03-02T16:00:00Z"]


def test_a_start_without_a_zone_is_in_the_zone_of_the_trigger() -> None:
    found = times(
        type="recurrence", frequency="day", interval=1, start_time="2026-03-05T08:00", time_zone="Tokyo Standard Time"
    )
    assert found[0] == "2026-03-04T23:00:00Z"


def test_a_recurrence_fires_at_each_of_its_hours_and_minutes() -> None:
    schedule = {"hours": [4, 11], "minutes": [0, 30]}
    assert times(type="recurrence", frequency="day", interval=1, schedule=schedule, count=5) == [
        "2026-03-03T04:00:00Z",
        "2026-03-03T04:30:00Z",
        "2026-03-03T11:00:00Z",
        "2026-03-03T11:30:00Z",
        "2026-03-04T04:00:00Z",
    ]
    one = {"hours": 4, "minutes": 0}
    assert times(type="recurrence", frequency="day", interval=2, schedule=one, count=2) == [
        "2026-03-04T04:00:00Z",
        "2026-03-06T04:00:00Z",
    ]


def test_times_that_the_clock_skips_or_repeats_come_once() -> None:
    zone = {"time_zone": "Pacific Standard Time", "type": "recurrence", "frequency": "day", "interval": 1}
    spring = times(datetime(2026, 3, 8, 0, tzinfo=UTC), 3, schedule={"hours": [2, 3], "minutes": 30}, **zone)
    assert spring == ["2026-03-08T10:30:00Z", "2026-03-09T09:30:00Z", "2026-03-09T10:30:00Z"]
    autumn = times(datetime(2026, 11, 1, 0, tzinfo=UTC), 2, schedule={"hours": 1, "minutes": 30}, **zone)
    assert autumn == ["2026-11-01T08:30:00Z", "2026-11-02T09:30:00Z"]


def test_weeks_and_months_have_days() -> None:
    week = {"hours": 8, "minutes": 15, "week_days": ["tuesday", "friday"]}
    assert times(type="recurrence", frequency="week", interval=2, schedule=week, count=3) == [
        "2026-03-03T08:15:00Z",
        "2026-03-06T08:15:00Z",
        "2026-03-17T08:15:00Z",
    ]
    month = {"hours": 1, "minutes": 0, "month_days": [1, 31]}
    assert times(type="recurrence", frequency="month", interval=1, schedule=month, count=3) == [
        "2026-03-31T01:00:00Z",
        "2026-04-01T01:00:00Z",
        "2026-05-01T01:00:00Z",
    ]


def test_without_a_pattern_the_interval_counts_from_the_start() -> None:
    trigger = {"type": "recurrence", "frequency": "minute", "interval": 90, "start_time": "2001-01-01T00:10:00"}
    assert times(**trigger, count=2) == ["2026-03-02T12:10:00Z", "2026-03-02T13:40:00Z"]
    assert times(type="recurrence", frequency="hour", interval=5, count=2) == [
        "2026-03-02T17:00:00Z",
        "2026-03-02T22:00:00Z",
    ]


@pytest.mark.parametrize(
    ("trigger", "code"),
    [
        ({"type": "cron", "expression": "0 25 * * *"}, "bad_cron"),
        ({"type": "cron", "expression": "0 0 31 2 *"}, "bad_cron"),
        ({"type": "cron", "expression": "0 0 0 * * *"}, "bad_cron"),
        ({"type": "cron"}, "bad_cron"),
        ({"type": "cron", "expression": "* * * * *", "time_zone": "Korea Time"}, "unknown_zone"),
        ({"type": "cron", "expression": "* * * * *", "time_zone": "../../etc/passwd"}, "unknown_zone"),
        ({"type": "cron", "expression": "* * * * *", "start_time": "tomorrow"}, "bad_time"),
        ({"type": "recurrence", "frequency": "fortnight", "interval": 1}, "bad_frequency"),
        ({"type": "recurrence", "frequency": "day", "interval": 0}, "bad_interval"),
        ({"type": "recurrence", "frequency": "day", "interval": 1, "schedule": {"hours": [24]}}, "bad_pattern"),
        ({"type": "recurrence", "frequency": "day", "schedule": {"week_days": ["funday"]}}, "bad_pattern"),
        ({"type": "moon"}, "unknown_type"),
    ],
)
def test_a_wrong_trigger_says_what_is_wrong(trigger: dict[str, Any], code: str) -> None:
    assert wrong(**trigger) == {code}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = ("type", "expression", "time_zone", "start_time", "end_time", "frequency", "interval", "schedule")
INNER = ("hours", "minutes", "week_days", "month_days")
LIKELY = st.sampled_from(
    ["cron", "recurrence", "* * * * *", "day", "month", "UTC", "2026-01-01T00:00:00", 1, 30, [1, 31]]
)


@settings(deadline=None, max_examples=300)
@given(
    st.dictionaries(st.sampled_from(KEYS), LIKELY | ANYTHING, max_size=6),
    st.none() | st.dictionaries(st.sampled_from(INNER), LIKELY | ANYTHING, max_size=4),
)
def test_whatever_is_written_gives_times_in_order_or_problems(trigger: dict[str, Any], pattern: Any) -> None:
    report = Report("schedule.yml", None)
    found = read_trigger({**trigger, **({"schedule": pattern} if pattern is not None else {})}, report)
    assert (found is None) == bool(report.found)
    if found is not None:
        moments = next_times(found, NOON, NOON, 4)
        assert moments == sorted(set(moments))
        assert all(moment > NOON for moment in moments)


@pytest.mark.parametrize(
    "trigger",
    [
        {"frequency": "hour", "interval": 24, "start_time": "2026-01-01T05:30", "schedule": {"hours": [3]}},
        {"frequency": "minute", "interval": 60, "start_time": "2026-01-01T05:30", "schedule": {"minutes": [0]}},
        {
            "frequency": "minute",
            "interval": 7,
            "start_time": "2026-01-01T05:30",
            "schedule": {"month_days": [31], "week_days": ["monday"], "hours": [3], "minutes": [1]},
        },
    ],
)
def test_a_pattern_that_its_steps_pass_by_never_comes(trigger: dict[str, Any]) -> None:
    assert times(type="recurrence", **trigger) == []


def test_steps_that_meet_their_hour_in_winter_only_are_no_failure_in_summer() -> None:
    trigger: dict[str, Any] = {
        "type": "recurrence",
        "frequency": "hour",
        "interval": 24,
        "start_time": "2026-01-05T03:00",
        "time_zone": "Pacific Standard Time",
        "schedule": {"hours": [3]},
    }
    assert times(datetime(2026, 2, 1, tzinfo=UTC), count=1, **trigger) == ["2026-02-01T11:00:00Z"]
    assert times(datetime(2026, 7, 1, tzinfo=UTC), **trigger) == []


def test_the_end_of_the_calendar_is_no_failure() -> None:
    assert times(type="recurrence", frequency="minute", start_time="9999-12-31T23:59") == ["9999-12-31T23:59:00Z"]
    assert times(type="cron", expression="0 3 * * *", start_time="9999-12-31T23:59") == []
