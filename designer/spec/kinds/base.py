"""The words of a declaration: `Spec` for a mapping of known keys, `key` for one of them, leaves for single values.
Declares nothing of the dialect itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, dataclass_transform

from designer.spec.scalars import text_of
from designer.spec.types import Misfit, read_literal

Runs = Literal["yes", "mapped", "kept"]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a declaration. `runs`: this product does what it says (yes), does something like it (mapped), or only
    keeps it. `required` missing is an error, `wanted` missing a warning. `shows` is the default as docs print it."""

    meaning: str
    default: Any = None
    runs: Runs = "kept"
    required: bool = False
    wanted: bool = False
    alias: str | None = None
    shows: str = ""


def key(
    meaning: str,
    *,
    default: Any = None,
    runs: Runs = "kept",
    required: bool = False,
    wanted: bool = False,
    alias: str | None = None,
    shows: str = "",
) -> Any:
    """Declares a key; see `Key`."""
    return Key(meaning, default, runs, required, wanted, alias, shows)


@dataclass_transform(kw_only_default=True, field_specifiers=(key,))
class Spec:
    """A mapping of known keys; `extra` holds the unknown ones. It checks nothing: `check` reads by the declaration.

    A default is an attribute of the class, so that thousands of nodes are made of what they say and nothing else.
    """

    keys: ClassVar[dict[str, Key]] = {}
    extra: dict[str, Any] = key("")  # not a key of any document: what no declaration names

    def __init_subclass__(cls) -> None:
        own = {name: found for name, found in vars(cls).items() if isinstance(found, Key)}
        cls.keys = {}
        for base in reversed(cls.__mro__[1:]):
            cls.keys |= vars(base).get("keys", {})
        cls.keys |= own
        for name, found in own.items():
            setattr(cls, name, found.default)

    def __init__(self, **given: Any) -> None:
        self.__dict__["extra"] = {}
        self.__dict__.update(given)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return id(self)  # what it holds may change

    def __repr__(self) -> str:
        said = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items() if value != {})
        return f"{type(self).__name__}({said})"


@dataclass(frozen=True, slots=True)
class Leaf:
    """How one value is read: `name` as people call the type; `read` raises Misfit."""

    name: str
    read: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Suggested:
    """Words that are known; others are allowed with a warning."""

    words: tuple[str, ...]


def suggested(*words: str) -> Suggested:
    return Suggested(words)


def _text(value: Any) -> str:
    if isinstance(value, dict | list):
        raise Misfit(f"here is {'a mapping' if isinstance(value, dict) else 'a list'}")
    return text_of(value)


def _parameter(type_: str) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if isinstance(value, dict | list):
            raise Misfit(f"here is {'a mapping' if isinstance(value, dict) else 'a list'}")
        return read_literal(value, type_)

    return read


def _mapping(value: Any) -> Any:
    if not isinstance(value, dict):
        raise Misfit("here is a list" if isinstance(value, list) else f"here is `{text_of(value)[:60]}`")
    return value


def _time(value: Any) -> str:
    """Points in time come as text; a bare date is text here, too, as this reader makes no dates."""
    return _text(value)


Text = Annotated[str, Leaf("text", _text)]
Whole = Annotated[int, Leaf("integer", _parameter("integer"))]
Number = Annotated[float, Leaf("number", _parameter("number"))]
Flag = Annotated[bool, Leaf("boolean", _parameter("boolean"))]
Path = Annotated[str, Leaf("path", _text)]
Ref = Annotated[str, Leaf("reference", _text)]
Command = Annotated[str, Leaf("text", _text)]
Moment = Annotated[str, Leaf("time", _time)]
Anything = Annotated[Any, Leaf("anything", lambda value: value)]
Mapping = Annotated[dict[str, Any], Leaf("mapping", _mapping)]
Texts = list[Text]
TextMap = dict[str, Text]
