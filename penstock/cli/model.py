"""`penstock model …`"""

from __future__ import annotations

from penstock.cli.asset_verbs import verbs
from penstock.cli.verbs import flag

VERBS = verbs(
    "model",
    "models",
    flag("--path", "-p", help="the file or folder, runs:/JOB/path, or an address of a job's output"),
    flag("--type", "-t", help="custom_model, mlflow_model or triton_model"),
    flag("--stage", "-s", help="as in Production"),
    flag("--datastore", help="of no effect here"),
    fields=("path", "type", "stage"),
    downloads=True,
)
