"""What every step finds in its environment before anybody says anything: nothing of the server's own."""

from __future__ import annotations

import os

from runs.stepd.machine import VARIABLES
from runs.stepd.steps import Step

KEPT_VARIABLES = (
    "HOME", "LANG", "LC_ALL", "LOGNAME", "PATH", "SHELL", "TMPDIR", "TZ", "USER", "LD_LIBRARY_PATH", *VARIABLES,
)  # fmt: skip


def base_environment(marker: str) -> dict[str, str]:
    """What is kept of the daemon's own, and `marker` ("NAME=value"), by which its steps are found again.

    C.UTF-8 is said by LC_CTYPE, the only category in which it differs from C: every program then loads one
    locale file instead of twelve, which is a tenth of what starting bash costs.
    """
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    if kept.get("LANG") == "C.UTF-8" and "LC_ALL" not in kept:
        kept["LC_CTYPE"] = kept.pop("LANG")
    name, _, value = marker.partition("=")
    return {**kept, name: value}


def environment_of(step: Step, base: dict[str, str]) -> dict[str, str]:
    """What the step's main process gets."""
    found = {**base, **step.env, "PENSTOCK_STEP": step.id}
    if step.devices:
        found["CUDA_VISIBLE_DEVICES"] = ",".join(step.devices)
        found["CUDA_DEVICE_ORDER"] = "PCI_BUS_ID"  # the order in which the driver's tool counts them
    return found
