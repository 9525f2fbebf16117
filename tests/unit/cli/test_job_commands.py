"""`penstock job …` against a server: what it asks, what it prints and how it ends."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from tests.unit.cli.conftest import FakeServer, Penstock

JOB = {"name": "calm_river", "display_name": "Calm", "type": "pipeline", "status": "Completed", "experiment_name": "e"}


def uploaded(body: bytes) -> dict[str, bytes]:
    """The fields of a multipart body."""
    edge = body.split(b"\r\n", 1)[0]
    fields = {}
    for part in body.split(edge)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        found = re.search(rb'name="([^"]+)"', head)
        assert found
        fields[found[1].decode()] = content.removesuffix(b"\r\n")
    return fields


def test_show_prints_the_job_as_json(penstock: Penstock, server: FakeServer) -> None:
    server.answers["GET jobs/calm_river"] = (200, JOB)
    result = penstock("job", "show", "-n", "calm_river", "--url", server.url)
    assert (result.exit_code, result.answer) == (0, JOB)


def test_the_token_goes_in_a_header(penstock: Penstock, server: FakeServer) -> None:
    server.answers["GET jobs/calm_river"] = (200, JOB)
    penstock("job", "show", "-n", "calm_river", "--url", server.url, "--token", "s3cret")
    assert server.asked[0].headers["Authorization"] == "Bearer s3cret"


def test_the_server_that_up_started_is_found(penstock: Penstock, server: FakeServer, tmp_path: Path) -> None:
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace" / "server.json").write_text(json.dumps({"url": server.url, "token": "left"}))
    server.answers["GET jobs/calm_river"] = (200, JOB)
    assert penstock("job", "show", "-n", "calm_river").exit_code == 0
    assert server.asked[0].headers["Authorization"] == "Bearer left"


def test_the_token_of_this_machine_is_not_given_to_another_server(
    penstock: Penstock, server: FakeServer, tmp_path: Path
) -> None:
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace" / "server.json").write_text(json.dumps({"url": "http://127.0.0.1:1", "token": "left"}))
    penstock("job", "show", "-n", "calm_river", "--url", server.url)
    assert "Authorization" not in server.asked[0].headers


@pytest.mark.parametrize(
    ("status", "exit_code"), [(404, 3), (401, 4), (403, 4), (422, 2), (400, 2), (413, 2), (500, 1), (503, 1), (409, 1)]
)
def test_an_error_answer_decides_the_exit_code(
    penstock: Penstock, server: FakeServer, status: int, exit_code: int
) -> None:
    server.answers["GET jobs/x"] = (status, {"error": {"code": "some_code", "message": "In words.", "hint": "Do."}})
    result = penstock("job", "show", "-n", "x", "--url", server.url, "-o", "json")
    assert result.exit_code == exit_code
    assert result.error == {"code": "some_code", "message": "In words.", "hint": "Do.", "problems": []}
    assert result.out == ""


def test_an_answer_that_is_no_json_is_still_an_error_in_words(penstock: Penstock, server: FakeServer) -> None:
    server.answers["GET jobs/x"] = (502, b"<html>gateway</html>")
    result = penstock("job", "show", "-n", "x", "--url", server.url)
    assert (result.exit_code, result.error["code"]) == (1, "http_502")


def test_create_without_a_server_ends_with_5_and_says_how_to_start_one(penstock: Penstock, tmp_path: Path) -> None:
    (tmp_path / "job.yml").write_text("command: echo hello\n")
    result = penstock("job", "create", "-f", "job.yml")
    assert result.exit_code == 5
    assert "penstock up" in result.error["hint"]
    assert "penstock run" in result.error["hint"]


def test_a_server_that_is_gone_ends_with_5(penstock: Penstock) -> None:
    assert penstock("job", "list", "--url", "http://127.0.0.1:1").exit_code == 5


def test_people_get_words_instead_of_json(penstock: Penstock, tmp_path: Path) -> None:
    (tmp_path / "job.yml").write_text("command: echo hello\n")
    result = penstock("job", "create", "-f", "job.yml", "-o", "table")
    assert result.err.startswith("error: no server is running here\n")


def test_list_pages_until_there_are_enough(penstock: Penstock, server: FakeServer) -> None:
    first = {"items": [{**JOB, "name": f"a{n}"} for n in range(200)], "next": "cursor"}
    server.answers["GET jobs"] = [(200, first), (200, {"items": [JOB], "next": None})]
    result = penstock("job", "list", "-r", "300", "--url", server.url, "--query", "length(@)")
    assert result.answer == 201
    assert "limit=200" in server.asked[0].path
    assert "after=cursor" in server.asked[1].path


def test_a_table_has_the_columns_people_look_for(penstock: Penstock, server: FakeServer) -> None:
    item = {**JOB, "start_time": "2026-01-01T00:00:00Z", "end_time": None, "counts": {}, "creator": "me"}
    server.answers["GET jobs"] = (200, {"items": [item], "next": None})
    lines = penstock("job", "list", "-o", "table", "--url", server.url).out.splitlines()
    assert re.split(r"\s{2,}", lines[0]) == [
        *("Name", "Display name", "Type", "Status", "Experiment name", "Start time", "End time")
    ]
    assert lines[2].split()[:4] == ["calm_river", "Calm", "pipeline", "Completed"]


def test_tsv_prints_one_value_for_scripts(penstock: Penstock, server: FakeServer) -> None:
    server.answers["GET jobs/calm_river"] = (200, JOB)
    result = penstock("job", "show", "-n", "calm_river", "--query", "status", "-o", "tsv", "--url", server.url)
    assert result.out == "Completed\n"


def test_a_query_that_cannot_be_read_is_wrong_use(penstock: Penstock, server: FakeServer) -> None:
    server.answers["GET jobs/calm_river"] = (200, JOB)
    assert penstock("job", "show", "-n", "calm_river", "--query", "[[", "--url", server.url).exit_code == 2


def test_cancel_posts_and_prints_the_job(penstock: Penstock, server: FakeServer) -> None:
    server.answers["POST jobs/calm_river/cancel"] = (200, {**JOB, "status": "CancelRequested"})
    assert penstock("job", "cancel", "-n", "calm_river", "--url", server.url).answer["status"] == "CancelRequested"


def test_create_sends_a_file_that_stands_alone_as_it_is(penstock: Penstock, server: FakeServer, tmp_path: Path) -> None:
    (tmp_path / "job.yml").write_text("command: echo hello\n")
    server.answers["POST jobs"] = (201, JOB)
    result = penstock("job", "create", "-f", "job.yml", "-n", "calm_river", "--url", server.url)
    assert result.answer == JOB
    fields = uploaded(server.asked[0].body)
    assert fields == {"name": b"calm_river", "file": b"command: echo hello\n"}


def test_create_packs_what_the_file_refers_to(penstock: Penstock, server: FakeServer, tmp_path: Path) -> None:
    for name, text in {
        "project/pipelines/job.yml": "jobs: {a: {component: ../parts/a.yml, inputs: {d: {path: ../data/d.csv}}}}",
        "project/parts/a.yml": "code: ./src\nenvironment: {conda_file: ./conda.yml}",
        "project/parts/conda.yml": "dependencies: []",
        "project/parts/src/a.py": "print(1)",
        "project/parts/src/__pycache__/a.pyc": "",
        "project/data/d.csv": "x\n1\n",
        "project/secret.txt": "not named by anything",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    server.answers["POST jobs"] = (201, JOB)
    assert penstock("job", "create", "-f", "project/pipelines/job.yml", "--url", server.url).exit_code == 0
    fields = uploaded(server.asked[0].body)
    assert fields["main"] == b"pipelines/job.yml"
    names = zipfile.ZipFile(io.BytesIO(fields["file"])).namelist()
    assert sorted(names) == [
        "data/d.csv",
        "parts/a.yml",
        "parts/conda.yml",
        "parts/src/a.py",
        "pipelines/job.yml",
    ]


def test_create_leaves_links_that_lead_out_of_a_code_folder(
    penstock: Penstock, server: FakeServer, tmp_path: Path
) -> None:
    (tmp_path / "p" / "src").mkdir(parents=True)
    (tmp_path / "secret").write_text("s3cret")
    (tmp_path / "p" / "src" / "link").symlink_to(tmp_path / "secret")
    (tmp_path / "p" / "src" / "run.py").write_text("")
    (tmp_path / "p" / "job.yml").write_text("code: src\ncommand: python run.py")
    server.answers["POST jobs"] = (201, JOB)
    penstock("job", "create", "-f", "p/job.yml", "--url", server.url)
    names = zipfile.ZipFile(io.BytesIO(uploaded(server.asked[0].body)["file"])).namelist()
    assert sorted(names) == ["job.yml", "src/run.py"]


def test_create_with_set_changes_the_file_it_sends(penstock: Penstock, server: FakeServer, tmp_path: Path) -> None:
    (tmp_path / "job.yml").write_text("# mine\ninputs:\n  rate: 0.1  # slow\njobs: {}\n")
    server.answers["POST jobs"] = (201, JOB)
    flags = ["--set", "inputs.rate=0.5", "display_name=Fast one"]
    penstock("job", "create", "-f", "job.yml", *flags, "--url", server.url)
    text = uploaded(server.asked[0].body)["file"].decode()
    assert text == "# mine\ninputs:\n  rate: 0.5  # slow\njobs: {}\ndisplay_name: Fast one\n"
    assert (tmp_path / "job.yml").read_text().startswith("# mine\ninputs:\n  rate: 0.1")


def test_create_of_a_refused_file_prints_all_problems(penstock: Penstock, server: FakeServer, tmp_path: Path) -> None:
    (tmp_path / "job.yml").write_text("jobs: {}\n")
    problem = {"severity": "error", "file": "job.yml", "line": 1, "column": 7, "message": "no node", "hint": "add one"}
    error = {"code": "invalid", "message": "The job has 2 problems.", "problems": [problem, {**problem, "line": 2}]}
    server.answers["POST jobs"] = (422, {"error": error})
    result = penstock("job", "create", "-f", "job.yml", "--url", server.url, "-o", "table")
    assert result.exit_code == 2
    assert "job.yml:1:7: error: no node (add one)\n" in result.err
    assert "job.yml:2:7: error: no node (add one)\n" in result.err


def test_create_of_a_missing_file_is_wrong_use(penstock: Penstock) -> None:
    result = penstock("job", "create", "-f", "nowhere.yml", "--url", "http://127.0.0.1:1")
    assert (result.exit_code, result.error["code"]) == (2, "no_file")


def events(*triples: tuple[int, str, str]) -> dict[str, list[dict[str, object]]]:
    at = "2026-01-01T10:00:00.000Z"
    return {"events": [{"seq": n, "kind": "status", "path": p, "status": s, "at": at} for n, p, s in triples]}


def test_stream_prints_each_change_once_and_ends_with_the_job(penstock: Penstock, server: FakeServer) -> None:
    server.answers |= {
        "GET jobs/j/state": [
            (200, {"seq": 0, "job": {"status": "Running"}}),
            (200, {"seq": 3, "job": {"status": "Completed"}}),
        ],
        "GET jobs/j/events": [
            (200, events((1, "train", "Queued"), (2, "train", "Running"))),
            (200, events((3, "train", "Completed"))),
            (200, {"events": []}),
        ],
    }
    result = penstock("job", "stream", "-n", "j", "--url", server.url)
    assert result.exit_code == 0
    assert [line.split() for line in result.out.splitlines()] == [
        ["10:00:00", "train", "Running"],
        ["10:00:00", "train", "Completed"],
    ]


def test_stream_of_a_failed_job_ends_with_1_and_shows_the_end_of_the_log(
    penstock: Penstock, server: FakeServer
) -> None:
    server.answers |= {
        "GET jobs/j/state": (200, {"seq": 1, "job": {"status": "Failed"}}),
        "GET jobs/j/events": [(200, events((1, "train", "Failed"))), (200, {"events": []})],
        "GET jobs/j/logs": (200, b"starting\nValueError: no rows\n"),
    }
    result = penstock("job", "stream", "-n", "j", "--url", server.url)
    assert result.exit_code == 1
    assert "| ValueError: no rows\n" in result.out


def test_stream_of_a_failed_single_step_shows_its_exit_code_and_its_log(penstock: Penstock, server: FakeServer) -> None:
    failed = {**events((1, "", "Failed"))["events"][0], "exit_code": 3, "reason": "exit"}
    server.answers |= {
        "GET jobs/j/state": (200, {"seq": 1, "job": {"status": "Failed"}}),
        "GET jobs/j/events": [(200, {"events": [failed]}), (200, {"events": []})],
        "GET jobs/j/logs": (200, b"oops\n"),
    }
    lines = penstock("job", "stream", "-n", "j", "--url", server.url).out.splitlines()
    assert lines[0].endswith("Failed (exit code 3)")
    assert lines[1].endswith("| oops")


@pytest.mark.parametrize("code", [None, -9])
def test_stream_of_a_step_that_was_stopped_says_why_and_not_by_which_signal(
    penstock: Penstock, server: FakeServer, code: int | None
) -> None:
    why = "the step ran longer than its limits.timeout allows and was stopped"
    failed = events((1, "train", "Failed"))["events"][0] | {"exit_code": code, "reason": "timeout", "error": why}
    server.answers |= {
        "GET jobs/j/state": (200, {"seq": 1, "job": {"status": "Failed"}}),
        "GET jobs/j/events": [(200, {"events": [failed]}), (200, {"events": []})],
    }
    lines = penstock("job", "stream", "-n", "j", "--url", server.url).out.splitlines()
    assert lines[0].endswith(f"Failed ({why})")


def test_stream_of_a_single_step_shows_what_it_prints_while_it_runs(penstock: Penstock, server: FakeServer) -> None:
    nodes = {"": {"kind": "command", "status": "Failed"}}
    server.answers |= {
        "GET jobs/j/state": (200, {"seq": 2, "job": {"status": "Failed"}, "nodes": nodes}),
        "GET jobs/j/events": [
            (200, events((1, "", "Running"))),
            (200, events((2, "", "Failed"))),
            (200, {"events": []}),
        ],
        "GET jobs/j/logs": [(200, b"one\nt"), (200, b"wo\n\x1b[2Jthree"), (200, b"")],
    }
    result = penstock("job", "stream", "-n", "j", "--url", server.url)
    assert [line.split()[1:] for line in result.out.splitlines()] == [
        ["job", "Running"],
        ["one"],
        ["job", "Failed"],
        ["two"],
        ["three"],
    ]
    offsets = [asked.path.partition("offset=")[2].partition("&")[0] for asked in server.asked if "/logs" in asked.path]
    assert offsets == ["0", "5", "17", "17"]


def test_a_child_job_is_followed_by_itself(penstock: Penstock, server: FakeServer) -> None:
    nodes = {"": {"status": "Running"}, "a": {"status": "Completed"}, "b": {"status": "Running"}}
    told = [
        {"seq": seq, "kind": "status", "path": path, "status": status, "at": "2026-01-01T00:00:00Z"}
        for seq, (path, status) in enumerate([("a", "Completed"), ("b", "Running"), ("ab", "Running")], 1)
    ]
    server.answers |= {
        "GET jobs/j/state": (200, {"seq": 3, "job": {"status": "Running"}, "nodes": nodes}),
        "GET jobs/j/events": [(200, {"events": told}), (200, {"events": []})],
    }
    result = penstock("job", "stream", "-n", "j.a", "--url", server.url)
    assert (result.exit_code, [line.split()[1:] for line in result.out.splitlines()]) == (0, [["a", "Completed"]])
    assert penstock("job", "stream", "-n", "j.nobody", "--url", server.url).exit_code == 3


def test_stream_of_an_unknown_job_is_not_found(penstock: Penstock, server: FakeServer) -> None:
    assert penstock("job", "stream", "-n", "nobody", "--url", server.url).exit_code == 3


def test_create_with_stream_prints_the_lines_on_stderr_and_the_job_on_stdout(
    penstock: Penstock, server: FakeServer, tmp_path: Path
) -> None:
    (tmp_path / "job.yml").write_text("command: exit 0\n")
    server.answers |= {
        "POST jobs": (201, {**JOB, "status": "Queued"}),
        "GET jobs/calm_river/state": (200, {"seq": 1, "job": {"status": "Completed"}}),
        "GET jobs/calm_river/events": [(200, events((1, "", "Completed"))), (200, {"events": []})],
        "GET jobs/calm_river": (200, JOB),
    }
    result = penstock("job", "create", "-f", "job.yml", "--stream", "--url", server.url)
    assert (result.exit_code, result.answer) == (0, JOB)
    assert "Completed" in result.err
