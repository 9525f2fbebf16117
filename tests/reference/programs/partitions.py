"""A parallel step over partitions of a table."""

from azure.ai.ml import Input, Output, dsl, load_component
from azure.ai.ml.parallel import RunFunction, parallel_run_function

prep = load_component("prep.yml")
each = parallel_run_function(
    display_name="Each store",
    inputs={"rows": Input(type="mltable", mode="direct"), "depth": 3},
    outputs={"done": Output(type="uri_folder", mode="rw_mount")},
    input_data="${{inputs.rows}}",
    partition_keys=["store", "brand"],
    max_concurrency_per_instance=1,
    environment_variables={"A": "1"},
    instance_count=1,
    task=RunFunction(
        code="./src",
        entry_script="step.py",
        environment="azureml:base:1",
        program_arguments="--out ${{outputs.done}} --depth ${{inputs.depth}}",
    ),
    is_deterministic=False,
)


@dsl.pipeline(default_compute="cpu")
def partitions(rows, depth: int = 4):
    one = each(rows=rows, depth=depth)
    one.name = "first"
    two = each(rows=rows)
    two.resources.instance_count = 3
    two.mini_batch_error_threshold = 2
    prepared = prep(raw=two.outputs.done)
    return {"done": one.outputs.done, "table": prepared.outputs.table}


job = partitions(rows=Input(type="mltable", path="azureml:rows:1", mode="direct"))
