"""`penstock job …` without a server: the workspace answers, word for word as the server would."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from benchmarks.product import Product, wait_for

ROOT = Path(__file__).parents[3]
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
OFFLINE = "http://127.0.0.1:8484"


class Terminal:
    """Commands on one workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = folder / "workspace"

    def start(self, *argv: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "penstock.cli", *argv, "--data-dir", str(self.workspace)]
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def __call__(self, *argv: str) -> subprocess.CompletedProcess[str]:
        started = self.start(*argv)
        out, err = started.communicate(timeout=60)
        return subprocess.CompletedProcess(argv, started.returncode, out, err)

    def file(self, text: str) -> str:
        path = self.folder / "job.yml"
        path.write_text(text)
        return str(path)

    def running(self, name: str) -> bool:
        done = self("job", "show", "-n", name, "--query", "status", "-o", "tsv")
        return done.stdout.strip() == "Running"


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path)
    yield made
    for process in psutil.process_iter():
        try:
            if str(tmp_path) in " ".join([*process.cmdline(), process.environ().get("PENSTOCK_STEPD", "")]):
                process.kill()
        except psutil.Error:
            continue


def error_of(done: subprocess.CompletedProcess[str]) -> Any:
    return json.loads(done.stderr)["error"]


QUESTIONS = (
    ("show", "-n", "two"),
    ("show", "-n", "two.fail"),
    ("show", "-n", "nowhere"),
    ("list",),
    ("list", "--status", "Completed"),
    ("list", "-o", "table"),
    ("stream", "-n", "two"),
    ("stream", "-n", "nowhere"),
    ("cancel", "-n", "two"),
)


def test_every_answer_is_that_of_the_server(terminal: Terminal) -> None:
    assert terminal("run", terminal.file(PIPELINE), "--name", "two").returncode == 1

    def ask() -> list[tuple[int, str, str]]:
        asked = [terminal("job", *question) for question in QUESTIONS]
        return [(done.returncode, done.stdout, done.stderr) for done in asked]

    offline = ask()
    product = Product(terminal.workspace)
    product.start()
    wait_for((terminal.workspace / "server.json").exists, 10, "the address")
    online = [(code, out.replace(product.url, OFFLINE), err) for code, out, err in ask()]
    product.stop()
    assert offline == online
    assert [code for code, _, _ in offline] == [0, 0, 3, 0, 0, 0, 1, 3, 1]
    assert "fail" in json.loads(offline[0][1])["jobs"]
    assert "| no rows at all" in offline[6][1]


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
