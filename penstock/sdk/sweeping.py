"""Search spaces, sampling, objective and early termination of a sweep."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from penstock.sdk.body import Body
from penstock.sdk.values import PYTHON_TYPES


class SweepDistribution(Body):
    """Base of the distributions that a search space draws an input from."""

    _type: ClassVar[str] = ""
    _is_value = True

    def __init__(self, **keys: Any) -> None:
        keys.pop("type", None)
        super().__init__(**{"type": self._type, **keys})

    def _value_type(self) -> str:
        return "number"


class Choice(SweepDistribution):
    """One of `values`."""

    _type = "choice"
    _keys = ("type", "values")

    def __init__(self, values: list[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(values=values, **kwargs)

    def _value_type(self) -> str:
        return PYTHON_TYPES.get(type(self.values[0]), "string") if self.values else "string"


class Randint(SweepDistribution):
    """A whole number from 0 to `upper`, without `upper` itself."""

    _type = "randint"
    _keys = ("type", "upper")

    def __init__(self, upper: int | None = None, **kwargs: Any) -> None:
        super().__init__(upper=upper, **kwargs)

    def _value_type(self) -> str:
        return "integer"


class _Between(SweepDistribution):
    _keys = ("type", "min_value", "max_value")

    def __init__(self, min_value: float | None = None, max_value: float | None = None, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)


class Uniform(_Between):
    """A number between `min_value` and `max_value`."""

    _type = "uniform"


class LogUniform(_Between):
    """`exp` of a number between `min_value` and `max_value`."""

    _type = "loguniform"


class _StepsBetween(SweepDistribution):
    _keys = ("type", "min_value", "max_value", "q")

    def __init__(
        self, min_value: float | None = None, max_value: float | None = None, q: float | None = None, **kwargs: Any
    ) -> None:
        super().__init__(min_value=min_value, max_value=max_value, q=q, **kwargs)


class QUniform(_StepsBetween):
    """As `Uniform`, rounded to multiples of `q`."""

    _type = "quniform"


class QLogUniform(_StepsBetween):
    """As `LogUniform`, rounded to multiples of `q`."""

    _type = "qloguniform"


class _Around(SweepDistribution):
    _keys = ("type", "mu", "sigma")

    def __init__(self, mu: float | None = None, sigma: float | None = None, **kwargs: Any) -> None:
        super().__init__(mu=mu, sigma=sigma, **kwargs)


class Normal(_Around):
    """Normal with mean `mu` and deviation `sigma`."""

    _type = "normal"


class LogNormal(_Around):
    """`exp` of a normal number."""

    _type = "lognormal"


class _StepsAround(SweepDistribution):
    _keys = ("type", "mu", "sigma", "q")

    def __init__(
        self, mu: float | None = None, sigma: float | None = None, q: float | None = None, **kwargs: Any
    ) -> None:
        super().__init__(mu=mu, sigma=sigma, q=q, **kwargs)


class QNormal(_StepsAround):
    """As `Normal`, rounded to multiples of `q`."""

    _type = "qnormal"


class QLogNormal(_StepsAround):
    """As `LogNormal`, rounded to multiples of `q`."""

    _type = "qlognormal"


class Objective(Body):
    """What a sweep looks for: `goal` is `minimize` or `maximize`, of the metric that the trials log."""

    _keys: ClassVar[tuple[str, ...]] = ("goal", "primary_metric")

    def __init__(self, goal: str | None = None, primary_metric: str | None = None) -> None:
        super().__init__(goal=goal.lower() if isinstance(goal, str) else goal, primary_metric=primary_metric)


class SamplingAlgorithm(Body):
    """Base of the ways to draw samples."""

    _type: ClassVar[str] = ""

    def __init__(self, **keys: Any) -> None:
        super().__init__(**{"type": self._type, **keys})


class RandomSamplingAlgorithm(SamplingAlgorithm):
    """Independent samples, or a Sobol sequence (`rule="sobol"`)."""

    _type = "random"
    _keys = ("type", "rule", "seed", "logbase")

    def __init__(self, *, rule: str | None = None, seed: int | None = None, logbase: Any = None) -> None:
        super().__init__(rule=rule, seed=seed, logbase=logbase)


class GridSamplingAlgorithm(SamplingAlgorithm):
    """Every combination of choices."""

    _type = "grid"
    _keys = ("type",)


class BayesianSamplingAlgorithm(SamplingAlgorithm):
    """Samples near the best of the earlier ones."""

    _type = "bayesian"
    _keys = ("type",)


class EarlyTerminationPolicy(Body):
    """Base of the rules that end poor trials early."""

    _type: ClassVar[str] = ""

    def __init__(self, *, delay_evaluation: int = 0, evaluation_interval: int = 0, **keys: Any) -> None:
        super().__init__(
            **{"type": self._type, **keys}, evaluation_interval=evaluation_interval, delay_evaluation=delay_evaluation
        )


class BanditPolicy(EarlyTerminationPolicy):
    """Ends trials that are worse than the best one by more than a slack."""

    _type = "bandit"
    _keys = ("type", "slack_factor", "slack_amount", "evaluation_interval", "delay_evaluation")

    def __init__(
        self,
        *,
        delay_evaluation: int = 0,
        evaluation_interval: int = 0,
        slack_amount: float = 0,
        slack_factor: float = 0,
    ) -> None:
        super().__init__(
            delay_evaluation=delay_evaluation,
            evaluation_interval=evaluation_interval,
            slack_amount=slack_amount or None,
            slack_factor=slack_factor or None,
        )


class MedianStoppingPolicy(EarlyTerminationPolicy):
    """Ends trials that are worse than the median of the running averages."""

    _type = "median_stopping"
    _keys = ("type", "evaluation_interval", "delay_evaluation")

    def __init__(self, *, delay_evaluation: int = 0, evaluation_interval: int = 1) -> None:
        super().__init__(delay_evaluation=delay_evaluation, evaluation_interval=evaluation_interval)


class TruncationSelectionPolicy(EarlyTerminationPolicy):
    """Ends the poorest share of the trials at each evaluation."""

    _type = "truncation_selection"
    _keys = ("type", "truncation_percentage", "evaluation_interval", "delay_evaluation")

    def __init__(
        self, *, delay_evaluation: int = 0, evaluation_interval: int = 0, truncation_percentage: int = 0
    ) -> None:
        super().__init__(
            delay_evaluation=delay_evaluation,
            evaluation_interval=evaluation_interval,
            truncation_percentage=truncation_percentage,
        )


DISTRIBUTIONS: tuple[type[SweepDistribution], ...] = (
    Choice, Randint, Uniform, LogUniform, QUniform, QLogUniform, Normal, LogNormal, QNormal, QLogNormal,
)  # fmt: skip
ALGORITHMS: tuple[type[SamplingAlgorithm], ...] = (
    RandomSamplingAlgorithm,
    GridSamplingAlgorithm,
    BayesianSamplingAlgorithm,
)
POLICIES: tuple[type[EarlyTerminationPolicy], ...] = (BanditPolicy, MedianStoppingPolicy, TruncationSelectionPolicy)


def _by_type(kinds: tuple[type[Any], ...], other: type[Body]) -> Any:
    by_word = {kind._type: kind for kind in kinds}

    def read(value: Any, base: Path) -> Any:
        if not isinstance(value, Mapping):
            return value
        return by_word.get(str(value.get("type", "")).lower(), other)._load(value, base)

    return read


read_distribution = _by_type(DISTRIBUTIONS, SweepDistribution)
read_algorithm = _by_type(ALGORITHMS, SamplingAlgorithm)
_policy_of = _by_type(POLICIES, EarlyTerminationPolicy)


def read_policy(value: Any, base: Path) -> Any:
    """A policy from its mapping or its name."""
    if isinstance(value, str):
        return next((kind() for kind in POLICIES if kind._type == value.lower()), value)
    return _policy_of(value, base)
