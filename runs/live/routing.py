"""Which websocket path leads where."""

from django.urls import re_path

from runs.live.consumers import FeedSocket, JobSocket

websocket_urlpatterns = [
    re_path(r"^ws/jobs/(?P<name>[A-Za-z0-9_-]+)$", JobSocket.as_asgi()),
    re_path(r"^ws/feed$", FeedSocket.as_asgi()),
]
