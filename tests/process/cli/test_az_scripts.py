"""Shell scripts as people wrote them for `az ml`, unchanged but for the program's name, against a real server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.product import Product
from tests.terminal import Terminal, product, terminal

__all__ = ["product", "terminal"]

FILES = {
    "pipeline.yml": """
type: pipeline
display_name: count and fit
experiment_name: fits
settings: {default_compute: "azureml:cpu-cluster"}
inputs:
  rate: 0.1
  rows: {type: uri_folder, path: "azureml:rows@latest"}
outputs: {model: {type: uri_folder}}
jobs:
  count:
    component: azureml:count_rows:1
    inputs: {table: "${{parent.inputs.rows}}"}
  fit:
    command: >-
      echo "rate ${{inputs.rate}} rows $(cat ${{inputs.report}}/n)" > ${{outputs.model}}/MLmodel
      && cat ${{outputs.model}}/MLmodel
    environment: azureml:py311:1
    inputs: {rate: "${{parent.inputs.rate}}", report: "${{parent.jobs.count.outputs.report}}"}
    outputs: {model: "${{parent.outputs.model}}"}
""",
    "count.yml": """
name: count_rows
version: 1
type: command
inputs: {table: {type: uri_folder}}
outputs: {report: {type: uri_folder}}
code: ./src
environment: azureml:py311@latest
command: python count.py ${{inputs.table}} > ${{outputs.report}}/n
""",
    "score.yml": """
name: score
version: 1
type: pipeline
inputs: {rows: {type: uri_folder}, text: {type: string, default: hi}}
jobs:
  say:
    command: echo ${{inputs.text}} && ls ${{inputs.rows}}
    environment: azureml:py311@latest
    inputs: {rows: "${{parent.inputs.rows}}", text: "${{parent.inputs.text}}"}
""",
    "endpoint.yml": "name: scores\ndescription: Scores rows\n",
    "deployment.yml": "name: blue\nendpoint_name: scores\ntype: pipeline\ncomponent: azureml:score@latest\n",
    "inputs.yml": "inputs:\n  rows: {type: uri_folder, path: ./rows}\n  text: {type: string, default: no}\n",
    "schedule.yml": """
name: nightly
trigger: {type: cron, expression: "0 3 * * 1", time_zone: "Pacific Standard Time"}
create_job: ./fit.yml
""",
    "fit.yml": "type: pipeline\njobs: {a: {command: echo a, environment: {image: python}}}\n",
    "src/count.py": "import os, sys\nprint(sum(len(open(f.path).read().split()) for f in os.scandir(sys.argv[1])))\n",
    "rows/a.csv": "1\n2\n3\n",
    "env.yml": "name: py311\nversion: 1\nimage: python:3.11\n",
}

SETUP = """
set -euo pipefail
az ml compute create -n cpu-cluster --type amlcompute --min-instances 0 --max-instances 10 -g group -w ws > /dev/null
az ml environment create --file env.yml -g group -w ws --only-show-errors -o none
az ml data create --name rows --version 1 --path ./rows --type uri_folder
az ml component create -f count.yml --query "[name, version]" -o tsv
az ml component create -f count.yml || echo "it was there"
az ml data list --query "[].{n: name, v: version}" -o tsv
"""

RUN = """
set -e
run_id=$(az ml job create -f pipeline.yml --set inputs.rate=0.5 tags.origin=script --query name -o tsv)
if [[ -z "$run_id" ]]; then echo "job creation failed" >&2; exit 3; fi
az ml job show -n $run_id --query services.Studio.endpoint >&2
status=$(az ml job show -n $run_id --query status -o tsv)
running=("NotStarted" "Queued" "Starting" "Preparing" "Running" "Finalizing")
while [[ " ${running[*]} " == *" $status "* ]]; do
  status=$(az ml job show -n $run_id --query status -o tsv)
done
if [[ $status != "Completed" ]]; then echo "it is $status" >&2; exit 1; fi
az ml job download -n $run_id --output-name model --download-path "$1"
az ml job download --name $run_id --all --download-path everything
az ml model create -n fitted -v 1 -p azureml://jobs/$run_id/outputs/model --type custom_model --query name -o tsv
az ml model create -n again -v 1 -p runs:/$run_id/model --type custom_model --query path -o tsv
echo $run_id
"""


@pytest.fixture
def project(terminal: Terminal) -> Path:
    for name, text in FILES.items():
        place = terminal.folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return terminal.folder


def test_a_script_registers_runs_polls_and_downloads(project: Path, terminal: Terminal, product: Product) -> None:
    setup = terminal.script(SETUP)
    assert setup.returncode == 0, setup.stderr
    assert "count_rows\t1" not in setup.stdout  # a list of values is one line each, as az has it
    assert "count_rows\n1\n" in setup.stdout
    assert "registered already" in setup.stderr
    assert setup.stdout.endswith("rows\t1\n")
    done = terminal.script(RUN, "got")
    assert done.returncode == 0, done.stderr
    model = (project / "got" / "named-outputs" / "model" / "MLmodel").read_text()
    assert model == "rate 0.5 rows 3\n"
    name = done.stdout.split()[-1]
    left = json.loads((project / "everything" / "job.json").read_text())
    assert (left["name"], left["status"], left["tags"]) == (name, "Completed", {"origin": "script"})
    assert (project / "everything" / "jobs" / "fit" / "artifacts" / "user_logs" / "std_log.txt").read_text() == model
    assert (project / "everything" / "named-outputs" / "model" / "MLmodel").read_text() == model
    again(terminal, project, left)


def again(terminal: Terminal, project: Path, left: dict[str, Any]) -> None:
    """What `job show` prints is what the folder says; a step's job has a name of its own."""
    assert json.loads(terminal("job", "show", "-n", left["name"]).stdout) == left
    child = left["jobs"]["count"]
    assert child["parent_job_name"] == left["name"]
    shown = json.loads(terminal("job", "show", "-n", child["name"]).stdout)
    assert shown == child | {key: left[key] for key in ("creation_context", "services", "tags")}
    streamed = terminal.script(f"az ml job stream -n {left['name']}")
    assert streamed.returncode == 0
    assert "Completed" in streamed.stdout


PUBLISH = """
set -e
az ml environment create --file env.yml -o none
az ml component create -f score.yml -o none
az ml batch-endpoint create --name scores -f endpoint.yml -o none
az ml batch-deployment create --file deployment.yml --endpoint-name scores --set-default -o none
az ml batch-endpoint update --name scores --set defaults.deployment_name=blue -o none
JOB=$(az ml batch-endpoint invoke --name scores --file inputs.yml --set inputs.text.default=yo --query name -o tsv)
az ml job stream --name $JOB > /dev/null
az ml job show -n $JOB.say --query "inputs.text" -o tsv
az ml batch-endpoint list-jobs -n scores --query "[0].name" | tr -d '"' | grep -c "^$JOB$"
az ml schedule create --file schedule.yml --no-wait --query "name" -o tsv
az ml schedule disable -n nightly -o none
az ml schedule show -n nightly --query "[is_enabled, length(next_fire_times)]" -o tsv
az ml schedule delete -n nightly -y
az ml batch-endpoint delete --name scores --yes
az ml batch-endpoint list --query "length(@)"
"""


def test_a_script_publishes_calls_and_schedules(project: Path, terminal: Terminal, product: Product) -> None:
    done = terminal.script(PUBLISH)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["yo", "1", "nightly", "false", "0", "0"]


STREAM = "az ml job create --file failing.yml --stream --query status -o tsv"


def test_a_script_that_streams_ends_as_the_job_does(project: Path, terminal: Terminal, product: Product) -> None:
    (project / "failing.yml").write_text("command: echo before && exit 7\nenvironment: {image: python}\n")
    done = terminal.script(STREAM)
    assert (done.returncode, done.stdout) == (1, "Failed\n")
    assert "exit code 7" in done.stderr
    assert "| before" in done.stderr
