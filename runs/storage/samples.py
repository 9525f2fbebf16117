"""What a step used while it ran, as the step daemon wrote it down. A step can write there, too."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

from runs.stepd.sampling import FILE

MOST_BYTES = 16 << 20
MOST_SAMPLES = 1000
COLUMNS = 8  # time, CPU percent, bytes in memory, processes, bytes read, bytes written, GPU percent, GPU memory
Sample = list[float | int | None]


def read_samples(folder: Path | str) -> tuple[dict[str, Any], list[Sample]]:
    """(what the step was given, its samples in the order of time, at most 1,000); ({}, []) when there are none."""
    lines = _lines(f"{folder}/{FILE}")
    header = lines[0] if lines and isinstance(lines[0], dict) else {}
    found = [line for line in lines if _is_sample(line)]
    return header, thinned(found)


def thinned(samples: list[Sample]) -> list[Sample]:
    """Neighbours put together until few enough are left: means of what is a rate, the most of what is an amount."""
    if len(samples) <= MOST_SAMPLES:
        return samples
    width = -(-len(samples) // MOST_SAMPLES)
    return [_together(samples[i : i + width]) for i in range(0, len(samples), width)]


def _together(group: list[Sample]) -> Sample:
    columns = [[value for value in column if value is not None] for column in zip(*group, strict=True)]
    out: Sample = [max(values) if values else None for values in columns]
    for rate in (1, 6):
        if columns[rate]:
            out[rate] = round(sum(columns[rate]) / len(columns[rate]), 1)
    return out


def summary(samples: list[Sample]) -> dict[str, Any]:
    """The most and the sums; empty without samples."""
    if not samples:
        return {}
    percents = [sample[1] or 0 for sample in samples]
    return {
        "mean_cpu_percent": round(sum(percents) / len(percents), 1),
        "max_cpu_percent": max(percents),
        "max_rss": max(sample[2] or 0 for sample in samples),
        "max_processes": max(sample[3] or 0 for sample in samples),
        "read_bytes": samples[-1][4],
        "write_bytes": samples[-1][5],
        "max_gpu_memory": max((sample[7] for sample in samples if sample[7] is not None), default=None),
    }


def _lines(place: str) -> list[Any]:
    try:
        fd = os.open(place, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return []
    with open(fd, "rb") as file:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            return []
        found = []
        for line in file.read(MOST_BYTES).split(b"\n"):
            try:
                found.append(json.loads(line))
            except (ValueError, RecursionError):
                continue
        return found


def _is_sample(line: Any) -> bool:
    if not isinstance(line, list) or len(line) != COLUMNS:
        return False
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in line[:6])
    return numbers and all(value is None or isinstance(value, int | float) for value in line[6:])
