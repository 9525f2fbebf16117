"""A download that cannot be kept is told as that, not as a server that does not answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from penstock.cli.client import Client, _keep
from penstock.cli.errors import FAILED, CommandFailed


def client_that_gets(data: bytes, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(Client, "_fetch", lambda self, target, packed: packed.write(data))
    return Client("http://127.0.0.1:9", "token")


def test_what_is_no_archive_is_a_broken_download(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandFailed) as told:
        client_that_gets(b"nonsense", monkeypatch).download("jobs/x/download", tmp_path)
    assert (told.value.code, told.value.exit_code) == ("broken_download", FAILED)


def test_a_full_disk_is_named() -> None:
    class Full:
        def write(self, chunk: bytes) -> Any:
            raise OSError(28, "No space left on device")

    with pytest.raises(CommandFailed) as told:
        _keep(b"x", Full())  # type: ignore[arg-type]
    assert (told.value.code, told.value.exit_code) == ("cannot_write", FAILED)
    assert "No space left" in str(told.value)
