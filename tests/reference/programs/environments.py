"""Every way to say an environment."""

from azure.ai.ml import Input, command, dsl, load_component, load_environment
from azure.ai.ml.entities import BuildContext, Environment

prep = load_component("prep.yml")
built = Environment(build=BuildContext(path="./src", dockerfile_path="step.py"), name="built", version="2")
inline = Environment(image="python:3.11", conda_file={"name": "c", "dependencies": ["python=3.11", {"pip": ["x"]}]})
filed = load_environment("environment.yml")
tell = command(command="ls ${{inputs.x}}", inputs={"x": Input(type="uri_folder")}, environment=built)
other = command(command="ls", environment=inline, display_name="other")
third = command(command="pwd", environment=filed)
curated = command(command="id", environment="AzureML-sklearn-1.5@latest", tags={"k": "v"})
registry = command(command="w", environment="azureml://registries/azureml/environments/sklearn-1.5/labels/latest")


@dsl.pipeline(default_compute="cpu")
def environments(rows):
    prepared = prep(raw=rows)
    prepared.environment = "azureml:mine:4"
    tell(x=prepared.outputs.table)
    other()
    third()
    curated()
    last = registry()
    last.environment = Environment(image="other:1")


job = environments(rows=Input(type="uri_folder", path="azureml:rows:1"))
