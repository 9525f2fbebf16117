"""How a view says what it takes and gives, without loading drf-spectacular: an idle server does not pay for it.

Shapes are TypedDicts named in the words of the JSON; `penstock.schema` turns the notes into OpenAPI on demand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NotRequired, TypedDict, TypeVar, cast

from django.http import HttpRequest, HttpResponseBase

View = TypeVar("View", bound=Callable[..., Any])
Body = Literal["text", "binary", "upload", "none"]


@dataclass(frozen=True, slots=True)
class Note:
    """What `describe` said about one method of a view."""

    response: Any = None
    request: Any = None
    status: int = 200
    also: tuple[int, ...] = ()
    query: Mapping[str, type] = field(default_factory=dict)
    operation: str | None = None


class ErrorBody(TypedDict):
    code: str
    message: str
    hint: NotRequired[str]
    id: str
    problems: NotRequired[list[dict[str, Any]]]


class Error(TypedDict):
    """Every refusal and failure, whatever the status."""

    error: ErrorBody


def describe(
    response: Any = None,
    *,
    request: Any = None,
    status: int = 200,
    also: tuple[int, ...] = (),
    query: Mapping[str, type] | None = None,
    operation: str | None = None,
) -> Callable[[View], View]:
    """Note what a view's method answers: a TypedDict, "text", "binary" or None for no body.

    `request` is a TypedDict, "upload" for multipart, or a list of both. `also` are further good statuses with
    the same body. `query` maps names of optional query parameters to their types.
    """

    def note(view: View) -> View:
        cast(Any, view).note = Note(response, request, status, also, dict(query or {}), operation)
        return view

    return note


def schema_view(request: HttpRequest) -> HttpResponseBase:
    from penstock.schema import document

    return document(request)
