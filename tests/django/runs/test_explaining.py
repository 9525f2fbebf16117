"""Every step says why it ran or did not: which part differed, with the value and the lines of the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from penstock.vault import Vault
from runs.models import Job, Run
from runs.submit import Wishes, submit
from tests.desk import Desk

PIPELINE = """\
type: pipeline
inputs: {rate: 0.5}
jobs:
  prepare:
    command: cat rows.txt > ${{outputs.table}}/t
    code: src
    environment: current
    outputs: {table: {type: uri_folder}}
  inner:
    type: pipeline
    jobs:
      train:
        command: cat ${{inputs.table}}/t && echo ${{inputs.rate}} > ${{outputs.model}}/m
        environment: current
        inputs: {table: {type: uri_folder, path: data}, rate: "${{parent.inputs.rate}}"}
        outputs: {model: }
    inputs: {rate: "${{parent.inputs.rate}}"}
"""


VARIABLE = "    environment: current\n    environment_variables: {TOKEN: hush-hush-1}\n    outputs: {table"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    for name in ("src/rows.txt", "data/t"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("one\ntwo\n")
    (folder / "pipeline.yml").write_text(PIPELINE)
    return folder


def run(desk: Desk, folder: Path, name: str, **more: Any) -> Run:
    made, _ = submit(wishes=Wishes(name=name, **more), folder=folder, main="pipeline.yml", origin="file:here")
    desk.finish(made)
    return Run.objects.get(pk=made.pk)


def explain(api: Client, name: str, node: str = "", language: str = "en") -> dict[str, Any]:
    answer = api.get(f"/api/v1/jobs/{name}/explain", {"node": node}, headers={"accept-language": language})
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def change(folder: Path, file: str, before: str, after: str) -> None:
    place = folder / file
    place.write_text(place.read_text().replace(before, after))


def test_a_changed_line_of_code_is_shown(desk: Desk, api: Client, folder: Path) -> None:
    run(desk, folder, "first")
    change(folder, "src/rows.txt", "two", "three")
    (folder / "src" / "new.txt").write_text("new\n")
    run(desk, folder, "second")
    found = explain(api, "second", "prepare")
    assert (found["decision"], found["why"]) == ("ran", "differs")
    assert found["compared_with"] == {"job": "first.prepare", "root": "first", "path": "prepare"}
    assert found["sentence"] == "Ran because this changed since first: the code (new.txt, rows.txt)."
    assert [row["part"] for row in found["rows"] if not row["same"]] == ["code"]
    assert [(file["path"], file["change"]) for file in found["files"]] == [
        ("new.txt", "added"),
        ("rows.txt", "changed"),
    ]
    assert "-two\n+three\n" in found["files"][1]["diff"]
    assert explain(api, "second.prepare") == found


def test_a_changed_parameter_is_shown_as_it_was_written(desk: Desk, api: Client, folder: Path) -> None:
    run(desk, folder, "first")
    run(desk, folder, "second", inputs={"rate": 0.75})
    found = explain(api, "second", "inner/train")
    assert found["rows"][0] == {"part": "inputs.rate", "same": False, "mine": "0.75", "theirs": "0.5"}
    assert found["sentence"] == "Ran because this changed since first: the input rate (0.5 → 0.75)."
    korean = explain(api, "second", "inner/train", "ko")["sentence"]
    assert "입력 rate" in korean
    assert "0.5 → 0.75" in korean
    assert explain(api, "second", "prepare")["decision"] == "reused"


def test_a_changed_file_of_data_is_shown(desk: Desk, api: Client, folder: Path) -> None:
    run(desk, folder, "first")
    change(folder, "data/t", "one", "1")
    run(desk, folder, "second")
    found = explain(api, "second", "inner/train")
    assert [file["path"] for file in found["files"]] == ["inputs/table/t"]
    assert found["rows"][0]["mine"].startswith("data · ")


def test_a_reused_step_names_its_origin_and_every_part_is_the_same(desk: Desk, api: Client, folder: Path) -> None:
    run(desk, folder, "first")
    run(desk, folder, "second")
    found = explain(api, "second", "prepare")
    assert found["origin"] == {"job": "first.prepare", "root": "first", "path": "prepare"}
    assert found["compared_with"] is None
    assert all(row["same"] and row["mine"] == row["theirs"] for row in found["rows"])
    assert found["files"] == []


def test_other_packages_of_an_environment_are_listed(
    desk: Desk, api: Client, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the first run had been in another environment that is still here."""
    run(desk, folder, "first")
    for name, packages in (("env-old", ("numpy-1.0", "scipy-1.0")), ("env-new", ("numpy-2.0", "scipy-1.0"))):
        for package in packages:
            (tmp_path / name / "lib/python3.11/site-packages" / f"{package}.dist-info").mkdir(parents=True)
    monkeypatch.setattr(type(desk.workspace), "environments", property(lambda _: tmp_path))
    second = run(desk, folder, "second", force_rerun=True)
    for job, id_ in ((Job.objects.get(name="first.prepare"), "env-old"), (second.jobs.get(path="prepare"), "env-new")):
        detail = json.loads(job.detail)
        detail["parts"]["environment"] = id_
        Job.objects.filter(pk=job.pk).update(detail=json.dumps(detail))
    found = explain(api, "second", "prepare")
    assert [file["path"] for file in found["files"]] == ["environment"]
    assert "-numpy==1.0\n+numpy==2.0\n" in found["files"][0]["diff"]


def test_secrets_of_the_store_are_not_told(desk: Desk, api: Client, folder: Path) -> None:
    run(desk, folder, "first")
    Vault(desk.workspace).put("datastore", {"key": "hush-hush-1"})
    change(folder, "pipeline.yml", "    environment: current\n    outputs: {table", VARIABLE)
    run(desk, folder, "third")
    rows = {row["part"]: row for row in explain(api, "third", "prepare")["rows"]}
    assert rows["environment_variables"]["mine"] == "TOKEN=***"


def test_a_renamed_node_is_compared_with_the_one_it_was(desk: Desk, api: Client, folder: Path) -> None:
    run(desk, folder, "first")
    change(folder, "pipeline.yml", "  prepare:\n", "  clean:\n")
    change(folder, "src/rows.txt", "two", "three")
    run(desk, folder, "second")
    found = explain(api, "second", "clean")
    assert found["why"] == "first"
    assert found["compared_with"] == {"job": "first.prepare", "root": "first", "path": "prepare"}
    assert [file["path"] for file in found["files"]] == ["rows.txt"]


def test_a_step_that_was_forced_shows_that_nothing_differs(desk: Desk, api: Client, folder: Path) -> None:
    run(desk, folder, "first")
    run(desk, folder, "second", force_rerun=True)
    found = explain(api, "second", "prepare")
    assert (found["why"], found["compared_with"]["root"]) == ("force_rerun", "first")
    assert all(row["same"] for row in found["rows"])


def test_a_pipeline_lists_the_reasons_of_its_steps(desk: Desk, api: Client, folder: Path) -> None:
    run(desk, folder, "first")
    found = explain(api, "first")
    assert [(step["path"], step["decision"], step["why"]) for step in found["steps"]] == [
        ("prepare", "ran", "first"),
        ("inner/train", "ran", "first"),
    ]
    assert [step["path"] for step in explain(api, "first", "inner")["steps"]] == ["inner/train"]


def test_what_was_never_looked_up_says_so(desk: Desk, api: Client, folder: Path) -> None:
    submit(wishes=Wishes(name="new"), folder=folder, main="pipeline.yml")
    found = explain(api, "new", "prepare")
    assert (found["decision"], found["why"]) == (None, "undecided")
    assert api.get("/api/v1/jobs/new/explain?node=none").status_code == 404


def test_a_step_that_joined_names_the_one_that_ran(desk: Desk, api: Client, folder: Path) -> None:
    again = PIPELINE.split("  prepare:\n")[1].split("  inner:\n")[0]
    change(folder, "pipeline.yml", "  inner:\n", f"  again:\n{again}  inner:\n")
    run(desk, folder, "first")
    found = explain(api, "first", "again")
    assert (found["decision"], found["why"]) == ("joined", "running")
    assert found["origin"] == {"job": "first.prepare", "root": "first", "path": "prepare"}
    assert found["sentence"].startswith("Joined the same step in first")
    node = api.get("/api/v1/jobs/first/nodes", {"path": "again"}).json()
    assert (node["reused_from"], node["reuse"]["decision"]) == ("first.prepare", "joined")


def test_an_origin_that_was_deleted_is_told(desk: Desk, api: Client, folder: Path) -> None:
    run(desk, folder, "first")
    run(desk, folder, "second")
    assert api.delete("/api/v1/jobs/first?force=true").status_code == 204
    found = explain(api, "second", "prepare")
    assert "deleted" in found["sentence"]
    assert found["rows"]


def test_the_switch_of_one_node_runs_that_node_alone(desk: Desk, api: Client, folder: Path) -> None:
    switch = "  prepare:\n    properties: {penstock.force_rerun: 'true'}\n"
    change(folder, "pipeline.yml", "  prepare:\n", switch)
    run(desk, folder, "first")
    second = run(desk, folder, "second")
    assert explain(api, "second", "prepare")["why"] == "force_rerun"
    assert explain(api, "second", "inner/train")["decision"] == "reused"
    change(folder, "pipeline.yml", "  inner:\n", "  inner:\n    properties: {penstock.force_rerun: 'true'}\n")
    run(desk, folder, "third")
    assert explain(api, "third", "inner/train")["why"] == "force_rerun"
    assert json.loads(second.document.plan)["children"][0]["force_rerun"]
