"""The habits of `az ml job`: its flags are taken, and update, archive, list and download do what scripts expect."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.conftest import FakeServer, Penstock
from tests.unit.cli.test_job_commands import JOB, uploaded

AZ = ["-w", "ws", "-g", "group", "--subscription", "s", "--only-show-errors", "--verbose", "--debug", "-y", "--no-wait"]


@pytest.fixture
def job(server: FakeServer) -> dict[str, Any]:
    found = {**JOB, "description": None, "tags": {"a": "1", "b": "2"}, "jobs": {"x": {"name": "calm_river.x"}}}
    server.answers["GET jobs/calm_river"] = (200, found)
    return found


@pytest.mark.parametrize("verb", [["show"], ["cancel"], ["archive"], ["restore"], ["update", "--set", "tags.c=3"]])
def test_flags_of_az_are_taken_and_have_no_effect(
    penstock: Penstock, server: FakeServer, job: dict[str, Any], verb: list[str]
) -> None:
    server.answers |= {"POST jobs/calm_river/cancel": (200, job), "PATCH jobs/calm_river": (200, job)}
    result = penstock("job", *verb, "-n", "calm_river", "--url", server.url, *AZ, "--query", "name", "-o", "tsv")
    assert (result.exit_code, result.out) == (0, "calm_river\n")


@pytest.mark.parametrize(
    ("words", "sent"),
    [
        (["--set", "tags.c=3", "display_name=N"], {"tags": {"a": "1", "b": "2", "c": "3"}, "display_name": "N"}),
        (["--add", "tags", "c=3"], {"tags": {"a": "1", "b": "2", "c": "3"}}),
        (["--remove", "tags.a"], {"tags": {"b": "2"}}),
        (["--set", "description=why"], {"description": "why"}),
    ],
)  # fmt: skip
def test_update_sends_what_changes(
    penstock: Penstock, server: FakeServer, job: dict[str, Any], words: list[str], sent: Any
) -> None:
    server.answers["PATCH jobs/calm_river"] = (200, job)
    assert penstock("job", "update", "-n", "calm_river", *words, "--url", server.url).exit_code == 0
    assert json.loads(server.asked[-1].body) == sent


def test_update_of_what_cannot_change_says_what_can(penstock: Penstock, server: FakeServer, job: Any) -> None:
    result = penstock("job", "update", "-n", "calm_river", "--set", "status=Completed", "--url", server.url)
    assert result.exit_code == 2
    assert "display_name" in result.error["hint"]


@pytest.mark.parametrize(("verb", "archived"), [("archive", True), ("restore", False)])
def test_archive_and_restore(penstock: Penstock, server: FakeServer, job: Any, verb: str, archived: bool) -> None:
    server.answers["PATCH jobs/calm_river"] = (200, job)
    assert penstock("job", verb, "-n", "calm_river", "--url", server.url).exit_code == 0
    assert json.loads(server.asked[0].body) == {"archived": archived}


@pytest.mark.parametrize(
    ("flags", "query"),
    [([], ""), (["--archived-only"], "archived=only"), (["--include-archived"], "archived=include")],
)
def test_lists_leave_archived_jobs_out_unless_asked(
    penstock: Penstock, server: FakeServer, flags: list[str], query: str
) -> None:
    server.answers["GET jobs"] = (200, {"items": [JOB], "next": None})
    assert penstock("job", "list", *flags, "--url", server.url).exit_code == 0
    assert query in server.asked[0].path
    assert ("archived" in server.asked[0].path) == bool(query)


def test_children_of_a_job_are_listed(penstock: Penstock, server: FakeServer, job: Any) -> None:
    result = penstock("job", "list", "-p", "calm_river", "--query", "[].name", "-o", "tsv", "--url", server.url)
    assert result.out == "calm_river.x\n"


def test_jobs_with_a_tag_are_listed(penstock: Penstock, server: FakeServer) -> None:
    items = [{**JOB, "name": "a", "tags": {"k": "v"}}, {**JOB, "name": "b", "tags": {}}]
    server.answers["GET jobs"] = (200, {"items": items, "next": None})
    result = penstock("job", "list", "--tag", "k=v", "--query", "[].name", "-o", "tsv", "--url", server.url)
    assert result.out == "a\n"


def test_one_step_is_canceled_by_the_name_of_its_job(penstock: Penstock, server: FakeServer) -> None:
    server.answers["POST jobs/calm_river/cancel"] = (202, JOB)
    assert penstock("job", "cancel", "-n", "calm_river.outer.train", "--url", server.url).exit_code == 0
    assert json.loads(server.asked[0].body) == {"path": "outer/train"}


def zipped(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/"), text)
    return buffer.getvalue()


def test_download_unpacks_below_a_folder_of_the_jobs_name(
    penstock: Penstock, server: FakeServer, tmp_path: Path
) -> None:
    server.answers["GET jobs/calm_river/download"] = (200, zipped(**{"job.json": "{}", "artifacts__outputs__m": "1"}))
    result = penstock("job", "download", "-n", "calm_river", "--all", "--url", server.url)
    assert (result.exit_code, result.out) == (0, "")
    assert (tmp_path / "calm_river" / "artifacts" / "outputs" / "m").read_text() == "1"
    assert "2 files" in result.err


def test_download_of_one_output_asks_for_it_alone(penstock: Penstock, server: FakeServer, tmp_path: Path) -> None:
    server.answers["GET jobs/calm_river/download"] = (200, zipped(**{"named-outputs__model__m": "1"}))
    flags = ["--output-name", "model", "--download-path", "d/e"]
    assert penstock("job", "download", "-n", "calm_river", *flags, "--url", server.url).exit_code == 0
    assert (tmp_path / "d" / "e" / "named-outputs" / "model" / "m").exists()
    assert "output=model" in server.asked[0].path


def test_download_of_a_job_that_is_not_there_leaves_nothing(
    penstock: Penstock, server: FakeServer, tmp_path: Path
) -> None:
    assert penstock("job", "download", "-n", "nobody", "--url", server.url).exit_code == 3
    assert not (tmp_path / "nobody").exists()


def test_create_sends_mappings_and_the_state_of_git(penstock: Penstock, server: FakeServer, tmp_path: Path) -> None:
    git = ["git", "-C", str(tmp_path), "-c", "user.name=n", "-c", "user.email=e"]
    (tmp_path / "job.yml").write_text("command: echo hello\n")
    for words in (["init", "-q", "-b", "trunk"], ["add", "job.yml"], ["commit", "-q", "-m", "one"]):
        subprocess.run([*git, *words], check=True, capture_output=True)
    subprocess.run([*git, "remote", "add", "origin", "https://me:secret@host.example/x.git"], check=True)
    server.answers["POST jobs"] = (201, JOB)
    flags = ["--map", "https://h/=data=/d", "--environment", "sklearn-*=current"]
    assert penstock("job", "create", "-f", "job.yml", *flags, "--url", server.url).exit_code == 0
    fields = uploaded(server.asked[0].body)
    assert json.loads(fields["maps"]) == {"https://h/=data": "/d"}
    assert json.loads(fields["environments"]) == {"sklearn-*": "current"}
    state = json.loads(fields["git"])
    assert (state["branch"], state["remote"]) == ("trunk", "https://host.example/x.git")


@pytest.mark.parametrize("flag", [["--map", "nothing"], ["--environment", "x="]])
def test_a_mapping_that_cannot_be_read_is_wrong_use(penstock: Penstock, tmp_path: Path, flag: list[str]) -> None:
    (tmp_path / "job.yml").write_text("command: echo hello\n")
    for command in (["job", "create", "-f", "job.yml"], ["run", "job.yml"], ["up"]):
        assert penstock(*command, *flag).exit_code == 2


def test_validate_takes_set(penstock: Penstock, tmp_path: Path) -> None:
    (tmp_path / "job.yml").write_text("command: echo hello\nenvironment: current\n")
    assert penstock("job", "validate", "-f", "job.yml").exit_code == 0
    assert penstock("job", "validate", "-f", "job.yml", "--set", "command=echo ${{inputs.x}}").exit_code == 2
    assert penstock("validate", "--set", "command=echo ${{inputs.x}}", "job.yml").exit_code == 2


def test_wrong_use_is_json_where_json_is_asked_for(penstock: Penstock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["penstock", "job", "show", "-o", "json"])
    result = penstock("job", "show", "-o", "json")
    assert (result.exit_code, result.error["code"]) == (2, "wrong_use")


def test_problems_name_the_files_that_people_have(penstock: Penstock, server: FakeServer, tmp_path: Path) -> None:
    for name, text in {"a/p/job.yml": "jobs: {a: {component: ../c/c.yml}}\n", "a/c/c.yml": "command: echo\n"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    files = ["p/job.yml", "c/c.yml", "azureml:x:1"]
    problems = [{"severity": "error", "file": file, "line": 1, "message": "no"} for file in files]
    server.answers["POST jobs"] = (422, {"error": {"code": "problems", "message": "no", "problems": problems}})
    result = penstock("job", "create", "-f", "a/p/job.yml", "--url", server.url, "-o", "json")
    assert [problem["file"] for problem in result.error["problems"]] == ["a/p/job.yml", "a/c/c.yml", "azureml:x:1"]


def test_the_newest_job_is_found_by_when_it_was_made(penstock: Penstock, server: FakeServer) -> None:
    items = [{**JOB, "name": name, "created": f"2026-01-0{day}T00:00:00Z"} for day, name in ((2, "new"), (1, "old"))]
    server.answers["GET jobs"] = (200, {"items": items, "next": None})
    query = "sort_by([], &creation_context.created_at)[-1].name"
    assert penstock("job", "list", "--query", query, "-o", "tsv", "--url", server.url).out == "new\n"
