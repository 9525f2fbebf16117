"""How the API knows who asks: a bearer token (command line), or the session cookie with CSRF (pages)."""

from __future__ import annotations

from django.conf import settings
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.request import Request

from penstock.security.tokens import Owner, bearer, owner, session_is_good, token_matches


class PenstockAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[Owner, str] | None:
        header = request.META.get("HTTP_AUTHORIZATION")
        if header:
            if token_matches(bearer(header)):
                return owner(), "token"
            raise exceptions.AuthenticationFailed("This token is not the one of this installation.")
        if not session_is_good(request.COOKIES.get(settings.SESSION_COOKIE)):
            return None
        self._check_csrf(request)
        return owner(), "session"

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"

    def _check_csrf(self, request: Request) -> None:
        check = CSRFCheck(lambda _: None)  # type: ignore[arg-type,return-value]
        check.process_request(request._request)
        reason = check.process_view(request._request, None, (), {})  # type: ignore[arg-type]
        if reason:
            raise exceptions.PermissionDenied(f"CSRF check failed: {reason}")
