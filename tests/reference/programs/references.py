"""Components by name, compute as an input, expressions inside of texts."""

from azure.ai.ml import Input, Output, command, dsl
from azure.ai.ml.entities import CommandComponent

made = CommandComponent(
    name="made",
    version="2",
    display_name="Made",
    command="echo ${{inputs.word}} > ${{outputs.out}}/n",
    environment="azureml:base@latest",
    inputs={"word": Input(type="string", default="hi"), "rows": Input(type="uri_folder", optional=True)},
    outputs={"out": Output(type="uri_folder")},
    tags={"a": "b"},
    is_deterministic=False,
)
tell = command(command="ls ${{inputs.x}}", inputs={"x": Input(type="uri_folder")}, environment="azureml:base@latest")


@dsl.pipeline()
def references(word: str, where: str = "cpu"):
    one = made(word=word, rows=Input(type="uri_folder", path="azureml:rows:1"))
    one.compute = where
    one.outputs.out = Output(type="uri_folder", path="azureml://datastores/d/paths/x", mode="upload")
    two = tell(x=one.outputs.out)
    two.compute = where
    two.inputs.x.mode = "download"
    three = made(rows=one)
    three.compute = "azureml:named"


job = references(word="there")
