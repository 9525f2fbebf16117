"""Pipelines in pipelines, from functions and from a file."""

from azure.ai.ml import Input, dsl, load_component

prep = load_component("prep.yml")
fit = load_component("fit.yml")
both = load_component("both.yml")


@dsl.pipeline(description="inner")
def inner(rows: Input(type="uri_folder"), rate: float = 0.3, kernel="rbf"):
    prepared = prep(raw=rows, rate=rate)
    fitted = fit(table=prepared.outputs.table, kernel=kernel)
    prepared.outputs.report.mode = "upload"
    return {"model": fitted.outputs.model, "report": prepared.outputs.report}


@dsl.pipeline()
def middle(rows: Input(type="uri_folder"), rate: float = 0.3):
    once = inner(rows=rows, rate=rate)
    again = inner(rows=rows)
    return {"a": once.outputs.model, "b": again.outputs.model}


@dsl.pipeline(default_compute="cpu")
def outer(rows, rate: float = 0.9):
    deep = middle(rows=rows, rate=rate)
    shallow = inner(rows=rows, kernel="linear")
    filed = both(rows=rows, rate=rate)
    return {"best": deep.outputs.a, "report": shallow.outputs.report, "other": filed.outputs.model}


job = outer(rows=Input(type="uri_folder", path="azureml:rows@latest"))
