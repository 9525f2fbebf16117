"""Runs in a database and on disk of their own."""

from tests.desk import desk

__all__ = ["desk"]
