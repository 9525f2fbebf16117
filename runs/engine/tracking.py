"""What a step is told about tracking, as variables of its environment."""

from __future__ import annotations

from collections.abc import Mapping

from designer.spec.plan import Step


def env_of(step: Step, root: str, attempt: int) -> Mapping[str, str]:
    """Variables for one attempt."""
    return {}
