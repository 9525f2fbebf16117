"""Models are in both registries, wherever they were registered."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from tests.process.tracking.conftest import Tracked, python_of

LOG_MODEL = """
import mlflow
from sklearn.linear_model import LinearRegression
model = LinearRegression().fit([[0.0], [1.0]], [0.0, 1.0])
where = {"name": "fit"} if mlflow.__version__ >= "3" else {"artifact_path": "fit"}
more = {"registered_model_name": "@NAME@"} if "@NAME@" else {}
mlflow.sklearn.log_model(model, **where, **more)
if more:
    client = mlflow.MlflowClient()
    client.set_registered_model_alias("@NAME@", "champion", "1")
    print("PREDICTED", mlflow.pyfunc.load_model("models:/@NAME@@champion").predict([[1.0]]))
"""

READ = """
import mlflow, sys
mlflow.set_tracking_uri(sys.argv[1])
print(round(float(mlflow.pyfunc.load_model(sys.argv[2]).predict([[1.0]])[0]), 3))
"""


def read_model(tracked: Tracked, model: str) -> str:
    address = tracked.cli("workspace", "show", "--query", "mlflow_tracking_uri", "-o", "tsv").strip()
    argv = [python_of("current"), "-c", READ, address, model]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, cwd=tracked.scripts)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-1]


def show(tracked: Tracked, name: str, version: str = "1") -> dict[str, Any]:
    return dict(json.loads(tracked.cli("model", "show", "-n", name, "-v", version)))


@pytest.fixture(scope="module")
def fitted(tracked: Tracked) -> str:
    assert tracked.run("fitted", LOG_MODEL.replace("@NAME@", ""))["status"] == "Completed", tracked.log("fitted")
    return "fitted.train"


@pytest.mark.parametrize("environment", ["current", "classic"])
def test_a_model_that_a_step_registers_is_ours_with_its_alias_and_its_job(tracked: Tracked, environment: str) -> None:
    name = f"from-{environment}"
    job = f"register_{environment}"
    assert tracked.run(job, LOG_MODEL.replace("@NAME@", name), environment)["status"] == "Completed", tracked.log(job)
    assert "PREDICTED" in tracked.log(job)
    model = show(tracked, name)
    assert model["type"] == "mlflow_model"
    assert model["aliases"] == ["champion"]
    assert model["job"] == {"name": job, "node": "train"}
    assert "sklearn" in model["mlflow"]["flavors"]
    registered = tracked.metrics(job)["models"]
    assert [(one["name"], one["version"]) for one in registered] == [(name, "1")]
    code = "import pathlib, sys\nprint('FILES', sorted(p.name for p in pathlib.Path(sys.argv[1]).iterdir()))"
    used = tracked.run(
        f"use_{environment}",
        code,
        command="python script.py ${{inputs.model}}",
        inputs={"model": {"type": "mlflow_model", "path": f"azureml:{name}:1"}},
    )
    assert used["status"] == "Completed", tracked.log(f"use_{environment}")
    assert "MLmodel" in tracked.log(f"use_{environment}")


@pytest.mark.parametrize(
    "address", ["runs:/fitted.train/fit", "azureml://jobs/fitted.train/outputs/artifacts/paths/fit"]
)
def test_a_model_registered_with_us_from_a_job_is_loaded_by_mlflow(tracked: Tracked, fitted: str, address: str) -> None:
    name = "ours-" + address.partition(":")[0]
    tracked.cli("model", "create", "-n", name, "-v", "3", "-p", address, "--type", "mlflow_model")
    model = show(tracked, name, "3")
    assert model["job"] == {"name": "fitted", "node": "train"}
    assert read_model(tracked, f"models:/{name}/3") == "1.0"
    flags = ["-p", address, "--set", "tags.x=y", "-t", "mlflow_model"]
    later = tracked.cli("model", "create", "-n", name, "-v", "5", *flags)
    assert json.loads(later)["version"] == "5"
    tracked.product.ask(f"models/{name}/aliases", {"alias": "champion", "version": "5"})
    assert read_model(tracked, f"models:/{name}@champion") == "1.0"
    found = tracked.mlflow("api/2.0/mlflow/model-versions/search?filter=name%3D%27" + name + "%27")[1]["model_versions"]
    assert sorted(one["version"] for one in found) == ["3", "5"]


def test_a_run_is_named_by_its_mlflow_id_as_well(tracked: Tracked, fitted: str) -> None:
    run = tracked.metrics("fitted")["run_id"]
    tracked.cli("model", "create", "-n", "by-id", "-p", f"runs:/{run}/fit", "-t", "mlflow_model")
    model = show(tracked, "by-id")
    assert "sklearn" in model["mlflow"]["flavors"]
    assert model["job"] == {"name": "fitted", "node": "train"}


def test_numbers_go_on_where_the_other_registry_stopped(tracked: Tracked, fitted: str) -> None:
    tracked.cli("model", "create", "-n", "shared", "-p", "runs:/fitted.train/fit", "-t", "mlflow_model")
    run = tracked.metrics("fitted")["run_id"]
    said = {"name": "shared", "source": f"runs:/{run}/fit", "run_id": run}
    status, answer = tracked.mlflow("api/2.0/mlflow/model-versions/create", said)
    assert (status, answer["model_version"]["version"]) == (200, "2")
    model = show(tracked, "shared", "2")
    assert (model["job"], model["properties"]["mlflow.run_id"]) == ({"name": "fitted", "node": "train"}, run)


def test_what_is_said_and_pointed_at_there_is_so_here_and_back(tracked: Tracked, fitted: str) -> None:
    tracked.cli("model", "create", "-n", "talked", "-p", "runs:/fitted.train/fit", "-t", "mlflow_model")
    tracked.mlflow("api/2.0/mlflow/registered-models/get?name=talked")
    said = {"name": "talked", "version": "1", "description": "good"}
    assert tracked.mlflow("api/2.0/mlflow/model-versions/update", said, method="PATCH")[0] == 200
    tag = {"name": "talked", "version": "1", "key": "k", "value": "v"}
    assert tracked.mlflow("api/2.0/mlflow/model-versions/set-tag", tag)[0] == 200
    alias = {"name": "talked", "alias": "live", "version": "1"}
    assert tracked.mlflow("api/2.0/mlflow/registered-models/alias", alias)[0] == 200
    model = show(tracked, "talked")
    assert (model["description"], model["tags"]["k"], model["aliases"]) == ("good", "v", ["live"])
    gone = {"name": "talked", "alias": "live"}
    assert tracked.mlflow("api/2.0/mlflow/registered-models/alias", gone, method="DELETE")[0] == 200
    assert show(tracked, "talked")["aliases"] == []


def test_the_files_of_a_registered_version_do_not_change(tracked: Tracked, fitted: str) -> None:
    tracked.cli("model", "create", "-n", "fixed", "-p", "runs:/fitted.train/fit", "-t", "mlflow_model")
    found = tracked.mlflow("api/2.0/mlflow/model-versions/get?name=fixed&version=1")[1]["model_version"]
    place = found["source"].removeprefix("mlflow-artifacts:/")
    address = f"api/2.0/mlflow-artifacts/artifacts/{place}/MLmodel"
    assert tracked.mlflow(address)[0] == 200
    assert tracked.mlflow(address, b"evil", method="PUT")[0] == 403
    assert tracked.mlflow(address, method="DELETE")[0] == 403
