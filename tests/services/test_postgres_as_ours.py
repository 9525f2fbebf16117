"""PostgreSQL in the place of the SQLite file: the same tests, a whole run through a real `up`, and a database that is
restarted under it."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from benchmarks.product import ROOT, Product, wait_for
from tests.services.postgres_server import PostgresServer

TWO_STEPS = """\
type: pipeline
jobs:
  write: {command: "echo hello > ${{outputs.out}}/x", environment: current, outputs: {out: {type: uri_folder}}}
  read:
    command: cat ${{inputs.x}}/x && touch go && while [ ! -e ${{inputs.gate}} ]; do sleep 0.05; done
    environment: current
    inputs: {x: "${{parent.jobs.write.outputs.out}}", gate: GATE}
"""


def python(postgres: str, folder: Path, code: str) -> subprocess.Popen[str]:
    """A process of ours on the database."""
    start = "import django; django.setup()\nfrom django.conf import settings\n"
    environment = {
        **os.environ,
        "PENSTOCK_DATABASE_URL": postgres,
        "PENSTOCK_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "penstock.settings",
    }
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", start + code], env=environment, cwd=ROOT, stdout=pipe, text=True)


@pytest.fixture
def product(postgres: str, tmp_path: Path) -> Iterator[Product]:
    made = Product(tmp_path / "workspace", PENSTOCK_DATABASE_URL=postgres)
    made.folder.mkdir()
    made.start()
    yield made
    made.stop()


def submit(product: Product, gate: Path) -> str:
    body = {"yaml": TWO_STEPS.replace("GATE", str(gate))}
    return str(product.patiently(lambda: product.ask("jobs", body))["name"])


def status(product: Product, name: str, path: str = "") -> str:
    return str(product.patiently(lambda: product.ask(f"jobs/{name}/state"))["nodes"][path]["status"])


@pytest.mark.parametrize("group", ["tests/django/runs", "tests/django/registry"])
def test_what_holds_on_sqlite_holds_on_postgresql(postgres: str, group: str) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PENSTOCK_DATA")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--create-db", group],
        env={**environment, "PENSTOCK_DATABASE_URL": postgres},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout[-5000:]


def test_a_run_goes_through_without_a_file_of_sqlite(product: Product, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    gate.touch()
    name = submit(product, gate)
    wait_for(lambda: status(product, name) == "Completed", 60, "the end of the run")
    assert product.text(f"jobs/{name}/logs?path=read") == "hello\n"
    again = submit(product, gate)
    wait_for(lambda: status(product, again) == "Completed", 60, "the end of the second run")
    state = product.ask(f"jobs/{again}/state")["nodes"]
    assert state["write"]["reused_from"] == f"{name}.write"
    assert product.ask("system")["database"] == "ok"
    assert not (product.folder / "penstock.db").exists()


def test_a_run_outlives_a_restart_of_the_database(
    product: Product, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    name = submit(product, gate)
    wait_for(lambda: status(product, name, "read") == "Running", 60, "the second step")
    postgres_server.stop()
    gate.touch()  # it ends while nobody can write that down
    wait_for(lambda: not product.steps(), 20, "the end of the step")
    postgres_server.start()
    wait_for(lambda: status(product, name) == "Completed", 60, "the end of the run")
    events = product.ask(f"jobs/{name}/events")["items"]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))


def test_a_run_is_claimed_by_one_of_two_runners(postgres: str, tmp_path: Path) -> None:
    prepare = python(
        postgres,
        tmp_path,
        "from penstock.prepare import prepare; prepare(settings.WORKSPACE)\n"
        "from runs.services import NewRun, create_run\nfrom runs.testing import command, pipeline\n"
        "for i in range(60): create_run(new=NewRun(plan=pipeline('', command('a')), display_name='x'))",
    )
    prepare.communicate(timeout=120)
    assert prepare.returncode == 0
    claim = (
        "import json, sys\nfrom runs.ledger import DjangoLedger, OwnerLock\nfrom runs.wakeup import FACTS\n"
        "ledger = DjangoLedger(OwnerLock(settings.WORKSPACE.run / 'owners'), settings.WORKSPACE.run / FACTS)\n"
        "taken = [one.root for _ in range(5) for one in ledger.claim()]\n"
        "print(json.dumps(taken), flush=True); sys.stdin.read()"
    )
    runners = [python(postgres, tmp_path, claim) for _ in range(2)]
    taken: list[list[str]] = [json.loads(runner.stdout.readline()) for runner in runners]  # type: ignore[union-attr]
    for runner in runners:
        runner.kill()
        runner.wait()
    assert len(taken[0]) + len(taken[1]) == len({*taken[0], *taken[1]}) == 60


def test_a_poke_is_a_notice_and_comes_back_after_a_restart(
    postgres: str, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    listen = (
        "import select, sys\nfrom runs.wakeup import PEOPLE, listen\n"
        "ear = listen(settings.WORKSPACE.run / PEOPLE)\nprint('ready', flush=True)\n"
        "while True:\n    select.select([ear], [], [])\n    print(ear.drain(), flush=True)\n"
    )
    listener = python(postgres, tmp_path, listen)
    assert line_of(listener) == "ready"
    poke = "SELECT pg_notify('penstock_runner', %s)"
    with psycopg.connect(postgres, autocommit=True) as one:
        one.execute(poke, ("",))
        assert line_of(listener) == "False"
        one.execute(poke, ("!",))
        assert line_of(listener) == "True"
    postgres_server.stop()
    postgres_server.start()
    assert line_of(listener) == "True"  # what was missed is to be looked for
    with psycopg.connect(postgres, autocommit=True) as one:
        one.execute(poke, ("",))
    assert line_of(listener) == "False"
    listener.kill()
    listener.wait()


def line_of(process: subprocess.Popen[str], seconds: float = 20) -> str:
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], seconds)[0], "nothing was heard in time"
    return process.stdout.readline().strip()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://localhost/x", "is no address of a database"),
        ("postgresql://nobody:secret-word@127.0.0.1:1/nothing", "Connection refused"),
    ],
)
@pytest.mark.parametrize("command", [("penstock.up", "--port", "0", "--no-browser"), ("penstock.cli", "job", "list")])
def test_a_database_that_cannot_be_used_is_told_in_words(
    tmp_path: Path, url: str, words: str, command: tuple[str, ...]
) -> None:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", *command, "--data-dir", str(tmp_path)],
        env={**os.environ, "PENSTOCK_DATABASE_URL": url},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    said: Any = done.stdout + done.stderr
    assert done.returncode == 1
    assert words in said
    assert "Traceback" not in said
    assert "secret-word" not in said
    assert time.monotonic() - began < 30
