"""How nodes are called."""

from azure.ai.ml import Input, dsl, load_component

prep = load_component("prep.yml")
fit = load_component("fit.yml")


@dsl.pipeline(default_compute="c")
def names(rows):
    first = prep(raw=rows)
    prep(raw=rows)
    prep(raw=first.outputs.table)
    fit(table=first.outputs.table)
    fit(table=first.outputs["table"])
    renamed = fit(table=first.outputs.table)
    renamed.name = "third"
    for _ in range(2):
        looped = prep(raw=rows)
    _ = prep(raw=looped.outputs.table)
    kept = [prep(raw=rows, top=number + 1) for number in range(2)]
    kept[0].name = "zero"


job = names(rows=Input(type="uri_folder", path="https://example.org/rows/"))
