"""`GET me` and `POST me`: who asks, and in which language."""

from __future__ import annotations

from typing import TypedDict

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from penstock.openapi import describe
from penstock.security.errors import ApiError
from penstock.security.tokens import csrf_token


class User(TypedDict):
    name: str


class Me(TypedDict):
    """`csrf` goes into the header `X-CSRFToken` of every request that changes something."""

    user: User
    csrf: str
    language: str


class Preferences(TypedDict):
    language: str


class MeView(APIView):
    @describe(Me, operation="me")
    def get(self, request: Request) -> Response:
        return Response(_me(request, get_language() or "en"))

    @describe(Me, request=Preferences, operation="set_me")
    def post(self, request: Request) -> Response:
        language = request.data.get("language") if isinstance(request.data, dict) else None
        if language not in dict(settings.LANGUAGES):
            raise ApiError(400, "unknown_language", _("This language is not spoken here."), hint="en, ko")
        response = Response(_me(request, language))
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=settings.LANGUAGE_COOKIE_AGE, samesite="Lax"
        )
        return response


def _me(request: Request, language: str) -> Me:
    session = request.COOKIES.get(settings.SESSION_COOKIE)
    return {"user": {"name": request.user.name}, "csrf": csrf_token(session), "language": language}
