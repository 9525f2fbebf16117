"""A sweep inside a pipeline."""

from azure.ai.ml import Input, Output, command, dsl, load_component
from azure.ai.ml.sweep import (
    BanditPolicy,
    Choice,
    LogNormal,
    LogUniform,
    MedianStoppingPolicy,
    Normal,
    QLogNormal,
    QLogUniform,
    QNormal,
    QUniform,
    Randint,
    TruncationSelectionPolicy,
    Uniform,
)

fit = load_component("fit.yml")
wide = command(
    code="./src",
    command="python step.py ${{inputs.a}} ${{inputs.b}} ${{inputs.d}} ${{inputs.e}} ${{inputs.f}} ${{outputs.o}}",
    inputs={
        "a": 1.0,
        "b": 2,
        "d": 1.0,
        "e": 1.0,
        "f": 1.0,
        "g": 1.0,
        "h": 1.0,
        "table": Input(type="uri_folder", path="azureml:rows:1"),
    },
    outputs={"o": Output(type="uri_folder")},
    environment="base@latest",
    compute="gpu",
)


@dsl.pipeline(default_compute="cpu")
def sweeping(rows):
    trial = fit(table=rows, c=Uniform(min_value=0.1, max_value=0.9), kernel=Choice(values=["rbf", "linear"]))
    best = trial.sweep(
        primary_metric="accuracy", goal="maximize", sampling_algorithm="random", compute="sweepers",
        max_total_trials=8, max_concurrent_trials=4,
    )  # fmt: skip
    best.set_limits(timeout=3600, trial_timeout=60)
    best.early_termination = BanditPolicy(slack_factor=0.15, evaluation_interval=1, delay_evaluation=10)
    other = wide(
        a=LogUniform(-3, 0), b=Randint(upper=9), d=QUniform(1, 9, 2), e=Normal(0, 1), f=LogNormal(0, 1),
        g=QNormal(0, 1, 2), h=QLogUniform(1, 2, 1),
    )  # fmt: skip
    tuned = other.sweep(
        primary_metric="loss",
        goal="minimize",
        sampling_algorithm="bayesian",
        max_total_trials=3,
        max_concurrent_trials=1,
        early_termination_policy=MedianStoppingPolicy(delay_evaluation=5, evaluation_interval=2),
    )
    third_trial = fit(table=rows, c=QLogNormal(0, 1, 1))
    third = third_trial.sweep(primary_metric="m", goal="Maximize", sampling_algorithm="grid")
    third.set_limits(max_total_trials=2, max_concurrent_trials=2)
    third.early_termination = TruncationSelectionPolicy(truncation_percentage=20, evaluation_interval=1)
    use = fit(table=tuned.outputs.o)
    use.name = "use_it"
    return {"model": best.outputs.model}


job = sweeping(rows=Input(type="uri_folder", path="azureml:rows:1"))
