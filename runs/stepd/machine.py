"""What this machine has for steps: GPUs by number, memory in bytes. Asks the system; decides nothing."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping

SAID = "PENSTOCK_GPUS"  # how many GPUs steps may have, or which: "2", "0,3", "none"
VARIABLES = (SAID, "CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES")
ASK_SECONDS = 5


def gpus_here(environ: Mapping[str, str] | None = None) -> list[str]:
    """The GPUs that steps may have, as `CUDA_VISIBLE_DEVICES` names them; none where nothing tells of any."""
    variables = os.environ if environ is None else environ
    said = variables.get(SAID, "").strip()
    if said:
        return [str(number) for number in range(int(said))] if said.isdigit() else _named(said)
    for name in VARIABLES[1:]:
        found = variables.get(name)
        if found is not None and found.strip().lower() != "all":
            return _named(found)
    return _asked(variables.get("PATH"))


def find_tool(path: str | None) -> str:
    """The driver's own tool on PATH, "" where there is none."""
    for folder in (path or os.defpath).split(":"):
        if folder and os.access(folder + "/nvidia-smi", os.X_OK):
            return folder + "/nvidia-smi"
    return ""


def _named(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    return [] if names and names[0].lower() in ("none", "void", "no", "-1") else names


def _asked(path: str | None) -> list[str]:
    """What the driver's own tool lists, a line each."""
    tool = find_tool(path)
    if not tool:
        return []
    import subprocess  # which costs more than all else here, and most machines never get this far

    try:
        done = subprocess.run([tool, "-L"], capture_output=True, text=True, timeout=ASK_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return []
    return [str(number) for number, line in enumerate(done.stdout.splitlines()) if line.startswith("GPU ")]


def memory_here() -> int:
    """Bytes of memory: the machine's, or what the container is allowed, whichever is less."""
    most = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for place in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with contextlib.suppress(OSError, ValueError), open(place, "rb") as file:
            most = min(most, int(file.read()))
    return most
