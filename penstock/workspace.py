"""Where a workspace lives on disk, and its two secrets. Standard library only; knows no Django and no database.

Every process of one installation (web, runner, command line) opens the same `Workspace`.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


def is_checkout(folder: Path = CHECKOUT) -> bool:
    """True when the package runs from a clone (editable), False when it was installed from a wheel."""
    return (folder / "pyproject.toml").is_file() and (folder / "manage.py").is_file()


def default_home() -> Path:
    """`<checkout>/.penstock` in a clone, else `~/.penstock`."""
    return CHECKOUT / ".penstock" if is_checkout() else Path.home() / ".penstock"


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folders of one installation. Making the object touches nothing; `ensure()` makes the folders."""

    root: Path

    @classmethod
    def open(cls, data_dir: str | Path | None = None) -> Workspace:
        """The workspace at `data_dir`, else at `PENSTOCK_DATA_DIR`, else at the default place."""
        chosen = data_dir or os.environ.get("PENSTOCK_DATA_DIR") or default_home()
        return cls(Path(chosen).expanduser().absolute())

    @property
    def db(self) -> Path:
        return self.root / "penstock.db"

    @property
    def server_json(self) -> Path:
        """What `penstock up` leaves for the command line: {url, token, pid, started}."""
        return self.root / "server.json"

    @property
    def store(self) -> Path:
        return self.root / "store"

    @property
    def jobs(self) -> Path:
        return self.root / "jobs"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def uploads(self) -> Path:
        return self.root / "uploads"

    @property
    def environments(self) -> Path:
        """Built environments are dear and addressed by content: every workspace of this installation shares them."""
        chosen = os.environ.get("PENSTOCK_ENVIRONMENTS_DIR")
        return Path(chosen).expanduser().absolute() if chosen else default_home() / "environments"

    def ensure(self) -> Workspace:
        """Make what is missing; every folder is the user's alone (0700)."""
        for folder in (self.root, self.store, self.jobs, self.run, self.logs, self.uploads, self.environments):
            if not folder.is_dir():
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                folder.chmod(0o700)
        return self

    def secret_key(self) -> str:
        """Signs cookies. Made on first use, never shown."""
        return _secret(self.root / "secret_key")

    def token(self) -> str:
        """The per-install token: whoever has it may do everything. Printed in the URL of `penstock up`."""
        return _secret(self.root / "token")


def _secret(path: Path) -> str:
    """Read a secret file (0600), or make it; two processes that start together agree on one value."""
    try:
        found = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        found = ""
    if found:
        return found
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32))
    try:
        os.link(draft, path)  # fails when another process was first: then its value counts
    except FileExistsError:
        if not path.read_text(encoding="ascii").strip():
            os.replace(draft, path)  # an empty file is left by a full disk: heal it
            return path.read_text(encoding="ascii").strip()
    draft.unlink(missing_ok=True)
    return path.read_text(encoding="ascii").strip()
