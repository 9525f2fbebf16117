"""A Spark job of its own."""

from azure.ai.ml import Input, Output, spark
from azure.ai.ml.entities import SparkResourceConfiguration, UserIdentityConfiguration

job = spark(
    display_name="words",
    experiment_name="counting",
    code="./src",
    entry={"file": "step.py"},
    py_files=["lib.zip"],
    driver_cores=1,
    driver_memory="2g",
    executor_cores=2,
    executor_memory="2g",
    dynamic_allocation_enabled=True,
    dynamic_allocation_min_executors=1,
    dynamic_allocation_max_executors=3,
    inputs={"words": Input(type="uri_file", path="azureml://datastores/d/paths/a.txt", mode="direct"), "n": 3},
    outputs={"counts": Output(type="uri_folder", path="azureml://datastores/d/paths/out/", mode="direct")},
    args="--in ${{inputs.words}} --n ${{inputs.n}} --out ${{outputs.counts}}",
    resources=SparkResourceConfiguration(instance_type="Standard_E8S_V3", runtime_version="3.4"),
    identity=UserIdentityConfiguration(),
)
