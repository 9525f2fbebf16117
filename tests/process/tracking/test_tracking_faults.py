"""The tracking server is killed, hangs, cannot start, has a locked or a full disk: the step that logs hears of it."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from benchmarks.product import ROOT, wait_for
from tests.faults import fault
from tests.process.tracking.conftest import Tracked, python_of

LOG = "import mlflow\nmlflow.log_metric('m', 1)\nprint('LOGGED')"


def server_of(tracked: Tracked) -> psutil.Process | None:
    """The process of MLflow's server."""
    for child in tracked.product.processes()["up"].children():
        with suppress(psutil.Error):  # it ends while it is looked at
            if "tracking/child.py" in " ".join(child.cmdline()):
                return child
    return None


def test_nothing_of_mlflow_runs_until_somebody_tracks(product: Callable[..., Tracked]) -> None:
    tracked = product()
    assert tracked.run("plain", "print('nothing')")["status"] == "Completed"
    assert server_of(tracked) is None
    assert not (tracked.product.folder / "tracking" / "mlflow.db").exists()


@fault(
    "Tracking",
    "MLflow's server is killed (KILL) while a step logs",
    "It starts again at the next call; the step's client tries again and goes on, other steps are untouched",
)
def test_a_killed_server_comes_back_and_the_step_goes_on(product: Callable[..., Tracked]) -> None:
    tracked = product()
    for _token in tracked.held("long", LOG):
        first = server_of(tracked)
        assert first is not None
        os.kill(first.pid, signal.SIGKILL)
        assert tracked.run("next", LOG)["status"] == "Completed", tracked.log("next")
        second = server_of(tracked)
        assert second is not None
        assert second.pid != first.pid
    assert tracked.metrics("long")["metrics"][0]["value"] == 1


@fault(
    "Tracking",
    "MLflow's server cannot start (a broken environment)",
    "The step that logs fails with the error of its client, which names the server; a step that logs nothing Completes",
)
def test_a_server_that_cannot_start_fails_the_step_that_logs_and_no_other(product: Callable[..., Tracked]) -> None:
    tracked = product(PENSTOCK_MLFLOW_PYTHON="/bin/false")
    job = tracked.run("logs", LOG, environment_variables={"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0"})
    assert job["status"] == "Failed"
    assert "/mlflow" in tracked.log("logs") or "tracking server" in tracked.log("logs")
    assert tracked.run("quiet", "print('fine')")["status"] == "Completed"
    assert tracked.metrics("logs")["state"] == "none"
    assert tracked.product.ask("system")["runner"]["state"] == "ok"


@fault(
    "Tracking",
    "MLflow's server hangs (STOP) when a step ends",
    "The step Completes within seconds; its page says that the tracking server does not answer; pages stay quick",
)
def test_a_hanging_server_holds_up_no_job_and_no_page(product: Callable[..., Tracked]) -> None:
    tracked = product()
    flag = tracked.scripts / "go"
    wait = f"import os, time\nwhile not os.path.exists({str(flag)!r}): time.sleep(0.05)\nos._exit(0)"
    tracked.submit("ends", f"{LOG}\n{wait}")
    tracked.within(60, lambda: "LOGGED" in tracked.log("ends"))
    server = server_of(tracked)
    assert server is not None
    server.suspend()
    try:
        flag.touch()
        assert tracked.finish("ends", 15)["status"] == "Completed"
        assert tracked.metrics("ends")["state"] in ("starting", "unreachable")
        assert tracked.job("ends")["jobs"]["train"]["mlflow_run_id"]
    finally:
        server.resume()
    tracked.within(10, lambda: tracked.metrics("ends")["state"] == "ok")


@fault(
    "Tracking",
    "MLflow's database is locked by another program",
    "The call fails with what SQLite says, in the step's log; the server and other runs go on",
)
def test_a_locked_database_is_told_in_the_steps_log(product: Callable[..., Tracked]) -> None:
    tracked = product()
    assert tracked.run("first", LOG)["status"] == "Completed"
    with sqlite3.connect(tracked.product.folder / "tracking" / "mlflow.db") as other:
        other.execute("BEGIN EXCLUSIVE")
        job = tracked.run("second", LOG, environment_variables={"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0"})
        assert job["status"] == "Failed"
        assert "locked" in tracked.log("second") or "50" in tracked.log("second")
        assert tracked.run("quiet", "print('fine')")["status"] == "Completed"
        other.rollback()
    assert tracked.run("third", LOG)["status"] == "Completed"


def test_the_server_ends_when_nobody_asks_and_is_back_for_who_does(product: Callable[..., Tracked]) -> None:
    tracked = product(PENSTOCK_MLFLOW_IDLE="1")
    assert tracked.mlflow("version")[0] == 200
    wait_for(lambda: server_of(tracked) is None, 20, "the server to end")
    assert "ended with" not in (tracked.product.folder / "up.log").read_text()
    assert tracked.mlflow("version")[0] == 200


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """An MLflow server that is not ours, as somebody else would start it."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    argv = [
        python_of("current"), "-m", "mlflow", "server", "--port", str(port), "--workers", "1",
        "--backend-store-uri", f"sqlite:///{tmp_path}/elsewhere.db", "--artifacts-destination", str(tmp_path / "there"),
    ]  # fmt: skip
    environment = {**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    with open(tmp_path / "elsewhere.log", "wb") as log:
        server = subprocess.Popen(argv, env=environment, stdout=log, stderr=log, cwd=tmp_path, start_new_session=True)
    wait_for(lambda: listens(port), 60, "the other server")
    yield f"http://127.0.0.1:{port}"
    os.killpg(server.pid, signal.SIGTERM)
    server.wait(20)


def listens(port: int) -> bool:
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0


def test_another_server_takes_everything_by_one_setting(product: Callable[..., Tracked], elsewhere: str) -> None:
    tracked = product(PENSTOCK_MLFLOW_TRACKING_URI=elsewhere)
    code = f"{LOG}\nmlflow.log_text('x', 'x.txt')\nmlflow.end_run()\nmlflow.log_metric('late', 2)"
    job = tracked.run("there", code)["jobs"]["train"]
    assert job["status"] == "Completed", tracked.log("there")
    assert job["metrics"] == {"m": 1, "late": 2}
    found = tracked.metrics("there")
    assert (found["state"], [one["path"] for one in found["artifacts"]]) == ("ok", ["x.txt"])
    read = (
        f"import mlflow\nmlflow.set_tracking_uri({elsewhere!r})\nprint(mlflow.get_run('{found['run_id']}').data.tags)"
    )
    told = subprocess.run([python_of("current"), "-c", read], capture_output=True, text=True, check=True).stdout
    assert "'penstock.job': 'there.train'" in told
    assert not (tracked.product.folder / "tracking" / "mlflow.db").exists()


def test_two_programs_on_one_workspace_share_one_server(product: Callable[..., Tracked], tmp_path: Path) -> None:
    tracked = product()
    assert tracked.mlflow("version")[0] == 200
    script = tmp_path / "fore"
    script.mkdir()
    (script / "script.py").write_text(LOG)
    document = {"type": "command", "command": "python script.py", "code": ".", "environment": "azureml:any@latest"}
    (script / "job.yml").write_text(json.dumps(document))
    flags = ["--environment", f"*=python:{python_of('current')}", "-n", "fore"]
    argv = [sys.executable, "-m", "penstock.cli", "run", str(script / "job.yml"), *flags]
    done = subprocess.run(argv, env=tracked.product.environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert tracked.metrics("fore", "")["metrics"][0]["value"] == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """What is tracked lies on a disk of 24 MB."""
    assert os.geteuid() == 0, "mounting a small disk takes root"
    place = tmp_path / "workspace" / "tracking"
    place.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)], check=True)
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@fault(
    "Tracking",
    "the disk of MLflow fills while a step logs a file",
    "The step fails with its client's error in its log; the server lives, and there is room again for other runs",
)
def test_a_full_disk_fails_the_step_that_fills_it(small_disk: Path, product: Callable[..., Tracked]) -> None:
    tracked = product()
    fill = "open('big', 'wb').write(b'x' * 60_000_000)\nmlflow.log_artifact('big')"
    job = tracked.run("fills", f"{LOG}\n{fill}", environment_variables={"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0"})
    assert job["status"] == "Failed"
    assert "mlflow-artifacts" in tracked.log("fills")
    assert tracked.run("after", LOG)["status"] == "Completed", tracked.log("after")
    facts = os.statvfs(small_disk)
    assert facts.f_bavail * facts.f_bsize > 10_000_000
