"""Runs inside `.venv-azure`: builds objects with `azure.ai.ml` and gives them to our client.

argv: the folder of the notebook · the address and the token of a server. stdout, last line: what came of them, as JSON.
"""

import contextlib
import io
import json
import logging
import os
import sys
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
folder, url, token = sys.argv[1:4]
os.chdir(folder)

from azure.ai.ml import Input, Output, command, dsl, load_component, load_job  # noqa: E402
from azure.ai.ml.entities import AmlCompute, Data, Environment  # noqa: E402
from azure.ai.ml.sweep import Choice  # noqa: E402
from azure.core.exceptions import ResourceNotFoundError  # noqa: E402

from penstock import MLClient  # noqa: E402

client = MLClient(url=url, token=token)
told = {}
shout = load_component("shout.yml")
environment = Environment(name="theirs", version="1", image="python", conda_file="conda.yml")
count = command(
    name="count",
    command="wc -c < ${{inputs.loud}}/n.txt > ${{outputs.size}}/size.txt; echo ${{inputs.times}}",
    inputs={"loud": Input(type="uri_folder"), "times": 2, "flag": True},
    outputs={"size": Output(type="uri_folder", mode="rw_mount")},
    environment="azureml:python@latest",
)


@dsl.pipeline(description="inner")
def inner(text: Input(type="uri_file")):
    loud = shout(text=text)
    return {"loud": loud.outputs.loud}


@dsl.pipeline(experiment_name="theirs", default_compute="cpu")
def whole(text):
    first = inner(text=text)
    counted = count(loud=first.outputs.loud)
    return {"size": counted.outputs.size}


def submit(name, job):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        made = client.jobs.create_or_update(job)
        client.jobs.stream(made.name)
    told[name] = client.jobs.get(made.name)._to_dict()


submit("pipeline", whole(text=Input(type="uri_file", path="./words.txt")))
submit(
    "command",
    command(
        code="./src",
        command="python shout.py ${{inputs.text}} ${{outputs.loud}}",
        inputs={"text": Input(type="uri_file", path="words.txt"), "n": 3},
        outputs={"loud": Output(type="uri_folder")},
        environment=Environment(image="python", conda_file="conda.yml"),
        display_name="alone",
        tags={"a": "b"},
    ),
)
submit("loaded", load_job("pipeline.yml"))
told["component"] = client.components.create_or_update(load_component("shout.yml"))._to_dict()
told["data"] = client.data.create_or_update(Data(name="theirs", path="./words.txt", type="uri_file"))._to_dict()
told["environment"] = client.environments.create_or_update(environment)._to_dict()
told["compute"] = client.compute.begin_create_or_update(AmlCompute(name="theirs", max_instances=2)).result()._to_dict()
trial = command(
    command="echo ${{inputs.c}}", inputs={"c": Choice([1, 2])}, environment="azureml:python@latest", compute="cpu"
)
sweep = trial.sweep(primary_metric="m", goal="maximize", sampling_algorithm="grid")
sweep.set_limits(max_total_trials=2, max_concurrent_trials=1)
from penstock.sdk.client.foreign import adopted  # noqa: E402

told["sweep"] = str(adopted(sweep))
try:
    client.jobs.get("nowhere")
except ResourceNotFoundError as error:
    told["error"] = str(error)
print(json.dumps(told))
