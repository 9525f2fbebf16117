"""What a step asks of its machine: `resources.properties.penstock`, limits of its computes, its place in the queue.

The reference keeps `resources.properties` as it is, so files that say these things load there, too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from designer.spec.plan import Step
from designer.spec.problems import did_you_mean
from designer.spec.report import Report, Where

OURS = "penstock"
WANTS = "wants"  # in the spec of a step: {cpus, gpus, memory}, what it says itself and what its compute says
RETRIES = "retries"  # in the spec of a step, see `runs.kernel.retries`
DELAY = 5.0  # seconds before the second attempt, where the step does not say
MOST_RETRIES = 100
PRIORITIES = {"low": -1, "medium": 0, "high": 1}
_TIERS = {"spot": -1, "premium": 1}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)(b?)", re.IGNORECASE)
_POWER = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}


@dataclass(frozen=True, slots=True)
class Wants:
    """What one step needs. `memory` is in bytes and None for no limit; `instances` counts for `max_instances`."""

    cpus: int = 1
    gpus: int = 0
    memory: int | None = None
    instances: int = 1
    priority: int | None = None


PLAIN = Wants()


def wants_of(step: Step) -> Wants:
    """From the plan. Most steps say nothing, and cost nothing."""
    said, queue = step.spec.get(WANTS), step.spec.get("queue_settings")
    if not said and not queue and not step.resources:
        return PLAIN
    said = said or {}
    return Wants(
        cpus=said.get("cpus", 1),
        gpus=said.get("gpus", 0),
        memory=said.get("memory"),
        instances=_whole(step.resources.get("instance_count"), 1) or 1,
        priority=priority_of(queue) if isinstance(queue, dict) else None,
    )


def priority_of(queue: Mapping[str, Any]) -> int | None:
    """`queue_settings` as a number: the higher goes first. The priority, or what the tier amounts to."""
    said = PRIORITIES.get(str(queue.get("priority", "")).lower())
    return said if said is not None else _TIERS.get(str(queue.get("job_tier", "")).lower())


def spec_of(*said: Any) -> dict[str, Any]:
    """`wants` and `retries` for the spec of a step, from the `resources` of its component and then of its node. What
    cannot be read was a problem before, and is left out."""
    ours: dict[str, Any] = {}
    for resources in said:
        ours.update(own_part(resources))
    if not ours:
        return {}
    found: dict[str, Any] = {}
    if wants := read(ours):
        found[WANTS] = wants
    most = _whole(ours.get("retries"), 0)
    if most:
        delay = _number(ours.get("retry_delay"))
        found[RETRIES] = {"most": most, "delay": DELAY if delay is None else delay}
    return found


def read(ours: Mapping[str, Any]) -> dict[str, int]:
    """{cpus, gpus, memory} as far as they are said and can be read."""
    wants = {
        "cpus": _whole(ours.get("cpus"), 1),
        "gpus": _whole(ours.get("gpus"), 0),
        "memory": size(ours.get("memory")),
    }
    return {key: value for key, value in wants.items() if value is not None}


def own_part(resources: Any) -> dict[str, Any]:
    """`properties.penstock` of a `resources` block."""
    properties = resources.get("properties") if isinstance(resources, dict) else None
    ours = properties.get(OURS) if isinstance(properties, dict) else None
    return ours if isinstance(ours, dict) else {}


def without_own_part(resources: Mapping[str, Any]) -> dict[str, Any]:
    """`resources` without what only says how a step runs here and never what comes out of it."""
    if not own_part(resources):
        return dict(resources)
    properties = {key: value for key, value in resources["properties"].items() if key != OURS}
    return {key: value for key, value in {**resources, "properties": properties}.items() if value != {}}


def limit_of_compute(spec: Mapping[str, Any], tags: Mapping[str, Any]) -> int | None:
    """How many instances run at once on a compute: what its tag says, else the size of the cluster."""
    said = tags.get(f"{OURS}.max_concurrent")
    return _whole(spec.get("max_instances") if said is None else said, 1)


def wants_of_compute(tags: Mapping[str, Any]) -> dict[str, int]:
    """What a compute's tags say for steps that do not say it themselves: `penstock.cpus`, `.gpus`, `.memory`."""
    return read({key: tags.get(f"{OURS}.{key}") for key in ("cpus", "gpus", "memory")})


def size(value: Any) -> int | None:
    """`4Gi`, `512MB`, `2g` in bytes; a number alone could mean anything and is None."""
    found = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or not (found[2] or found[4]):
        return None
    base = 1000 if found[4] and found[2] and not found[3] else 1024
    number = math.floor(float(found[1]) * base ** _POWER[found[2].lower()])
    return number if number > 0 else None


def check_resources(resources: Any, at: Where, report: Report, node: str | None) -> None:
    """Problems of `resources.properties.penstock`."""
    properties = resources.get("properties") if isinstance(resources, dict) else None
    if not isinstance(properties, dict) or OURS not in properties:
        return
    at = (*at, "properties", OURS)
    ours = properties[OURS]
    if not isinstance(ours, dict):
        report.error(at, "wrong_shape", "`penstock` is a mapping", "as in `{cpus: 2, memory: 4Gi}`", node)
        return
    for key, message, hint in _problems(ours):
        if message:
            report.error((*at, key), "bad_resource", message, hint, node)
        else:
            report.warning((*at, key), "unknown_key", f"`{key}` is not known here; it is ignored", hint, node)


def _problems(ours: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for key, value in ours.items():
        if key not in _READ:
            yield key, "", did_you_mean(key, _READ, "")
        elif value is not None and _READ[key](value) is None:
            message, hint = _SENTENCES[key]
            yield key, message, hint


def _whole(value: Any, least: int, most: int | None = None) -> int | None:
    number = _number(value)
    if number is None or number != int(number) or number < least or (most is not None and number > most):
        return None
    return int(number)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if 0 <= number < 1e15 else None


_READ: dict[str, Any] = {
    "cpus": lambda value: _whole(value, 1),
    "gpus": lambda value: _whole(value, 0),
    "memory": size,
    "retries": lambda value: _whole(value, 0, MOST_RETRIES),
    "retry_delay": _number,
}
_SENTENCES = {
    "cpus": ("`cpus` is a whole number above 0", "as in `cpus: 2`"),
    "gpus": ("`gpus` is a whole number", "as in `gpus: 1`"),
    "memory": ("`memory` is a size with its unit", "as in `4Gi` or `512Mi`"),
    "retries": ("`retries` is a whole number up to 100", "as in `retries: 3`"),
    "retry_delay": ("`retry_delay` is a number of seconds", "as in `retry_delay: 10`"),
}
