"""The journal's transaction: all or nothing, with Django's errors, whichever way it takes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from runs.writing import written_at_once


@pytest.fixture
def table(transactional_db: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE note (id integer PRIMARY KEY, text varchar(20))")
    yield "note"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE note")


def notes() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM note ORDER BY id")
        return [text for (text,) in cursor.fetchall()]


def write_and_fail() -> None:
    with written_at_once() as write:
        write.execute("INSERT INTO note (id, text) VALUES (%s, %s)", (1, "a"))
        raise RuntimeError


def write_inside_what_fails() -> None:
    with transaction.atomic():
        with written_at_once() as write:
            write.execute("INSERT INTO note (id, text) VALUES (%s, %s)", (1, "a"))
        raise RuntimeError


def test_what_was_written_is_there_afterwards(table: str) -> None:
    with written_at_once() as write:
        write.executemany("INSERT INTO note (id, text) VALUES (%s, %s)", [(1, "a"), (2, "b")])
        write.execute("UPDATE note SET text=%s WHERE id=%s", ("c", 2))
        assert write.rowcount == 1
    assert notes() == ["a", "c"]


def test_an_error_takes_everything_back(table: str) -> None:
    with pytest.raises(RuntimeError):
        write_and_fail()
    assert notes() == []
    assert not connection.in_atomic_block


def test_errors_are_djangos(table: str) -> None:
    with pytest.raises(IntegrityError), written_at_once() as write:
        write.executemany("INSERT INTO note (id, text) VALUES (%s, %s)", [(1, "a"), (1, "b")])
    assert notes() == []
    with pytest.raises(DatabaseError), written_at_once() as write:
        write.execute("INSERT INTO nowhere (id) VALUES (%s)", (1,))


def test_inside_another_transaction_it_is_a_part_of_that(table: str) -> None:
    with pytest.raises(RuntimeError):
        write_inside_what_fails()
    assert notes() == []
