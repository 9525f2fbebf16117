"""What takes room and what can go: only what is chosen, never what something that stays lives on."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from designer.models import Asset, AssetVersion, Draft
from designer.snapshots import has, snapshot_code
from designer.spec.plan import OutputSpec
from runs import clearing, retention
from runs.deleting import TRASH, feeds_of
from runs.models import Job, Run
from runs.pruning import DAY, Choice, jobs_to_go
from runs.retention import Housekeeper, Retention, retain
from runs.storage.sizes import known_size, measure, size_of
from runs.testing import command, pipeline
from tests.desk import Desk
from tests.django.runs.test_api import get, post

WRITES = pipeline("", command("a", command="echo rows > ${{outputs.out}}/x", outputs={"out": OutputSpec()}))
FAILS = pipeline("", command("a", command="exit 1"))


@pytest.fixture
def api(desk: Desk) -> Client:
    token = desk.workspace.token()
    return Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})


def ended(desk: Desk, plan: Any = FAILS, days: float = 0, **more: Any) -> Run:
    """A job that ended so many days ago."""
    run = desk.submit(plan, **more)
    desk.finish(run)
    at = time.time() - days * DAY
    Job.objects.filter(run=run, path="").update(ended_at=at)
    Run.objects.filter(pk=run.pk).update(created=at)
    return Run.objects.get(pk=run.pk)


def going(**choice: Any) -> list[str]:
    return [item.name for item in jobs_to_go(Choice(**choice))]


def make_old(place: Path, days: float) -> None:
    at = time.time() - days * DAY
    os.utime(place, (at, at))


# -- which jobs --------------------------------------------------------------------------------------------------


def test_nothing_is_chosen_by_saying_nothing(desk: Desk) -> None:
    ended(desk, days=1000)
    assert going() == []


def test_age_number_failure_and_archive_choose_and_all_must_fit(desk: Desk) -> None:
    old, young = ended(desk, days=40), ended(desk, days=1)
    fine = ended(desk, WRITES, days=50)
    Run.objects.filter(pk=fine.pk).update(archived=True)
    assert going(older_than_days=30) == [fine.name, old.name]
    assert going(older_than_days=30, failed_only=True) == [old.name]
    assert going(archived_only=True) == [fine.name]
    assert going(keep_last=1) == [fine.name, old.name]
    assert going(keep_last=2, older_than_days=0) == [fine.name]
    assert young.name not in going(older_than_days=30)


def test_the_last_jobs_are_those_of_each_experiment(desk: Desk) -> None:
    one, two = ended(desk, days=9, experiment_name="one"), ended(desk, days=8, experiment_name="two")
    ended(desk, days=7, experiment_name="two")
    assert going(keep_last=1) == [two.name]
    assert one.name not in going(keep_last=1)


@pytest.mark.parametrize(
    ("tags", "stays"), [({"pinned": "true"}, True), ({"keep": ""}, False), ({"pinned": "no"}, False)]
)
def test_a_pinned_job_stays(desk: Desk, tags: dict[str, str], stays: bool) -> None:
    run = ended(desk, days=9, tags=tags)
    assert (going(older_than_days=1) == []) is stays
    assert run.tags == tags


def test_a_job_that_was_pinned_after_the_plan_stays(desk: Desk) -> None:
    run = ended(desk, days=9)
    (item,) = jobs_to_go(Choice(older_than_days=1))
    Run.objects.filter(pk=run.pk).update(tags={"pinned": "yes"})
    item.remove()
    assert Run.objects.filter(pk=run.pk).exists()


def test_what_a_job_that_runs_took_its_outputs_from_stays(desk: Desk) -> None:
    origin = ended(desk, WRITES, days=90)
    user = desk.submit(pipeline("", *WRITES.children, command("wait", command="sleep 60")))
    desk.drive(lambda: desk.status(user, "wait") == "Running")
    assert Job.objects.get(run=user, path="a").reused_from == f"{origin.name}.a"
    assert going(older_than_days=1) == []
    desk.runner.backend.stop(f"{user.name}.wait#1")
    desk.finish(user)
    assert going(older_than_days=1) == [origin.name]


def test_an_origin_goes_only_by_hand_while_those_that_reused_it_stay(desk: Desk) -> None:
    origin, user = ended(desk, WRITES, days=90), ended(desk, WRITES, days=1)
    (item,) = jobs_to_go(Choice(older_than_days=30))
    assert (item.name, [feed["job"] for feed in item.feeds]) == (origin.name, [user.name])
    assert going(older_than_days=30, spare_origins=True) == []
    assert going(older_than_days=0.5, spare_origins=True) == [origin.name, user.name]


def test_what_is_registered_where_it_lies_stays(desk: Desk) -> None:
    run = ended(desk, WRITES, days=90)
    asset = Asset.objects.create(kind="data", name="rows")
    uri = (settings.WORKSPACE.jobs / run.name / "a/attempt-1/out/out").as_uri()
    version = AssetVersion.objects.create(asset=asset, version="1", type="uri_folder", digest="1", uri=uri)
    assert going(older_than_days=30) == []
    assert [feed.name for feed in feeds_of(run)] == ["azureml:rows:1"]
    version.delete()
    assert going(older_than_days=30) == [run.name]


def test_drafts_that_name_a_job_are_said(desk: Desk) -> None:
    run = ended(desk, WRITES, days=90)
    Draft.objects.create(name="mine", canvas={"x": f"azureml://jobs/{run.name}/outputs/out/paths/"})
    (item,) = jobs_to_go(Choice(older_than_days=30))
    assert item.feeds == [{"how": "draft", "job": "", "node": "", "name": "mine"}]


# -- over REST ---------------------------------------------------------------------------------------------------


def test_a_dry_run_removes_nothing_and_pruning_what_it_said(desk: Desk, api: Client) -> None:
    run = ended(desk, WRITES, days=40)
    wish = {"older_than_days": 30, "dry_run": True}
    said = post(api, "storage/prune", wish).json()
    assert [item["name"] for item in said["items"]] == [run.name]
    assert said["bytes"] == said["items"][0]["size"] == measure(settings.WORKSPACE.jobs, run.name, run.seq) > 0
    assert Run.objects.filter(pk=run.pk).exists()
    assert post(api, "storage/prune", {**wish, "dry_run": False}).json() == said
    assert not Run.objects.filter(pk=run.pk).exists()
    assert not (settings.WORKSPACE.jobs / run.name).exists()
    assert post(api, "storage/prune", wish).json() == {"items": [], "bytes": 0}


def test_sizes_are_measured_once_and_told(desk: Desk, api: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    run = ended(desk, WRITES, tags={"pinned": "1"})
    assert get(api, f"jobs/{run.name}")["size"] is None
    answer = get(api, "storage")
    (job,) = [one for one in answer["jobs"] if one["name"] == run.name]
    assert job["size"] == size_of(settings.WORKSPACE.jobs / run.name) - len(f"{run.seq} {job['size']}")
    assert job["pinned"]
    assert get(api, f"jobs/{run.name}")["size"] == job["size"]
    assert {part["kind"] for part in answer["parts"]} == {
        *("jobs", "store", "environments", "cache", "tracking", "database")
    }
    assert known_size(settings.WORKSPACE.jobs, run.name, run.seq + 1) is None


@pytest.mark.parametrize("wish", [{"older_than_days": "x"}, {"keep_last": -1}, {"keep_last": 1.5}, {"caches": "yes"}])
def test_a_wish_of_the_wrong_type_is_refused(desk: Desk, api: Client, wish: dict[str, Any]) -> None:
    assert post(api, "storage/prune", wish).status_code == 400


def test_retention_is_kept_and_checked(desk: Desk, api: Client) -> None:
    nothing = {"days": None, "keep_last": None, "failed_days": None, "caches_gb": None}
    assert get(api, "workspace/settings") == {"retention": nothing}
    body = json.dumps({"retention": {"days": 30, "caches_gb": 2.5}})
    put = api.put("/api/v1/workspace/settings", data=body, content_type="application/json")
    assert put.json()["retention"] == {**nothing, "days": 30, "caches_gb": 2.5}
    assert get(api, "workspace/settings") == put.json()
    bad = json.dumps({"retention": {"days": -1}})
    assert api.put("/api/v1/workspace/settings", data=bad, content_type="application/json").status_code == 400
    Retention().keep(settings.WORKSPACE)


# -- by itself ---------------------------------------------------------------------------------------------------


@pytest.fixture
def kept_for(desk: Desk) -> Any:
    stamp = settings.WORKSPACE.run / retention.STAMP
    stamp.unlink(missing_ok=True)
    yield lambda **said: Retention(**said).keep(settings.WORKSPACE)
    Retention().keep(settings.WORKSPACE)
    stamp.unlink(missing_ok=True)


def test_once_a_day_what_is_too_old_goes(desk: Desk, kept_for: Any) -> None:
    old, failed, young = ended(desk, WRITES, days=40), ended(desk, days=10), ended(desk, days=1)
    kept_for(days=30, failed_days=7)
    keeper = Housekeeper(settings.WORKSPACE)
    keeper.look()
    assert keeper._thread is not None
    keeper._thread.join(20)
    assert set(Run.objects.values_list("name", flat=True)) == {young.name}
    assert not (settings.WORKSPACE.jobs / old.name).exists()
    assert not (settings.WORKSPACE.jobs / failed.name).exists()
    assert not keeper._is_due()


def test_by_default_everything_is_kept(desk: Desk, kept_for: Any) -> None:
    ended(desk, days=4000)
    assert retain(settings.WORKSPACE) == 0
    assert Run.objects.count() == 1


def test_the_last_jobs_of_an_experiment_stay_and_to_keep_them_takes_nothing_else(desk: Desk, kept_for: Any) -> None:
    old, failed = ended(desk, WRITES, days=40), ended(desk, days=10)
    kept_for(keep_last=1)
    assert retain(settings.WORKSPACE) == 0
    kept_for(keep_last=1, days=30, failed_days=7)
    retain(settings.WORKSPACE)
    assert set(Run.objects.values_list("name", flat=True)) == {failed.name}
    assert not Run.objects.filter(pk=old.pk).exists()


def test_what_was_interrupted_is_done_again(desk: Desk, kept_for: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run = ended(desk, WRITES, days=40)
    kept_for(days=30)

    def killed(folder: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("runs.deleting.empty_trash", killed)
        with pytest.raises(KeyboardInterrupt):
            retain(settings.WORKSPACE)
    assert not Run.objects.filter(pk=run.pk).exists()
    trash = settings.WORKSPACE.jobs / TRASH
    assert any(trash.iterdir())
    (left,) = [item for item in clearing.leftovers() if item.name == TRASH]
    left.remove()
    assert not any(trash.iterdir())


# -- what is left over -------------------------------------------------------------------------------------------


def snapshot(tmp_path: Path, text: str) -> str:
    folder = tmp_path / text
    folder.mkdir()
    (folder / "x.py").write_text(text)
    return snapshot_code(settings.WORKSPACE.store, folder)


def test_snapshots_that_nothing_names_go_once_they_are_old(desk: Desk, tmp_path: Path) -> None:
    store = settings.WORKSPACE.store
    named, drawn, old, young = (snapshot(tmp_path, text) for text in ("named", "drawn", "old", "young"))
    desk.run(pipeline("", command("a", code=named)))
    Draft.objects.create(name="d", canvas={"x": {"y": drawn}})
    for one in (named, drawn, old):
        make_old(store / one, 3)
    mine = {named, drawn, old, young}
    found = [item for item in clearing.leftovers() if item.name in mine]
    assert [item.name for item in found] == [old]
    found[0].remove()
    assert [has(store, one) for one in (named, drawn, old, young)] == [True, True, False, True]


def test_a_snapshot_that_is_wanted_again_meanwhile_stays(desk: Desk, tmp_path: Path) -> None:
    store, one = settings.WORKSPACE.store, snapshot(tmp_path, "again")
    make_old(store / one, 3)
    (item,) = [item for item in clearing.leftovers() if item.name == one]
    assert snapshot_code(store, tmp_path / "again") == one
    item.remove()
    assert has(store, one)


def test_fetched_data_goes_by_age_or_by_room_but_not_under_a_running_job(desk: Desk) -> None:
    data = clearing.Cache(settings.WORKSPACE.root).data
    for days, name in ((9, "a"), (5, "b"), (0, "c")):
        (data / name).mkdir(parents=True)
        (data / name / "file").write_bytes(b"x" * 1000)
        make_old(data / name, days)
    assert [item.name for item in clearing.leftovers(older_than_days=7) if item.kind == "cache"] == ["a"]
    assert [item.name for item in clearing.cache_overflow(0.0000015)] == ["a", "b"]
    run = desk.submit(pipeline("", command("a", command="true")))
    Run.objects.filter(pk=run.pk).update(created=time.time() - 6 * DAY)
    assert [item.name for item in clearing.cache_overflow(0)] == ["a"]
    desk.finish(run)
    for item in clearing.cache_overflow(0):
        item.remove()
    assert list(data.iterdir()) == []


def test_uploads_that_were_interrupted_go(desk: Desk) -> None:
    left = settings.WORKSPACE.uploads / "zip-left"
    left.mkdir()
    assert "zip-left" not in [item.name for item in clearing.leftovers()]
    make_old(left, 2)
    (item,) = [item for item in clearing.leftovers() if item.name == "zip-left"]
    item.remove()
    assert not left.exists()


def test_environments_that_no_job_names_go_and_those_in_use_stay(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PENSTOCK_ENVIRONMENTS_DIR", str(tmp_path))
    for name in ("unused-1", "busy-1"):
        (tmp_path / name).mkdir()
        (tmp_path / name / clearing.environments.MARKER).touch()
        make_old(tmp_path / name / clearing.environments.MARKER, 60)
    monkeypatch.setattr(clearing, "_processes_use", lambda: {"busy-1"})
    found = [item for item in clearing.leftovers() if item.kind == "environment"]
    assert [item.name for item in found] == ["unused-1"]
    found[0].remove()
    assert not (tmp_path / "unused-1").exists()
    assert (tmp_path / "busy-1").exists()
