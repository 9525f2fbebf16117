"""Data, models, environments and deployments of the older dialects. Knows no job."""

from __future__ import annotations

from designer.spec.old import forms
from designer.spec.old.rewrite import Place, brief

_FORMATS = {"mlflow": "mlflow_model", "custom": "custom_model", "triton": "triton_model", "openai": "custom_model"}


def data(place: Place) -> None:
    """Data without a `type`; `local_path`, `datastore` beside a path, `paths` with one entry."""
    value = place.value
    old = [key for key in ("local_path", "datastore", "paths", "folder", "file") if key in value]
    if not old or (value.get("type") == "mltable" and "paths" in value):
        return
    written = forms.data_of_mapping(value)
    if written is None:
        return
    type_, path = written
    was = ", ".join(brief(key, value[key]) for key in old)
    place.say(old[0], was, brief("path", path))
    first, *rest = old
    entries = {"path": path} if "type" in value else {"type": type_, "path": path}
    if "path" in value:
        place.put("path", path)
        entries.pop("path")
    place.swap(first, entries)
    for key in rest:
        place.drop(key)


def model(place: Place) -> None:
    """`local_path` or `model_uri` is the path; `model_format` the type; a datastore makes an address."""
    forms.local_path(place)
    if isinstance(place.get("model_uri"), str):
        place.become("model_uri", place.get("model_uri"), "path")
    if (word := str(place.get("model_format")).lower()) in _FORMATS:
        place.become("model_format", _FORMATS[word], "type")
    store, path = place.get("datastore"), place.get("path")
    if isinstance(store, str) and isinstance(path, str):
        place.say("datastore", brief("datastore", store), brief("path", forms.on_datastore(path, store)))
        place.put("path", forms.on_datastore(path, store))
        place.drop("datastore")


def code(place: Place) -> None:
    forms.local_path(place)


def environment(place: Place) -> None:
    forms.environment_body(place)


def deployment(place: Place) -> None:
    """Inline model, environment and code of a deployment."""
    if isinstance(place.get("model"), dict):
        model(place.child("model"))
    forms.environment(place)
    if isinstance(place.get("code_configuration"), dict):
        forms.code(place.child("code_configuration"))
