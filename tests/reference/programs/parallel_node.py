"""A parallel step."""

from azure.ai.ml import Input, Output, dsl
from azure.ai.ml.entities import RetrySettings
from azure.ai.ml.parallel import RunFunction, parallel_run_function

score = parallel_run_function(
    name="score",
    display_name="Score all",
    inputs={"rows": Input(type="uri_folder", description="files"), "model": Input(type="uri_folder")},
    outputs={"lines": Output(type="uri_file")},
    input_data="${{inputs.rows}}",
    instance_count=2,
    max_concurrency_per_instance=2,
    mini_batch_size="5",
    mini_batch_error_threshold=5,
    error_threshold=-1,
    logging_level="DEBUG",
    retry_settings=RetrySettings(max_retries=2, timeout=60),
    task=RunFunction(
        code="./src",
        entry_script="step.py",
        environment="azureml:base@latest",
        program_arguments="--model ${{inputs.model}}",
        append_row_to="${{outputs.lines}}",
    ),
)


@dsl.pipeline(default_compute="cpu")
def scoring(rows, model):
    scored = score(rows=rows, model=model)
    scored.outputs.lines.mode = "rw_mount"
    scored.environment_variables = {"MODE": "x"}
    return {"lines": scored.outputs.lines}


job = scoring(
    rows=Input(type="uri_folder", path="azureml:rows:1"),
    model=Input(type="uri_folder", path="azureml:m:1", mode="download"),
)
