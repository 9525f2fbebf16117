"""SFTP as a file system, with time-outs and with host keys that are remembered. In the child process only."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from typing import Any

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem

from runs.storage.sources.pulse import timeouts

KNOWN = "known_hosts"  # in the workspace: keys of machines that were met before


class HostKeyChanged(Exception):
    """The machine shows another key than before."""


class _Remembers(paramiko.MissingHostKeyPolicy):
    """A machine that is met for the first time is believed, and remembered; its key may not change afterwards."""

    def __init__(self, file: str) -> None:
        self.file = file

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        line = f"{hostname} {key.get_name()} {key.get_base64()}\n"
        with open(os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="ascii") as file:
            file.write(line)


class _Sftp(SFTPFileSystem):
    """As fsspec has it, but knowing whom it talks to, and not for ever."""

    cachable = False
    known: str

    def _connect(self) -> None:
        keywords = dict(self.ssh_kwargs)
        self.known = keywords.pop("known")
        connect, idle = timeouts()
        self.client = paramiko.SSHClient()
        for file in (os.path.expanduser("~/.ssh/known_hosts"), self.known):
            if os.path.exists(file):
                self.client.load_host_keys(file)
        self.client.set_missing_host_key_policy(_Remembers(self.known))
        self.client.connect(self.host, timeout=connect, banner_timeout=idle, auth_timeout=idle, **keywords)
        self.ftp = self.client.open_sftp()
        self.ftp.get_channel().settimeout(idle)


def open_sftp(host: str, port: int, username: Any, secrets: Mapping[str, str], workspace: str) -> Any:
    """Raises what paramiko raises, and HostKeyChanged."""
    keywords: dict[str, Any] = {"port": port, "known": os.path.join(workspace, KNOWN)}
    user = username or secrets.get("username")
    keywords |= {"username": str(user)} if user else {}
    if key := secrets.get("private_key"):
        keywords |= {"pkey": _key(key, secrets.get("passphrase")), "allow_agent": False, "look_for_keys": False}
    elif password := secrets.get("password"):
        keywords |= {"password": password, "allow_agent": False, "look_for_keys": False}
    try:
        return _Sftp(host, **keywords)
    except paramiko.BadHostKeyException as bad:
        raise HostKeyChanged(
            f"the machine {host} shows another host key than before. If that is right, take its line out of "
            f"{os.path.join(workspace, KNOWN)} (or ~/.ssh/known_hosts)"
        ) from bad


def _key(text: str, passphrase: str | None) -> paramiko.PKey:
    """A private key as text, or the path of one."""
    if "PRIVATE KEY" not in text:
        with open(os.path.expanduser(text), encoding="ascii") as file:
            text = file.read()
    problem: Exception | None = None
    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return kind.from_private_key(io.StringIO(text), password=passphrase)
        except paramiko.SSHException as error:
            problem = error
    raise paramiko.AuthenticationException(f"the private key cannot be read: {problem}")
