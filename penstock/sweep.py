"""The layout that notebooks import from: `from penstock.sweep import Choice, Uniform, BanditPolicy`."""

from penstock.sdk.command import Sweep as SweepJob
from penstock.sdk.parts import SweepJobLimits
from penstock.sdk.sweeping import (
    BanditPolicy,
    BayesianSamplingAlgorithm,
    Choice,
    GridSamplingAlgorithm,
    LogNormal,
    LogUniform,
    MedianStoppingPolicy,
    Normal,
    Objective,
    QLogNormal,
    QLogUniform,
    QNormal,
    QUniform,
    Randint,
    RandomSamplingAlgorithm,
    SamplingAlgorithm,
    TruncationSelectionPolicy,
    Uniform,
)

__all__ = [
    "BanditPolicy", "BayesianSamplingAlgorithm", "Choice", "GridSamplingAlgorithm", "LogNormal", "LogUniform",
    "MedianStoppingPolicy", "Normal", "Objective", "QLogNormal", "QLogUniform", "QNormal", "QUniform", "Randint",
    "RandomSamplingAlgorithm", "SamplingAlgorithm", "SweepJob", "SweepJobLimits", "TruncationSelectionPolicy",
    "Uniform",
]  # fmt: skip
