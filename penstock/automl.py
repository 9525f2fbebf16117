"""The layout that notebooks import from: `from penstock import automl`, then `automl.classification(…)`."""

from __future__ import annotations

from typing import Any

from penstock.sdk import kept
from penstock.sdk.automl import (
    AutoMLJob,
    ClassificationJob,
    ClassificationMultilabelPrimaryMetrics,
    ClassificationPrimaryMetrics,
    ForecastingJob,
    ForecastingPrimaryMetrics,
    ForecastingSettings,
    ImageClassificationJob,
    ImageClassificationMultilabelJob,
    ImageInstanceSegmentationJob,
    ImageObjectDetectionJob,
    InstanceSegmentationPrimaryMetrics,
    ObjectDetectionPrimaryMetrics,
    RegressionJob,
    RegressionPrimaryMetrics,
    SearchSpace,
    TextClassificationJob,
    TextClassificationMultilabelJob,
    TextNerJob,
    classification,
    forecasting,
    image_classification,
    image_classification_multilabel,
    image_instance_segmentation,
    image_object_detection,
    regression,
    text_classification,
    text_classification_multilabel,
    text_ner,
)

__all__ = [
    "AutoMLJob",
    "ClassificationJob",
    "ClassificationMultilabelPrimaryMetrics",
    "ClassificationPrimaryMetrics",
    "ForecastingJob",
    "ForecastingPrimaryMetrics",
    "ForecastingSettings",
    "ImageClassificationJob",
    "ImageClassificationMultilabelJob",
    "ImageInstanceSegmentationJob",
    "ImageObjectDetectionJob",
    "InstanceSegmentationPrimaryMetrics",
    "ObjectDetectionPrimaryMetrics",
    "RegressionJob",
    "RegressionPrimaryMetrics",
    "SearchSpace",
    "TextClassificationJob",
    "TextClassificationMultilabelJob",
    "TextNerJob",
    "classification",
    "forecasting",
    "image_classification",
    "image_classification_multilabel",
    "image_instance_segmentation",
    "image_object_detection",
    "regression",
    "text_classification",
    "text_classification_multilabel",
    "text_ner",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Settings and words of `azure.ai.ml.automl`: they are written as they are given."""
    found = kept.of_automl(name)
    if found is None:
        raise AttributeError(f"module 'penstock.automl' has no attribute {name!r}")
    return found
