"""`penstock validate`: problems as compilers write them for people, as JSON for scripts."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Penstock

GOOD = """\
type: pipeline
jobs:
  one:
    command: echo 1
    environment: {image: python}
"""
BAD = """\
type: pipeline
jobs:
  one:
    component: ./nope.yml
  two:
    type: command
    component: azureml:known@latest
    inputs:
      table: ${{parent.jobs.nobody.outputs.table}}
"""
COMPONENT = """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
name: known
version: "3"
type: command
command: cat ${{inputs.table}}
environment: {image: python}
inputs:
  table: {type: uri_file}
"""


def test_a_good_file_is_fine(penstock: Penstock, tmp_path: Path) -> None:
    (tmp_path / "good.yml").write_text(GOOD)
    result = penstock("validate", "good.yml")
    assert (result.exit_code, result.out, result.err) == (0, "", "good.yml: fine\n")


def test_every_problem_is_told_with_its_line(penstock: Penstock, tmp_path: Path) -> None:
    (tmp_path / "bad.yml").write_text(BAD)
    result = penstock("validate", "bad.yml")
    assert result.exit_code == 2
    places = [line.split(": ")[0] for line in result.out.splitlines()]
    assert {"bad.yml:4:5", "bad.yml:7:5"} <= set(places)
    assert all(place.startswith("bad.yml:") for place in places)


def test_one_file_answers_one_object_and_several_a_list(penstock: Penstock, tmp_path: Path) -> None:
    (tmp_path / "good.yml").write_text(GOOD)
    assert penstock("validate", "good.yml", "-o", "json").answer == {"file": "good.yml", "valid": True, "problems": []}
    (tmp_path / "bad.yml").write_text(BAD)
    result = penstock("validate", "good.yml", "bad.yml", "-o", "json", "--query", "[].valid")
    assert (result.exit_code, result.answer) == (2, [True, False])


def test_problems_as_json_have_what_scripts_read(penstock: Penstock, tmp_path: Path) -> None:
    (tmp_path / "bad.yml").write_text(BAD)
    problem = penstock("validate", "bad.yml", "-o", "json").answer["problems"][0]
    assert {"severity", "file", "line", "column", "path", "code", "message", "hint"} <= set(problem)
    assert (problem["file"], problem["line"], problem["path"]) == ("bad.yml", 4, "jobs.one.component")


@pytest.mark.parametrize("text", ["jobs: [", "", "just text"])
def test_what_is_no_job_is_a_bad_file(penstock: Penstock, tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.yml").write_text(text)
    assert penstock("validate", "bad.yml").exit_code == 2


def test_a_missing_file_is_a_bad_file(penstock: Penstock) -> None:
    result = penstock("validate", "nowhere.yml")
    assert result.exit_code == 2
    assert "nowhere.yml: error: the file cannot be read" in result.out


def test_a_component_can_be_checked_alone(penstock: Penstock, tmp_path: Path) -> None:
    (tmp_path / "known.yml").write_text(COMPONENT)
    assert penstock("validate", "known.yml").exit_code == 0
    (tmp_path / "known.yml").write_text(COMPONENT + "code: ./gone\n")
    assert "known.yml:9:1: error" in penstock("validate", "known.yml").out


def test_a_reference_to_the_folder_above_is_followed(penstock: Penstock, tmp_path: Path) -> None:
    (tmp_path / "pipelines").mkdir()
    (tmp_path / "known.yml").write_text(COMPONENT)
    (tmp_path / "pipelines" / "p.yml").write_text("type: pipeline\njobs: {a: {component: ../known.yml}}\n")
    result = penstock("validate", "pipelines/p.yml", "-o", "json")
    assert [problem["path"] for problem in result.answer["problems"]] == ["jobs.a"]


def test_registered_components_are_found_in_the_workspace(penstock: Penstock, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    snapshot = "ab" * 32
    tree = workspace / "store" / snapshot / "tree"
    tree.mkdir(parents=True)
    (tree / "known.yml").write_text(COMPONENT)
    with sqlite3.connect(workspace / "penstock.db") as db:
        db.execute(
            "CREATE TABLE designer_component"
            " (id INTEGER PRIMARY KEY, name TEXT, labels TEXT, newest_id INTEGER, archived INTEGER)"
        )
        db.execute(
            "CREATE TABLE designer_componentversion"
            " (id INTEGER PRIMARY KEY, component_id INTEGER, version TEXT, snapshot TEXT, main TEXT, archived INTEGER)"
        )
        db.execute("INSERT INTO designer_component VALUES (1, 'known', '{}', 1, 0)")
        db.execute("INSERT INTO designer_componentversion VALUES (1, 1, '3', ?, 'known.yml', 0)", (snapshot,))
    text = "type: pipeline\njobs: {a: {component: azureml:known@latest}, b: {component: azureml:knwon:3}}\n"
    (tmp_path / "p.yml").write_text(text)
    problems = penstock("validate", "p.yml", "-o", "json").answer["problems"]
    assert [problem["path"] for problem in problems] == ["jobs.a", "jobs.b.component"]
    assert "known" in problems[1]["hint"]


@pytest.mark.parametrize("sample", ["diabetes", "breast_cancer", "digits"])
def test_the_samples_are_fine(penstock: Penstock, sample: str) -> None:
    path = Path(__file__).parents[3] / "examples" / sample / "pipeline.yml"
    result = penstock("validate", str(path), "-o", "json")
    assert (result.exit_code, result.answer["problems"]) == (0, [])


BAD_INPUT = {
    "not YAML": (b"jobs: {a: [}\n", 1),
    "a placeholder": (b"type: pipeline\njobs:\n  a: {{NODE}}\n", 3),
    "only a comment": (b"# nothing\n", 1),
    "fifty megabytes of nesting": (b"a: " + b"[" * (50 * 2**20), 1),
    "deep nesting": (b"type: pipeline\njobs: " + b"[" * 9_000_000, 2),
    "duplicate keys": (b"type: pipeline\njobs: {}\njobs: {}\n", 3),
    "a wrong encoding": ("type: pipeline\ndescription: 값\n".encode("euc-kr"), 2),
    "a tab": (b"type: pipeline\njobs:\n\ta: {}\n", 3),
    "a circle of components": (b"type: pipeline\nversion: 1\njobs:\n  b: {type: pipeline, component: ./bad.yml}\n", 4),
    "a file that is not there": (b"type: pipeline\njobs:\n  b:\n    component: ../../../nowhere/x.yml\n", 4),
    "bytes": (bytes(range(256)), 2),
}


@pytest.mark.parametrize("what", BAD_INPUT)
def test_bad_input_ends_with_2_and_a_message_with_the_line(penstock: Penstock, tmp_path: Path, what: str) -> None:
    content, line = BAD_INPUT[what]
    (tmp_path / "bad.yml").write_bytes(content)
    result = penstock("validate", "bad.yml", "-o", "json")
    assert result.exit_code == 2
    assert "Traceback" not in result.out + result.err
    errors = [problem for problem in result.answer["problems"] if problem["severity"] == "error"]
    assert line in [problem["line"] for problem in errors]
    assert all(problem["message"] and problem["file"] == "bad.yml" for problem in errors)


KINDS = {
    "data": "name: d\ntype: uri_file\npath: https://example.org/rows.csv\n",
    "environment": "name: e\nimage: python:3.11\n",
    "model": "name: m\ntype: custom_model\npath: .\n",
    "compute": "name: c\ntype: amlcompute\nmax_instances: 4\n",
    "datastore": "name: s\ntype: local\npath: .\n",
    "schedule": "name: s\ntrigger: {type: cron, expression: 0 3 * * 1}\ncreate_job: azureml:nightly\n",
    "endpoint": "name: e\nauth_mode: aad_token\n",
    "connection": "name: c\ntype: git\ntarget: https://example.org\n",
    "table": "paths: [{file: ./data.yml}]\n",
    "inputs": "inputs: {rate: 1}\n",
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_document_is_validated(penstock: Penstock, tmp_path: Path, kind: str) -> None:
    (tmp_path / f"{kind}.yml").write_text(KINDS[kind])
    (tmp_path / "data.yml").write_text(KINDS["data"])
    assert penstock("validate", f"{kind}.yml", "-o", "json").answer["problems"] == []
    (tmp_path / f"{kind}.yml").write_text(KINDS[kind] + "unheard_of: 1\n")
    result = penstock("validate", f"{kind}.yml", "-o", "json")
    told = [(p["severity"], p["code"], p["path"]) for p in result.answer["problems"]]
    if kind != "inputs":  # which is told from a job by having nothing else
        assert told == [("warning", "unknown_key", "unheard_of")]
        assert result.exit_code == 0


def test_a_folder_stands_for_its_table(penstock: Penstock, tmp_path: Path) -> None:
    (tmp_path / "table").mkdir()
    (tmp_path / "table" / "MLTable").write_text("paths:\n  - file: ./rows.csv\n  - flie: x\n")
    problems = penstock("validate", "table", "-o", "json").answer["problems"]
    assert [(p["code"], p["line"]) for p in problems] == [
        ("unknown_key", 3), ("missing_key", 3), ("data_not_found", 2)
    ]  # fmt: skip


def test_checking_a_file_loads_no_client_and_no_library_it_does_not_need(tmp_path: Path) -> None:
    (tmp_path / "good.yml").write_text(GOOD)
    heavy = ["http.client", "django", "networkx", "rich", "ruamel", "jmespath"]
    run = "from penstock.cli.main import main; main(['validate', 'good.yml'])"
    code = f"import sys; {run}; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
