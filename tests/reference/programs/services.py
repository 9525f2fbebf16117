"""Identity, services, queue: what a job of its own can say beside its command."""

from azure.ai.ml import Input, command
from azure.ai.ml.entities import (
    JupyterLabJobService,
    SshJobService,
    TensorBoardJobService,
    UserIdentityConfiguration,
    VsCodeJobService,
)

job = command(
    code="./src",
    command="python step.py ${{inputs.rows}} ${{inputs.count}}",
    inputs={"rows": Input(type="mltable", path="azureml:rows@latest", mode="eval_mount"), "count": 10},
    environment="azureml:base:3",
    compute="cpu",
    identity=UserIdentityConfiguration(),
    services={
        "lab": JupyterLabJobService(),
        "code": VsCodeJobService(nodes="all"),
        "board": TensorBoardJobService(log_dir="outputs/tb"),
        "shell": SshJobService(ssh_public_keys="key"),
    },
    job_tier="spot",
    priority="low",
    shm_size="2g",
    properties={"p": "q"},
    display_name="served",
)
