"""The address of a database server (`PENSTOCK_DATABASE_URL`), read once for all. Knows no Django."""

from __future__ import annotations

import importlib.util
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SCHEMES = ("postgresql", "postgres")
MOST_CONNECTIONS = 20  # of one process


def trouble_with(url: str) -> str | None:
    """Why it cannot be used, in words; None when it can be tried."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in SCHEMES and bool(parts.path.strip("/")) and (parts.port is None or parts.port > 0)
    except ValueError:
        known = False
    if not known:
        return "PENSTOCK_DATABASE_URL is no address of a database; it looks like postgresql://user:password@host/name"
    if importlib.util.find_spec("psycopg") is None or importlib.util.find_spec("psycopg_pool") is None:
        return "PostgreSQL needs its driver; install it with: pip install 'penstock[postgres]'"
    return None


def cannot_open(url: str) -> str | None:
    """Why the server does not let us in, in its own words; a pool would only say that it waited. None when it does."""
    if trouble := trouble_with(url):
        return trouble
    import psycopg

    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        return f"the database {without_password(url)} cannot be used: {reason}"
    return None


def settings_of(url: str) -> dict[str, Any]:
    """What Django wants to know of it."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        # Threads come and go with requests: the connection of one is taken up by the next, not opened anew.
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": MOST_CONNECTIONS, "timeout": 5},
            "connect_timeout": 5,
            "application_name": "penstock",
            **dict(parse_qsl(parts.query)),  # sslmode and its like
        },
    }


def without_password(url: str) -> str:
    """The address as it may be shown."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"
