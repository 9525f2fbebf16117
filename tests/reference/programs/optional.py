"""Optional inputs, given and not given."""

from azure.ai.ml import Input, dsl, load_component

prep = load_component("prep.yml")


@dsl.pipeline(default_compute="cpu")
def inner(rows: Input(type="uri_folder"), note: Input(type="string", optional=True) = None):
    step = prep(raw=rows, note=note)
    return {"table": step.outputs.table}


@dsl.pipeline(default_compute="cpu")
def optional(rows, note: str = "said", extra=None):
    given = prep(raw=rows, note=note, extra=Input(type="uri_file", path="azureml:one:1"))
    absent = prep(raw=rows, note=None)
    deep = inner(rows=given.outputs.table)
    told = inner(rows=absent.outputs.table, note=note)
    return {"table": deep.outputs.table, "second": told.outputs.table}


job = optional(rows=Input(type="uri_folder", path="azureml:rows:1"))
