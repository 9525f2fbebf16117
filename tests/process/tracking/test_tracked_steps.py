"""Steps that log to MLflow: everything lands in the run of their job, and on its page while it happens."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.product import ROOT
from tests.process.tracking.conftest import Tracked, python_of

AUTOLOG = """
import mlflow
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
mlflow.autolog()
X, y = load_iris(return_X_y=True)
LogisticRegression(max_iter=200).fit(X, y)
mlflow.log_metric("late", 0.5)
mlflow.log_param("after", "fit")
mlflow.set_tag("mine", "yes")
mlflow.log_text("hello", "notes/hello.txt")
print("mlflow", mlflow.__version__)
"""


@pytest.mark.parametrize(("environment", "version"), [("current", "3.17"), ("classic", "2.18")])
def test_autologging_and_what_is_logged_after_fit_land_in_one_run(
    tracked: Tracked, environment: str, version: str, tmp_path: Path
) -> None:
    name = f"autolog_{environment}"
    job = tracked.run(name, AUTOLOG, environment)
    assert job["status"] == "Completed", tracked.log(name)
    assert f"mlflow {version}" in tracked.log(name)
    found = tracked.metrics(name)
    metrics = {one["key"]: one["value"] for one in found["metrics"]}
    assert metrics["late"] == 0.5
    assert metrics["training_score"] > 0.9
    assert {"after", "max_iter"} <= {one["key"] for one in found["params"]}
    assert {"key": "mine", "value": "yes"} in found["tags"]
    assert "notes/hello.txt" in [one["path"] for one in found["artifacts"]]
    mine = [run for run in tracked.runs(name) if run["info"]["run_name"] == "train"]
    assert [run["info"]["status"] for run in mine] == ["FINISHED"]
    assert mine[0]["info"]["run_id"] == job["jobs"]["train"]["mlflow_run_id"] == found["run_id"]
    assert job["jobs"]["train"]["metrics"]["late"] == 0.5
    assert job["jobs"]["train"]["parameters"]["after"] == "fit"
    tracked.cli("job", "download", "-n", name, "--all", "--download-path", str(tmp_path))
    artifacts = next(tmp_path.rglob("train/artifacts"))
    assert (artifacts / "notes" / "hello.txt").read_text() == "hello"
    assert (artifacts / "model" / "MLmodel").is_file()


def test_what_is_logged_is_on_the_page_within_two_seconds_while_the_step_runs(tracked: Tracked) -> None:
    code = "import mlflow\nmlflow.log_metric('loss', 2.0, step=0)\nmlflow.log_metric('loss', 1.0, step=1)"
    for _token in tracked.held("live", code):
        found = tracked.within(2, lambda: tracked.metrics("live")["metrics"])
        assert [point[::2] for point in found[0]["points"]] == [[0, 2.0], [1, 1.0]]
        assert tracked.job("live")["jobs"]["train"]["mlflow_run_id"] == tracked.metrics("live")["run_id"]


def test_the_runs_of_a_pipeline_hang_together(tracked: Tracked) -> None:
    job = tracked.run("family", "import mlflow\nmlflow.log_metric('m', 1)", display_name="Fit it")
    runs = {run["info"]["run_name"]: run for run in tracked.runs("family")}
    parent, child = runs["job"] if "job" in runs else runs[job["display_name"]], runs["Fit it"]
    tags = {tag["key"]: tag["value"] for tag in child["data"]["tags"]}
    assert tags["mlflow.parentRunId"] == parent["info"]["run_id"] == job["mlflow_run_id"]
    assert tags["penstock.job"] == "family.train"
    tracked.within(5, lambda: {run["info"]["status"] for run in tracked.runs("family")} == {"FINISHED"})


def test_a_failed_steps_run_is_failed_whatever_its_client_said(tracked: Tracked) -> None:
    tracked.run("failed", "import mlflow\nmlflow.log_metric('m', 1)\nmlflow.end_run()\nraise SystemExit(3)")
    statuses = {run["info"]["run_name"]: run["info"]["status"] for run in tracked.runs("failed")}
    assert statuses["train"] == "FAILED"


@pytest.mark.parametrize("environment", ["current", "classic"])
def test_a_script_that_starts_runs_by_itself_gets_what_it_expects(tracked: Tracked, environment: str) -> None:
    code = """
import mlflow
mlflow.set_experiment("another")
for c in (1, 2):
    with mlflow.start_run(run_name=f"c={c}"):
        mlflow.log_param("c", c)
        with mlflow.start_run(nested=True, run_name="inner"):
            mlflow.log_metric("m", c)
mlflow.log_metric("main", 1)
"""
    name = f"loops_{environment}"
    assert tracked.run(name, code, environment)["status"] == "Completed", tracked.log(name)
    found = tracked.metrics(name)
    assert [one["key"] for one in found["metrics"]] == ["main"]
    assert found["params"] == [{"key": "c", "value": "1"}]
    runs = tracked.runs(name)
    assert len({run["info"]["experiment_id"] for run in runs}) == 1
    assert sorted(run["info"]["run_name"] for run in runs if run["data"].get("params")) == ["c=2", "train"] or (
        "c=1" in {run["info"]["run_name"] for run in runs}
    )
    assert "belongs to the job's experiment, tracking tests" in tracked.log(name)


def test_a_step_that_imports_no_mlflow_leaves_nothing_there(tracked: Tracked) -> None:
    job = tracked.run("plain", "import json, sys\nprint([n for n in sys.modules if 'mlflow' in n])")
    assert "[]" in tracked.log("plain")
    assert tracked.metrics("plain")["state"] == "none"
    assert job["jobs"]["train"]["mlflow_run_id"] is None
    assert tracked.runs("plain") == []
    assert not list((tracked.product.folder / "jobs" / "plain").rglob("mlflow.json"))


def test_what_a_reused_step_logged_is_that_of_its_origin(tracked: Tracked) -> None:
    code = "import mlflow\nmlflow.log_metric('m', 7)"
    folder = tracked.scripts / "again"
    tracked.run("again", code)
    tracked.cli("job", "create", "-f", str(folder / "job.yml"), "-n", "again2")
    job = tracked.finish("again2")["jobs"]["train"]
    assert job["reused_from"] == "again.train"
    assert job["metrics"] == {"m": 7}
    assert tracked.metrics("again2")["metrics"][0]["value"] == 7


NOTEBOOK = """
import mlflow, sys
mlflow.set_tracking_uri(sys.argv[1])
mlflow.set_experiment("notebook")
with mlflow.start_run() as run:
    mlflow.log_metric("a", 1)
    mlflow.log_text("hello", "t.txt")
assert mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/t.txt") == "hello"
print(len(mlflow.search_runs(experiment_names=["notebook"])))
"""


@pytest.mark.parametrize("environment", ["current", "classic"])
def test_the_address_of_the_workspace_is_all_that_a_notebook_needs(tracked: Tracked, environment: str) -> None:
    address = tracked.cli("workspace", "show", "--query", "mlflow_tracking_uri", "-o", "tsv").strip()
    argv = [python_of(environment), "-c", NOTEBOOK, address]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, cwd=tracked.scripts)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].isdecimal()


def test_a_run_in_the_foreground_tracks_without_a_server(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text("import mlflow\nmlflow.log_metric('m', 3)\nmlflow.log_text('x', 'x.txt')")
    document = {"type": "command", "command": "python script.py", "code": ".", "environment": "azureml:any@latest"}
    (tmp_path / "job.yml").write_text(json.dumps(document))
    flags = ["--environment", f"*=python:{python_of('current')}", "--data-dir", str(tmp_path / "workspace")]
    argv = [sys.executable, "-m", "penstock.cli", "run", str(tmp_path / "job.yml"), *flags, "-o", "json"]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    job: dict[str, Any] = json.loads(done.stdout)
    assert job["metrics"] == {"m": 3}
    found = list((tmp_path / "workspace" / "tracking" / "artifacts").rglob("x.txt"))
    assert [place.parent.parent.name for place in found] == [job["mlflow_run_id"]]
