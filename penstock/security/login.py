"""The plain page for a browser without a session: paste the token. Shows no data of the workspace."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language


def login_page(request: HttpRequest, *, address: str, wrong: bool = False) -> HttpResponse:
    """`address` is where the person wanted to go."""
    address = "/" if address.startswith("/login") else address
    page = render_to_string("login.html", {"wrong": wrong, "next": address, "language": get_language() or "en"})
    response = HttpResponse(page, status=401)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"  # under no-referrer a form is sent with `Origin: null`
    return response
