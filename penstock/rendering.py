"""Answers as JSON. A run of thousands of steps is megabytes, and turning it into text is most of what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder

_default = JSONEncoder().default


class Renderer(JSONRenderer):
    """The framework's own renderer where it must indent, or where the quick one refuses (numbers beyond 64 bits, keys
    that are no text)."""

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> Any:
        if data is not None and "indent" not in (accepted_media_type or ""):
            try:
                return orjson.dumps(data, default=_default)
            except TypeError:
                pass
        return super().render(data, accepted_media_type, renderer_context)
