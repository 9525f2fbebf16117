"""What is said when an environment cannot be built: uv's own words, after one sentence with the cause and the cure."""

from __future__ import annotations

import re
from collections.abc import Iterable


class EnvironmentFailed(Exception):
    """The environment could not be built; the message holds the cause and what to do."""


LAST = 8  # lines of what a tool printed
_NETWORK = re.compile(
    r"dns error|error sending request|connection refused|network is unreachable|timed out|tunneling|proxy"
    r"|temporary failure in name resolution|request failed after|client error \(connect\)|network connectivity",
    re.I,
)
_VERSION = "Choose a version that exists for this Python, or leave the version out."
_CAUSES = (
    (
        r"([A-Za-z0-9_.\-]+) was not found in the package registry",
        "the package {0} does not exist. Check its name; one of an own index wants `--extra-index-url` beside it.",
    ),
    (
        r"Failed to (?:download and )?build `([^`]+)`",
        f"the package {{0}} cannot be built from its source here. {_VERSION}",
    ),
    (r"no versions? of ([A-Za-z0-9_.\-]+(?:[=<>!~]=?[^\s,]+)?)", f"there is no version {{0}}. {_VERSION}"),
    (r"Couldn't parse requirement", "a line of its requirements cannot be read. Correct it in the definition."),
    (r"No space left on device|os error 28", "the disk is full. Make room (`penstock prune`) and try again."),
    (
        r"Permission denied|os error 13",
        "a file or folder of the workspace may not be written. Give its user the right.",
    ),
    (
        r"Hash mismatch for `([^`]+)`",
        "what was downloaded of {0} is not what was locked. Lock it anew: `penstock environment build --upgrade`.",
    ),
    (
        r"requirements are unsatisfiable|No solution found",
        "its requirements contradict each other or this Python. Loosen one of the versions that uv names.",
    ),
)


def is_network(lines: Iterable[str]) -> bool:
    """Whether a tool failed because it reached nobody."""
    return bool(_NETWORK.search("\n".join(lines)))


def explained(lines: Iterable[str]) -> str:
    """The cause in words, what to do, and what the tool said last."""
    kept = [line.rstrip() for line in lines if line.strip()]
    text = "\n".join(kept)
    said = text if len(kept) <= LAST else "\n".join(kept[-LAST:])
    cause = _cause(text)
    return said or "uv said nothing" if cause is None else f"{cause}\n{said}"


def _cause(text: str) -> str | None:
    if _NETWORK.search(text):
        return (
            "the package index cannot be reached, and what is needed was not downloaded before. Check the network, or "
            "set UV_DEFAULT_INDEX to an index that this machine reaches."
        )
    flat = re.sub(r"\s+", " ", text)
    for pattern, sentence in _CAUSES:
        if found := re.search(pattern, flat):
            return sentence.format(*found.groups())
    return None
