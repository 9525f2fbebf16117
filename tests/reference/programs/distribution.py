"""Machines and ranks of nodes that come from files."""

from azure.ai.ml import Input, TensorFlowDistribution, command, dsl, load_component
from azure.ai.ml.entities import JobResourceConfiguration

fit = load_component("fit.yml")
ranks = command(
    command="python -m x ${{inputs.rows}}",
    inputs={"rows": Input(type="uri_folder", mode="download")},
    environment="azureml:base@latest",
    distribution=TensorFlowDistribution(worker_count=2, parameter_server_count=1),
    instance_count=2,
    instance_type="Standard_D2",
    docker_args="--ipc=host",
)


@dsl.pipeline(default_compute="cpu")
def distribution(rows):
    one = fit(table=rows)
    one.resources = JobResourceConfiguration(instance_count=4, instance_type="big", shm_size="8g")
    one.distribution = {"type": "pytorch", "process_count_per_instance": 8}
    two = ranks(rows=rows)
    two.distribution.worker_count = 3
    two.resources.instance_count = 4


job = distribution(rows=Input(type="uri_folder", path="azureml:rows:1"))
