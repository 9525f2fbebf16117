"""Jobs, nodes and components that map over many items (parallel) or run on Spark."""

from __future__ import annotations

from typing import Literal

from designer.spec.kinds.base import Anything, Mapping, Path, Ref, Spec, Text, TextMap, Texts, Whole, key
from designer.spec.kinds.common import (
    Component,
    Environment,
    Input,
    Job,
    JobResources,
    Node,
    Output,
)


class RetrySettings(Spec):
    max_retries: Whole = key("How often a mini batch is tried again.")
    timeout: Whole = key("Seconds for one mini batch.")


class ParallelTask(Spec):
    """The function that is called with mini batches."""

    type: Literal["run_function", "model", "function"] = key("`run_function` for a script of your own.")
    code: Path = key("Folder of the code.")
    entry_script: Path = key("The script with `init()` and `run(mini_batch)`.")
    program_arguments: Text = key("Arguments, which the script reads from `sys.argv`.")
    append_row_to: Text = key("The output that gets one row per result: `${{outputs.x}}`.")
    environment: Environment = key("The environment.")
    model: Text = key("The model, for tasks of that type.")


class Parallel(Spec):
    """What parallel jobs, nodes and components share."""

    task: ParallelTask = key("The function that is called.")
    input_data: Text = key("The input that is cut into mini batches: `${{inputs.x}}`.")
    mini_batch_size: Text = key("Bytes for tables (`10kb`), a number of files for folders.")
    partition_keys: Texts | Text = key("Columns instead of a size: one mini batch per combination.")
    max_concurrency_per_instance: Whole = key("Workers on each machine.")
    mini_batch_error_threshold: Whole = key("Mini batches that may fail; -1 is any.", default=-1)
    error_threshold: Whole = key("Items that may fail; -1 is any.", default=-1)
    logging_level: Literal["DEBUG", "INFO", "WARNING"] = key("How much is logged.", default="INFO", shows="INFO")
    retry_settings: RetrySettings = key("How often a mini batch is tried again.")
    resources: JobResources = key("Machines for the step.")
    environment_variables: TextMap = key("Variables of the process.")


class ParallelJob(Parallel, Job):
    """Calls a function with the mini batches of its data."""

    type: Literal["parallel"] = key("The type.")
    inputs: dict[str, Input | Anything] = key("Literals and data by name.")
    outputs: dict[str, Output | Anything] = key("Outputs by name.")


class ParallelNode(Parallel, Node):
    """A parallel step, given by a component, a flow folder, or in place."""

    type: Literal["parallel"] = key("The type.")
    resources: JobResources = key("Machines for the step.")
    environment_variables: TextMap = key("Variables of the process.")
    environment: Environment = key("The environment of a flow.")


class ParallelComponent(Parallel, Component):
    """A reusable parallel step."""

    type: Literal["parallel"] = key("The type.")
    code: Path = key("Folder of the code, in older files.")
    environment: Environment = key("The environment, in older files.")


class EntryFile(Spec):
    file: Path = key("The script to start.", required=True)
    spark_job_entry_type: Text = key("Kept as written.")


class EntryClass(Spec):
    class_name: Text = key("The class to start.", required=True)
    spark_job_entry_type: Text = key("Kept as written.")


class SparkResources(Spec):
    instance_type: Text = key("The size of machine.")
    runtime_version: Text = key("The version of Spark.")


class Spark(Spec):
    """What Spark jobs, nodes and components share."""

    code: Path = key("Folder of the code.")
    entry: EntryFile | EntryClass | Text = key("What is started.")
    args: Text = key("Arguments; `${{inputs.x}}` is filled in.")
    conf: dict[str, Anything] = key("Spark's own settings: cores, memory, number of executors.")
    py_files: Texts = key("Python files and archives for all executors.")
    jars: Texts = key("Java archives.")
    files: Texts = key("Files put into the working directory.")
    archives: Texts = key("Archives unpacked into the working directory.")
    environment: Environment = key("The environment.")
    properties: Mapping = key("More settings, kept as they are.")


class SparkJob(Spark, Job):
    """Runs a script on Spark."""

    type: Literal["spark"] = key("The type.")
    inputs: dict[str, Input | Anything] = key("Literals and data by name.")
    outputs: dict[str, Output | Anything] = key("Outputs by name; `direct` ones must not exist beforehand.")
    resources: SparkResources = key("Machines and version of Spark.")
    properties: Mapping = key("More settings, kept as they are.")


class SparkNode(Spark, Node):
    """A Spark step, given by a component or in place."""

    type: Literal["spark"] = key("The type.")
    resources: Anything = key("Machines and version of Spark.")
    properties: Mapping = key("More settings, kept as they are.")


class SparkComponent(Spark, Component):
    """A reusable Spark step."""

    type: Literal["spark"] = key("The type.")
    additional_includes: Texts = key("Files and folders copied beside the code.")
    resources: SparkResources = key("Machines and version of Spark, in older files.")
    identity: Mapping = key("As whom to run, in older files.")
    compute: Ref = key("A label, in older files.")
    properties: Mapping = key("More settings, kept as they are.")
