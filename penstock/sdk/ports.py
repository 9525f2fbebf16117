"""What stands at the inputs and outputs of nodes and jobs: values, data, and references to other ports."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping
from copy import deepcopy
from enum import Enum
from pathlib import Path
from typing import Any, Generic, TypeVar

from penstock.sdk.body import Body, Place, plain
from penstock.sdk.errors import UserErrorException, ValidationException
from penstock.sdk.parameter import PipelineInput
from penstock.sdk.values import Input, Output, declared_by, read_input, read_output


class NodeOutput:
    """An output of a node: give it to an input of another, return it from the pipeline, or set where it is written."""

    def __init__(self, owner: Any, name: str, declared: Output | None = None) -> None:
        self._owner, self._port_name, self._declared = owner, name, declared
        self._data: Output | str | None = None
        self._own_mode: Any = None  # written next to a binding; what came with `_data` goes to the pipeline's output
        self._bound: str | None = None  # the output of the pipeline that this one is
        self._null = False  # a file names the output and says nothing of it

    @property
    def port_name(self) -> str:
        return self._port_name

    def _binding(self) -> str:
        return f"${{{{parent.jobs.{self._owner.name}.outputs.{self._port_name}}}}}"

    def _settings(self) -> Output:
        if not isinstance(self._data, Output):
            self._data = Output(type=None)
        return self._data

    def _get(self, key: str) -> Any:
        return getattr(self._data, key) if isinstance(self._data, Output) else None

    @property
    def type(self) -> Any:
        return self._get("type") or (self._declared.type if self._declared else None)

    @type.setter
    def type(self, value: Any) -> None:
        self._settings().type = value

    @property
    def mode(self) -> Any:
        return self._own_mode or self._get("mode")

    @mode.setter
    def mode(self, value: Any) -> None:
        self._settings().mode = value
        self._own_mode = value

    @property
    def path(self) -> Any:
        return self._data if isinstance(self._data, str) else self._get("path")

    @path.setter
    def path(self, value: Any) -> None:
        self._settings().path = value

    @property
    def name(self) -> Any:
        """The name that the data is registered as."""
        return self._get("name")

    @name.setter
    def name(self, value: Any) -> None:
        self._settings().name = value

    @property
    def version(self) -> Any:
        return self._get("version")

    @version.setter
    def version(self, value: Any) -> None:
        self._settings().version = value

    @property
    def description(self) -> Any:
        return self._get("description")

    @description.setter
    def description(self, value: Any) -> None:
        self._settings().description = value

    def _assign(self, value: Any, base: Path | None = None) -> None:
        if isinstance(value, Mapping):
            value = read_output(value, base or Path.cwd())
        if value is not None and not isinstance(value, Output | str):
            message = f"the output {self._port_name!r} was given a {type(value).__name__}"
            raise ValidationException(message, hint="give it an Output, for example Output(type='uri_folder')")
        self._data, self._bound = value, None

    def _written(self, place: Place) -> Any:
        """What stands behind the name of the output, or None when nothing does."""
        if self._bound is not None:
            binding = f"${{{{parent.outputs.{self._bound}}}}}"
            if self._own_mode is None:
                return binding
            return {"mode": plain(self._own_mode, place), "path": binding}
        return self._data._written(place) if isinstance(self._data, Output) else self._data

    def __deepcopy__(self, known: dict[int, Any]) -> NodeOutput:
        return self  # a reference to this very node

    def __str__(self) -> str:
        return self._binding()

    def __repr__(self) -> str:
        return f"NodeOutput({self._owner.name}.{self._port_name})"


class NodeInput:
    """What an input was given. `mode`, `type` and `path` can be set afterwards."""

    def __init__(self, owner: Any, name: str, declared: Input | None = None) -> None:
        self._owner, self._port_name, self._declared = owner, name, declared
        self._data: Any = None
        self._mode: Any = None
        self._null = False

    def _assign(self, value: Any, base: Path | None = None) -> None:
        self._data, self._mode = given(value, self._declared, self._port_name, base), None

    def _settings(self) -> Input:
        if self._data is None:
            self._data = Input(type=self._declared.type if self._declared else None)
        if not isinstance(self._data, Input):
            message = f"the input {self._port_name!r} was given {self._data}, which has no settings of its own"
            raise ValidationException(message, hint="give the input an Input with a path")
        return self._data

    @property
    def value(self) -> Any:
        return self._data

    @property
    def type(self) -> Any:
        return type_of(self._data) or (self._declared.type if self._declared else None)

    @type.setter
    def type(self, value: Any) -> None:
        self._settings().type = value

    @property
    def path(self) -> Any:
        return self._settings().path

    @path.setter
    def path(self, value: Any) -> None:
        self._settings().path = value

    @property
    def mode(self) -> Any:
        return self._data.mode if isinstance(self._data, Input) else self._mode

    @mode.setter
    def mode(self, value: Any) -> None:
        if is_reference(self._data):
            self._mode = value
        else:
            self._settings().mode = value

    def _written(self, place: Place) -> Any:
        found = plain(self._data, place)
        return {"path": found, "mode": plain(self._mode, place)} if self._mode is not None else found

    def __str__(self) -> str:
        found = plain(self._data, Place(Path.cwd()))
        return str(found)

    def __repr__(self) -> str:
        return f"NodeInput({self._port_name}={self})"


P = TypeVar("P", NodeInput, NodeOutput)


class Ports(Generic[P], Mapping[str, P]):
    """The inputs or the outputs of a node or job, as attributes and as items."""

    _items: dict[str, P]
    _owner: Any
    _kind: Any
    _open: bool
    _what: str

    def __init__(self, owner: Any, kind: type[P], declared: Mapping[str, Any] | None, what: str) -> None:
        object.__setattr__(self, "_owner", owner)
        object.__setattr__(self, "_kind", kind)
        object.__setattr__(self, "_open", declared is None)  # nobody knows what the component has
        object.__setattr__(self, "_what", what)
        object.__setattr__(self, "_items", {n: kind(owner, n, d) for n, d in (declared or {}).items()})

    def __getitem__(self, name: str) -> P:
        if name not in self._items:
            if not self._open or name.startswith("__"):
                raise KeyError(self._unknown(name))
            self._items[name] = self._kind(self._owner, name)
        return self._items[name]

    def __getattr__(self, name: str) -> P:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError:
            raise AttributeError(self._unknown(name)) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __setitem__(self, name: str, value: Any) -> None:
        if isinstance(value, self._kind) and value._owner is self._owner:
            return  # `inputs.x = inputs.x`
        try:
            port = self[name]
        except KeyError:
            raise ValidationException(self._unknown(name)) from None
        port._assign(value)

    def _unknown(self, name: str) -> str:
        near = difflib.get_close_matches(name, list(self._items), n=1)
        known = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(self._items) or 'none'}"
        return f"{self._owner._told()} has no {self._what} {name!r}: {known}"

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __dir__(self) -> list[str]:
        return sorted({*object.__dir__(self), *self._items})

    def __deepcopy__(self, known: dict[int, Any]) -> Any:
        made = object.__new__(type(self))
        known[id(self)] = made
        for key, value in self.__dict__.items():
            object.__setattr__(made, key, deepcopy(value, known))
        return made

    def _written(self, place: Place) -> dict[str, Any]:
        """Those that were given something."""
        found = ((name, port, port._written(place)) for name, port in self._items.items())
        return {name: value for name, port, value in found if value is not None or port._null}

    def __repr__(self) -> str:
        return repr(self._written(Place(Path.cwd())))


def is_reference(value: Any) -> bool:
    return isinstance(value, PipelineInput | NodeOutput) or (isinstance(value, str) and value.startswith("${{"))


def type_of(value: Any) -> str | None:
    """The dialect's type of a value, None when only the server knows."""
    if isinstance(value, PipelineInput | NodeOutput | NodeInput | Input):
        found = value.type
        return str(found) if found else None
    if value is None or (isinstance(value, str) and "${{" in value):
        return None
    return str(declared_by(value).type)


def given(value: Any, declared: Input | None, name: str, base: Path | None = None) -> Any:
    """What an input takes for `value`: a literal, an Input, or a reference. Paths in it are relative to `base`."""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, NodeInput):
        value = value._data
    if isinstance(value, Mapping):
        value = read_input(value, base or Path.cwd())
    if value is None or is_reference(value) or isinstance(value, Input):
        return value
    if isinstance(value, Body):
        return value if value._is_value else _of_object(value, name)
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if declared is not None and declared.type and not declared._is_parameter:
        if not isinstance(value, str):
            message = f"the input {name!r} is data ({declared.type}) and was given {value!r}"
            raise UserErrorException(message, hint=f"give it Input(type={declared.type!r}, path=…)")
        if "${{" not in value:
            return Input(type=declared.type, path=value)
    return value


def _of_object(value: Body, name: str) -> Any:
    """A node stands for its only output, an asset for its data."""
    outputs = getattr(value, "outputs", None)
    if isinstance(outputs, Ports):
        if len(outputs) != 1:
            message = f"the input {name!r} was given {value._told()}, which has {len(outputs)} outputs"
            raise UserErrorException(message, hint=f"name one of them, for example outputs.{next(iter(outputs), 'x')}")
        return next(iter(outputs.values()))
    as_input = getattr(value, "_as_input", None)
    if as_input is None:
        message = f"the input {name!r} was given a {type(value).__name__}"
        raise UserErrorException(message, hint="inputs take values, an Input, a data asset, or an output of a node")
    return as_input()
