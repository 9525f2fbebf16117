"""One transaction of the journal. On SQLite it goes past Django's wrappers, which cost five times what the database
does; elsewhere, and inside another transaction, it is Django's own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Protocol

from django.db import connection, transaction


class Statements(Protocol):
    """What a transaction is written with; parameters are `%s` in every database."""

    @property
    def rowcount(self) -> int: ...

    def execute(self, sql: str, parameters: Sequence[Any], /) -> Any: ...

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]], /) -> Any: ...


class _Plain:
    """A cursor of the database itself."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor

    @property
    def rowcount(self) -> int:
        return int(self.cursor.rowcount)

    def execute(self, sql: str, parameters: Sequence[Any], /) -> None:
        self.cursor.execute(_question_marks(sql), parameters)

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]], /) -> None:
        self.cursor.executemany(_question_marks(sql), rows)


@contextlib.contextmanager
def written_at_once() -> Iterator[Statements]:
    """All of it or nothing. Raises Django's database errors."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic(), connection.cursor() as cursor:
            yield cursor
        return
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor = connection.connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        try:
            yield _Plain(cursor)
            cursor.execute("COMMIT")
        except BaseException:
            if connection.connection.in_transaction:  # a full disk has rolled back already
                cursor.execute("ROLLBACK")
            raise


def renew_connection() -> None:
    """After an error: let go of a connection whose server is gone, so that the next try gets another."""
    if connection.vendor != "sqlite":
        connection.close_if_unusable_or_obsolete()


@cache
def _question_marks(sql: str) -> str:
    return sql.replace("%s", "?")
