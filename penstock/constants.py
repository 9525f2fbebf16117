"""The layout that notebooks import from: `from penstock.constants import AssetTypes`."""

from penstock.sdk.constants import (
    AssetTypes,
    DistributionType,
    InputOutputModes,
    InputTypes,
    JobType,
    ListViewType,
    ModelType,
    NlpModels,
    ParallelTaskType,
    TimeZone,
)

__all__ = [
    "AssetTypes",
    "DistributionType",
    "InputOutputModes",
    "InputTypes",
    "JobType",
    "ListViewType",
    "ModelType",
    "NlpModels",
    "ParallelTaskType",
    "TimeZone",
]
