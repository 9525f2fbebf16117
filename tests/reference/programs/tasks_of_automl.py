"""AutoML steps of other tasks."""

from azure.ai.ml import Input, Output, automl, dsl
from azure.ai.ml.sweep import BanditPolicy, Choice, Uniform


@dsl.pipeline(default_compute="cpu")
def searches(rows, images):
    forecast = automl.forecasting(
        training_data=rows,
        target_column_name="demand",
        primary_metric="normalized_root_mean_squared_error",
        n_cross_validations=3,
        outputs={"best_model": Output(type="mlflow_model")},
    )
    forecast.set_forecast_settings(time_column_name="t", forecast_horizon=12, frequency="D")
    forecast.set_limits(timeout_minutes=30, max_trials=4)
    forecast.set_training(enable_stack_ensemble=False)
    numbers = automl.regression(
        training_data=rows, target_column_name="price", primary_metric="r2_score",
        outputs={"best_model": Output(type="mlflow_model")},
    )  # fmt: skip
    numbers.set_featurization(mode="off")
    seen = automl.image_classification(
        training_data=images, target_column_name="label", primary_metric="accuracy",
        outputs={"best_model": Output(type="mlflow_model")},
    )  # fmt: skip
    seen.set_limits(timeout_minutes=60, max_trials=10, max_concurrent_trials=2)
    seen.set_training_parameters(early_stopping=True, evaluation_frequency=1)
    seen.extend_search_space(
        [automl.SearchSpace(model_name=Choice(["vitb16r224"]), learning_rate=Uniform(0.001, 0.01))]
    )
    seen.set_sweep(
        sampling_algorithm="random",
        early_termination=BanditPolicy(evaluation_interval=2, slack_factor=0.2, delay_evaluation=6),
    )


job = searches(rows=Input(type="mltable", path="azureml:rows:1"), images=Input(type="mltable", path="azureml:images:1"))
