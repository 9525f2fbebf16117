"""The headers every answer leaves with. The policy names no other host: fonts, workers and icons are bundled."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase

# Mantine sets sizes in style attributes and injects style tags; styles cannot run code, scripts stay strict.
POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "frame-src": "'none'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_POLICY = "; ".join(f"{name} {value}" for name, value in POLICY.items())


def add_headers(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A view may set a stricter policy of its own (files of jobs are served sandboxed)."""
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if isinstance(response, HttpResponse):
        response.headers.setdefault("Content-Length", str(len(response.content)))
    if request.path.startswith("/api/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
