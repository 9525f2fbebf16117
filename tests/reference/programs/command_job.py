"""A command job of its own."""

from azure.ai.ml import Input, Output, command
from azure.ai.ml.constants import AssetTypes, InputOutputModes

job = command(
    code="./src",
    command="python step.py --table ${{inputs.table}} --rate ${{inputs.rate}} --out ${{outputs.fitted}}",
    inputs={
        "table": Input(type=AssetTypes.URI_FILE, path="azureml:rows:1", mode=InputOutputModes.DOWNLOAD),
        "rate": 0.25,
        "name": "x y",
    },
    outputs={"fitted": Output(type=AssetTypes.URI_FOLDER, mode=InputOutputModes.RW_MOUNT)},
    environment="AzureML-sklearn-1.5@latest",
    environment_variables={"A": "b"},
    compute="cpu-cluster",
    instance_count=2,
    timeout=600,
    display_name="fit-one",
    experiment_name="fits",
    description="A first fit.",
    tags={"owner": "demo"},
)
