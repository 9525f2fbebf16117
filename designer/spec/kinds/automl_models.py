"""What automated training is told about algorithms, forecasts, and the parameters of text and image models."""

from __future__ import annotations

from typing import Annotated, Literal

from designer.spec.kinds.base import Anything, Flag, Mapping, Number, Spec, Text, Texts, Whole, key, suggested
from designer.spec.kinds.sweeps import Space

ALGORITHMS = (
    "logistic_regression", "sgd", "multinomial_naive_bayes", "bernoulli_naive_bayes", "svm", "linear_svm", "knn",
    "decision_tree", "random_forest", "extreme_random_trees", "light_gbm", "gradient_boosting", "xg_boost_classifier",
    "xg_boost_regressor", "elastic_net", "lasso_lars", "auto_arima", "prophet", "naive", "seasonal_naive", "average",
    "seasonal_average", "exponential_smoothing", "arimax", "tcn_forecaster", "tensor_flow_dnn",
    "tensor_flow_linear_classifier", "tensor_flow_linear_regressor", "averaged_perceptron_classifier",
    "fast_linear_regressor", "online_gradient_descent_regressor",
)  # fmt: skip
Algorithm = Annotated[str, suggested(*ALGORITHMS)]
OrSpace = Space | Anything
Scheduler = Annotated[
    str,
    suggested("none", "linear", "cosine", "cosine_with_restarts", "polynomial", "constant", "constant_with_warmup"),
]


class StackSettings(Spec):
    stack_meta_learner_type: Text = key("What is trained on the outputs of the others.")
    stack_meta_learner_train_percentage: Number = key("The share it is trained on.")
    stack_meta_learner_kwargs: Mapping = key("Its arguments.")


class TableTraining(Spec):
    """Which algorithms are tried, and what is made of them."""

    allowed_training_algorithms: list[Algorithm] = key("Only these are tried.")
    blocked_training_algorithms: list[Algorithm] = key("These are not tried.")
    enable_dnn_training: Flag = key("Whether neural networks are tried.", default=False)
    enable_model_explainability: Flag = key("Whether the best model is explained.", default=True)
    enable_onnx_compatible_models: Flag = key("Whether only models that ONNX can hold are tried.", default=False)
    enable_stack_ensemble: Flag = key("Whether models are stacked.")
    enable_vote_ensemble: Flag = key("Whether models vote.")
    ensemble_model_download_timeout_minutes: Whole = key("Minutes to fetch models for an ensemble.")
    stack_ensemble_settings: StackSettings = key("How models are stacked.")
    training_mode: Text = key("Whether training is spread over machines.")


class ForecastingSettings(Spec):
    """What a forecast is told about time."""

    time_column_name: Text = key("The column with the time.")
    time_series_id_column_names: Text | Texts = key("The columns that tell series apart.")
    forecast_horizon: Literal["auto"] | Whole = key("How many steps ahead.")
    frequency: Text = key("Length of a step, as pandas writes it.")
    country_or_region_for_holidays: Text = key("Whose holidays count.")
    cv_step_size: Whole = key("Steps between folds.")
    target_lags: list[Whole] | Literal["auto"] | Whole = key("How many steps back the target is looked at.")
    target_rolling_window_size: Literal["auto"] | Whole = key("Length of the moving window.")
    feature_lags: Literal["none", "auto"] = key("Whether other columns are looked at back in time.")
    seasonality: Literal["auto"] | Whole = key("Length of a season.")
    short_series_handling_config: Literal["none", "auto", "pad", "drop"] = key("What happens to short series.")
    use_stl: Literal["none", "season", "seasontrend", "season_trend"] = key("Whether season and trend are taken apart.")
    target_aggregate_function: Literal["none", "sum", "max", "min", "mean"] = key("How rows of one step are joined.")
    features_unknown_at_forecast_time: Text | Texts = key("Columns that the future does not tell.")


class TextParameters(Spec):
    """Fixed values for text models."""

    model_name: Text = key("The model.")
    learning_rate: Number = key("Learning rate.")
    learning_rate_scheduler: Scheduler = key("How the rate changes.")
    number_of_epochs: Whole = key("Rounds over the data.")
    training_batch_size: Whole = key("Batch size in training.")
    validation_batch_size: Whole = key("Batch size in checking.")
    gradient_accumulation_steps: Whole = key("Batches per step.")
    warmup_ratio: Number = key("The share of steps that warm up.")
    weight_decay: Number = key("Weight decay.")


class TextSpace(Spec):
    """Values or spaces for text models."""

    model_name: OrSpace = key("The model.")
    learning_rate: OrSpace = key("Learning rate.")
    learning_rate_scheduler: OrSpace = key("How the rate changes.")
    number_of_epochs: OrSpace = key("Rounds over the data.")
    training_batch_size: OrSpace = key("Batch size in training.")
    validation_batch_size: OrSpace = key("Batch size in checking.")
    gradient_accumulation_steps: OrSpace = key("Batches per step.")
    warmup_ratio: OrSpace = key("The share of steps that warm up.")
    weight_decay: OrSpace = key("Weight decay.")


class ImageSpace(Spec):
    """Values or spaces for image models."""

    model_name: OrSpace = key("The model.")
    ams_gradient: OrSpace = key("Whether the ams form of the optimizer is used.")
    augmentations: OrSpace = key("How pictures are varied.")
    beta1: OrSpace = key("First beta of the optimizer.")
    beta2: OrSpace = key("Second beta of the optimizer.")
    distributed: OrSpace = key("Whether several processors train together.")
    early_stopping: OrSpace = key("Whether to stop when nothing gets better.")
    early_stopping_delay: OrSpace = key("Epochs to wait at first.")
    early_stopping_patience: OrSpace = key("Epochs without gain.")
    evaluation_frequency: OrSpace = key("Every how many epochs it is checked.")
    enable_onnx_normalization: OrSpace = key("Whether ONNX normalises.")
    gradient_accumulation_step: OrSpace = key("Batches per step.")
    layers_to_freeze: OrSpace = key("How many layers stay as they are.")
    learning_rate: OrSpace = key("Learning rate.")
    learning_rate_scheduler: OrSpace = key("How the rate changes.")
    momentum: OrSpace = key("Momentum.")
    nesterov: OrSpace = key("Whether Nesterov's form is used.")
    number_of_epochs: OrSpace = key("Rounds over the data.")
    number_of_workers: OrSpace = key("Processes that load data.")
    optimizer: OrSpace = key("`sgd`, `adam` or `adamw`.")
    random_seed: OrSpace = key("Makes the training repeatable.")
    step_lr_gamma: OrSpace = key("Factor of the stepped rate.")
    step_lr_step_size: OrSpace = key("Epochs of a step of the rate.")
    training_batch_size: OrSpace = key("Batch size in training.")
    validation_batch_size: OrSpace = key("Batch size in checking.")
    warmup_cosine_lr_cycles: OrSpace = key("Cycles of the cosine rate.")
    warmup_cosine_lr_warmup_epochs: OrSpace = key("Epochs that warm up.")
    weight_decay: OrSpace = key("Weight decay.")
    training_crop_size: OrSpace = key("Pixels of the crop in training.")
    validation_crop_size: OrSpace = key("Pixels of the crop in checking.")
    validation_resize_size: OrSpace = key("Pixels before the crop.")
    weighted_loss: OrSpace = key("How classes are weighed: 0, 1 or 2.")
    box_detections_per_image: OrSpace = key("Boxes per picture at most.")
    box_score_threshold: OrSpace = key("Score that a box needs.")
    image_size: OrSpace = key("Pixels of the picture.")
    max_size: OrSpace = key("Pixels of the longest side.")
    min_size: OrSpace = key("Pixels of the shortest side.")
    model_size: OrSpace = key("Size of the model.")
    multi_scale: OrSpace = key("Whether pictures are scaled by chance.")
    nms_iou_threshold: OrSpace = key("Overlap at which boxes are one.")
    tile_grid_size: OrSpace = key("How a picture is cut into tiles.")
    tile_overlap_ratio: OrSpace = key("How much tiles overlap.")
    tile_predictions_nms_threshold: OrSpace = key("Overlap at which boxes of tiles are one.")
    validation_iou_threshold: OrSpace = key("Overlap that counts as found.")
    validation_metric_type: OrSpace = key("Which measure: `coco`, `voc` or both.")


class ImageParameters(ImageSpace):
    """Fixed values for image models."""

    advanced_settings: Text = key("More settings as JSON.")
    checkpoint_frequency: Whole = key("Every how many epochs a checkpoint is kept.")
    checkpoint_run_id: Text = key("The job whose checkpoint is gone on from.")
    checkpoint_filename: Text = key("The checkpoint's file.")
    log_training_metrics: Text = key("Whether measures of training are logged.")
    log_validation_loss: Text = key("Whether the loss of checking is logged.")
