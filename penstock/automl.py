"""The layout that notebooks import from: `from penstock import automl`, then `automl.classification(…)`."""

from penstock.sdk.automl import (
    AutoMLJob,
    ClassificationJob,
    ForecastingJob,
    ImageClassificationJob,
    ImageClassificationMultilabelJob,
    ImageInstanceSegmentationJob,
    ImageObjectDetectionJob,
    RegressionJob,
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
    "AutoMLJob", "ClassificationJob", "ForecastingJob", "ImageClassificationJob", "ImageClassificationMultilabelJob",
    "ImageInstanceSegmentationJob", "ImageObjectDetectionJob", "RegressionJob", "SearchSpace",
    "TextClassificationJob", "TextClassificationMultilabelJob", "TextNerJob", "classification", "forecasting",
    "image_classification", "image_classification_multilabel", "image_instance_segmentation",
    "image_object_detection", "regression", "text_classification", "text_classification_multilabel", "text_ner",
]  # fmt: skip
