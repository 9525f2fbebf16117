"""Endpoints and deployments. Only published pipelines (batch) run here; the rest is kept."""

from __future__ import annotations

from typing import Annotated, Literal

from designer.spec.kinds.assets import Model
from designer.spec.kinds.base import (
    Anything,
    Flag,
    Mapping,
    Number,
    Path,
    Ref,
    Spec,
    Text,
    TextMap,
    Whole,
    key,
    suggested,
)
from designer.spec.kinds.common import Described, EnvironmentBody, JobResources, ResourceIdentity


class Endpoint(Described):
    """What all endpoints have."""

    name: Text = key("The name.", runs="yes", wanted=True)
    auth_mode: Literal["key", "aml_token", "aad_token"] = key("How callers prove who they are.")
    properties: TextMap = key("More facts.")
    identity: ResourceIdentity = key("As whom it acts.")
    location: Text = key("The region.")
    provisioning_state: Text = key("Kept as written.")
    scoring_uri: Text = key("Kept as written.")
    openapi_uri: Text = key("Kept as written.")
    kind: Text = key("Kept as written.")


class OnlineEndpoint(Endpoint):
    """An address that answers at once."""

    traffic: dict[str, Whole] = key("Percent of the calls by deployment.")
    mirror_traffic: dict[str, Whole] = key("Percent of the calls that are copied, by deployment.")
    public_network_access: Literal["enabled", "disabled"] = key("Whether it is reached from outside.")
    compute: Ref = key("The cluster of a Kubernetes endpoint.")
    type: Text = key("Kept as written.")


class BatchDefaults(Spec):
    deployment_name: Text = key("The deployment that is called.", runs="yes")


class BatchEndpoint(Endpoint):
    """An address that starts a job."""

    defaults: BatchDefaults = key("The deployment that is called.", runs="yes")
    type: Text = key("Kept as written.")


class CodeConfiguration(Spec):
    code: Path = key("The folder of the code.")
    scoring_script: Path = key("The script that scores.")


class ModelInPlace(Model):
    """A model written inside a deployment; it needs no name."""

    name: Text = key("Its name, when it has one.")


class Deployment(Described):
    """What all deployments have."""

    name: Text = key("The name.", runs="yes", wanted=True)
    endpoint_name: Text = key("The endpoint it belongs to.", runs="yes", wanted=True)
    properties: TextMap = key("More facts.")
    model: ModelInPlace | Ref = key("The model.")
    code_configuration: CodeConfiguration = key("The script that scores.")
    environment: EnvironmentBody | Ref = key("The environment.")
    environment_variables: TextMap = key("Variables of the process.")
    provisioning_state: Text = key("Kept as written.")


class Probe(Spec):
    """How a server is asked whether it lives."""

    initial_delay: Whole = key("Seconds before the first question.")
    period: Whole = key("Seconds between questions.")
    timeout: Whole = key("Seconds to wait for an answer.")
    success_threshold: Whole = key("Good answers in a row that count.")
    failure_threshold: Whole = key("Bad answers in a row that count.")
    scheme: Text = key("Kept as written.")
    method: Text = key("Kept as written.")
    path: Path = key("Kept as written.")
    port: Whole = key("Kept as written.")


class Requests(Spec):
    request_timeout_ms: Whole = key("Milliseconds for one request.")
    max_concurrent_requests_per_instance: Whole = key("Requests at a time.")
    max_queue_wait_ms: Whole = key("Milliseconds a request may wait.")


class Scale(Spec):
    """How many machines there are."""

    type: Literal["default", "target_utilization"] = key("Fixed, or by how busy they are.")
    min_instances: Whole = key("Machines that stay.")
    max_instances: Whole = key("Machines at most.")
    target_utilization_percentage: Whole = key("How busy machines should be.")
    polling_interval: Whole = key("Seconds between looks.")


class ContainerAmount(Spec):
    cpu: Text = key("Processors.")
    memory: Text = key("Memory.")
    gpu: Text = key("Graphics processors.")
    nvidia_gpu: Text = key("Graphics processors, as Kubernetes calls them.", alias="nvidia.com/gpu")


class ContainerResources(Spec):
    requests: ContainerAmount = key("What it needs.")
    limits: ContainerAmount = key("What it may use.")


class OnlineDeployment(Deployment):
    """A model behind an online endpoint."""

    type: Literal["managed", "kubernetes"] = key("Who runs the machines.")
    instance_type: Text = key("The size of machine.")
    instance_count: Whole = key("How many machines.", default=1)
    app_insights_enabled: Flag = key("Whether calls are recorded.")
    scale_settings: Scale = key("How many machines there are.")
    request_settings: Requests = key("Time and number of requests.")
    liveness_probe: Probe = key("How life is asked for.")
    readiness_probe: Probe = key("How readiness is asked for.")
    startup_probe: Probe = key("How the start is asked for.")
    model_mount_path: Path = key("Where the model is put.")
    resources: ContainerResources = key("What a container needs.")
    data_collector: Mapping = key("Which calls are stored.")
    egress_public_network_access: Literal["enabled", "disabled"] = key("Whether it may call outside.")
    private_network_connection: Flag = key("Kept as written.")
    scale_type: Text = key("Kept as written.")


class BatchRetry(Spec):
    max_retries: Whole = key("How often a mini batch is tried again.")
    timeout: Whole = key("Seconds for one mini batch.")


OutputAction = Literal["append_row", "summary_only"]


class BatchSettings(Spec):
    """How a model scores batches."""

    mini_batch_size: Whole = key("Files in a mini batch.")
    instance_count: Whole = key("How many machines.")
    max_concurrency_per_instance: Whole = key("Workers on each machine.")
    output_action: OutputAction = key("What is written.")
    output_file_name: Path = key("The file with the rows.")
    error_threshold: Whole = key("Files that may fail; -1 is any.")
    retry_settings: BatchRetry = key("How often a mini batch is tried again.")
    logging_level: Text = key("How much is logged.")
    environment_variables: TextMap = key("Variables of the process.")


class ModelBatchDeployment(Deployment):
    """A model behind a batch endpoint."""

    type: Literal["model"] = key("The type.")
    compute: Ref = key("Where it runs.")
    settings: BatchSettings = key("How it scores.")
    resources: JobResources = key("Machines.")
    mini_batch_size: Whole = key("Files in a mini batch; now under `settings`.")
    max_concurrency_per_instance: Whole = key("Workers; now under `settings`.")
    output_action: OutputAction = key("What is written; now under `settings`.")
    output_file_name: Path = key("The file with the rows; now under `settings`.")
    error_threshold: Whole = key("Files that may fail; now under `settings`.")
    retry_settings: BatchRetry = key("Retries; now under `settings`.")
    logging_level: Annotated[str, suggested("debug", "info", "warning", "error")] = key(
        "How much is logged; now under `settings`."
    )


class JobDefinition(Spec):
    """A pipeline that is published, in the older form."""

    type: Literal["pipeline"] = key("The type.", runs="yes")
    component: Ref | Mapping = key("The pipeline component.", runs="yes")
    component_id: Ref = key("The pipeline component.", runs="yes")
    job: Ref = key("A job to take the pipeline from.", runs="yes")
    settings: Mapping = key("Settings of its jobs.", runs="yes")
    name: Text = key("Kept as written.")
    description: Text = key("Kept as written.")
    tags: TextMap = key("Kept as written.")


class PipelineBatchDeployment(Deployment):
    """A pipeline behind a batch endpoint: a call runs it."""

    type: Literal["pipeline"] = key("The type.", runs="yes")
    component: Ref | Mapping = key("The pipeline component: a file or `azureml:name:version`.", runs="yes")
    job_definition: JobDefinition | Ref = key("A job (`azureml:name`) to take the pipeline from.", runs="yes")
    settings: Mapping = key("Settings of its jobs: `default_compute`, `continue_on_step_failure` …", runs="yes")
    compute: Ref = key("A label.")
    resources: Anything = key("Kept as written.")
    sampling: Number = key("Kept as written.")
