"""AutoML as a step."""

from azure.ai.ml import Input, Output, automl, dsl, load_component

prep = load_component("prep.yml")


@dsl.pipeline(default_compute="cpu", description="AutoML")
def automated(rows, test):
    found = automl.classification(
        training_data=rows,
        validation_data=test,
        target_column_name="b",
        primary_metric="accuracy",
        enable_model_explainability=True,
        outputs={"best_model": Output(type="mlflow_model")},
    )
    found.set_limits(max_trials=3, max_concurrent_trials=1, timeout_minutes=20)
    found.set_training(enable_stack_ensemble=False, enable_vote_ensemble=False)
    prepared = prep(raw=found.outputs.best_model)
    return {"model": found.outputs.best_model, "table": prepared.outputs.table}


job = automated(rows=Input(type="mltable", path="azureml:rows:1"), test=Input(type="mltable", path="azureml:test:1"))
