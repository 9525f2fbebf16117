"""Jobs, nodes and components that move data, the nodes of control flow, and the tuning of large models."""

from __future__ import annotations

from typing import Literal

from designer.spec.kinds.base import Anything, Flag, Mapping, Number, Path, Ref, Spec, Text, TextMap, Texts, Whole, key
from designer.spec.kinds.common import Component, Described, Input, Job, Node, Output, QueueSettings


class ProcedureArgument(Spec):
    name: Text = key("The argument's name.")
    value: Text = key("Its value.")
    type: Text = key("Its type in the database.")


class Database(Spec):
    """A table, query or stored procedure."""

    type: Literal["database"] = key("What it is.")
    connection: Text = key("The registered connection.", required=True)
    query: Text = key("What is read.")
    table_name: Text = key("What is read or written.")
    stored_procedure: Text = key("What is called.")
    stored_procedure_params: list[ProcedureArgument] = key("Its arguments.")


class FileSystem(Spec):
    """A folder of another storage."""

    type: Literal["file_system"] = key("What it is.")
    connection: Text = key("The registered connection.", required=True)
    path: Path = key("The folder.")


Elsewhere = Database | FileSystem


class Transfer(Spec):
    """What the jobs, nodes and components that move data share."""

    task: Literal["copy_data", "import_data", "export_data"] = key("Which way data goes.", required=True)
    data_copy_mode: Literal["merge_with_overwrite", "fail_if_conflict"] = key("What happens to equal names.")
    source: Elsewhere | Text = key("Where `import_data` reads.")
    sink: Elsewhere | Text = key("Where `export_data` writes.")


class TransferJob(Transfer, Job):
    """Copies data between storages, or to and from elsewhere."""

    type: Literal["data_transfer"] = key("The type.")
    inputs: dict[str, Input | Anything] = key("Data by name.")
    outputs: dict[str, Output | Anything] = key("Outputs by name.")


class TransferNode(Transfer, Node):
    """A step that moves data."""

    type: Literal["data_transfer"] = key("The type.")


class TransferComponent(Transfer, Component):
    """A reusable step that moves data."""

    type: Literal["data_transfer"] = key("The type.")


class ImportSource(Spec):
    type: Literal["azuresqldb", "azuresynapseanalytics", "snowflake", "s3"] = key("What is read from.")
    connection: Text = key("The registered connection.", required=True)
    query: Text = key("What is read from a database.")
    path: Path = key("What is read from a storage.")


class ImportJob(Described):
    """Brings data from a database or storage elsewhere. The service has retired it."""

    type: Literal["import"] = key("The type.")
    name: Text = key("The run's id.", runs="yes")
    source: ImportSource = key("What is read.", required=True)
    output: Output = key("Where it goes.", required=True)
    display_name: Text = key("The name people see.", runs="yes")
    experiment_name: Text = key("The experiment.", runs="yes")
    properties: TextMap = key("More facts.", runs="yes")
    identity: Mapping = key("As whom to run.")
    services: Mapping = key("Kept as written.")
    log_files: Mapping = key("Kept as written.")
    status: Text = key("Kept as written.")
    compute: Ref = key("A label.")


class ImportNode(Node):
    """A step that brings data from elsewhere."""

    type: Literal["import"] = key("The type.")
    source: ImportSource | Text = key("What is read.")
    output: Output | Text = key("Where it goes.")


class ImportComponent(Component):
    """A reusable step that brings data from elsewhere."""

    type: Literal["import"] = key("The type.")
    source: dict[str, Anything] = key("The parameters of the source.", required=True)
    output: Output = key("What comes of it.", required=True)


class IfElse(Spec):
    """Runs one of two nodes, by a value that another node found."""

    type: Literal["if_else"] = key("The type.")
    condition: Text = key("A boolean, or an output that holds one.")
    true_block: Text | Texts = key("The node for yes: `${{parent.jobs.name}}`.")
    false_block: Text | Texts = key("The node for no.")
    component: Anything = key("A component in place, in older files.")
    inputs: dict[str, Anything] = key("Inputs of a component in place.")


class LoopLimits(Spec):
    max_iteration_count: Whole = key("How many rounds at most, 1 to 1000.", required=True)


class DoWhile(Spec):
    """Runs a node again and again while a value that it leaves is true."""

    type: Literal["do_while"] = key("The type.")
    body: Text = key("The node that is repeated: `${{parent.jobs.name}}`.", required=True)
    condition: Text = key("An output of the body that holds a boolean.")
    mapping: dict[str, Texts | Text] = key("Output of a round to input(s) of the next.", required=True)
    limits: LoopLimits = key("How many rounds.", required=True)


class ParallelFor(Spec):
    """Runs a node once for each item, at the same time."""

    type: Literal["parallel_for"] = key("The type.")
    body: Text = key("The node that is run: `${{parent.jobs.name}}`.", required=True)
    items: list[Anything] | dict[str, Anything] | Text = key(
        "Inputs for each round: a list, a mapping of mappings, JSON text or a binding.", required=True
    )
    max_concurrency: Whole = key("How many at a time.")
    outputs: dict[str, Anything] = key("What is made of the outputs of the rounds.")


class TuningBody(Job):
    """What fine-tuning jobs share."""

    type: Literal["finetuning"] = key("The type.")
    task: Text = key("What the model learns to do, as in `chatCompletion`.", required=True)
    model_provider: Literal["azure_open_ai", "custom"] = key("Whose model it is.", required=True)
    model: Input | Ref = key("The model to start from.", required=True)
    training_data: Input | Ref = key("What is learnt from.")
    validation_data: Input | Ref = key("What is checked against.")
    hyperparameters: Mapping = key("Numbers of the training: `n_epochs`, `batch_size`, `learning_rate_multiplier` …")
    resources: Anything = key("Sizes of machine that will do.")
    queue_settings: QueueSettings = key("Place in the queue.")
    outputs: dict[str, Output | Anything] = key("The tuned model.")


class FineTuningJob(TuningBody):
    """Trains a given language or vision model further."""


class FineTuningNode(Node):
    """A fine-tuning step."""

    type: Literal["finetuning"] = key("The type.")
    task: Text = key("What the model learns to do.")
    model_provider: Text = key("Whose model it is.")
    model: Input | Ref = key("The model to start from.")
    training_data: Input | Ref = key("What is learnt from.")
    validation_data: Input | Ref = key("What is checked against.")
    hyperparameters: Mapping = key("Numbers of the training.")
    resources: Anything = key("Sizes of machine that will do.")


class RequestSettings(Spec):
    request_batch_size: Whole = key("Requests at a time.")
    min_endpoint_success_ratio: Number = key("The share that has to succeed.")


class Teacher(Spec):
    inference_parameters: Mapping = key("Sent with each request.")
    endpoint_request_settings: RequestSettings = key("How the endpoint is asked.")


class Prompts(Spec):
    enable_chain_of_thought: Flag = key("Whether reasons are asked for.")
    enable_chain_of_density: Flag = key("Whether summaries are made denser step by step.")
    max_len_summary: Whole = key("Words of a summary at most.")


class DistillationJob(Job):
    """Teaches a small model with the answers of a large one."""

    type: Literal["distillation"] = key("The type.")
    data_generation_type: Literal["label_generation", "data_generation"] = key("What the teacher makes.", required=True)
    data_generation_task_type: Literal["NLI", "NLU_QA", "CONVERSATION", "MATH", "SUMMARIZATION"] = key(
        "The kind of task.", required=True
    )
    teacher_model_endpoint_connection: Mapping = key("The connection to the teacher.", required=True)
    student_model: Input | Ref = key("The model that learns.", required=True)
    training_data: Input | Ref = key("What is learnt from.")
    validation_data: Input | Ref = key("What is checked against.")
    teacher_model_settings: Teacher = key("How the teacher is asked.")
    prompt_settings: Prompts = key("How prompts are made.")
    hyperparameters: TextMap = key("Numbers of the training.")
    resources: Anything = key("Machines.")
    outputs: dict[str, Output | Anything] = key("The student.")
