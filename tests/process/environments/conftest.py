"""A shelf of environments of each test's own, and definitions that are quick to build."""

from __future__ import annotations

from pathlib import Path

import pytest

from penstock.environments import Definition, Shelf

SMALL = ("six==1.16.0", "idna==3.7")


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    folder = tmp_path / "envs"
    monkeypatch.setenv("PENSTOCK_ENVIRONMENTS_DIR", str(folder))
    return Shelf(folder)


@pytest.fixture
def small() -> Definition:
    return Definition("small", pip=SMALL)
