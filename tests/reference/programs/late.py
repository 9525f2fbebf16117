"""Inputs and outputs that are set after the nodes were made."""

from azure.ai.ml import Input, Output, dsl, load_component

prep = load_component("prep.yml")
fit = load_component("fit.yml")


@dsl.pipeline(default_compute="cpu")
def inner(rows: Input(type="uri_folder")):
    step = prep(raw=rows)
    step.outputs.table.path = "azureml://datastores/d/paths/inner/"
    return {"table": step.outputs.table, "report": step.outputs.report}


@dsl.pipeline(default_compute="cpu")
def late(rows, rate: float = 0.5):
    first = prep(raw=rows)
    first.inputs.rate = rate
    first.inputs.top = 7
    second = fit(table=rows)
    second.inputs.table = first.outputs.table
    second.inputs.c = 3.5
    second.outputs.model = Output(type="mlflow_model", name="kept", mode="upload")
    sub = inner(rows=rows)
    sub.inputs.rows = second.outputs.model
    sub.outputs.table.mode = "upload"
    third = fit(table=sub.outputs.table)
    third.display_name = "The third"
    third.comment = "looks twice"
    return {"model": third.outputs.model, "report": sub.outputs.report}


job = late(rows=Input(type="uri_folder", path="azureml:rows:1"))
job.outputs.model = Output(type="mlflow_model", path="azureml://datastores/d/paths/m", mode="upload")
job.outputs.report.path = "azureml://datastores/d/paths/r"
job.inputs.rate = 0.25
job.display_name = "Set late"
