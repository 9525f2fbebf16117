"""The command node and the sweep over it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, ClassVar

from penstock.sdk.assets import read_environment
from penstock.sdk.body import Body, Place, each, reader_of
from penstock.sdk.component import CommandComponent, Component
from penstock.sdk.nodes import KINDS, Node, standalone
from penstock.sdk.parts import (
    CommandJobLimits,
    JobResourceConfiguration,
    QueueSettings,
    SweepJobLimits,
    read_distribution,
    read_service,
)
from penstock.sdk.stack import register
from penstock.sdk.sweeping import (
    EarlyTerminationPolicy,
    Objective,
    SweepDistribution,
    read_algorithm,
    read_policy,
)
from penstock.sdk.sweeping import read_distribution as read_space

_OF_COMPONENT = ("distribution", "resources")
_KEPT = ("name", "description", "display_name", "tags", "properties", "experiment_name")
_RUN = ("environment", "environment_variables", "distribution", "resources", "limits", "services")


class Command(Node):
    """One command: a node of a pipeline, a job of its own, and a function that makes such nodes."""

    _type = "command"
    resources: Any
    limits: Any
    environment_variables: Any
    _keys: ClassVar[tuple[str, ...]] = (*Node._keys, *_RUN)
    _readers = {
        **Node._readers,
        "environment": read_environment,
        "distribution": read_distribution,
        "resources": reader_of(JobResourceConfiguration),
        "limits": reader_of(CommandJobLimits),
        "services": each(read_service),
    }
    _made: ClassVar[Mapping[str, Any]] = {
        **Node._made,
        "resources": JobResourceConfiguration,
        "limits": CommandJobLimits,
        "environment_variables": dict,
    }
    _paths: ClassVar[frozenset[str]] = frozenset({"code"})

    def __getattr__(self, name: str) -> Any:
        """What only the component says can be changed for this node: a copy is given, and written when it differs."""
        component = self.__dict__.get("_body", {}).get(self._holds)
        if name in _OF_COMPONENT and name not in self._body and isinstance(component, Component):
            told = component.get(name)
            if isinstance(told, Body):
                self._body[name] = deepcopy(told)
        return super().__getattr__(name)

    def _written(self, place: Place) -> dict[str, Any]:
        out = super()._written(place)
        component = self._body.get(self._holds)
        if isinstance(component, Component) and (component._source is not None or component._ref()):
            told = {key: component._body[key] for key in _OF_COMPONENT if isinstance(component._body.get(key), Body)}
            return {key: value for key, value in out.items() if key not in told or value != told[key]._written(place)}
        return out

    @property
    def command(self) -> str | None:
        return self._of_component("command")

    @command.setter
    def command(self, value: str) -> None:
        self._set_of_component("command", value)

    @property
    def code(self) -> Any:
        return self._of_component("code")

    @code.setter
    def code(self, value: str | os.PathLike[str]) -> None:
        self._set_of_component("code", value)

    def _of_component(self, key: str) -> Any:
        component = self._body.get(self._holds)
        return component.get(key) if isinstance(component, Component) else self._body.get(key)

    def _set_of_component(self, key: str, value: Any) -> None:
        component = self._body.get(self._holds)
        if isinstance(component, Component):
            setattr(component, key, value)
        else:
            self._body[key] = value

    def set_resources(self, **keys: Any) -> None:
        """Which machines: `instance_count`, `instance_type`, `shm_size`, `docker_args`, `locations`."""
        given = {key: value for key, value in keys.items() if value is not None}
        kept: JobResourceConfiguration = deepcopy(self.resources)
        for key, value in given.items():
            setattr(kept, key, value)
        self.resources = kept
        component = self._body.get(self._holds)
        if isinstance(component, CommandComponent) and component._source is None and not component._ref():
            component.resources = deepcopy(kept)

    def set_limits(self, *, timeout: int, **_: Any) -> None:
        self.limits = CommandJobLimits(timeout=timeout)

    def _job(self, place: Place) -> dict[str, Any]:
        keys = ("code", "command", *_RUN, "additional_includes")
        return standalone(self, place, keys)

    def sweep(
        self,
        *,
        primary_metric: str,
        goal: str,
        sampling_algorithm: Any = "random",
        compute: str | None = None,
        max_concurrent_trials: int | None = None,
        max_total_trials: int | None = None,
        timeout: int | None = None,
        trial_timeout: int | None = None,
        early_termination_policy: EarlyTerminationPolicy | str | None = None,
        search_space: Mapping[str, SweepDistribution] | None = None,
        identity: Any = None,
        queue_settings: QueueSettings | None = None,
        job_tier: str | None = None,
        priority: str | None = None,
    ) -> Sweep:
        """A sweep over the inputs that were given a distribution, with this command as its trial."""
        self._swept = True
        given = {name: port._data for name, port in self.inputs.items() if port._data is not None}
        drawn = {name: value for name, value in given.items() if isinstance(value, SweepDistribution)}
        space = {**drawn, **(search_space or {})}
        if queue_settings is None and (job_tier is not None or priority is not None):
            queue_settings = QueueSettings(job_tier=job_tier, priority=priority)
        node = Sweep(
            trial=deepcopy(self._body[self._holds]),
            inputs={name: value for name, value in given.items() if name not in space},
            outputs={name: port._data for name, port in self.outputs.items() if port._data is not None},
            compute=compute or self.compute,
            objective=Objective(goal=goal, primary_metric=primary_metric),
            sampling_algorithm=sampling_algorithm,
            search_space=space,
            early_termination=early_termination_policy,
            **{key: deepcopy(self._body.get(key)) for key in _KEPT},
            identity=identity or self.identity,
            queue_settings=queue_settings or (self.queue_settings if self.queue_settings._body else None),
            base_path=self._base,
        )
        node.set_limits(
            max_concurrent_trials=max_concurrent_trials,
            max_total_trials=max_total_trials,
            timeout=timeout,
            trial_timeout=trial_timeout,
        )
        register(node)
        return node


class ParameterizedCommand(Body):
    """The trial of a sweep that is written by hand: what a command job has, without inputs and outputs."""

    _keys: ClassVar[tuple[str, ...]] = (
        "command", "code", "environment", "environment_variables", "distribution", "resources",
    )  # fmt: skip
    _paths: ClassVar[frozenset[str]] = frozenset({"code"})
    _readers = {"environment": read_environment, "distribution": read_distribution}


def _read_objective(value: Any, base: Path) -> Any:
    return Objective._load(value, base) if isinstance(value, Mapping) else value


class Sweep(Node):
    """Many trials of one command, and the best of them."""

    _type = "sweep"
    objective: Any
    limits: Any
    _holds = "trial"
    _keys: ClassVar[tuple[str, ...]] = (
        *Node._keys, "trial", "sampling_algorithm", "search_space", "objective", "early_termination", "limits",
        "resources",
    )  # fmt: skip
    _readers = {
        **Node._readers,
        "limits": reader_of(SweepJobLimits),
        "resources": reader_of(JobResourceConfiguration),
        "objective": _read_objective,
        "sampling_algorithm": read_algorithm,
        "early_termination": read_policy,
        "search_space": each(read_space),
    }
    _made: ClassVar[Mapping[str, Any]] = {**Node._made, "limits": SweepJobLimits, "resources": JobResourceConfiguration}

    def __init__(self, *, trial: Any, **keys: Any) -> None:
        super().__init__(component=trial, **keys)

    @classmethod
    def _held(cls, value: Any, base: Path) -> Any:
        return ParameterizedCommand._load(value, base) if isinstance(value, Mapping) else value

    def set_limits(self, **limits: Any) -> None:
        """`max_total_trials`, `max_concurrent_trials`, `timeout` and `trial_timeout` (seconds)."""
        for key, value in limits.items():
            if value is not None:
                setattr(self.limits, key, value)

    def set_objective(self, *, goal: str | None = None, primary_metric: str | None = None) -> None:
        found: Objective = self.objective or Objective()
        if goal is not None:
            found.goal = goal
        if primary_metric is not None:
            found.primary_metric = primary_metric
        self.objective = found

    def _job(self, place: Place) -> dict[str, Any]:
        """A sweep of its own: the trial says `${{search_space.x}}` for what the sweep draws."""
        if not isinstance(self.trial, Component):
            return super()._job(place)
        found = standalone(self, place, ())
        definition = self.trial._definition(place)
        trial = {
            key: definition[key]
            for key in ("code", "command", "environment", "environment_variables", "distribution", "resources")
            if key in definition
        }
        for name in self.search_space or {}:
            pattern = re.compile(r"\$\{\{\s*inputs\." + re.escape(name) + r"\s*\}\}")
            trial["command"] = pattern.sub(f"${{{{search_space.{name}}}}}", str(trial.get("command", "")))
            found.get("inputs", {}).pop(name, None)
        if not found.get("inputs", True):
            del found["inputs"]
        head: dict[str, Any] = {
            key: found.pop(key) for key in ("type", "name", "display_name", "description", "tags") if key in found
        }
        return {**head, "trial": trial, **found}


KINDS[Command._type] = Command
KINDS[Sweep._type] = Sweep
