"""The forms in which documents ask for what is registered. Knows no registry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_SHORT = re.compile(r"azureml:(?!/)(?P<name>[^:@/\s]+)(?::(?P<version>[^@:\s]+)|@(?P<label>\S+))?\Z")
# A registry or a workspace holds assets; what else begins so, as the path in a datastore, may look alike further on.
HOME = (
    r"azureml:/{1,2}(?:registries/[^/\s]+"
    r"|(?:(?:subscriptions|locations)(?:/[^/\s]+){1,6}?/)?workspaces/[^/\s]+)/"
)
_LONG = re.compile(
    HOME + r"(?P<kind>components|data|models|environments)/(?P<name>[^/\s]+)"
    r"(?:/versions/(?P<version>[^/\s]+)|/labels/(?P<label>[^/\s]+))?/?\Z"
)
_REGISTRY = re.compile(r"azureml:/{1,2}registries/(?P<registry>[^/\s]+)/")
_KINDS = {
    "component": "component",
    "trial": "component",
    "environment": "environment",
    "compute": "compute",
    "default_compute": "compute",
    "datastore": "datastore",
    "default_datastore": "datastore",
    "create_job": "job",
    "job_definition": "job",
    "job": "job",
}
LATEST = "latest"


class Reference(NamedTuple):
    """`kind` is component, environment, compute, datastore, job, or data for data and models. Without version and label
    the latest is meant."""

    kind: str
    name: str
    version: str | None = None
    label: str | None = None
    registry: str | None = None  # of the long form: a collection that Azure ML keeps elsewhere


def read_reference(text: str, kind: str = "data") -> Reference | None:
    """`azureml:name:version`, `azureml:name@label` or a long form; None for anything else. `:latest` is a label."""
    match = _SHORT.match(text) or _LONG.match(text)
    if match is None:
        return None
    groups = match.groupdict()
    if "kind" in groups:
        kind = {"models": "data"}.get(groups["kind"], groups["kind"].removesuffix("s"))
    home = _REGISTRY.match(text)
    version, label = groups["version"], groups["label"]
    if version == LATEST:
        version, label = None, LATEST
    return Reference(kind, groups["name"], version, label, home.group("registry") if home else None)


def references_in(value: Any) -> set[Reference]:
    """Everything registered that a document asks for."""
    return set(_found(value, ""))


def _found(value: Any, key: str) -> Iterator[Reference]:
    if isinstance(value, dict):
        for inner, item in value.items():
            yield from _found(item, str(inner))
    elif isinstance(value, list):
        for item in value:
            yield from _found(item, key)
    elif isinstance(value, str) and (found := read_reference(value, _KINDS.get(key, "data"))) is not None:
        yield found
