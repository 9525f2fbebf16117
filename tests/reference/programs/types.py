"""Annotations, docstrings and constants."""

from enum import Enum

from azure.ai.ml import Input, dsl, load_component
from azure.ai.ml.constants import AssetTypes, InputOutputModes

prep = load_component("prep.yml")
fit = load_component("fit.yml")


class Kernel(Enum):
    RBF = "rbf"
    LINEAR = "linear"


@dsl.pipeline(name="typed", display_name="Typed")
def inner(
    rows: Input(type=AssetTypes.URI_FOLDER, description="the rows"),
    rate: Input(type="number", min=0, max=1) = 0.4,
    top: int = 2,
    warm: bool = True,
    kernel: Kernel = Kernel.RBF,
):
    """Fits.

    Args:
        top (int): how many
            of them
        warm: whether to go on
    """
    prepared = prep(raw=rows, rate=rate, top=top)
    fitted = fit(table=prepared.outputs.table, kernel=kernel, warm=warm)
    return fitted.outputs


@dsl.pipeline(default_compute="serverless")
def types(rows):
    once = inner(rows=rows)
    twice = inner(rows=rows, rate=0.6, top=3, warm=False, kernel="linear")
    return {"one": once.outputs.model, "two": twice.outputs.model}


job = types(rows=Input(type=AssetTypes.URI_FOLDER, path="azureml:rows:1", mode=InputOutputModes.RO_MOUNT))
