"""The token and the session made from it. One install has one token; a session is a signed proof of having had it."""

from __future__ import annotations

import getpass
import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "penstock.session"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whoever holds the token: the person this installation belongs to."""

    name: str
    is_authenticated: bool = True


def owner() -> Owner:
    try:
        return Owner(getpass.getuser())
    except (OSError, KeyError):  # a container without a user entry
        return Owner("owner")


def token_matches(given: str | None) -> bool:
    """Constant-time comparison with the install's token."""
    return bool(given) and constant_time_compare(str(given).strip(), settings.WORKSPACE.token())


def bearer(header: str | None) -> str | None:
    """The token of an `Authorization: Bearer …` header."""
    kind, _, value = (header or "").partition(" ")
    return value.strip() if kind.lower() == "bearer" and value.strip() else None


def start_session(response: HttpResponse, *, secure: bool = False) -> None:
    """Give the browser a session. Lax, so that a link from a mail opens signed in; CSRF guards the rest."""
    value = signing.dumps(_fingerprint(), salt=SALT)
    response.set_cookie(
        settings.SESSION_COOKIE, value, max_age=settings.SESSION_AGE, httponly=True, samesite="Lax", secure=secure
    )


def session_is_good(cookie: str | None) -> bool:
    """True for a cookie that this install signed for its present token, not too long ago."""
    if not cookie:
        return False
    try:
        found = signing.loads(cookie, salt=SALT, max_age=settings.SESSION_AGE)
    except signing.BadSignature:
        return False
    return isinstance(found, str) and constant_time_compare(found, _fingerprint())


def csrf_token(session: str | None) -> str:
    """What a page must send back with every change. Made from its session: nothing to store, no second cookie."""
    return salted_hmac("penstock.csrf", session or "", algorithm="sha256").hexdigest()


def csrf_matches(session: str | None, given: str | None) -> bool:
    return bool(session and given) and constant_time_compare(str(given), csrf_token(session))


def _fingerprint() -> str:
    """A new token ends every session."""
    return hashlib.sha256(settings.WORKSPACE.token().encode()).hexdigest()[:24]
