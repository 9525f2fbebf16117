"""A registry to ask, and folders to register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from asset_client import Registry
from django.test import Client

from tests.desk import desk

__all__ = ["desk"]


@pytest.fixture
def registry(api: Client, signed_in: Client, db: None) -> Registry:
    return Registry(api, signed_in)


@pytest.fixture
def tree(tmp_path: Path) -> Callable[[Mapping[str, str]], Path]:
    """Writes files below a fresh folder."""

    def write(files: Mapping[str, str]) -> Path:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return tmp_path

    return write
