"""Nodes made of `command()`."""

from azure.ai.ml import Input, MpiDistribution, Output, PyTorchDistribution, command, dsl
from azure.ai.ml.entities import Environment

env = Environment(image="python:3.11", conda_file="./conda.yml", name="own", version="1")
fit = command(
    name="fit",
    display_name="Fit it",
    code="./src",
    command="python step.py ${{inputs.table}} ${{inputs.rate}} ${{inputs.word}} ${{outputs.model}}",
    inputs={
        "table": Input(type="uri_folder"),
        "rate": Input(type="number", default=0.5, min=0, max=1),
        "word": "abc",
        "count": 3,
        "flag": True,
        "part": 0.25,
    },
    outputs={"model": Output(type="mlflow_model", mode="rw_mount"), "log": Output()},
    environment=env,
    environment_variables={"OMP_NUM_THREADS": "1"},
    compute="gpu",
    instance_count=2,
    distribution=PyTorchDistribution(process_count_per_instance=2),
    shm_size="2g",
)
show = command(
    command="cat ${{inputs.model}}/MLmodel; ls ${{inputs.folder}}",
    inputs={"model": Input(type="mlflow_model"), "folder": Input(type="uri_folder", path="azureml:rows:1")},
    environment="azureml:base@latest",
)


@dsl.pipeline(default_compute="cpu")
def inline(rows, rate=0.75):
    fitted = fit(table=rows, rate=rate, word="other")
    fitted.resources.instance_count = 3
    fitted.environment_variables["MORE"] = "2"
    fitted.distribution = MpiDistribution(process_count_per_instance=4)
    shown = show(model=fitted.outputs.model)
    shown.set_limits(timeout=60)
    shown.compute = "small"
    again = fit(table=rows)
    return {"model": fitted.outputs.model, "log": again.outputs.log}


job = inline(rows=Input(type="uri_folder", path="azureml:rows:1"))
