"""Jobs, nodes and components that run a command, and pipelines."""

from __future__ import annotations

from typing import Literal

from designer.spec.kinds.base import (
    Anything,
    Command,
    Flag,
    Mapping,
    Path,
    Ref,
    Spec,
    Text,
    TextMap,
    Texts,
    Whole,
    key,
)
from designer.spec.kinds.common import Component, Environment, Input, Job, JobResources, Node, Output, QueueSettings


class PyTorch(Spec):
    """`instance_count` × `process_count_per_instance` processes with RANK, WORLD_SIZE and the like."""

    type: Literal["pytorch"] = key("PyTorch's way of starting.")
    process_count_per_instance: Whole = key("Processes on each machine.", default=1)
    process_count: Whole = key("All processes together: the older word.")


class TensorFlow(Spec):
    """Workers and parameter servers that find each other by TF_CONFIG."""

    type: Literal["tensorflow"] = key("TensorFlow's way of starting.")
    worker_count: Whole = key("Workers in all.")
    parameter_server_count: Whole = key("Parameter servers in all.", default=0)


class Mpi(Spec):
    type: Literal["mpi"] = key("As `mpirun` starts.")
    process_count_per_instance: Whole = key("Processes on each machine.", default=1)


class Ray(Spec):
    type: Literal["ray"] = key("A Ray cluster.")
    port: Whole = key("Port of the head node.")
    address: Text = key("Address of the head node.")
    include_dashboard: Flag = key("Whether there is a dashboard.")
    dashboard_port: Whole = key("Port of the dashboard.")
    head_node_additional_args: Text = key("More arguments of the head.")
    worker_node_additional_args: Text = key("More arguments of the workers.")


Distribution = PyTorch | TensorFlow | Mpi | Ray


class CommandLimits(Spec):
    timeout: Whole = key("Seconds until the step is stopped.", runs="yes")


class Artifact(Spec):
    """A package of Azure DevOps to be put beside the code. Cannot be fetched here."""

    type: Literal["artifact"] = key("What it is.")
    feed: Text = key("The feed.")
    name: Text = key("The package.")
    version: Text = key("Its version.")
    scope: Text = key("`organization` or `project`.")
    organization: Text = key("The organization's address.")
    project: Text = key("The project.")


class Runnable(Spec):
    """What makes a command: shared by job, node and component."""

    command: Command = key("One bash script. `${{inputs.x}}` and `${{outputs.x}}` are filled in.", runs="yes")
    code: Path = key("A folder, relative to this file. A copy of it is the working directory.", runs="yes")
    environment: Environment = key("The Python environment: a name, an image, a conda file.", runs="mapped")
    environment_variables: TextMap = key("Variables of the process.", runs="yes")
    distribution: Distribution = key("How several processes are started together.")
    resources: JobResources = key("Machines for the step.", runs="mapped")


class CommandJob(Runnable, Job):
    """A job of one step: a bash script in an environment."""

    type: Literal["command"] = key("A job without `type` is a command job.", default="command", runs="yes")
    command: Command = key(
        "One bash script. `${{inputs.x}}` and `${{outputs.x}}` are filled in.", runs="yes", required=True
    )
    inputs: dict[str, Input | Anything] = key("Literals and data by name.", runs="yes")
    outputs: dict[str, Output | Anything] = key("Outputs by name; null is a folder.", runs="yes")
    limits: CommandLimits = key("Limits of the job.", runs="yes")
    queue_settings: QueueSettings = key("Place in the queue.", runs="yes")
    additional_includes: list[Path | Artifact] = key("Files and folders copied beside the code.", runs="yes")
    component: Ref | Mapping = key("A component instead of `command`; the job gives its inputs.", runs="yes")
    parameters: Mapping = key("Kept as written.")
    parent_job_name: Text = key("The job that started this one, as an export tells.")
    settings: Mapping = key("Kept as written.")
    comment: Text = key("A remark for the reader.")
    version: Text = key("Kept as written.")
    is_deterministic: Flag = key("Whether equal inputs give equal outputs.", runs="yes")


class CommandNode(Runnable, Node):
    """A step that runs a command, given by a component or in place."""

    parameters: Mapping = key("Kept as written.")
    parent_job_name: Text = key("Kept as written.")

    type: Literal["command"] = key("A node without `type` is a command node.", default="command", runs="yes")
    limits: CommandLimits = key("Limits of the node; win over the component's.", runs="yes")
    additional_includes: list[Path | Artifact] = key("Files and folders copied beside the code.", runs="yes")


class CommandComponent(Runnable, Component):
    """A reusable step: declared ports and the command that uses them."""

    type: Literal["command"] = key("The type.", runs="yes", default="command")
    additional_includes: list[Path | Artifact] = key(
        "Files and folders copied into the code folder under their own names.", runs="yes"
    )
    limits: CommandLimits = key("Limits that nodes may set anew.", runs="yes")
    queue_settings: QueueSettings = key("Place in the queue.", runs="yes")
    compute: Ref = key("A label; older components had one.", runs="mapped")


class Settings(Spec):
    """How the nodes of a pipeline run when they do not say it themselves."""

    default_compute: Ref = key("The compute of nodes without one; `serverless` is one, too.", runs="mapped")
    default_datastore: Ref = key("Where outputs go.", runs="mapped")
    continue_on_step_failure: Flag = key(
        "Whether nodes that do not need a failed one go on.", default=False, runs="yes", shows="false"
    )
    force_rerun: Flag = key("Whether to run everything anew, reusing nothing.", default=False, runs="yes")
    priority: Literal["low", "medium", "high"] = key(
        "The place in the queue of nodes that do not say their own. A setting of Penstock; Azure ML ignores it.",
        default="medium",
        shows="medium",
        runs="yes",
    )
    on_init: Text = key("A node that runs before all others.")
    on_finalize: Text = key("A node that runs after all others.")


class PipelineJob(Job):
    """A graph of nodes, or one pipeline component with its inputs."""

    type: Literal["pipeline"] = key("The type.", runs="yes")
    settings: Settings = key("Defaults for the nodes.", runs="yes")
    inputs: dict[str, Input | Anything] = key("Literals and data by name; nodes bind to them.", runs="yes")
    outputs: dict[str, Output | Anything] = key("Outputs of the whole; nodes bind theirs to them.", runs="yes")
    jobs: Mapping = key("The nodes by name.", runs="yes")
    component: Ref | Mapping = key("A pipeline component to run, instead of `jobs`.", runs="yes")
    queue_settings: QueueSettings = key("Place in the queue.", runs="yes")


class PipelineNode(Node):
    """A pipeline inside a pipeline."""

    type: Literal["pipeline"] = key("The type.", runs="yes")
    jobs: Mapping = key("The nodes, when the pipeline stands in place.", runs="yes")
    settings: Settings = key("Defaults for the nodes inside.", runs="yes")


class PipelineComponent(Component):
    """A reusable graph of nodes."""

    type: Literal["pipeline"] = key("The type.", runs="yes")
    jobs: Mapping = key("The nodes by name.", runs="yes")
    settings: Settings = key("Defaults for the nodes inside.", runs="yes")


class Body(Spec):
    """Kept for nodes of a type that is not known: whatever it holds is kept."""

    type: Text = key("The type.")
    inputs: dict[str, Input | Anything] = key("Inputs by name.")
    outputs: dict[str, Output | Anything] = key("Outputs by name.")


class Flow(Spec):
    """The flow of `flow.dag.yaml`: a folder used as the component of a parallel node."""

    schema_: Text = key("Address of the schema.", alias="$schema")
    name: Text = key("Its name.")
    version: Text = key("Its version.")
    display_name: Text = key("The name people see.")
    description: Text = key("What it does.")
    tags: TextMap = key("Words to find it by.")
    id: Text = key("Kept as written.")
    type: Text = key("Kept as written.")
    language: Text = key("The language the flow is written in.")
    inputs: dict[str, Anything] = key("Declared inputs: type, default, description.")
    outputs: dict[str, Anything] = key("Declared outputs: type and `reference` to a node.")
    nodes: list[FlowNode] = key("The nodes of the flow.")
    node_variants: Mapping = key("Variants of nodes to choose from.")
    environment: Mapping | Text = key("What to install.")
    environment_variables: TextMap = key("Variables of the process.")
    additional_includes: Texts = key("Files and folders copied into the flow.")
    azureml: Mapping = key("Settings for use as a component: environment, is_deterministic.")
    chat_history: Mapping = key("Kept as written.")
    message_format: Text = key("Kept as written.")
    entry: Text = key("The entry of a flow written as a function.")
    init: Mapping = key("Arguments of a flow written as a class.")
    sample: Mapping = key("Kept as written.")
    code: Path = key("The folder of the code.")
    is_deterministic: Flag = key("Whether equal inputs give equal outputs.")
    variant: Text = key("The variant to use.")
    column_mappings: TextMap = key("Which column fills which input.")
    connections: dict[str, Anything] = key("Connections of the nodes.")
    properties: TextMap = key("Kept as written.")
    creation_context: Mapping = key("Kept as written.")
    latest_version: Text = key("Kept as written.")
    auto_delete_setting: Mapping = key("Kept as written.")
    intellectual_property: Mapping = key("Kept as written.")


class FlowNode(Spec):
    name: Text = key("The node's name.", required=True)
    type: Text = key("`python`, `llm`, `prompt` or a tool's own word.")
    source: Mapping = key("Where the tool lies.")
    inputs: dict[str, Anything] = key("Values and references.")
    activate: Mapping = key("When the node runs.")
    aggregation: Flag = key("Whether it runs once over all rows.")
    use_variants: Flag = key("Whether its variants are used.")
    reduce: Flag = key("The older word for `aggregation`.")
    tool: Text = key("The tool's name.")
    provider: Text = key("Who provides the model.")
    connection: Text = key("The connection to use.")
    api: Text = key("Which call of the provider.")
    module: Text = key("The module of the tool.")
    comment: Text = key("A remark for the reader.")
