"""Sweeps: many trials of one command over a space of values."""

from __future__ import annotations

from typing import Literal

from designer.spec.kinds.base import (
    Anything,
    Command,
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
)
from designer.spec.kinds.common import Environment, Input, Job, JobResources, Node, Output, QueueSettings
from designer.spec.kinds.jobs import Distribution


class Choice(Spec):
    """One of a list."""

    type: Literal["choice"] = key("The kind of space.")
    values: list[Anything] = key("The values; a mapping among them opens a space of its own.", required=True)


class Between(Spec):
    """Any number between two; `loguniform` draws the exponent."""

    type: Literal["uniform", "loguniform"] = key("The kind of space.")
    min_value: Number = key("The smallest.", required=True)
    max_value: Number = key("The largest.", required=True)


class QuantizedBetween(Spec):
    """Numbers between two in steps of `q`."""

    type: Literal["quniform", "qloguniform"] = key("The kind of space.")
    min_value: Number = key("The smallest.", required=True)
    max_value: Number = key("The largest.", required=True)
    q: Number = key("The step.", required=True)


class Around(Spec):
    """Numbers around a mean; `lognormal` draws the exponent."""

    type: Literal["normal", "lognormal"] = key("The kind of space.")
    mu: Number = key("The mean.", required=True)
    sigma: Number = key("The standard deviation.", required=True)


class QuantizedAround(Spec):
    """Numbers around a mean in steps of `q`."""

    type: Literal["qnormal", "qlognormal"] = key("The kind of space.")
    mu: Number = key("The mean.", required=True)
    sigma: Number = key("The standard deviation.", required=True)
    q: Number = key("The step.", required=True)


class RandomInteger(Spec):
    """A whole number from 0 up to, but not including, `upper`."""

    type: Literal["randint"] = key("The kind of space.")
    upper: Whole = key("The end, not included.", required=True)


Space = Choice | Between | QuantizedBetween | Around | QuantizedAround | RandomInteger


class RandomSampling(Spec):
    type: Literal["random"] = key("Values by chance.")
    seed: Whole = key("Makes the draw repeatable.")
    rule: Literal["random", "sobol"] = key("How evenly the draws lie.", default="random")
    logbase: Number | Text = key("Base of logarithmic spaces: a number or `e`.")


class GridSampling(Spec):
    type: Literal["grid"] = key("Every combination of choices.")


class BayesianSampling(Spec):
    type: Literal["bayesian"] = key("Learns from the trials before.")


Sampling = Literal["random", "grid", "bayesian"] | RandomSampling | GridSampling | BayesianSampling


class Objective(Spec):
    goal: Literal["minimize", "maximize"] = key("Which way is better.", required=True)
    primary_metric: Text = key("The metric, as the trial logs it.", required=True)


class Bandit(Spec):
    """Stops trials that are worse than the best by more than the slack."""

    type: Literal["bandit"] = key("The policy.")
    slack_factor: Number = key("The slack as a share of the best.")
    slack_amount: Number = key("The slack as an amount.")
    evaluation_interval: Whole = key("Every how many reports it looks.", default=1)
    delay_evaluation: Whole = key("How many reports it waits at first.", default=0)


class MedianStopping(Spec):
    """Stops trials whose best is worse than the median of the others' averages."""

    type: Literal["median_stopping"] = key("The policy.")
    evaluation_interval: Whole = key("Every how many reports it looks.", default=1)
    delay_evaluation: Whole = key("How many reports it waits at first.", default=0)


class Truncation(Spec):
    """Stops the worst share of the trials at each look."""

    type: Literal["truncation_selection"] = key("The policy.")
    truncation_percentage: Whole = key("The share, in percent.", required=True)
    evaluation_interval: Whole = key("Every how many reports it looks.", default=1)
    delay_evaluation: Whole = key("How many reports it waits at first.", default=0)
    exclude_finished_jobs: Flag = key("Whether finished trials are left out.")


EarlyTermination = Bandit | MedianStopping | Truncation


class SweepLimits(Spec):
    max_total_trials: Whole = key("How many trials in all.")
    max_concurrent_trials: Whole = key("How many at a time.")
    timeout: Whole = key("Seconds for the whole sweep.")
    trial_timeout: Whole = key("Seconds for one trial.")


class Trial(Spec):
    """The command that is tried, in place."""

    command: Command = key("The script; `${{search_space.x}}` is the trial's value.", required=True)
    code: Path = key("Folder of the code.")
    environment: Environment = key("The environment.")
    environment_variables: TextMap = key("Variables of the process.")
    distribution: Distribution = key("How several processes are started together.")
    resources: JobResources = key("Machines for a trial.")
    inputs: dict[str, Anything] = key("Declared inputs, when the trial is a component in place.")
    outputs: dict[str, Anything] = key("Declared outputs, when the trial is a component in place.")
    type: Text = key("`command`, when the trial is a component in place.")
    name: Text = key("Name of a component in place.")
    version: Text = key("Version of a component in place.")
    display_name: Text = key("Name that people see.")
    description: Text = key("What it does.")
    tags: TextMap = key("Words to find it by.")
    is_deterministic: Flag = key("Whether equal inputs give equal outputs.")
    additional_includes: list[Path] = key("Files copied beside the code.")
    queue_settings: QueueSettings = key("Place in the queue.")
    properties: Mapping = key("Kept as written.")
    id: Text = key("Kept as written.")
    creation_context: Mapping = key("Kept as written.")
    latest_version: Text = key("Kept as written.")
    auto_delete_setting: Mapping = key("Kept as written.")
    intellectual_property: Mapping = key("Kept as written.")
    schema_: Text = key("Kept as written.", alias="$schema")


class Sweep(Spec):
    """What sweep jobs and sweep nodes share."""

    sampling_algorithm: Sampling = key("How values are picked.", default="random", shows="random")
    search_space: dict[str, Space] = key("A space of values by the name of the parameter.")
    objective: Objective = key("What is measured and which way is better.", required=True)
    early_termination: EarlyTermination = key("When a trial is stopped before its end.")
    limits: SweepLimits = key("How many trials and how long.")
    queue_settings: QueueSettings = key("Place in the queue.")
    resources: JobResources = key("Machines for a trial.")


class SweepJob(Sweep, Job):
    """Runs a command many times over a space of values and keeps the best."""

    type: Literal["sweep"] = key("The type.")
    trial: Trial | Ref = key("The command that is tried.", required=True)
    inputs: dict[str, Input | Anything] = key("Literals and data by name, the same for all trials.")
    outputs: dict[str, Output | Anything] = key("Outputs by name: those of the best trial.")


class SweepNode(Sweep, Node):
    """A sweep as a step: its outputs are the best trial's."""

    type: Literal["sweep"] = key("The type.")
    limits: SweepLimits = key("How many trials and how long.")
    queue_settings: QueueSettings = key("Place in the queue.")
    resources: JobResources = key("Machines for a trial.")
    trial: Trial | Ref = key("A component file, a registered component, or a command in place.", required=True)
    outputs: dict[str, Output | Anything] = key("Outputs by name: those of the best trial.")


class SweepComponent(Sweep):
    """A sweep as a component: not part of the public format, kept whole."""

    type: Literal["sweep"] = key("The type.")
    name: Text = key("The name.", runs="yes")
    version: Text = key("The version.", runs="yes")
    display_name: Text = key("The name people see.", runs="yes")
    description: Text = key("What it does.", runs="yes")
    tags: TextMap = key("Words to find it by.", runs="yes")
    trial: Trial | Ref = key("What is tried.")
    inputs: dict[str, Anything] = key("Declared inputs.")
    outputs: dict[str, Anything] = key("Declared outputs.")
    compute: Ref = key("A label.")
    properties: Mapping = key("More facts, kept as they are.")
    is_deterministic: Flag = key("Whether equal inputs give equal outputs.")
    schema_: Text = key("Address of the schema.", alias="$schema")
