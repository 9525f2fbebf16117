"""Outputs that say where they are stored when the step is written."""

from azure.ai.ml import Input, Output, command, dsl

write = command(
    command="echo ${{inputs.word}} > ${{outputs.note}}/n",
    inputs={"word": "hi", "rows": Input(type="uri_folder", path="azureml:rows:1", mode="download")},
    outputs={
        "note": Output(type="uri_folder", path="azureml://datastores/d/paths/notes/", mode="rw_mount"),
        "other": {"type": "uri_file"},
        "plain": None,
    },
    environment="azureml:base:1",
)


@dsl.pipeline(default_compute="cpu")
def stored(word: str = "there"):
    one = write(word=word)
    two = write(word="two")
    two.outputs.other.mode = "upload"
    return {"note": one.outputs.note}


job = stored()
