"""Making a workspace ready: once, and again only when something changed."""

import os
import time
from pathlib import Path

import pytest

from designer.models import ComponentVersion
from penstock import prepare as module
from penstock.prepare import is_prepared, prepare, sweep_uploads
from penstock.workspace import Workspace

pytestmark = pytest.mark.django_db


def test_the_second_start_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace.open(tmp_path).ensure()
    workspace.db.touch()
    assert not is_prepared(workspace)
    assert prepare(workspace)
    assert ComponentVersion.objects.exists()
    assert is_prepared(workspace)
    assert not prepare(workspace)
    monkeypatch.setattr(module, "__version__", "9")
    assert not is_prepared(workspace)


def test_a_lost_database_is_made_anew(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path).ensure()
    workspace.db.touch()
    prepare(workspace)
    workspace.db.unlink()
    assert not is_prepared(workspace)


def test_uploads_of_a_process_that_died_are_swept(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path).ensure()
    old, new = workspace.uploads / "zip-old", workspace.uploads / "zip-new"
    half, whole = workspace.store / ".tmp-1-ab", workspace.store / "ab"
    for folder in (old, new, half, whole):
        (folder / "sub").mkdir(parents=True)
    long_ago = time.time() - 90_000
    for folder in (old, half, whole):
        os.utime(folder, (long_ago, long_ago))
    sweep_uploads(workspace)
    assert list(workspace.uploads.iterdir()) == [new]
    assert list(workspace.store.iterdir()) == [whole]
