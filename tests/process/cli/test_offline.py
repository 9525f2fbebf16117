"""`penstock job …` without a server: the workspace answers, word for word as the server would."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.product import Product, wait_for
from tests.terminal import Terminal, terminal

PIPELINE = """
type: pipeline
display_name: Two steps
jobs:
  make: {command: "echo hello > ${{outputs.made}}/n", environment: {image: python}, outputs: {made: {type: uri_folder}}}
  fail:
    command: "echo no rows at all && exit 3"
    environment: {image: python}
    inputs: {made: "${{parent.jobs.make.outputs.made}}"}
"""
ENDLESS = "command: sleep 600\nenvironment: {image: python}\n"
__all__ = ["terminal"]
OFFLINE = "http://127.0.0.1:8484"


def error_of(done: subprocess.CompletedProcess[str]) -> Any:
    return json.loads(done.stderr)["error"]


QUESTIONS = (
    ("job", "show", "-n", "two"),
    ("job", "show", "-n", "two.fail"),
    ("job", "show", "-n", "nowhere"),
    ("job", "list"),
    ("job", "list", "--status", "Completed"),
    ("job", "stream", "-n", "two"),
    ("job", "cancel", "-n", "two"),
    ("job", "list", "--parent-job-name", "two"),
    ("job", "download", "-n", "two", "--output-name", "nothing"),
    ("workspace", "show"),
    ("data", "list"),
    ("data", "show", "-n", "rows", "-l", "latest"),
    ("data", "create", "-n", "rows", "-v", "1", "--path", "https://host.example/x", "--type", "uri_file"),
    ("data", "create", "-n", "rows", "-v", "1", "--path", "https://host.example/y", "--type", "uri_file"),
    ("data", "create", "-n", "rows", "--path", "./nowhere"),
    ("component", "show", "-n", "train_diabetes", "--query", "inputs"),
    ("compute", "show", "-n", "c"),
    ("batch-endpoint", "list"),
)
CODES = [0, 0, 3, 0, 0, 1, 1, 0, 3, 0, 0, 0, 0, 1, 2, 0, 0, 0]


def test_every_answer_is_that_of_the_server(terminal: Terminal) -> None:
    assert terminal("run", terminal.file(PIPELINE), "--name", "two").returncode == 1
    rows = ("-n", "rows", "-v", "1", "--path", "https://host.example/x", "--type", "uri_file")
    assert terminal("data", "create", *rows).returncode == 0
    assert terminal("compute", "create", "-n", "c", "--type", "amlcompute").returncode == 0
    assert terminal("storage", "-o", "none").returncode == 0  # the size of a job is told once it was measured

    def ask() -> list[tuple[int, str, str]]:
        asked = [terminal(*question) for question in QUESTIONS]
        return [(done.returncode, done.stdout, done.stderr) for done in asked]

    offline = ask()
    product = Product(terminal.workspace)
    product.start()
    wait_for((terminal.workspace / "server.json").exists, 10, "the address")
    online = [
        (code, out.replace(f"127.0.0.1:{product.port}", OFFLINE.removeprefix("http://")), err)
        for code, out, err in ask()
    ]
    product.stop()
    assert offline == online
    assert [code for code, _, _ in offline] == CODES
    assert "fail" in json.loads(offline[0][1])["jobs"]
    assert "| no rows at all" in offline[5][1]


def test_calling_an_endpoint_needs_a_server(terminal: Terminal) -> None:
    done = terminal("batch-endpoint", "invoke", "-n", "scores")
    assert (done.returncode, done.stdout, error_of(done)["code"]) == (5, "", "no_server")


def test_an_address_that_a_killed_server_left_behind_is_no_server(terminal: Terminal) -> None:
    terminal.workspace.mkdir()
    (terminal.workspace / "server.json").write_text(json.dumps({"url": "http://127.0.0.1:1", "token": "old"}))
    done = terminal("job", "list")
    assert (done.returncode, done.stdout) == (0, "[]\n")


def test_create_without_a_server_says_how_to_start_one_or_to_use_run(terminal: Terminal) -> None:
    done = terminal("job", "create", "-f", terminal.file(PIPELINE))
    assert (done.returncode, done.stdout) == (5, "")
    assert "penstock up" in error_of(done)["hint"]
    assert "penstock run" in error_of(done)["hint"]
    assert not (terminal.workspace / "penstock.db").exists()


def test_a_job_that_runs_in_another_terminal_can_be_canceled(terminal: Terminal) -> None:
    running = terminal.start("run", terminal.file(ENDLESS), "--name", "endless")
    wait_for(lambda: terminal.running("endless"), 30, "the step to run")
    assert terminal("job", "cancel", "-n", "endless").returncode == 0
    out, _ = running.communicate(timeout=30)
    assert (running.returncode, json.loads(out)["status"]) == (1, "Canceled")


def test_two_commands_that_are_the_first_on_a_workspace_do_not_meet(terminal: Terminal) -> None:
    started = [terminal.start("job", "list") for _ in range(4)]
    answers = [process.communicate(timeout=60) for process in started]
    assert answers == [("[]\n", "")] * 4


@pytest.mark.parametrize("verb", ["stream", "cancel"])
def test_a_job_that_nobody_runs_is_told_and_not_waited_for(terminal: Terminal, verb: str) -> None:
    running = terminal.start("run", terminal.file(ENDLESS), "--name", "endless")
    wait_for(lambda: terminal.running("endless"), 30, "the step to run")
    running.send_signal(signal.SIGKILL)
    running.communicate()
    done = terminal("job", verb, "-n", "endless")
    assert (done.returncode, done.stdout, error_of(done)["code"]) == (5, "", "no_server")
    assert "penstock up" in error_of(done)["hint"]
    assert terminal.running("endless")  # nothing was done to it


def test_run_and_download_leave_the_same_folder(terminal: Terminal) -> None:
    run, got = terminal.folder / "run", terminal.folder / "got"
    terminal("run", terminal.file(PIPELINE), "--name", "two", "--output-dir", str(run))
    done = terminal("job", "download", "-n", "two", "--all", "--download-path", str(got))
    assert (done.returncode, done.stdout) == (0, "")
    assert files_in(run) == files_in(got)
    assert "jobs/make/named-outputs/made/n" in files_in(run)
    terminal("job", "download", "-n", "two.make", "--output-name", "made", "--download-path", str(got / "one"))
    assert files_in(got / "one") == {"named-outputs/made/n": "hello\n"}


def files_in(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_an_archived_job_is_kept_out_of_lists(terminal: Terminal) -> None:
    terminal("run", terminal.file(PIPELINE), "--name", "two")

    def listed(*flags: str) -> str:
        return terminal("job", "list", "--query", "[].name", "-o", "tsv", *flags).stdout

    assert json.loads(terminal("job", "archive", "-n", "two").stdout)["archived"] is True
    assert [listed(), listed("--archived-only"), listed("--include-archived")] == ["", "two\n", "two\n"]
    assert terminal("job", "restore", "-n", "two").returncode == 0
    assert [listed(), listed("--archived-only")] == ["two\n", ""]


def test_what_the_workspace_keeps_holds_for_the_next_job(terminal: Terminal) -> None:
    (terminal.folder / "d").mkdir()
    (terminal.folder / "d" / "a.csv").write_text("1\n")
    text = "command: cat ${{inputs.x}}\nenvironment: {image: python}\n"
    text += "inputs: {x: {type: uri_file, path: 'https://host.example/d/a.csv'}}\n"
    refused = terminal("run", terminal.file(text))
    assert refused.returncode != 0
    kept = terminal("workspace", "update", "--map", f"https://host.example/d={terminal.folder / 'd'}")
    assert kept.returncode == 0, kept.stderr
    assert terminal("run", terminal.file(text), "--name", "mapped").returncode == 0
    own = terminal("run", terminal.file(text), "--environment", f"image:*=python:{sys.executable}", "--no-cache")
    assert json.loads(own.stdout)["resolved_environment"] == f"python:{sys.executable}"


def test_a_run_that_fails_tells_scripts_in_json_and_nothing_else(terminal: Terminal) -> None:
    done = terminal("run", terminal.file(PIPELINE), "--name", "two", "-o", "json")
    assert (done.returncode, json.loads(done.stdout)["status"]) == (1, "Failed")
    assert error_of(done)["code"] == "job_failed"
    assert "no rows at all" in error_of(done)["message"]
    unread = terminal("run", terminal.file("command: [1"), "-o", "json")
    assert unread.returncode == 2
    assert error_of(unread)["problems"][0]["line"] in (1, 2)


def test_what_up_is_given_holds_for_every_job_of_that_server(terminal: Terminal) -> None:
    (terminal.folder / "d").mkdir()
    (terminal.folder / "d" / "a.csv").write_text("1\n")
    text = "command: cat ${{inputs.x}}\nenvironment: {image: python}\n"
    text += "inputs: {x: {type: uri_file, path: 'wasbs://c@host.example/a.csv'}}\n"
    flags = ["--map", f"wasbs://c@host.example={terminal.folder / 'd'}", "--environment", "image:*=current"]
    up = terminal.start("up", "--port", "0", "--no-browser", *flags)
    wait_for((terminal.workspace / "server.json").exists, 60, "the address")
    done = terminal("job", "create", "-f", terminal.file(text), "--stream", "--query", "status", "-o", "tsv")
    up.terminate()
    up.communicate(timeout=30)
    assert (done.returncode, done.stdout) == (0, "Completed\n"), done.stderr
