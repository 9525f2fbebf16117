"""Real processes on a workspace of their own."""

from tests.desk import desk

__all__ = ["desk"]
