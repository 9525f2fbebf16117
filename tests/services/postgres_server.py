"""A real PostgreSQL for tests: a cluster in a temporary folder, started as a user that is not root, gone afterwards."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from scripts.machine import find_postgres

ROLE = "penstock"
PASSWORD = "p@ss/word of tests"  # an address has to quote it
MISSING = "PostgreSQL is not on this machine; install it with `apt-get install postgresql` (or run `make test` as root)"
QUICK = ("fsync=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=60")


class PostgresServer:
    """One cluster. `new_database()` answers the address of an empty database in it."""

    def __init__(self) -> None:
        found = find_postgres()
        assert found is not None, MISSING
        self.bin = found
        self.folder = Path(tempfile.mkdtemp(prefix="penstock-postgres-"))
        self.data = self.folder / "data"
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._make()
            self.start()
        except BaseException:
            self.remove()
            raise

    def _make(self) -> None:
        password = self.folder / "password"
        password.write_text(PASSWORD)
        if (user := _user()) is not None:
            for place in (self.folder, password):
                os.chown(place, user.pw_uid, user.pw_gid)
        made = subprocess.run(
            [
                *_as_user(),
                self.bin / "initdb",
                *("-D", self.data, "-U", ROLE, "--auth=scram-sha-256", f"--pwfile={password}"),
                *("--no-sync", "--encoding=UTF8", "--locale=C"),
            ],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert made.returncode == 0, made.stdout + made.stderr

    def start(self) -> None:
        """Start the server and wait until it takes connections."""
        settings = [part for setting in QUICK for part in ("-c", setting)]
        address = ["-c", "listen_addresses=127.0.0.1", "-c", f"port={self.port}", "-c", "unix_socket_directories="]
        # QUIT is its quickest way out, also when the tests are killed.
        command = [*_as_user(), "setpriv", "--pdeathsig", "QUIT", self.bin / "postgres", "-D", self.data]
        with open(self.folder / "server.log", "ab") as log:
            self._process = subprocess.Popen([*command, *address, *settings], cwd=self.folder, stdout=log, stderr=log)
        deadline = time.monotonic() + 20
        while not self._answers():
            gone = self._process.poll() is not None or time.monotonic() > deadline
            assert not gone, (self.folder / "server.log").read_text()
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """Take it away at once, as a power cut does; `start` brings it back."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(3)
            self._process.wait(20)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        return f"postgresql://{ROLE}:{quote(PASSWORD, safe='')}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The address of a database that nobody has used."""
        name = f"test_{secrets.token_hex(4)}"
        self._ask("CREATE DATABASE {}", name)
        return self.url(name)

    def drop(self, url: str) -> None:
        self._ask("DROP DATABASE IF EXISTS {} WITH (FORCE)", url.rpartition("/")[2])

    def _ask(self, text: str, name: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(text).format(sql.Identifier(name)))  # type: ignore[arg-type]


def _user() -> pwd.struct_passwd | None:
    """Who runs the server when we are root: PostgreSQL refuses to."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _as_user() -> list[str]:
    user = _user()
    if user is None:
        return []
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
