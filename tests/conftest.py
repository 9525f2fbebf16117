"""What every folder of tests may use: an API client with the token, and a page client with a session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client


@pytest.fixture
def api() -> Client:
    """Talks to the API as the command line does."""
    token = settings.WORKSPACE.token()
    return Client(enforce_csrf_checks=True, headers={"host": "localhost", "authorization": f"Bearer {token}"})


@pytest.fixture
def stranger() -> Client:
    """A client without token or session, at the right address."""
    return Client(enforce_csrf_checks=True, headers={"host": "localhost"})


@pytest.fixture
def signed_in(stranger: Client) -> Client:
    """A browser that opened the printed address."""
    assert stranger.get("/", {"token": settings.WORKSPACE.token()}).status_code == 303
    return stranger


@pytest.fixture(autouse=True)
def _nothing_is_put_off() -> Iterator[None]:
    """No thread may come back to the database of a test that is over."""
    before, settings.DRAWING_PAUSE = settings.DRAWING_PAUSE, 0
    yield
    settings.DRAWING_PAUSE = before
