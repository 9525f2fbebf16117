"""Schedules: when they fire, and what they do: run a job, import data, watch a model."""

from __future__ import annotations

from typing import Annotated, Literal

from designer.spec.kinds.assets import DataImport
from designer.spec.kinds.base import (
    Anything,
    Flag,
    Mapping,
    Moment,
    Number,
    Ref,
    Spec,
    Text,
    TextMap,
    Texts,
    Whole,
    key,
    suggested,
)
from designer.spec.kinds.common import Described, Environment, Input, JobResources, Output
from designer.spec.kinds.jobs import CommandLimits, Distribution, Settings

Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Units = Literal["minute", "hour", "day", "week", "month"]


class Trigger(Spec):
    start_time: Moment = key("Not before this time. Without a zone, it is in `time_zone`.", runs="yes")
    end_time: Moment = key("Not after this time.", runs="yes")
    time_zone: Text = key("A Windows name of a time zone.", default="UTC", runs="yes", shows="UTC")


class Cron(Trigger):
    """Fires as a cron line says."""

    type: Literal["cron"] = key("The trigger.", runs="yes")
    expression: Text = key("Minute, hour, day, month, day of the week.", required=True, runs="yes")


class Pattern(Spec):
    """At which times within the day, week or month."""

    hours: list[Whole] | Whole = key("Hours of the day.", required=True, runs="yes")
    minutes: list[Whole] | Whole = key("Minutes of the hour.", required=True, runs="yes")
    week_days: list[Day] | Day = key("Days of the week.", runs="yes")
    month_days: list[Whole] | Whole = key("Days of the month.", runs="yes")


class Recurrence(Trigger):
    """Fires every so many units of time."""

    type: Literal["recurrence"] = key("The trigger.", runs="yes")
    frequency: Units = key("The unit.", required=True, runs="yes")
    interval: Whole = key("How many units.", required=True, runs="yes")
    schedule: Pattern = key("At which times within the unit.", runs="yes")


class CreateJob(Spec):
    """The job that is run, with what the schedule changes in it."""

    type: Literal["pipeline", "command", "spark"] = key("The kind of job.", runs="yes")
    job: Ref | Mapping = key("A file, or `azureml:` and the name of a job.", required=True, runs="yes")
    name: Text = key("The name of the runs.")
    display_name: Text = key("The name people see.", runs="yes")
    experiment_name: Text = key("The experiment.", runs="yes")
    description: Text = key("What the job does.", runs="yes")
    tags: TextMap = key("Words to find its jobs by.", runs="yes")
    properties: TextMap = key("More facts.", runs="yes")
    compute: Ref = key("Where to run.", runs="mapped")
    inputs: dict[str, Input | Anything] = key("Inputs that are set anew.", runs="yes")
    outputs: dict[str, Output | Anything] = key("Outputs that are set anew.", runs="yes")
    settings: Settings = key("Settings that are set anew.", runs="yes")
    environment: Environment = key("The environment of a command or Spark job.", runs="mapped")
    environment_variables: TextMap = key("Variables of the process.", runs="yes")
    resources: JobResources = key("Machines.", runs="mapped")
    distribution: Distribution = key("How several processes are started.")
    limits: CommandLimits = key("Limits of the job.", runs="yes")
    conf: dict[str, Anything] = key("Settings of Spark.")
    identity: Mapping = key("As whom to run.")
    queue_settings: Mapping = key("Place in the queue.")
    services: Mapping = key("Services beside the job.")
    id: Text = key("Kept as written.")
    status: Text = key("Kept as written.")
    log_files: Mapping = key("Kept as written.")
    parameters: Mapping = key("Kept as written.")
    parent_job_name: Text = key("Kept as written.")
    creation_context: Mapping = key("Kept as written.")
    jobs: Mapping = key("A pipeline in place.", runs="yes")


class Window(Spec):
    lookback_window_size: Text = key("Length of the window, as in `P7D`.")
    lookback_window_offset: Text = key("How far the window ends before now.")
    window_start: Text = key("A fixed start.")
    window_end: Text = key("A fixed end.")


class Watched(Spec):
    """Data that a signal looks at."""

    input_data: Input = key("The data.")
    data_context: Literal["model_inputs", "model_outputs", "training", "test", "validation", "ground_truth",
                          "model_inputs_outputs"] = key("What it is.")  # fmt: skip
    pre_processing_component: Ref = key("A component that prepares it.")
    pre_processing_component_id: Ref = key("The older word.")
    data_column_names: TextMap = key("Columns with a meaning.")
    target_columns: Mapping = key("Columns with a meaning: the older word.")
    target_column_name: Text = key("The column that is foretold.")
    data_window: Window = key("Which part of time.")
    job_type: Text = key("Kept as written.")
    uri: Text = key("Kept as written.")
    window_size: Text = key("Kept as written.")
    window_offset: Text = key("Kept as written.")
    window_start: Text = key("Kept as written.")
    window_end: Text = key("Kept as written.")


class TopFeatures(Spec):
    top_n_feature_importance: Whole = key("How many of the most important features.")


class Signal(Spec):
    """One thing that is watched."""

    type: Literal[
        "data_drift",
        "data_quality",
        "prediction_drift",
        "feature_attribution_drift",
        "custom",
        "generation_safety_quality",
        "model_performance",
        "generation_token_statistics",
    ] = key("What is watched.", required=True)
    production_data: Watched | list[Watched] = key("Data of the model in use.")
    reference_data: Watched = key("Data it is compared with.")
    metric_thresholds: Mapping | list[Mapping] = key("When to tell.")
    features: TopFeatures | Texts | Text = key("Which features.")
    feature_type_override: TextMap = key("What features are, when a guess is wrong.")
    data_segment: Mapping = key("Which rows.")
    alert_enabled: Flag = key("Whether anybody is told.")
    properties: Mapping = key("More settings.")
    model_type: Text = key("Kept as written.")
    sampling_rate: Number = key("The share of rows that is looked at.")
    connection_id: Ref = key("The connection to a model that judges.")
    workspace_connection_id: Ref = key("The older word.")
    connection: Mapping = key("Variables and secrets of a signal of one's own.")
    component_id: Ref = key("The component of a signal of one's own.")
    input_data: dict[str, Anything] = key("Data of a signal of one's own.")
    inputs: dict[str, Anything] = key("Inputs of a signal of one's own.")
    mode: Text = key("Kept as written.")


class MonitorCompute(Spec):
    compute_type: Text = key("The kind of compute.")
    instance_type: Text = key("The size of machine.")
    runtime_version: Text = key("The version of Spark.")


class Target(Spec):
    """The model that is watched."""

    ml_task: Annotated[str, suggested("classification", "regression", "question_answering", "questionanswering")] = key(
        "What the model does."
    )
    endpoint_deployment_id: Ref = key("Where it is deployed.")
    model_id: Ref = key("The model.")


class Alert(Spec):
    emails: Texts = key("Who is told.")


class Monitor(Spec):
    """Watches a model in use."""

    compute: MonitorCompute = key("Where it computes.")
    monitoring_target: Target = key("The model.")
    monitoring_signals: dict[str, Signal] = key("What is watched, by name.")
    alert_notification: Alert | Text = key("Who is told.")


class Schedule(Described):
    """Runs a job, imports data or watches a model at set times."""

    name: Text = key("The name.", runs="yes", wanted=True)
    display_name: Text = key("The name people see.", runs="yes")
    trigger: Cron | Recurrence = key("When it fires.", required=True, runs="yes")
    create_job: CreateJob | Ref = key("The job that is run: a file, a job's name, or a mapping.", runs="yes")
    import_data: DataImport | Ref = key("Data that is brought.")
    create_monitor: Monitor = key("A model that is watched.")
    properties: TextMap = key("More facts.", runs="yes")
    is_enabled: Flag = key("Whether it fires.", runs="yes")
    provisioning_state: Text = key("Kept as written.")
    type: Text = key("Kept as written.")
