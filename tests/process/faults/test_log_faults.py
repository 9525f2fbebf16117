"""Logs that are too much, no text, or not where they should be: the step goes its way, and people can still read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.test import Client

from benchmarks.product import Product, wait_for
from runs.models import Run
from runs.storage.layout import attempt_folder
from runs.testing import command, pipeline
from tests.desk import Desk
from tests.faults import fault

PYTHON = sys.executable
GB = 1 << 30
LINE = "2026-11-21 04:30:00 INFO step of the training, loss 0.12345, learning rate 0.001"
PRINTS_A_GB = f"(yes '{LINE}' | head -c {GB // 2}; echo a needle; yes '{LINE}' | head -c {GB // 2}; echo the end)"


@pytest.fixture
def api(desk: Desk) -> Client:
    return Client(headers={"host": "localhost", "authorization": f"Bearer {desk.workspace.token()}"})


def run_of(desk: Desk, text: str) -> tuple[Run, dict[str, Any]]:
    run = desk.submit(pipeline("", command("bad", command=text)))
    return run, desk.finish(run)["bad"]


def piece(api: Client, run: Run, offset: int, limit: int = 1000, file: str = "user_logs/std_log.txt") -> Any:
    return api.get(f"/api/v1/jobs/{run.name}/logs", {"path": "bad", "file": file, "offset": offset, "limit": limit})


def search(api: Client, run: Run, **query: Any) -> Any:
    answer = api.get(f"/api/v1/jobs/{run.name}/logs/search", {"node": "bad", **query})
    assert answer.status_code == 200, answer.content
    return answer.json()["matches"]


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    made = Product(tmp_path)
    made.start()
    yield made
    made.stop()


@fault(
    "Logs",
    "prints 1 GB as fast as it can",
    "Completed, at the speed of the disk; the end of its log opens in less than a second, a search of all of it takes"
    " less than three, and the server grows by less than 50 MB",
)
def test_a_gigabyte_of_log_is_printed_opened_and_searched(product: Product) -> None:
    body = {"yaml": f"type: pipeline\njobs:\n  bad: {{command: {json.dumps(PRINTS_A_GB)}, environment: current}}\n"}
    name = product.ask("jobs", body)["name"]
    wait_for(lambda: product.ask(f"jobs/{name}/state")["job"]["status"] == "Completed", 120, "the end of the step")
    web = product.processes()["web"]
    product.text(f"jobs/{name}/logs/search?node=bad&q=warm&limit=1&file=user_logs/none")
    before = _pss(web)
    began = time.monotonic()
    tail = product.text(f"jobs/{name}/logs?path=bad&offset=-262144&limit=262144")
    opened = time.monotonic() - began
    assert tail.endswith("the end\n")
    began = time.monotonic()
    (match,) = product.ask(f"jobs/{name}/logs/search?node=bad&q=A+NEEDLE")["matches"]
    searched = time.monotonic() - began
    cut = GB // 2 % (len(LINE) + 1)
    assert (match["line"], match["text"]) == (GB // 2 // (len(LINE) + 1) + 1, f"{LINE}\n"[:cut] + "a needle")
    assert product.ask(f"jobs/{name}/logs/search?node=bad&q=never+there|nor+this&regex=1")["matches"] == []
    assert opened < 1
    assert searched < 3
    assert _pss(web) - before < 50e6


def _pss(process: psutil.Process) -> int:
    return int(process.memory_full_info().pss)


@fault(
    "Logs",
    "prints a line of 100 MB without a newline",
    "Completed; the end opens at once, a search finds what stands in it and shows the part around it",
)
def test_a_line_of_a_hundred_megabytes_is_shown_and_searched(desk: Desk, api: Client) -> None:
    run, node = run_of(
        desk, "head -c 100000000 /dev/zero | tr '\\0' x; printf needle; head -c 1000 /dev/zero | tr '\\0' y"
    )
    assert node["status"] == "Completed"
    end = piece(api, run, -500)
    assert (end.content, end["X-Size"]) == (b"y" * 500, "100001006")
    (match,) = search(api, run, q="needle")
    assert match["line"] == 1
    assert match["text"][match["start"] : match["end"]] == "needle"
    assert len(match["text"]) <= 2000
    run, node = run_of(desk, "head -c 100000000 /dev/zero | tr '\\0' x; exit 3")
    assert node["error"].startswith("exit code 3: xxx")
    assert len(node["error"]) < 400


@fault(
    "Logs",
    "prints bytes that are no text: random ones, half letters, zeros, and codes that move a terminal's cursor",
    "Completed; they are kept as they are, shown with a mark in place of what is no letter, and searched",
)
def test_a_log_that_is_no_text_is_kept_shown_and_searched(desk: Desk, api: Client) -> None:
    run, node = run_of(
        desk, "head -c 3000000 /dev/urandom; printf '\\nfound \\0\\377\\303 \\033[2J\\033[31mred\\n'; exit 1"
    )
    assert node["error"] == "exit code 1: found \ufffd\ufffd red"
    kept = (desk.workspace.jobs / run.name / "bad/attempt-1/user_logs/std_log.txt").read_bytes()
    size = len(kept)
    assert piece(api, run, size - 20, 20).content == kept[-20:]
    (match,) = search(api, run, q="found", case=1)
    assert match["text"].startswith("found \x00\ufffd\ufffd ")
    search(api, run, q=".", regex=1, limit=1000)
    json.dumps(api.get(f"/api/v1/jobs/{run.name}/events").json())


@fault(
    "Logs",
    "puts a pipe that nobody writes to, or a folder, in the place of its log, and fails",
    "Failed with its exit code; nobody waits for the pipe, and there is no log to show",
)
@pytest.mark.parametrize("put", ["mkfifo", "mkdir"])
def test_a_log_that_became_something_else_holds_up_nobody(desk: Desk, api: Client, put: str) -> None:
    run, node = run_of(desk, f"cd ../user_logs && rm std_log.txt && {put} std_log.txt && exit 4")
    assert (node["status"], node["error"]) == ("Failed", "exit code 4")
    assert piece(api, run, 0).content == b""
    assert search(api, run, q="x") == []
    assert api.get(f"/api/v1/jobs/{run.name}/logfiles?path=bad").json() == {"files": []}
    assert api.get(f"/api/v1/jobs/{run.name}/download").status_code == 200


@fault(
    "Logs",
    "opens five thousand files in ./logs",
    "Completed; the list of logs shows the first two thousand",
)
def test_very_many_logs_are_listed_up_to_a_limit(desk: Desk, api: Client) -> None:
    run, node = run_of(desk, "cd logs && seq 5000 | xargs touch")
    assert node["status"] == "Completed"
    assert len(api.get(f"/api/v1/jobs/{run.name}/logfiles?path=bad").json()["files"]) == 2000


@pytest.fixture
def full_log(desk: Desk) -> Iterator[Any]:
    """A submitted step whose log lies on a disk of 1 MB; where nothing may be mounted, in a file that may not grow."""
    mounted: list[str] = []

    def submit(text: str) -> Run:
        run = desk.submit(pipeline("", command("bad", command=text)))
        place = f"{attempt_folder(desk.workspace.jobs, run.name, 'bad', 1).root}/user_logs"
        os.makedirs(place)
        mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place]
        if subprocess.run(mount, capture_output=True, check=False).returncode == 0:
            mounted.append(place)
        return run

    yield submit
    for place in mounted:
        subprocess.run(["umount", "-l", place], check=True)


@fault(
    "Logs",
    "prints on while the disk that its log lies on is full",
    "what it prints is refused by the system and it ends as it takes that: a program that stops at the error is"
    " Failed with it, one that goes on is Completed; the log has what had room",
)
def test_a_log_on_a_full_disk_keeps_what_has_room(desk: Desk, api: Client, full_log: Any) -> None:
    limit = "ulimit -f 1024; trap '' XFSZ; "
    goes_on = full_log(f"{limit}head -c 5000000 /dev/zero | tr '\\0' x; true")
    assert desk.finish(goes_on)["bad"]["status"] == "Completed"
    assert 500_000 < int(piece(api, goes_on, 0)["X-Size"]) <= 1 << 20
    stops = full_log(f"{limit}{PYTHON} -c \"print('x' * 5000000, flush=True)\"")
    node = desk.finish(stops)["bad"]
    assert node["status"] == "Failed"
    assert node["error"].startswith("exit code 1: x")
    assert desk.run(pipeline("", command("good", command="echo fine")))["good"]["status"] == "Completed"
