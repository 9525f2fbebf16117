"""`penstock model …`"""

from __future__ import annotations

from dataclasses import replace

from penstock.cli.asset_verbs import verbs
from penstock.cli.verbs import flag

STAGE = flag("--stage", "-s", help="as in Production")
MANAGED = verbs(
    "model",
    "models",
    flag("--path", "-p", help="the file or folder, runs:/JOB/path, or an address of a job's output"),
    flag("--type", "-t", help="custom_model, mlflow_model or triton_model"),
    STAGE,
    flag("--datastore", help="of no effect here"),
    fields=("path", "type", "stage"),
    downloads=True,
)
VERBS = tuple(
    replace(verb, flags=(*verb.flags, STAGE), given={**verb.given, "fields": ("stage",)})
    if verb.name == "update"
    else verb
    for verb in MANAGED
)
