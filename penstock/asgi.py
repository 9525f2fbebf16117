"""The ASGI application: Django for HTTP, the guarded live routes for websockets, MLflow behind `/mlflow`."""

from __future__ import annotations

import os
from typing import Any

from django.core.asgi import get_asgi_application

from penstock.security.bodies import limit_bodies
from penstock.security.websockets import guard_websocket

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "penstock.settings")

_http = limit_bodies(get_asgi_application())


def _live() -> Any:
    """Imported after `get_asgi_application`: consumers need the models to be loaded."""
    from channels.routing import URLRouter

    from runs.live.routing import websocket_urlpatterns

    return URLRouter(list(websocket_urlpatterns))


_websocket = guard_websocket(_live())
_tracking: Any = None


def _mlflow() -> Any:
    """Made when it is first asked for: who tracks nothing does not pay for it. Its bodies may be of any size."""
    global _tracking
    if _tracking is None:
        from penstock.tracking.web import application as tracking

        _tracking = tracking(_http)
    return _tracking


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await _websocket(scope, receive, send)
    elif scope["type"] == "http" and (scope["path"] + "/").startswith("/mlflow/"):
        await _mlflow()(scope, receive, send)
    elif scope["type"] == "http":
        await _http(scope, receive, send)
    else:
        raise ValueError(f"no application for {scope['type']}")
