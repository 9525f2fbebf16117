"""What the machine has and what running steps have of it: CPU slots, GPUs, memory that was asked for."""

from __future__ import annotations

from collections.abc import Callable

from runs.stepd.machine import gpus_here, memory_here
from runs.stepd.steps import Step


class TooMuch(Exception):
    """A step asks for what this machine will never have; the message says it in words."""


class Room:
    """Slots are for steps at a time; who wants more of them, or more memory, than there is gets the machine alone.
    GPUs are handed out one by one, and who wants more of those than there are is refused: it would find fewer."""

    def __init__(self, slots: int, find_gpus: Callable[[], list[str]] = gpus_here) -> None:
        self.slots = slots
        self.memory = memory_here()
        self.cpus_used = 0
        self.memory_used = 0
        self._find_gpus = find_gpus
        self._gpus: list[str] | None = None
        self._free: list[str] = []

    @property
    def gpus(self) -> list[str]:
        """Asked for when the first step wants one: most machines have none, and asking takes long."""
        if self._gpus is None:
            self._gpus = self._find_gpus()
            self._free = list(self._gpus)
        return self._gpus

    def lacks(self, step: Step) -> str:
        """What the step has to wait for: "cpus", "memory", "gpus" or nothing. Raises TooMuch."""
        if self.cpus_used and self.cpus_used + step.cpus > self.slots:
            return "cpus"
        if step.memory and self.memory_used and self.memory_used + step.memory > self.memory:
            return "memory"
        if step.gpus:
            if step.gpus > len(self.gpus):
                raise TooMuch(too_many_gpus(step.gpus, len(self.gpus)))
            if step.gpus > len(self._free):
                return "gpus"
        return ""

    def take(self, step: Step) -> None:
        self.cpus_used += step.cpus
        if step.memory:
            self.memory_used += step.memory
        if step.gpus:
            step.devices, self._free = self._free[: step.gpus], self._free[step.gpus :]

    def give(self, step: Step) -> None:
        self.cpus_used -= step.cpus
        if step.memory:
            self.memory_used -= step.memory
        if step.devices:
            self._free = sorted([*self._free, *step.devices], key=self.gpus.index)
            step.devices = []


def too_many_gpus(wanted: int, there: int) -> str:
    asks = "1 GPU" if wanted == 1 else f"{wanted} GPUs"
    has = "none" if there == 0 else f"only {there}"
    return f"it asks for {asks} and this machine has {has}; ask for fewer in resources.properties.penstock.gpus"
