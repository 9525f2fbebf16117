"""Tells local paths from addresses of elsewhere. Touches no file."""

from __future__ import annotations

import re

_ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.\-]+://|azureml:|runs:/|git\+|models:/)", re.I)


def is_local(ref: str) -> bool:
    """True for `./data`, `data/x.csv`, `file:./x`, `file:///x`; False for https, azureml, wasbs, git and the like."""
    return ref.startswith("file:") or not _ELSEWHERE.match(ref)


def local_path(ref: str) -> str:
    """The path without its `file:` prefix."""
    if ref.startswith("file://"):
        return ref[len("file://") :]
    return ref.removeprefix("file:")
