"""Secrets of the workspace: sealed, the user's alone, and nowhere else."""

import stat
from pathlib import Path

import pytest

from penstock.vault import FILE, KEY, Vault, VaultFailed
from penstock.workspace import Workspace

SECRET = "a-very-secret-key"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(Workspace(tmp_path))


def test_secrets_come_back_and_are_sealed_on_disk(vault: Vault, tmp_path: Path) -> None:
    vault.put("datastore/a", {"account_key": SECRET})
    assert vault.get("datastore/a") == {"account_key": SECRET}
    assert vault.get("datastore/b") == {}
    assert vault.names("datastore/a") == ["datastore/a"]
    for file in tmp_path.iterdir():
        assert SECRET.encode() not in file.read_bytes()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_scope_without_secrets_is_forgotten(vault: Vault) -> None:
    vault.put("datastore/a", {"account_key": SECRET})
    vault.put("datastore/a", {})
    assert vault.names("datastore/a") == []
    assert vault.values() == []


def test_every_long_secret_can_be_masked(vault: Vault) -> None:
    vault.put("x", {"key": SECRET, "pin": "1234", "pem": "first line\nsecond line"})
    found = vault.values()
    assert {SECRET, "first line", "second line"} <= set(found)
    assert "1234" not in found  # it would hide half of a log
    assert found == sorted(found, key=len, reverse=True)


def test_another_key_is_told_in_words(vault: Vault, tmp_path: Path) -> None:
    vault.put("datastore/a", {"account_key": SECRET})
    (tmp_path / KEY).unlink()
    with pytest.raises(VaultFailed, match="set the credentials again"):
        vault.get("datastore/a")
    (tmp_path / KEY).write_text("no key")
    with pytest.raises(VaultFailed, match="holds no key"):
        vault.get("datastore/a")
    (tmp_path / FILE).write_text("{")
    with pytest.raises(VaultFailed, match="damaged"):
        vault.get("datastore/a")
