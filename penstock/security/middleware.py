"""Two middlewares: the guard (host, origin, headers, errors) and the login (token in the URL → session)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from penstock.security.errors import ApiError, error_response
from penstock.security.headers import add_headers
from penstock.security.login import login_page
from penstock.security.origins import allowed_host, same_origin
from penstock.security.tokens import session_is_good, start_session, token_matches

GetResponse = Callable[[HttpRequest], HttpResponseBase]
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
OPEN_PREFIXES = ("/static/", "/api/")  # bundles hold no data; the API answers for itself


class GuardMiddleware:
    """Nothing passes without a right host and origin, and every answer leaves with the headers."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refusal = self._refusal(request)
        if refusal is not None:
            response: HttpResponseBase = error_response(refusal, request)
        else:
            response = self.get_response(request)
        return add_headers(request, response)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse:
        return error_response(exception, request)

    def _refusal(self, request: HttpRequest) -> ApiError | None:
        host = request.META.get("HTTP_HOST", "")
        if not allowed_host(host, settings.BIND_HOST, settings.EXTRA_HOSTS):
            return ApiError(
                400,
                "bad_host",
                _("This server does not answer to the name %(host)s.") % {"host": host[:100] or "?"},
                hint=_("Use the address that `penstock up` printed, or allow the name with PENSTOCK_ALLOWED_HOSTS."),
            )
        if request.method not in SAFE and not self._origin_is_good(request, host):
            return ApiError(403, "bad_origin", _("Another site may not send this request."))
        return None

    def _origin_is_good(self, request: HttpRequest, host: str) -> bool:
        origin = request.META.get("HTTP_ORIGIN")
        if origin is not None:
            return same_origin(origin, host)
        return request.META.get("HTTP_SEC_FETCH_SITE", "none") in ("same-origin", "none")


class LoginMiddleware:
    """Pages need a session. `/?token=…` makes one and goes on to the clean address."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(OPEN_PREFIXES):
            return self.get_response(request)
        if request.method in ("GET", "HEAD") and "token" in request.GET:
            if token_matches(request.GET["token"]):
                return self._signed_in(request, self._clean_address(request))
            return login_page(request, address=self._clean_address(request), wrong=True)
        if request.method == "POST" and request.path == "/login":
            if token_matches(request.POST.get("token")):
                return self._signed_in(request, self._safe_next(request))
            return login_page(request, address=self._safe_next(request), wrong=True)
        if not session_is_good(request.COOKIES.get(settings.SESSION_COOKIE)):
            return login_page(request, address=self._clean_address(request))
        if request.path == "/login":
            return HttpResponse(status=303, headers={"Location": "/"})
        response = self.get_response(request)
        patch_vary_headers(response, ("Cookie",))
        return response

    def _signed_in(self, request: HttpRequest, address: str) -> HttpResponse:
        response = HttpResponse(status=303, headers={"Location": address})
        start_session(response, secure=request.is_secure())
        return response

    def _clean_address(self, request: HttpRequest) -> str:
        rest = [(key, value) for key, values in request.GET.lists() for value in values if key != "token"]
        path = "/" + request.path.lstrip("/\\")  # "//host" would lead to another site
        return f"{path}?{urlencode(rest)}" if rest else path

    def _safe_next(self, request: HttpRequest) -> str:
        wanted = request.POST.get("next", "/")
        return "/" + wanted.lstrip("/\\") if wanted.isprintable() else "/"
