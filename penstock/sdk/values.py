"""Input and Output, and the types that values have in the dialect."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import Enum, EnumType
from pathlib import Path
from typing import Any, ClassVar

from designer.spec.types import PARAMETERS
from penstock.sdk.body import Body

PYTHON_TYPES: Mapping[Any, str] = {int: "integer", float: "number", bool: "boolean", str: "string"}
NAMED_TYPES = {"int": "integer", "float": "number", "bool": "boolean", "str": "string", "double": "number"}


def type_named(given: Any) -> Any:
    """The dialect's word for `float`, `"float"` or `"number"`."""
    if isinstance(given, Enum):
        given = given.value
    if isinstance(given, type) and given in PYTHON_TYPES:
        return PYTHON_TYPES[given]
    return NAMED_TYPES.get(given, given) if isinstance(given, str) else given


class Input(Body):
    """An input: of a component (its declaration), or of a job (data with a `path`).

    `type` is `uri_folder` (default), `uri_file`, `mltable`, `mlflow_model`, `custom_model`, `triton_model`, or of a
    parameter `string`, `integer`, `number`, `boolean`.
    """

    _keys: ClassVar[tuple[str, ...]] = (
        "type", "path", "mode", "default", "optional", "min", "max", "enum", "description",
        "path_on_compute", "datastore",
    )  # fmt: skip
    _paths: ClassVar[frozenset[str]] = frozenset({"path"})

    def __init__(
        self,
        *,
        type: Any = "uri_folder",
        path: str | os.PathLike[str] | Any = None,
        mode: str | Enum | None = None,
        default: Any = None,
        optional: bool | None = None,
        min: float | None = None,
        max: float | None = None,
        enum: Any = None,
        description: str | None = None,
        **kwargs: Any,
    ) -> None:
        if isinstance(enum, EnumType):
            members: Any = enum
            enum = [item.value for item in members]
        super().__init__(
            type=type_named(type),
            path=path,
            mode=mode,
            default=default.value if isinstance(default, Enum) else default,
            optional=optional,
            min=min,
            max=max,
            enum=enum,
            description=description,
            **kwargs,
        )

    @property
    def _is_parameter(self) -> bool:
        return self.type in PARAMETERS


class Output(Body):
    """An output: of a component (its declaration), or of a job (`mode`, `path`, and the `name` to register it as)."""

    _keys: ClassVar[tuple[str, ...]] = ("type", "path", "mode", "name", "version", "description", "early_available")
    _paths: ClassVar[frozenset[str]] = frozenset({"path"})

    def __init__(
        self,
        *,
        type: Any = "uri_folder",
        path: str | os.PathLike[str] | Any = None,
        mode: str | Enum | None = None,
        name: str | None = None,
        version: str | None = None,
        description: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            type=type_named(type), path=path, mode=mode, name=name, version=version, description=description, **kwargs
        )


def read_input(value: Any, base: Path) -> Any:
    """The declaration of an input, from its mapping."""
    if not isinstance(value, Mapping):
        return value
    made = Input._load(value, base)
    if "type" in value:
        made._body["type"] = type_named(value["type"])
    return made


def read_output(value: Any, base: Path) -> Any:
    """The declaration of an output; `{}` and nothing mean a folder."""
    return Output._load(value or {}, base) if value is None or isinstance(value, Mapping) else value


def declared_by(value: Any) -> Input:
    """The declaration of an input that is given `value` and says no more."""
    value = value.value if isinstance(value, Enum) else value
    if isinstance(value, Input):
        keys = ("type", "default", "optional", "min", "max", "enum", "description", "mode")
        return Input(**{key: value.get(key) for key in keys if value.get(key) is not None})
    kind = PYTHON_TYPES.get(type(value)) or next(
        (name for base, name in ((bool, "boolean"), (int, "integer"), (float, "number")) if isinstance(value, base)),
        "string",
    )
    return Input(type=kind, default=value)
