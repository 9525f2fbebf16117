"""The words of a declaration: `Spec` for a mapping of known keys, `key` for one of them, leaves for single values.
Declares nothing of the dialect itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from designer.spec.scalars import text_of
from designer.spec.types import Misfit, read_literal

Runs = Literal["yes", "mapped", "kept"]


class Spec(BaseModel):
    """A mapping of known keys. Unknown ones are kept. Never validated by pydantic: `check` reads the declaration."""

    model_config = ConfigDict(extra="allow", defer_build=True, protected_namespaces=(), populate_by_name=True)


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
    """One key. `runs`: this product does what it says (yes), does something like it (mapped), or only keeps it.

    `required` missing is an error, `wanted` missing a warning. `shows` is the default as the docs print it.
    """
    extra: dict[str, Any] = {"runs": runs, "required": required, "wanted": wanted, "shows": shows}
    return Field(default, description=meaning, alias=alias, json_schema_extra=extra)


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
