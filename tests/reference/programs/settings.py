"""Everything that a pipeline can be told, before and after it is made."""

from azure.ai.ml import Input, Output, dsl, load_component
from azure.ai.ml.entities import ResourceConfiguration

prep = load_component("./prep.yml")


@dsl.pipeline(
    name="everything",
    display_name="Every setting",
    description="d",
    experiment_name="e",
    tags={"owner": "me"},
    compute="big",
    default_compute="cpu",
    default_datastore="workspaceblobstore",
    continue_on_step_failure=True,
    force_rerun=False,
)
def settings(rows, rate=0.1, top: int = 4, label="x", flag: bool = True):
    """Ignored."""
    step = prep(raw=rows, rate=rate, top=top, note=label)
    step.compute = "other"
    step.environment_variables = {"A": "1"}
    step.resources = ResourceConfiguration(instance_count=2)
    step.outputs.table.mode = "upload"
    step.outputs.report = Output(type="uri_file", mode="rw_mount", path="azureml://datastores/d/paths/${{name}}/r.txt")
    return {"table": step.outputs.table}


job = settings(rows=Input(path="azureml://datastores/d/paths/rows", mode="download"), rate=0.7)
job.settings.force_rerun = True
job.inputs.top = 5
job.outputs.table.mode = "rw_mount"
job.tags["more"] = "yes"
