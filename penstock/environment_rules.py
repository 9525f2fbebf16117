"""Which environment stands in for names and images that are kept elsewhere. Own rules come first, these after them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any

CURRENT, CLASSIC = "current", "classic"


@dataclass(frozen=True, slots=True)
class Rule:
    """`match` is a shell pattern for the environment as written, its short name, or `image:<image>`."""

    match: str
    to: str
    note: str = ""
    builtin: bool = False

    def fits(self, names: Iterable[str]) -> bool:
        return any(fnmatchcase(name, self.match) for name in names)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


OLD = "older pandas, NumPy, scikit-learn and MLflow"
NEW = "today's packages"
_TABLE = (
    ("AzureML-sklearn-1.5*", CURRENT, NEW),
    ("AzureML-sklearn-*", CLASSIC, OLD),
    ("sklearn-0.*", CLASSIC, OLD),
    ("sklearn-1.[0-4]*", CLASSIC, OLD),
    ("sklearn-1.5*", CURRENT, NEW),
    ("AzureML-lightgbm-*", CLASSIC, OLD),
    ("lightgbm-3*", CLASSIC, OLD),
    ("AzureML-xgboost-*", CLASSIC, OLD),
    ("AzureML-AutoML*", CLASSIC, OLD),
    ("AzureML-responsibleai*", CLASSIC, OLD),
    ("responsibleai-*", CLASSIC, OLD),
    ("image:mcr.microsoft.com/azureml/curated/sklearn-1.5*", CURRENT, NEW),
    ("image:mcr.microsoft.com/azureml/curated/sklearn-*", CLASSIC, OLD),
    ("image:mcr.microsoft.com/azureml/curated/lightgbm-*", CLASSIC, OLD),
    ("image:mcr.microsoft.com/azureml/*", CURRENT, NEW),
    ("AzureML-*", CURRENT, NEW),
    ("azureml://registries/*", CURRENT, NEW),
)
BUILT_IN_RULES = tuple(Rule(match, to, note, builtin=True) for match, to, note in _TABLE)
DEFAULT_RULE = Rule("*", CURRENT, "whatever no other rule fits", builtin=True)


def built_in_rule(names: Sequence[str]) -> Rule:
    """The first that fits; the default rule fits everything."""
    return next((rule for rule in BUILT_IN_RULES if rule.fits(names)), DEFAULT_RULE)
