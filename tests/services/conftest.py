"""Real servers, started once for all tests that ask for them and stopped afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.services.postgres_server import PostgresServer


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.remove()


@pytest.fixture
def postgres(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of a fresh database."""
    url = postgres_server.new_database()
    yield url
    postgres_server.drop(url)
