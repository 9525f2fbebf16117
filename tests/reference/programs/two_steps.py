"""Two components, one after the other."""

from azure.ai.ml import Input, load_component
from azure.ai.ml.dsl import pipeline

prep = load_component(source="./prep.yml")
fit = load_component(source="./fit.yml")


@pipeline(default_compute="cpu-cluster", description="Prepare, then fit", experiment_name="two")
def two_steps(rows, rate: float = 0.25):
    prepared = prep(raw=rows, rate=rate)
    fitted = fit(table=prepared.outputs.table, c=2.5)
    return {"model": fitted.outputs.model, "report": prepared.outputs.report}


job = two_steps(rows=Input(type="uri_folder", path="azureml:rows:1"))
