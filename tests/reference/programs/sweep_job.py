"""A sweep of its own."""

from azure.ai.ml import Input, command
from azure.ai.ml.sweep import BanditPolicy, Choice, Uniform

train = command(
    code="./src",
    command="python step.py --c ${{inputs.c}} --k ${{inputs.kernel}} --data ${{inputs.table}} --n ${{inputs.n}}",
    inputs={
        "c": Uniform(min_value=0.1, max_value=0.9),
        "kernel": Choice(["rbf", "linear"]),
        "table": Input(type="uri_file", path="https://example.org/rows.csv"),
        "n": 5,
    },
    environment="azureml:base:1",
    compute="cpu-cluster",
    display_name="tune",
    experiment_name="tuning",
    description="A sweep",
)
job = train.sweep(
    primary_metric="accuracy",
    goal="maximize",
    sampling_algorithm="random",
    early_termination_policy=BanditPolicy(slack_factor=0.1, evaluation_interval=2),
)
job.set_limits(max_total_trials=4, max_concurrent_trials=2, timeout=7200)
