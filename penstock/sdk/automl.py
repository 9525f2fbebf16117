"""AutoML jobs: made by factories, set by `set_limits`, `set_training` and the like, kept and written as YAML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

from penstock.sdk.body import Body, Place, plain
from penstock.sdk.nodes import KINDS, Node
from penstock.sdk.ports import NodeOutput, Ports, given
from penstock.sdk.stack import register
from penstock.sdk.sweeping import SweepDistribution, read_policy
from penstock.sdk.values import Input, Output, read_output


class ClassificationPrimaryMetrics(StrEnum):
    """What a search for a classifier can look for."""

    ACCURACY = "accuracy"
    AUC_WEIGHTED = "auc_weighted"
    AVERAGE_PRECISION_SCORE_WEIGHTED = "average_precision_score_weighted"
    NORM_MACRO_RECALL = "norm_macro_recall"
    PRECISION_SCORE_WEIGHTED = "precision_score_weighted"


class ClassificationMultilabelPrimaryMetrics(StrEnum):
    """The same, where a row can have several classes."""

    ACCURACY = "accuracy"
    AUC_WEIGHTED = "auc_weighted"
    IOU = "iou"


class RegressionPrimaryMetrics(StrEnum):
    """What a search for a regression can look for."""

    NORMALIZED_MEAN_ABSOLUTE_ERROR = "normalized_mean_absolute_error"
    NORMALIZED_ROOT_MEAN_SQUARED_ERROR = "normalized_root_mean_squared_error"
    R2_SCORE = "r2_score"
    SPEARMAN_CORRELATION = "spearman_correlation"


class ForecastingPrimaryMetrics(StrEnum):
    """What a search for a forecast can look for."""

    NORMALIZED_MEAN_ABSOLUTE_ERROR = "normalized_mean_absolute_error"
    NORMALIZED_ROOT_MEAN_SQUARED_ERROR = "normalized_root_mean_squared_error"
    R2_SCORE = "r2_score"
    SPEARMAN_CORRELATION = "spearman_correlation"


class ObjectDetectionPrimaryMetrics(StrEnum):
    """What a search for a detector can look for."""

    MEAN_AVERAGE_PRECISION = "mean_average_precision"


class InstanceSegmentationPrimaryMetrics(StrEnum):
    """What a search for a segmentation can look for."""

    MEAN_AVERAGE_PRECISION = "mean_average_precision"


class ForecastingSettings(Body):
    """`forecasting` of a forecasting job."""


_DATA = ("training_data", "validation_data", "test_data")


def _read_data(value: Any, base: Path) -> Any:
    if isinstance(value, Mapping):
        return Input._load(value, base)
    return given(value, Input(type="mltable"), "training_data")


class AutoMLJob(Node):
    """A job that looks for the best model by itself. Its settings are those of the YAML, by the same names."""

    _type = "automl"
    _task: ClassVar[str] = ""
    _keys: ClassVar[tuple[str, ...]] = (
        "type", "task", "name", "display_name", "description", "experiment_name", "tags", "properties", "compute",
        *_DATA, "target_column_name", "primary_metric", "limits", "featurization", "training", "forecasting", "sweep",
        "search_space", "training_parameters", "log_verbosity", "resources", "environment_variables", "outputs",
    )  # fmt: skip
    _readers = {**Node._readers, **dict.fromkeys(_DATA, _read_data)}
    _made: ClassVar[Mapping[str, Any]] = {}
    _hidden: ClassVar[frozenset[str]] = frozenset({"name", "experiment_name"})

    def __init__(self, *, outputs: Mapping[str, Any] | None = None, **keys: Any) -> None:
        self._start(None)
        self._body.update({"type": "automl", "task": keys.pop("task", self._task)})
        if keys.get("primary_metric"):
            keys["primary_metric"] = _metric(keys["primary_metric"])
        for key, value in keys.items():
            setattr(self, key, value)
        self._body["outputs"] = Ports(self, NodeOutput, {"best_model": Output(type="mlflow_model")}, "output")
        for name, value in (outputs or {}).items():
            self.outputs[name] = read_output(value, Path.cwd())

    def _component_name(self) -> str:
        return type(self).__name__

    def _set(self, key: str, values: Mapping[str, Any]) -> None:
        before = self.get(key) or {}
        found = dict(before._body if isinstance(before, Body) else before)
        found.update({name: value for name, value in values.items() if value is not None})
        self._body[key] = found

    def set_limits(self, **limits: Any) -> None:
        """`timeout_minutes`, `trial_timeout_minutes`, `max_trials`, `max_concurrent_trials`, `exit_score` …"""
        self._set("limits", limits)

    def set_training(self, **training: Any) -> None:
        """`enable_onnx_compatible_models`, `allowed_training_algorithms`, `blocked_training_algorithms` …"""
        self._set("training", training)

    def set_data(self, **data: Any) -> None:
        for key, value in data.items():
            setattr(self, key, value)

    def set_featurization(self, **featurization: Any) -> None:
        """`mode`, `dataset_language`, `column_name_and_types`, `transformer_params` …"""
        self._set("featurization", featurization)

    def set_forecast_settings(self, **settings: Any) -> None:
        """`time_column_name`, `forecast_horizon`, `time_series_id_column_names` …"""
        self._set("forecasting", settings)

    def set_training_parameters(self, **parameters: Any) -> None:
        self._set("training_parameters", parameters)

    def set_sweep(self, **sweep: Any) -> None:
        """`sampling_algorithm` and `early_termination`."""
        if "early_termination" in sweep:
            sweep["early_termination"] = read_policy(sweep["early_termination"], Path.cwd())
        self._set("sweep", sweep)

    def extend_search_space(self, value: Any) -> None:
        self._body["search_space"] = [*(self.search_space or []), *(value if isinstance(value, list) else [value])]

    def _said(self, key: str, value: Any, place: Place) -> Any:
        if key in ("limits", "training", "featurization", "forecasting", "sweep", "training_parameters"):
            return plain(value, place)
        return super()._said(key, value, place)

    def __call__(self, **kwargs: Any) -> Any:
        raise TypeError("an AutoML job is a node already; it is not called")


class SearchSpace(Body):
    """One space of `search_space`: names of parameters, and values or distributions."""

    _is_value = True

    def _said(self, key: str, value: Any, place: Place) -> Any:
        return plain(value, place) if isinstance(value, SweepDistribution) else value


class ClassificationJob(AutoMLJob):
    """Which class a row belongs to."""

    _task = "classification"


class RegressionJob(AutoMLJob):
    """Which number belongs to a row."""

    _task = "regression"


class ForecastingJob(AutoMLJob):
    """Which number comes next in time."""

    _task = "forecasting"


class TextClassificationJob(AutoMLJob):
    """Which class a text belongs to."""

    _task = "text_classification"


class TextClassificationMultilabelJob(AutoMLJob):
    """Which classes a text belongs to."""

    _task = "text_classification_multilabel"


class TextNerJob(AutoMLJob):
    """Which words of a text are names."""

    _task = "text_ner"


class ImageClassificationJob(AutoMLJob):
    """Which class an image belongs to."""

    _task = "image_classification"


class ImageClassificationMultilabelJob(AutoMLJob):
    """Which classes an image belongs to."""

    _task = "image_classification_multilabel"


class ImageObjectDetectionJob(AutoMLJob):
    """What an image shows, and where."""

    _task = "image_object_detection"


class ImageInstanceSegmentationJob(AutoMLJob):
    """Which pixels belong to what."""

    _task = "image_instance_segmentation"


def _metric(given: Any) -> Any:
    """`AUC_weighted`, `AUCWeighted` or an enum: the dialect's small words with underscores."""
    import re

    word = str(getattr(given, "value", given))
    if "${{" in word or "_" in word:
        return word.lower() if word.islower() else word
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", word).lower()


def _factory(kind: type[AutoMLJob]) -> Callable[..., AutoMLJob]:
    def make(
        *, training_data: Any, target_column_name: str | None = None, primary_metric: Any = None, **kwargs: Any
    ) -> AutoMLJob:
        explain = kwargs.pop("enable_model_explainability", None)
        settings = kwargs.pop("forecasting_settings", None)
        job = kind(
            training_data=training_data, target_column_name=target_column_name, primary_metric=primary_metric, **kwargs
        )
        if explain is not None:
            job.set_training(enable_model_explainability=explain)
        if settings is not None:
            job._body["forecasting"] = settings
        register(job)
        return job

    make.__name__ = make.__qualname__ = kind._task
    make.__doc__ = f"{kind.__doc__} Keywords are those of the YAML of an AutoML job with the task `{kind._task}`."
    return make


classification = _factory(ClassificationJob)
regression = _factory(RegressionJob)
forecasting = _factory(ForecastingJob)
text_classification = _factory(TextClassificationJob)
text_classification_multilabel = _factory(TextClassificationMultilabelJob)
text_ner = _factory(TextNerJob)
image_classification = _factory(ImageClassificationJob)
image_classification_multilabel = _factory(ImageClassificationMultilabelJob)
image_object_detection = _factory(ImageObjectDetectionJob)
image_instance_segmentation = _factory(ImageInstanceSegmentationJob)

KINDS["automl"] = AutoMLJob
