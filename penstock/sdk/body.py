"""Keys of a YAML mapping as attributes: what every object of the SDK is. Knows no kind of document."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar, Self

from designer.spec.emit import dump
from designer.spec.paths import is_local, local_path
from penstock.sdk.errors import ValidationException

Reader = Callable[[Any, Path], Any]


@dataclass(frozen=True)
class Place:
    """Where a document is being written: local paths in it are relative to `base`.

    `beside` writes a part to a file of its own and answers its name; without it parts stay inside.
    """

    base: Path
    beside: Callable[[str, dict[str, Any]], str] | None = None

    def path(self, text: str | os.PathLike[str], base: Path) -> str:
        """A local path that is relative to `base`, said from here; addresses of elsewhere stay as they are."""
        written = os.fspath(text)
        if not written.strip() or "${{" in written or not is_local(written):
            return written
        if base == self.base and not os.path.isabs(local_path(written)):
            return written
        found = os.path.relpath(os.path.normpath(base / local_path(written)), self.base)
        found = Path(found).as_posix()
        return found if found.startswith("..") else f"./{found}"


class Body:
    """A mapping whose keys are attributes. Unknown keys are kept; those that were never set read as None."""

    _keys: ClassVar[tuple[str, ...]] = ()  # known keys; a new object writes them in this order
    _readers: ClassVar[Mapping[str, Reader]] = {}  # how the value of a key becomes an object
    _made: ClassVar[Mapping[str, Callable[[], Any]]] = {}  # made when it is first asked for
    _paths: ClassVar[frozenset[str]] = frozenset()  # keys that hold local paths
    _name_is_kept: ClassVar[bool] = False
    _is_value: ClassVar[bool] = False  # an input takes it as it is
    _hidden: ClassVar[frozenset[str]] = frozenset()  # keys that are told, and never written

    _body: dict[str, Any]
    _base: Path

    def __init__(self, *, base_path: str | os.PathLike[str] | None = None, **keys: Any) -> None:
        self._start(base_path)
        for key, value in keys.items():
            setattr(self, key, value)

    def _start(self, base_path: str | os.PathLike[str] | None) -> None:
        object.__setattr__(self, "_body", {})
        object.__setattr__(self, "_base", Path(base_path).resolve() if base_path else Path.cwd())

    @classmethod
    def _load(cls, body: Mapping[str, Any], base: Path) -> Self:
        """The object of a mapping that was read from a file in the folder `base`."""
        made = cls.__new__(cls)
        Body._start(made, base)
        for key, value in body.items():
            made._body[key] = made._coerced(key, value)
        return made

    def _coerced(self, key: str, value: Any) -> Any:
        reader = self._readers.get(key)
        return reader(value, self._base) if reader is not None and value is not None else value

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._body:
            return self._body[name]
        if name in self._made:
            self._body[name] = self._made[name]()
            return self._body[name]
        if name in self._keys:
            return None
        near = difflib.get_close_matches(name, [*self._keys, *self._body], n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}{hint}")

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_") or isinstance(getattr(type(self), name, None), property):
            object.__setattr__(self, name, value)
        elif value is None:
            self._body.pop(name, None)
        else:
            self._body[name] = self._coerced(name, value)

    def __delattr__(self, name: str) -> None:
        self._body.pop(name, None)

    def __deepcopy__(self, known: dict[int, Any]) -> Self:
        from copy import deepcopy

        made = type(self).__new__(type(self))
        known[id(self)] = made
        for key, value in self.__dict__.items():
            object.__setattr__(made, key, value if key == "_base" else deepcopy(value, known))
        return made

    def __eq__(self, other: object) -> bool:
        return self is other or (type(self) is type(other) and self._to_dict() == other._to_dict())

    __hash__ = object.__hash__

    def get(self, key: str, default: Any = None) -> Any:
        """A key as of a mapping."""
        return self._body.get(key, default)

    def __getitem__(self, key: str) -> Any:
        return self._body[key]

    def __setitem__(self, key: str, value: Any) -> None:
        setattr(self, key, value)

    def __contains__(self, key: object) -> bool:
        return key in self._body

    def __iter__(self) -> Iterator[str]:
        return iter(self._body)

    def __bool__(self) -> bool:
        return True

    def __dir__(self) -> list[str]:
        return sorted({*object.__dir__(self), *self._keys, *self._body})

    def _written(self, place: Place) -> Any:
        """The plain mapping, as it stands in a document at `place`."""
        out: dict[str, Any] = {}
        for key, value in self._body.items():
            if key in self._hidden or (key in self._made and isinstance(value, Body) and not value._body):
                continue
            out[key] = self._said(key, value, place)
        return out

    def _said(self, key: str, value: Any, place: Place) -> Any:
        if key in self._paths and isinstance(value, str | os.PathLike):
            return place.path(value, self._base)
        return plain(value, place)

    def _to_dict(self) -> dict[str, Any]:
        return dict(self._written(Place(Path.cwd())))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._to_dict()!r})"

    def __str__(self) -> str:
        return dump(self._to_dict())

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What a notebook shows."""
        printer.text("…" if cycle else str(self))

    def dump(self, dest: str | os.PathLike[str] | Any, **_: Any) -> None:
        """Write the YAML to a file, or to anything with `write`. Local paths in it are relative to that file."""
        if hasattr(dest, "write"):
            dest.write(str(self))
            return
        path = Path(dest)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dump(self._document(path.resolve())), encoding="utf-8")

    def _document(self, path: Path) -> dict[str, Any]:
        return dict(self._written(Place(path.parent)))


def plain(value: Any, place: Place) -> Any:
    """Any value of the SDK as YAML can write it."""
    if value is None or isinstance(value, bool | str) or type(value) in (int, float):
        return value
    if isinstance(value, Body):
        return value._written(place)
    if callable(getattr(value, "_binding", None)):
        return value._binding()  # a reference to a port
    if callable(getattr(value, "_written", None)):
        return value._written(place)  # the ports of a node
    if isinstance(value, Mapping):
        return {str(key): plain(item, place) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(item, place) for item in value]
    if isinstance(value, Enum):
        return plain(value.value, place)
    if isinstance(value, os.PathLike):
        return place.path(value, Path.cwd())
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, int | float):
        return value  # numbers that remember how they were written
    if type(value).__module__.partition(".")[0] == "numpy" and hasattr(value, "item"):
        return value.item()
    if type(value).__module__.startswith("azure.ai.ml") and hasattr(value, "_to_dict"):
        return plain(value._to_dict(), place)
    raise ValidationException(
        f"a {type(value).__name__} cannot be written in YAML: {value!r}",
        hint="give text, a number, a boolean, a list, a mapping, or an object of penstock.entities",
    )


def reader_of(kind: type[Body]) -> Reader:
    """Reads a mapping as `kind`; what is no mapping (an object, a reference) stays."""

    def read(value: Any, base: Path) -> Any:
        return kind._load(value, base) if isinstance(value, Mapping) else value

    return read


def each(read: Reader) -> Reader:
    """Reads every value of a mapping."""

    def read_all(value: Any, base: Path) -> Any:
        return {key: read(item, base) for key, item in value.items()} if isinstance(value, Mapping) else value

    return read_all


def prefixed(value: Any) -> Any:
    """`cpu-cluster` as the dialect refers to it: `azureml:cpu-cluster`. Addresses and expressions stay."""
    if isinstance(value, str) and value and not value.startswith(("azureml:", "${{", "/", "file:")):
        return value if value == "local" else f"azureml:{value}"
    return value
