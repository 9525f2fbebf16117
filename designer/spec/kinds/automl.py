"""Automated training: jobs and nodes for tables, texts and images. Kept whole; nothing of it runs here."""

from __future__ import annotations

from typing import Annotated, Literal

from designer.spec.kinds.automl_models import (
    ForecastingSettings,
    ImageParameters,
    ImageSpace,
    TableTraining,
    TextParameters,
    TextSpace,
)
from designer.spec.kinds.base import Anything, Flag, Number, Ref, Spec, Text, TextMap, Texts, Whole, key, suggested
from designer.spec.kinds.common import Component, Input, Job, JobResources, Node, Output
from designer.spec.kinds.sweeps import EarlyTermination, Sampling

TABLE_TASKS = ("classification", "regression", "forecasting")
TEXT_TASKS = ("text_classification", "text_classification_multilabel", "text_ner")
IMAGE_TASKS = (
    "image_classification",
    "image_classification_multilabel",
    "image_object_detection",
    "image_instance_segmentation",
)
TableTask = Literal["classification", "regression", "forecasting"]
TextTask = Literal["text_classification", "text_classification_multilabel", "text_ner"]
ImageTask = Literal[
    "image_classification", "image_classification_multilabel", "image_object_detection", "image_instance_segmentation"
]
Metric = Annotated[
    str,
    suggested(
        "accuracy", "auc_weighted", "norm_macro_recall", "average_precision_score_weighted", "iou",
        "precision_score_weighted", "spearman_correlation", "normalized_root_mean_squared_error", "r2_score",
        "normalized_mean_absolute_error", "normalized_root_mean_squared_log_error", "mean_average_precision",
    ),
]  # fmt: skip
Verbosity = Literal["not_set", "debug", "info", "warning", "error", "critical"]
DataOf = Input | Ref  # in a pipeline, a binding


class Limits(Spec):
    """How long to search."""

    timeout_minutes: Whole = key("Minutes for the whole search.")
    trial_timeout_minutes: Whole = key("Minutes for one trial.")
    max_trials: Whole = key("How many trials in all.")
    max_concurrent_trials: Whole = key("How many at a time.")
    max_nodes: Whole = key("Machines in all.")
    max_cores_per_trial: Whole = key("Cores of one trial; -1 is all.")
    exit_score: Number = key("The score that is good enough to stop.")
    enable_early_termination: Flag = key("Whether to stop when nothing gets better.")


class Transformer(Spec):
    fields: Texts = key("The columns.")
    parameters: dict[str, Anything] = key("Settings of the transformer.")


class TableFeaturization(Spec):
    mode: Literal["auto", "off", "custom"] = key("Who decides how columns are prepared.", default="auto", shows="auto")
    dataset_language: Text = key("Language of the texts.")
    blocked_transformers: Texts = key("Transformers that are left out.")
    column_name_and_types: TextMap = key("What columns mean.")
    transformer_params: dict[str, list[Transformer]] = key("Settings of transformers by name.")
    enable_dnn_featurization: Flag = key("Whether texts go through a neural network.")


class TextFeaturization(Spec):
    dataset_language: Text = key("Language of the texts.")


class SweepSettings(Spec):
    sampling_algorithm: Sampling = key("How values are picked.")
    early_termination: EarlyTermination = key("When a trial is stopped before its end.")


class Common(Spec):
    """What all tasks share."""

    training_data: DataOf = key("The table to learn from.")
    validation_data: DataOf = key("The table to check against.")
    target_column_name: Text = key("The column to foretell.")
    primary_metric: Metric = key("What is made best.")
    limits: Limits = key("How long to search.")
    log_verbosity: Verbosity = key("How much is logged.", default="info", shows="info")
    environment_id: Text = key("An environment of one's own.")
    environment_variables: TextMap = key("Variables of the process.")
    resources: JobResources = key("Machines for a trial.")


class Table(Common):
    task: TableTask = key("What the model does.", required=True)
    test_data: DataOf = key("The table to test on at the end.")
    validation_data_size: Number = key("The share kept for checking.")
    test_data_size: Number = key("The share kept for the test.")
    n_cross_validations: Literal["auto"] | Whole = key("How many folds.")
    cv_split_column_names: Texts = key("Columns that say which fold.")
    weight_column_name: Text = key("The column with weights.")
    featurization: TableFeaturization = key("How columns are prepared.")
    training: TableTraining = key("Which algorithms and how.")
    positive_label: Text = key("The class that counts as yes.")
    forecasting: ForecastingSettings = key("Time column, horizon and the like.")


class Texting(Common):
    task: TextTask = key("What the model does.", required=True)
    featurization: TextFeaturization = key("Language of the texts.")
    sweep: SweepSettings = key("How the space is searched.")
    search_space: list[TextSpace] = key("Spaces of values; each a mapping.")
    training_parameters: TextParameters = key("Fixed values.")


class Imaging(Common):
    task: ImageTask = key("What the model does.", required=True)
    test_data: DataOf = key("The table to test on at the end.")
    test_data_size: Number = key("The share kept for the test.")
    validation_data_size: Number = key("The share kept for checking.")
    sweep: SweepSettings = key("How the space is searched.")
    search_space: list[ImageSpace] = key("Spaces of values; each a mapping.")
    training_parameters: ImageParameters = key("Fixed values.")


class TableJob(Table, Job):
    """Finds a model for a table: classification, regression or forecasting."""

    type: Literal["automl"] = key("The type.")
    outputs: dict[str, Output | Anything] = key("`best_model`.")
    queue_settings: Anything = key("Place in the queue.")


class TextJob(Texting, Job):
    """Finds a model for texts."""

    type: Literal["automl"] = key("The type.")
    outputs: dict[str, Output | Anything] = key("`best_model`.")
    queue_settings: Anything = key("Place in the queue.")


class ImageJob(Imaging, Job):
    """Finds a model for images."""

    type: Literal["automl"] = key("The type.")
    outputs: dict[str, Output | Anything] = key("`best_model`.")
    queue_settings: Anything = key("Place in the queue.")


class TableNode(Table, Node):
    """A step that finds a model for a table."""

    type: Literal["automl"] = key("The type.")
    limits: Limits = key("How long to search.")
    resources: JobResources = key("Machines for a trial.")


class TextNode(Texting, Node):
    """A step that finds a model for texts."""

    type: Literal["automl"] = key("The type.")
    limits: Limits = key("How long to search.")
    resources: JobResources = key("Machines for a trial.")


class ImageNode(Imaging, Node):
    """A step that finds a model for images."""

    type: Literal["automl"] = key("The type.")
    limits: Limits = key("How long to search.")
    resources: JobResources = key("Machines for a trial.")


class AutoMLComponent(Component):
    """Automated training as a component."""

    type: Literal["automl"] = key("The type.")
    task: TableTask | TextTask | ImageTask = key("What the model does.", required=True)
