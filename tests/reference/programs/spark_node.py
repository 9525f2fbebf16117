"""A Spark step."""

from azure.ai.ml import Input, Output, dsl, spark

count = spark(
    display_name="Count words",
    code="./src",
    entry={"file": "step.py"},
    driver_cores=1,
    driver_memory="2g",
    executor_cores=2,
    executor_memory="2g",
    executor_instances=2,
    inputs={"words": Input(type="uri_file", mode="direct")},
    outputs={"counts": Output(type="uri_folder", mode="direct")},
    args="--in ${{inputs.words}} --out ${{outputs.counts}}",
    resources={"instance_type": "standard_e4s_v3", "runtime_version": "3.4"},
    identity={"type": "user_identity"},
)


@dsl.pipeline()
def counting(words):
    counted = count(words=words)
    return {"counts": counted.outputs.counts}


job = counting(words=Input(type="uri_file", path="azureml://datastores/d/paths/words.txt", mode="direct"))
