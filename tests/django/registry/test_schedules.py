"""Schedules: registered with their job, fired once for each due time, whatever happens in between."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asset_client import Registry
from django.db.models.signals import post_save

from designer.models import Schedule
from designer.services import schedules
from runs import clock
from runs.models import Run

PIPELINE = """\
type: pipeline
experiment_name: nightly
inputs: {text: hello, data: {type: uri_file, path: ./rows.csv}}
jobs:
  say:
    command: echo ${{inputs.text}} ${{inputs.data}}
    environment: current
    inputs: {text: "${{parent.inputs.text}}", data: "${{parent.inputs.data}}"}
"""
SCHEDULE = """\
name: nightly
display_name: Every night
trigger: {{type: cron, expression: "0 3 * * *", time_zone: UTC}}
create_job: {job}
"""
FILES = {"jobs/pipeline.yml": PIPELINE, "jobs/rows.csv": "1\n"}


def send(registry: Registry, job: str = "./jobs/pipeline.yml", more: str = "") -> Any:
    return registry.send_zip("schedules", {"s.yml": SCHEDULE.format(job=job) + more, **FILES}, main="s.yml")


def at_three(row: Schedule, days: int = 0) -> datetime:
    assert row.due is not None
    return row.due + timedelta(days=days, seconds=1)


def test_a_schedule_tells_its_next_ten_times(registry: Registry) -> None:
    made = send(registry)
    assert (made.status_code, made.json()["created"], made.json()["enabled"]) == (201, True, True)
    times = registry.get("schedules/nightly").json()["next_fire_times"]
    assert len(times) == 10
    assert all(time.endswith("T03:00:00Z") for time in times)
    assert send(registry).json()["created"] is False
    assert [item["name"] for item in registry.get("schedules").json()["items"]] == ["nightly"]


def test_what_is_due_makes_one_job(registry: Registry) -> None:
    send(registry)
    row = Schedule.objects.get()
    assert clock.tick(row.due - timedelta(seconds=1)) == 0  # type: ignore[operator]
    due = at_three(row)
    assert (clock.tick(due), clock.tick(due)) == (1, 0)
    run = Run.objects.get()
    assert run.name == f"nightly-{row.due:%Y%m%d%H%M%S}"
    assert (run.experiment_name, run.tags) == ("nightly", {"schedule": "nightly"})
    shown = registry.get("schedules/nightly").json()
    assert (shown["last_job"], shown["trouble"]) == (run.name, "")


def test_a_crash_after_the_job_makes_no_second_job(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    send(registry)
    now = at_three(Schedule.objects.get())

    def killed(**_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(schedules, "note_fired", killed)
        with pytest.raises(KeyboardInterrupt):
            clock.tick(now)
    assert Run.objects.count() == 1
    clock.tick(now)
    assert Run.objects.count() == 1
    assert Schedule.objects.get().due > now  # type: ignore[operator]


def test_what_was_missed_while_nobody_looked_fires_once(registry: Registry) -> None:
    send(registry)
    now = at_three(Schedule.objects.get(), days=40)
    assert (clock.tick(now), clock.tick(now)) == (1, 0)
    assert Run.objects.count() == 1
    assert Schedule.objects.get().due > now  # type: ignore[operator]


def test_a_disabled_or_archived_schedule_does_not_fire(registry: Registry) -> None:
    send(registry)
    now = at_three(Schedule.objects.get())
    disabled = registry.post("schedules/nightly/disable").json()
    assert (disabled["enabled"], disabled["next_fire_times"]) == (False, [])
    assert clock.tick(now) == 0
    assert len(registry.post("schedules/nightly/enable").json()["next_fire_times"]) == 10
    registry.post("schedules/nightly/archive")
    assert clock.tick(now) == 0
    assert registry.delete("schedules/nightly").status_code == 204


def test_a_schedule_changes_the_job_and_fills_in_its_name(registry: Registry) -> None:
    job = """
  type: pipeline
  job: ./jobs/pipeline.yml
  experiment_name: by schedule
  settings: {force_rerun: true}
  inputs:
    text: ${{name}} ${{creation_context.trigger_time}}
    data: {type: uri_file, path: ./other.csv}
"""
    files = {"s.yml": SCHEDULE.format(job=job), "other.csv": "2\n", **FILES}
    made = registry.send_zip("schedules", files, main="s.yml")
    assert made.status_code == 201, made.content
    row = Schedule.objects.get()
    clock.tick(at_three(row))
    run = Run.objects.get()
    assert run.inputs["text"] == f"{run.name} {row.due:%Y-%m-%dT%H:%M:%SZ}"
    assert run.inputs["data"]["path"] == "../other.csv"
    assert (run.experiment_name, run.settings) == ("by schedule", {"force_rerun": True})


def test_a_schedule_may_repeat_a_job(registry: Registry) -> None:
    pipeline = PIPELINE.replace(", data: {type: uri_file, path: ./rows.csv}", "").replace("${{inputs.data}}", "")
    pipeline = pipeline.replace(', data: "${{parent.inputs.data}}"', "")
    registry.post("jobs", {"yaml": pipeline, "name": "first"})
    assert registry.send("schedules", SCHEDULE.format(job="azureml:first")).status_code == 201
    clock.tick(at_three(Schedule.objects.get()))
    assert Run.objects.exclude(name="first").get().inputs == {"text": "hello"}


def test_a_job_that_cannot_be_made_is_told_and_the_next_time_comes(registry: Registry) -> None:
    registry.send("components", "name: gone\nversion: 1\ntype: command\nenvironment: current\ncommand: echo\n")
    text = "type: pipeline\njobs: {a: {component: azureml:gone:1}}\n"
    files = {"s.yml": SCHEDULE.format(job="./p.yml"), "p.yml": text}
    assert registry.send_zip("schedules", files, main="s.yml").status_code == 201
    used = registry.get("components/gone/1").json()["used_by"]
    assert [(user["kind"], user["name"], user["href"]) for user in used] == [
        ("schedule", "nightly", "/schedules/nightly")
    ]
    assert registry.delete("components/gone").status_code == 409
    registry.delete("components/gone", force="true")
    row = Schedule.objects.get()
    assert clock.tick(at_three(row)) == 0
    shown = registry.get("schedules/nightly").json()
    assert "no component named `gone`" in shown["trouble"]
    assert Schedule.objects.get().due > row.due  # type: ignore[operator]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("name: s\n", "no_trigger"),
        ("name: s\ntrigger: {type: cron, expression: '* * * * *'}\n", "no_job"),
        ("name: s\ntrigger: {type: cron, expression: '99 * * * *'}\ncreate_job: ./p.yml\n", "bad_cron"),
        (SCHEDULE.format(job="{type: pipeline, jobs: {a: {component: ./none.yml}}}"), "component_not_found"),
        ("{", "not_yaml"),
    ],
)
def test_a_wrong_schedule_is_refused_whole(registry: Registry, document: str, code: str) -> None:
    answer = registry.send("schedules", document)
    assert answer.status_code == 422
    assert code in {problem["code"] for problem in answer.json()["error"]["problems"]}
    assert not Schedule.objects.exists()


def test_a_schedule_of_a_job_that_is_not_here_is_refused(registry: Registry) -> None:
    for job in ("azureml:nobody", "./none.yml"):
        assert registry.send("schedules", SCHEDULE.format(job=job)).status_code in (400, 422)
    assert not Schedule.objects.exists()


def test_imports_and_monitors_are_kept_and_do_nothing(registry: Registry) -> None:
    document = SCHEDULE.format(job="x").replace("create_job: x", "import_data: {type: uri_folder, path: x}")
    made = registry.send("schedules", document).json()
    assert "fires jobs only" in made["trouble"]
    assert clock.tick(datetime.now(UTC) + timedelta(days=2)) == 0


def test_the_clock_sleeps_until_something_is_due(registry: Registry) -> None:
    assert clock.until_next(datetime.now(UTC)) == clock.LOOK_AGAIN
    send(registry)
    due = Schedule.objects.get().due
    assert due is not None
    assert clock.until_next(due - timedelta(seconds=2)) == pytest.approx(2)
    assert clock.until_next(due + timedelta(seconds=2)) == 0


@pytest.mark.django_db(transaction=True)
def test_the_thread_of_the_clock_makes_the_job_and_stops_when_told(registry: Registry) -> None:
    send(registry)
    Schedule.objects.update(due=datetime.now(UTC) - timedelta(seconds=1))
    made = threading.Event()
    post_save.connect(lambda **_: made.set(), sender=Run, weak=False, dispatch_uid="test")
    running = clock.Clock()
    running.start()
    try:
        assert made.wait(30)
    finally:
        post_save.disconnect(sender=Run, dispatch_uid="test")
        running.stop()
    assert not any(thread.name == "clock" for thread in threading.enumerate())
    assert Run.objects.count() == 1


def test_names_that_look_alike_as_jobs_fire_each_for_itself(registry: Registry) -> None:
    for name in ("at.night", "at_night"):
        registry.send_zip(
            "schedules", {"s.yml": SCHEDULE.format(job="./jobs/pipeline.yml"), **FILES}, main="s.yml", name=name
        )
    assert Schedule.objects.count() == 2
    assert clock.tick(at_three(Schedule.objects.all()[0])) == 2
    assert sorted(tags["schedule"] for tags in Run.objects.values_list("tags", flat=True)) == ["at.night", "at_night"]


def test_a_schedule_that_cannot_be_planned_stops_no_other(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("broken", "whole"):
        registry.send_zip(
            "schedules", {"s.yml": SCHEDULE.format(job="./jobs/pipeline.yml"), **FILES}, main="s.yml", name=name
        )
    plan = schedules.due_after

    def breaks(row: Schedule, moment: datetime) -> datetime | None:
        if row.name == "broken":
            raise ValueError("no calendar")
        return plan(row, moment)

    now = at_three(Schedule.objects.get(name="broken"))
    monkeypatch.setattr(schedules, "due_after", breaks)
    clock.tick(now)
    assert sorted(tags["schedule"] for tags in Run.objects.values_list("tags", flat=True)) == ["broken", "whole"]
    broken, whole = Schedule.objects.order_by("name")
    assert (broken.due, broken.trouble) == (None, "ValueError: no calendar")
    assert whole.due is not None
    assert clock.tick(now) == 0


def test_a_recurrence_that_passes_by_its_hours_is_registered_and_never_fires(registry: Registry) -> None:
    document = """\
name: never
trigger: {type: recurrence, frequency: hour, interval: 24, start_time: "2026-01-01T05:30:00", schedule: {hours: [3]}}
create_job: ./jobs/pipeline.yml
"""
    made = registry.send_zip("schedules", {"s.yml": document, **FILES}, main="s.yml")
    assert (made.status_code, made.json()["next_fire_times"]) == (201, [])


def test_the_clock_does_not_stay_awake_for_an_archived_schedule(registry: Registry) -> None:
    send(registry)
    now = at_three(Schedule.objects.get())
    Schedule.objects.update(archived=True, due=now - timedelta(hours=1))
    assert clock.tick(now) == 0
    assert clock.until_next(now) == clock.LOOK_AGAIN
