"""The workspace's secrets, encrypted in one file beside the database; the key is a file of its own (0600).

Secrets are kept by scope (`datastore/NAME`) and leave this module only as what was asked for. Knows no Django.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from penstock.workspace import Workspace

KEY, FILE, LOCK = "vault.key", "vault.json", "vault.lock"
SHORTEST = 6  # characters; what is shorter is found everywhere, and masking it would hide half of a log


class VaultFailed(Exception):
    """A secret cannot be read; the message says why and what to do."""


class Vault:
    """Reads the file anew each time: other processes write it, too. `cryptography` is loaded when it is needed."""

    def __init__(self, workspace: Workspace) -> None:
        self.root = workspace.root

    def put(self, scope: str, values: Mapping[str, str]) -> None:
        """Keep these and nothing else under the scope; no values forget it."""
        if not values and not (self.root / FILE).exists():
            return
        with self._locked():
            kept = self._read()
            if values:
                kept[scope] = self._fernet().encrypt(json.dumps(dict(values)).encode()).decode()
            elif kept.pop(scope, None) is None:
                return
            self._write(kept)

    def get(self, scope: str) -> dict[str, str]:
        """What is kept under the scope. Raises VaultFailed when the key does not fit."""
        sealed = self._read().get(scope)
        return self._opened(scope, sealed) if sealed is not None else {}

    def names(self, scope: str) -> list[str]:
        """Which secrets there are, without opening any: for pages that say that a key is set."""
        return [scope] if scope in self._read() else []

    def values(self) -> list[str]:
        """Every secret text that is long enough to be masked in logs; the longest first."""
        found: set[str] = set()
        for scope, sealed in self._read().items():
            for value in self._opened(scope, sealed).values():
                found.update(line for line in (value, *value.splitlines()) if len(line) >= SHORTEST)
        return sorted(found, key=len, reverse=True)

    def changed(self) -> float:
        """When a secret was last written: whoever keeps `values` asks again when this differs."""
        try:
            return (self.root / FILE).stat().st_mtime
        except FileNotFoundError:
            return 0.0

    def _opened(self, scope: str, sealed: str) -> dict[str, str]:
        from cryptography.fernet import InvalidToken

        try:
            found: dict[str, str] = json.loads(self._fernet().decrypt(sealed.encode()))
        except (InvalidToken, ValueError):
            raise VaultFailed(
                f"the secrets of {scope} cannot be opened: {self.root / KEY} is not the key they were sealed with. "
                "Put the right key back, or set the credentials again."
            ) from None
        return found

    def _fernet(self) -> Any:
        from cryptography.fernet import Fernet

        try:
            return Fernet(self._key())
        except ValueError:
            raise VaultFailed(
                f"{self.root / KEY} holds no key. Put the right file back, or remove it and set all credentials again."
            ) from None

    def _key(self) -> bytes:
        from cryptography.fernet import Fernet

        place = self.root / KEY
        if not place.exists():
            draft = place.with_name(f".{KEY}.{os.getpid()}.{secrets.token_hex(4)}")
            _write_own(draft, Fernet.generate_key())
            try:
                os.link(draft, place)  # fails when another process was first: then its key counts
            except FileExistsError:
                pass
            finally:
                draft.unlink(missing_ok=True)
        return place.read_bytes().strip()

    def _read(self) -> dict[str, str]:
        try:
            found: dict[str, str] = json.loads((self.root / FILE).read_text(encoding="ascii"))
        except FileNotFoundError:
            return {}
        except ValueError:
            raise VaultFailed(f"{self.root / FILE} is damaged; set the credentials again.") from None
        return found

    def _write(self, kept: Mapping[str, str]) -> None:
        draft = self.root / f".{FILE}.{os.getpid()}.{secrets.token_hex(4)}"
        try:
            _write_own(draft, json.dumps(kept).encode())
            os.replace(draft, self.root / FILE)
        finally:
            draft.unlink(missing_ok=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        held = os.open(self.root / LOCK, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield
        finally:
            os.close(held)


def of_datastore(name: str) -> str:
    """The scope of a datastore's credentials."""
    return f"datastore/{name}"


def _write_own(place: Path, content: bytes) -> None:
    with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
