"""Ids of MLflow that are known before MLflow is asked: those of a job's run and of an experiment. Pure.

A step is told both when it starts, and nothing is made in MLflow until the step speaks to it. `child.py` has the
server take these ids; it must be able to run this file by itself.
"""

from __future__ import annotations

import hashlib

DEFAULT = "Default"  # the experiment that every MLflow has, as number 0


def run_id(root: str, path: str, attempt: int, born: str = "") -> str:
    """The MLflow run of one attempt of a job; 32 hexadecimal digits, as MLflow's own.

    `born` tells the job from an earlier one of the same name, which was deleted."""
    return hashlib.md5(f"{root}/{path}#{attempt}@{born}".encode(), usedforsecurity=False).hexdigest()


def experiment_id(name: str) -> str:
    """The MLflow experiment of that name; a number of 31 bits, which every database takes."""
    if name == DEFAULT:
        return "0"
    found = hashlib.md5(name.encode(), usedforsecurity=False).digest()
    return str(int.from_bytes(found[:4], "big") & 0x7FFFFFFF or 1)
