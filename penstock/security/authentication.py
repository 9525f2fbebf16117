"""How the API knows who asks: a bearer token (command line), or the session cookie with CSRF (pages)."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from penstock.security.tokens import Owner, bearer, csrf_matches, owner, session_is_good, token_matches

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class PenstockAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[Owner, str] | None:
        header = request.META.get("HTTP_AUTHORIZATION")
        if header:
            if token_matches(bearer(header)):
                return owner(), "token"
            raise exceptions.AuthenticationFailed(_("This token is not the one of this installation."))
        session = request.COOKIES.get(settings.SESSION_COOKIE)
        if not session_is_good(session):
            return None
        if request.method not in SAFE and not csrf_matches(session, request.META.get("HTTP_X_CSRFTOKEN")):
            raise exceptions.PermissionDenied(_("The page is out of date: reload it."))
        return owner(), "session"

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
