"""Blocks that many documents share: inputs and outputs, environments, resources, identities, services."""

from __future__ import annotations

from typing import Annotated, Literal

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
    Texts,
    Whole,
    key,
    suggested,
)


class Headed(Spec):
    """What every document may begin with."""

    schema_: Text = key("Address of the schema. Its last part tells the kind; it is never fetched.", alias="$schema")


class Described(Headed):
    name: Text = key("The name.", runs="yes")
    description: Text = key("What it is for, in words.", runs="yes")
    tags: TextMap = key("Words to find it by.", runs="yes")
    id: Text = key("Its address elsewhere; kept as written.")
    creation_context: Mapping = key("Who made it and when, as an export from elsewhere tells; kept as written.")


class Input(Spec):
    """Data given to a job or node (or a literal in the long form, by `default` or `value`)."""

    type: Text = key("What lies there: `uri_file`, `uri_folder`, `mltable` or a kind of model.", runs="yes")
    path: Path = key("A local path, an address, a registered asset or a binding.", runs="yes")
    mode: Text = key("How the data reaches the step: `ro_mount`, `download`, `direct`, `eval_mount` …", runs="mapped")
    default: Anything = key("The literal, in the long form.", runs="yes")
    value: Anything = key("The literal, in the form that exports from elsewhere use.")
    description: Text = key("What the input is for.", runs="yes")
    optional: Flag = key("Whether it may stay without a value.", default=False, runs="yes")
    datastore: Text = key("The datastore that `path` is relative to.")
    path_on_compute: Path = key("Where the data is put on the machine.")
    name: Text = key("A name of its own.")
    version: Text = key("A version of its own.")
    min: Number = key("Smallest value allowed.", runs="yes")
    max: Number = key("Largest value allowed.", runs="yes")
    enum: list[Text] = key("The values it may have.", runs="yes")


class Output(Spec):
    """Where an output of a job or node goes."""

    type: Text = key("What the step leaves there.", default="uri_folder", runs="yes")
    path: Path = key("Where it is stored, or a binding to an output of the pipeline.", runs="yes")
    mode: Text = key("How it is written: `rw_mount`, `upload` or `direct`.", default="rw_mount", runs="mapped")
    name: Text = key("Registers the output under this name when its step has completed.", runs="yes")
    version: Text = key("The version it is registered with; the next number without it.", runs="yes")
    description: Text = key("What the output is.", runs="yes")
    early_available: Flag = key("Whether others may read it before the step has ended.")


class InputPort(Spec):
    """A declared input of a component."""

    type: Text = key("`string`, `integer`, `number`, `boolean`, a kind of data or a kind of model.", runs="yes")
    description: Text = key("What the input is for.", runs="yes")
    optional: Flag = key("Whether it may stay without a value.", default=False, runs="yes")
    default: Anything = key("What is taken when nothing is given.", runs="yes")
    min: Number = key("Smallest value allowed.", runs="yes")
    max: Number = key("Largest value allowed.", runs="yes")
    enum: list[Text] = key("The values it may have; another one is a warning.", runs="yes")
    mode: Text = key("How the data reaches the step.", runs="mapped")
    path: Path = key("A default path.", runs="yes")
    datastore: Text = key("The datastore that `path` is relative to.")
    value: Anything = key("A default, as exports from elsewhere write it.")


class OutputPort(Spec):
    """A declared output of a component."""

    type: Text = key("What the step leaves there.", default="uri_folder", runs="yes")
    description: Text = key("What the output is.", runs="yes")
    mode: Text = key("How it is written.", runs="mapped")
    path: Path = key("Where it is stored.", runs="yes")
    early_available: Flag = key("Whether it is a control value, readable as soon as it is written.")
    is_control: Flag = key("The older word for `early_available`.")
    optional: Flag = key("Whether the step may leave it out.")
    intellectual_property: Mapping = key("Who owns what lies there.")


class Route(Spec):
    path: Path = key("Path of the address.", required=True)
    port: Whole = key("Port of the address.", required=True)


class InferenceConfig(Spec):
    liveness_route: Route = key("Where to ask whether the server lives.", required=True)
    readiness_route: Route = key("Where to ask whether the server is ready.", required=True)
    scoring_route: Route = key("Where to send data for scoring.", required=True)


class BuildContext(Spec):
    """A folder with a Dockerfile."""

    path: Path = key("The folder, relative to this file.", runs="mapped")
    dockerfile_path: Path = key("The Dockerfile inside it.", default="Dockerfile", runs="mapped")


class EnvironmentBody(Spec):
    """What an environment is made of."""

    name: Text = key("Its name, when it has one.", runs="yes")
    version: Text = key("Its version.", runs="yes")
    image: Text = key("A container image. Without Docker or Podman, rules map it to an environment.", runs="mapped")
    conda_file: Path | Mapping = key("A conda file, its content, or a list of requirements; built.", runs="yes")
    build: BuildContext = key("A folder to build an image from, when registered; else mapped by rules.", runs="mapped")
    description: Text = key("What it is for.", runs="yes")
    tags: TextMap = key("Words to find it by.", runs="yes")
    properties: TextMap = key("More facts, kept as they are.")
    os_type: Literal["linux", "windows"] = key("The system it is for.", default="linux")
    inference_config: InferenceConfig = key("Addresses of a server that scores.")
    datastore: Text = key("Where a build context is uploaded to.")
    id: Text = key("Its address elsewhere.")
    creation_context: Mapping = key("Kept as written.")
    latest_version: Text = key("Kept as written.")
    auto_delete_setting: Mapping = key("Kept as written.")
    intellectual_property: Mapping = key("Kept as written.")


Environment = EnvironmentBody | Ref


class JobResources(Spec):
    """Machines for a step."""

    instance_count: Whole = key("How many machines.", default=1, runs="mapped")
    instance_type: Text | Texts = key("The size of machine.")
    instance_types: Texts = key("Sizes of machine that will do.")
    max_instance_count: Whole = key("How many machines at most, for steps that may grow.")
    locations: Texts = key("Regions that will do.")
    shm_size: Text = key("Shared memory, as in `2g`. Ignored with a note: a step has the machine's.")
    docker_args: Text | Texts = key("More arguments for the container. Ignored with a note.")
    properties: Mapping = key(
        "Settings of the service behind. `penstock: {cpus, gpus, memory, retries, retry_delay}` are those of this one.",
        runs="yes",
    )


class QueueSettings(Spec):
    job_tier: Literal["spot", "basic", "standard", "premium", "null"] = key(
        "The tier of the queue. Without a priority, `spot` counts as low and `premium` as high.", runs="mapped"
    )
    priority: Literal["low", "medium", "high"] = key(
        "The place in the queue.", default="medium", shows="medium", runs="yes"
    )


class ManagedIdentity(Spec):
    type: Literal["managed", "managed_identity"] = key("Runs as an identity of the service.")
    client_id: Text = key("Client id of the identity.")
    object_id: Text = key("Object id of the identity.")
    msi_resource_id: Text = key("Resource id of the identity.")


class UserIdentity(Spec):
    type: Literal["user_identity"] = key("Runs as the person who submits.")


class TokenIdentity(Spec):
    type: Literal["aml_token"] = key("Runs with a token of the workspace.")


Identity = ManagedIdentity | UserIdentity | TokenIdentity


class ResourceIdentity(Spec):
    """The identity of a compute, endpoint or workspace."""

    type: Literal["system_assigned", "user_assigned", "system_assigned,user_assigned", "none"] = key("Whose it is.")
    principal_id: Text = key("Principal id.")
    tenant_id: Text = key("Tenant id.")
    user_assigned_identities: list[Mapping] | dict[str, Anything] = key("Identities made by the user.")


class JobService(Spec):
    """An interactive service beside a job. Linked or left out here, never an error."""

    type: Annotated[str, suggested("jupyter_lab", "ssh", "tensor_board", "vs_code")] = key("Which service.")
    job_service_type: Text = key("The older word for `type`.")
    port: Whole = key("Its port.")
    nodes: Text = key("On which machines: `all`, or the first one.")
    log_dir: Path = key("Where TensorBoard reads.")
    ssh_public_keys: Text = key("Keys that may log in.")
    properties: TextMap = key("More settings of the service.")
    endpoint: Text = key("Its address, as an export tells.")
    status: Text = key("Its state, as an export tells.")
    error_message: Text = key("Why it failed, as an export tells.")


class Job(Described):
    """What all jobs have."""

    name: Text = key("The run's id. Made up when absent.", runs="yes")
    display_name: Text = key("The name people see.", runs="yes")
    experiment_name: Text = key("The experiment the job belongs to.", runs="yes")
    properties: TextMap = key("More facts about the job, kept with it.", runs="yes")
    compute: Ref = key("Where to run. A label here: everything runs on this machine.", runs="mapped")
    identity: Identity = key("As whom to run.")
    services: dict[str, JobService] = key("Interactive services beside the job.")
    log_files: TextMap = key("Addresses of logs, as an export tells.")
    status: Text = key("The state, as an export tells.")


class Component(Described):
    """What all components have."""

    name: Text = key("The name: small letters, digits, `_`.", runs="yes")
    version: Text = key("The version, any text. A new one is made up when absent.", runs="yes")
    display_name: Text = key("The name people see.", runs="yes")
    is_deterministic: Flag = key("Whether equal inputs give equal outputs; if not, nothing is reused.", runs="yes",
                                 default=True)  # fmt: skip
    inputs: dict[str, InputPort | Anything] = key("Declared inputs by name.", runs="yes")
    outputs: dict[str, OutputPort | Anything] = key("Declared outputs by name.", runs="yes")
    properties: TextMap = key("More facts, kept as they are.")
    latest_version: Text = key("The newest version, as an export tells.")
    intellectual_property: Mapping = key("Who published it and what is hidden.")
    auto_delete_setting: Mapping = key("When it may be deleted.")


class Node(Spec):
    """What all nodes of a pipeline have."""

    component: Ref | Mapping = key(
        "A file, a registered component (`azureml:name:version`, `azureml:name@latest`), or one in place.", runs="yes"
    )
    inputs: dict[str, Input | Anything] = key("Literals, data or bindings by the name of the input.", runs="yes")
    outputs: dict[str, Output | Anything] = key("Settings or a binding by the name of the output.", runs="yes")
    display_name: Text = key("The name people see.", runs="yes")
    description: Text = key("What the node does.", runs="yes")
    comment: Text = key("A remark for the reader.")
    tags: TextMap = key("Words to find its jobs by.", runs="yes")
    properties: TextMap = key(
        'More facts about its jobs. `penstock.force_rerun: "true"` runs the node always and reuses nothing.', runs="yes"
    )
    compute: Ref = key("Where to run; the settings of the pipeline are taken when absent.", runs="mapped")
    identity: Identity = key("As whom to run.")
    resources: JobResources = key("Machines for the node; wins over the component's.", runs="mapped")
    queue_settings: QueueSettings = key("Place in the queue.")
    services: dict[str, JobService] = key("Interactive services beside the job.")
    environment_variables: TextMap = key("Variables of the process; win over the component's.", runs="yes")
    limits: Anything = key("Limits of the node; win over the component's.", runs="yes")
    name: Text = key("Not needed: the key above is the name.")
    experiment_name: Text = key("Not needed: the pipeline's holds.")
    id: Text = key("Its address, as an export tells.")
    log_files: TextMap = key("Addresses of logs, as an export tells.")
    status: Text = key("The state, as an export tells.")
    version: Text = key("Kept as written.")
    is_deterministic: Flag = key("Whether equal inputs give equal outputs.", runs="yes")
    creation_context: Mapping = key("Kept as written.")
    settings: Anything = key("Kept as written.")
    schema_: Text = key("Kept as written.", alias="$schema")
