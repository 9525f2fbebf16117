"""The PostgreSQL of the tests: it is a real one, each test has a database of its own, and it comes back after a cut."""

from __future__ import annotations

import psycopg

from tests.services.postgres_server import PostgresServer


def test_each_test_gets_an_empty_database(postgres: str) -> None:
    with psycopg.connect(postgres) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
        connection.execute("CREATE TABLE mine (id int)")


def test_what_was_committed_survives_a_cut(postgres_server: PostgresServer, postgres: str) -> None:
    with psycopg.connect(postgres) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS id")
    postgres_server.stop()
    postgres_server.start()
    with psycopg.connect(postgres) as connection:
        assert connection.execute("SELECT id FROM kept").fetchone() == (7,)
