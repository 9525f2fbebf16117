"""How busy GPUs are, as the driver's own tool keeps telling while some step has one. No step, no tool."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from runs.stepd.machine import find_tool

if TYPE_CHECKING:
    import subprocess

QUERY = "--query-gpu=index,utilization.gpu,memory.used"
EVERY = "2"  # seconds


class GpuReader:
    """Reads what the tool last said; never waits for it."""

    def __init__(self, path: str | None = None) -> None:
        self._path = path
        self._tool: subprocess.Popen[bytes] | None = None
        self._half = b""
        self._seen: dict[str, tuple[float, int]] = {}  # GPU -> (percent, bytes)

    @property
    def pid(self) -> int:
        """Of the tool, which is a child of ours and no step's; 0 while it does not run."""
        return self._tool.pid if self._tool is not None else 0

    def want(self) -> None:
        """A step has a GPU now."""
        if self._tool is not None:
            return
        tool = find_tool(self._path)
        if not tool:
            return
        import subprocess

        argv = [tool, QUERY, "--format=csv,noheader,nounits", "-l", EVERY]
        with contextlib.suppress(OSError):
            self._tool = subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            assert self._tool.stdout is not None
            os.set_blocking(self._tool.stdout.fileno(), False)

    def rest(self) -> None:
        """No step has one any more."""
        if self._tool is not None:
            self._tool.kill()  # reaped with the children of the steps
            assert self._tool.stdout is not None
            self._tool.stdout.close()
            self._tool.returncode = -9
            self._tool = None
        self._seen = {}

    def of(self, devices: list[str]) -> tuple[float | None, int | None]:
        """(percent, bytes) of these GPUs together; None where the tool has not said."""
        self._hear()
        found = [self._seen[device] for device in devices if device in self._seen]
        if not found:
            return None, None
        return round(sum(percent for percent, _ in found) / len(found), 1), sum(used for _, used in found)

    def _hear(self) -> None:
        if self._tool is None or self._tool.stdout is None:
            return
        try:
            data = os.read(self._tool.stdout.fileno(), 1 << 16)
        except OSError:
            return
        *lines, self._half = (self._half + data).split(b"\n")
        for line in lines:
            with contextlib.suppress(ValueError):
                index, percent, used = line.decode("ascii", "replace").split(",")
                self._seen[index.strip()] = (float(percent), int(float(used) * (1 << 20)))
