"""`/mlflow` in the web process: signed-in browsers, notebooks with a token, and steps with theirs."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import Any

from django.conf import settings

from penstock.security.tokens import session_is_good
from penstock.tracking.door import Door, guarded
from penstock.tracking.places import Tracking
from penstock.tracking.proxy import Proxy
from penstock.tracking.registry import Both


def application(django: Any) -> Any:
    """The ASGI application; `django` answers browsers that are not signed in with the page to sign in."""
    tracking = Tracking(settings.WORKSPACE)
    door = Door(settings.WORKSPACE, settings.BIND_HOST, settings.EXTRA_HOSTS, signed_in)
    return guarded(door, Proxy(tracking, Both(tracking)), login=django)


def signed_in(cookies: str) -> bool:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(cookies)
    except CookieError:
        return False
    found = jar.get(settings.SESSION_COOKIE)
    return session_is_good(found.value if found else None)
