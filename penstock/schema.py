"""Turns the notes of `penstock.openapi.describe` into OpenAPI. Imported only when a schema is asked for."""

from __future__ import annotations

import inspect
import json
import types
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin, get_type_hints, is_typeddict

from django.http import HttpRequest, HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter

from penstock.openapi import Error, Note

SIMPLE = {str: "string", int: "integer", float: "number", bool: "boolean"}
MULTIPART: dict[str, Any] = {
    "type": "object",
    "properties": {"file": {"type": "string", "format": "binary"}},
    "additionalProperties": True,
}


class PenstockSchema(AutoSchema):
    """`DEFAULT_SCHEMA_CLASS`: reads notes instead of serializers."""

    def _note(self) -> Note:
        return getattr(getattr(self.view, self.method.lower()), "note", None) or Note()

    def get_request_serializer(self) -> None:
        return None  # bodies come from the notes

    def get_response_serializers(self) -> dict[str, Any]:
        return {}

    def _is_list_view(self, serializer: Any = None) -> bool:
        return False

    def get_description(self) -> str:
        return inspect.getdoc(getattr(self.view, self.method.lower())) or ""

    def get_auth(self) -> list[dict[str, list[str]]]:
        return [{"token": []}, {"session": []}]

    def get_operation_id(self) -> str:
        name = self._note().operation
        return self._filled(name) if name else str(super().get_operation_id())

    def _filled(self, name: str) -> str:
        """One view serves several kinds, and what it does may depend on where it stands."""
        kind = getattr(self.view, "kind", None)
        verb = "archive" if getattr(self.view, "archives", True) else "restore"
        if hasattr(self.view, "enables"):
            verb = "enable" if self.view.enables else "disable"
        return name.format(kinds=kind.word, kind=kind.one, verb=verb) if kind is not None else name

    def get_override_parameters(self) -> list[OpenApiParameter]:
        return [OpenApiParameter(name, kind) for name, kind in self._note().query.items()]

    def _get_request_body(self, direction: str = "request") -> dict[str, Any] | None:
        wanted = self._note().request
        if wanted is None:
            return None
        content: dict[str, Any] = {}
        for one in wanted if isinstance(wanted, list) else [wanted]:
            if one == "upload":
                content["multipart/form-data"] = {"schema": MULTIPART}
            else:
                content["application/json"] = {"schema": self.shape(one)}
        return {"content": content, "required": True}

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        note = self._note()
        bodies = {str(status): self._body(note.response) for status in (note.status, *note.also)}
        error = {"application/json": {"schema": self.shape(Error)}}
        return bodies | {"default": {"description": "Refused or failed.", "content": error}}

    def _body(self, response: Any) -> dict[str, Any]:
        if response is None:
            return {"description": "No body."}
        if response == "text":
            content: dict[str, Any] = {"text/plain": {"schema": {"type": "string"}}}
        elif response == "binary":
            content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
        else:
            content = {"application/json": {"schema": self.shape(response)}}
        return {"description": "", "content": content}

    def shape(self, kind: Any) -> dict[str, Any]:
        """The JSON schema of a type; TypedDicts become named components."""
        origin, args = get_origin(kind), get_args(kind)
        if kind in SIMPLE:
            return {"type": SIMPLE[kind]}
        if is_typeddict(kind):
            return self._named(kind)
        if origin in (NotRequired, Required):
            return self.shape(args[0])
        if origin is Literal:
            return {"type": "string", "enum": list(args)}
        if origin is list or kind is list:
            return {"type": "array", "items": self.shape(args[0]) if args else {}}
        if origin is dict or kind is dict:
            return {"type": "object", "additionalProperties": self.shape(args[1]) if args else {}}
        if origin in (Union, types.UnionType):
            return self._either([arg for arg in args if arg is not type(None)], type(None) in args)
        return {}

    def _either(self, kinds: list[Any], nullable: bool) -> dict[str, Any]:
        shapes = [self.shape(kind) for kind in kinds]
        if not nullable:
            return {"oneOf": shapes}
        if len(shapes) == 1 and "$ref" not in shapes[0]:
            return shapes[0] | {"nullable": True}
        return {"allOf": shapes, "nullable": True} if len(shapes) == 1 else {"oneOf": shapes, "nullable": True}

    def _named(self, kind: Any) -> dict[str, Any]:
        component = ResolvedComponent(name=kind.__name__, type=ResolvedComponent.SCHEMA, object=kind)
        if component in self.registry:
            return self.registry[component].ref
        self.registry.register(component)  # before its fields: shapes may contain themselves
        hints = get_type_hints(kind, include_extras=True)
        component.schema = {
            "type": "object",
            "properties": {name: self.shape(hint) for name, hint in hints.items()},
            # Under postponed annotations `__required_keys__` does not see NotRequired: the hints do.
            "required": sorted(key for key in kind.__required_keys__ if get_origin(hints[key]) is not NotRequired),
        }
        if kind.__doc__:
            component.schema["description"] = kind.__doc__.strip()
        if not component.schema["required"]:
            del component.schema["required"]
        return component.ref


def generate() -> dict[str, Any]:
    """The whole document; the same code gives the same bytes."""
    return SchemaGenerator().get_schema(request=None, public=True)


def to_text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=False) + "\n"


def document(request: HttpRequest) -> HttpResponse:
    return HttpResponse(to_text(generate()), content_type="application/vnd.oai.openapi+json")
