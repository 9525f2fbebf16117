"""Pure checks of Host and Origin, the same for HTTP and websocket. Knows no Django.

The Host check stops DNS rebinding: a page of another site that resolves its own name to 127.0.0.1 still sends its
own name. Addresses written as numbers cannot be rebound, so a server bound to every interface accepts them.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", "penstock.localhost"})
WILDCARDS = frozenset({"0.0.0.0", "::", ""})


def host_name(host: str) -> str:
    """`host` without its port and brackets, in lower case; "" when it is no host at all."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def allowed_host(host: str, bind_host: str, extra: Iterable[str] = ()) -> bool:
    """True when a request for `host` may be meant for this server."""
    name = host_name(host)
    if not name or "@" in host or "/" in host:
        return False
    if name in LOOPBACK or name == bind_host.lower().strip("[]") or name in {item.lower() for item in extra}:
        return True
    return bind_host in WILDCARDS and _is_address(name)


def same_origin(origin: str, host: str) -> bool:
    """True when `Origin` names the very host and port the request was sent to (the scheme may be a proxy's)."""
    try:
        parts = urlsplit(origin)
    except ValueError:  # brackets that hold no address
        return False
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return False
    default = ":443" if parts.scheme == "https" else ":80"
    mine, theirs = host.lower(), parts.netloc.lower()
    return theirs.removesuffix(default) == mine.removesuffix(default)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
