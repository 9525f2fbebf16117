"""Data that is not in the store: which of it a step can be given, and how it gets to this machine."""

from __future__ import annotations

from designer.spec.plan import Value
from runs.ports import Given, Ready, Say


class Staging:
    """Addresses that are handed to the step as they are; others are refused with a sentence."""

    def known(self, value: Value) -> Given | None:
        return Given(value.uri, f"uri:{value.uri}") if value.mode == "direct" else None

    def identify(self, value: Value, ready: Ready, progress: Say) -> None:
        ready(
            None,
            f"this version reads local files only, not {value.uri}. "
            "Download it next to the pipeline file and name the local path.",
        )

    def missing(self, given: Given) -> bool:
        return False

    def fetch(self, given: Given, ready: Ready, progress: Say) -> None:
        ready(given, None)
