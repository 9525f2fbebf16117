"""Serves the single-page app's shell; finds its bundles in the manifest that vite wrote. Knows nothing of pages."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from penstock.security.errors import ApiError, error_response

ENTRY = "index.html"
_seen: tuple[int, dict[str, Any]] | None = None


def index(request: HttpRequest) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return error_response(ApiError(405, "method_not_allowed", _("Only pages live here.")), request)
    assets = bundle()
    context = {"assets": assets, "language": get_language() or "en"}
    response = render(request, "index.html", context, status=200 if assets else 503)
    response["Cache-Control"] = "no-cache"
    return response


def no_such_api(request: HttpRequest) -> HttpResponse:
    message = _("There is no %(method)s %(path)s.") % {"method": request.method, "path": request.path}
    return error_response(ApiError(404, "not_found", message), request)


def no_such_file(request: HttpRequest) -> HttpResponse:
    return error_response(ApiError(404, "not_found", _("There is no such file.")), request)


def bundle() -> dict[str, Any] | None:
    """{scripts, styles, preloads} of the built front end, None when it was not built. Read again when it changes."""
    global _seen
    path = settings.FRONTEND_MANIFEST
    try:
        changed = path.stat().st_mtime_ns
        if _seen is None or _seen[0] != changed:
            _seen = (changed, _read(json.loads(path.read_text(encoding="utf-8"))))
    except (OSError, ValueError, LookupError):
        return None
    return _seen[1]


def _read(manifest: dict[str, Any]) -> dict[str, Any]:
    entry = manifest.get(ENTRY) or next(item for item in manifest.values() if item.get("isEntry"))
    base = f"{settings.STATIC_URL}app/"
    styles, preloads, seen, todo = list(entry.get("css", ())), [], set(), list(entry.get("imports", ()))
    while todo:
        name = todo.pop(0)
        if name in seen:
            continue
        seen.add(name)
        chunk = manifest[name]
        preloads.append(chunk["file"])
        styles.extend(chunk.get("css", ()))
        todo.extend(chunk.get("imports", ()))
    return {
        "scripts": [base + entry["file"]],
        "styles": [base + name for name in dict.fromkeys(styles)],
        "preloads": [base + name for name in preloads],
    }
