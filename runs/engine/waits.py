"""What a step must have before it can go on, and may take long to get: its runtime, and data from elsewhere.

All that is missing is asked for at once; whoever waits hears once, when the last of it is there or the first failed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from designer.spec.plan import Step, Value
from runs.ports import Environments, Given, Ready, Say, Sources

Ask = Callable[[Ready, Say], None]
Then = Callable[[str | None], None]
"""Called once with None when everything is there, else with why not."""


class Waits:
    """The two providers, and asking several things of them at a time."""

    def __init__(self, environments: Environments, sources: Sources) -> None:
        self.environments = environments
        self.sources = sources

    def for_key(self, step: Step, values: Sequence[Value], then: Then, progress: Say) -> None:
        """The identities that the step's reuse key is made of."""
        asks: list[Ask] = [self._identity(value) for value in values]
        if self.environments.known(step) is None:
            asks.append(self._runtime(step))
        ask_all(asks, then, progress)

    def for_start(self, step: Step, given: Sequence[Given], then: Then, progress: Say) -> None:
        """What has to be on this machine before the step's process can start."""
        asks: list[Ask] = [self._data(item) for item in given if item.source and self.sources.missing(item)]
        runtime = self.environments.known(step)
        if runtime is None or not runtime.built:
            asks.append(self._runtime(step))
        ask_all(asks, then, progress)

    def _runtime(self, step: Step) -> Ask:
        return lambda ready, say: self.environments.get(step, ready, say)

    def _identity(self, value: Value) -> Ask:
        return lambda ready, say: self.sources.identify(value, ready, say)

    def _data(self, given: Given) -> Ask:
        return lambda ready, say: self.sources.fetch(given, ready, say)


def ask_all(asks: Sequence[Ask], then: Then, progress: Say) -> None:
    """Ask for everything; `then` hears of the first refusal, or that all is there."""
    left = len(asks)
    over = False

    def ready(result: object, why_not: str | None) -> None:
        nonlocal left, over
        left -= 1
        if not over and (why_not is not None or left == 0):
            over = True
            then(why_not)

    if not asks:
        return then(None)
    for ask in asks:
        ask(ready, progress)
    return None
