"""The layout that notebooks import from: `from penstock.constants import AssetTypes`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock.sdk.constants import (
    AssetTypes,
    BatchDeploymentOutputAction,
    DistributionType,
    ImageClassificationModelNames,
    ImageInstanceSegmentationModelNames,
    ImageObjectDetectionModelNames,
    InputOutputModes,
    InputTypes,
    JobType,
    ListViewType,
    ModelType,
    NlpLearningRateScheduler,
    NlpModels,
    ParallelTaskType,
    TabularTrainingMode,
    WorkspaceKind,
)

if TYPE_CHECKING:
    from penstock.sdk.timezones import TimeZone

__all__ = [
    "AssetTypes",
    "BatchDeploymentOutputAction",
    "DistributionType",
    "ImageClassificationModelNames",
    "ImageInstanceSegmentationModelNames",
    "ImageObjectDetectionModelNames",
    "InputOutputModes",
    "InputTypes",
    "JobType",
    "ListViewType",
    "ModelType",
    "NlpLearningRateScheduler",
    "NlpModels",
    "ParallelTaskType",
    "TabularTrainingMode",
    "TimeZone",
    "WorkspaceKind",
]


def __getattr__(name: str) -> Any:
    """The table of time zones is read when somebody asks for it."""
    if name != "TimeZone":
        raise AttributeError(f"module 'penstock.constants' has no attribute {name!r}")
    from penstock.sdk.timezones import TimeZone

    return TimeZone
