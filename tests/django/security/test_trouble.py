"""The world breaks: a held database is told as such, and work goes on when it is let go."""

import sqlite3
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def held() -> Iterator[sqlite3.Connection]:
    """Somebody else holds the write lock, and we are not patient."""
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 20")
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()
    connection.close()


def test_a_locked_database_is_told_and_reading_goes_on(api: Client, held: sqlite3.Connection) -> None:
    refused = api.post("/api/v1/drafts", {}, content_type="application/json")
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "database_locked")
    assert refused.json()["error"]["hint"]
    assert api.get("/api/v1/drafts").json() == {"items": []}
    held.execute("ROLLBACK")
    assert api.post("/api/v1/drafts", {}, content_type="application/json").status_code == 201


def test_the_system_says_that_the_database_is_locked(api: Client, held: sqlite3.Connection) -> None:
    assert api.get("/api/v1/system").json()["database"] == "locked"
    held.execute("ROLLBACK")
    assert api.get("/api/v1/system").json()["database"] == "ok"
