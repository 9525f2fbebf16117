"""Credentials of `azure.identity`, so that a notebook keeps its lines: the client does not use them."""

from __future__ import annotations

from typing import Any, NamedTuple


class AccessToken(NamedTuple):
    """What a credential answers. Penstock's own server knows its users by the token of the workspace."""

    token: str
    expires_on: int


class _Credential:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Takes what the credential of the same name takes, and needs none of it."""

    def get_token(self, *scopes: str, **kwargs: Any) -> AccessToken:
        return AccessToken("", 1 << 40)

    def close(self) -> None:
        """Nothing is open."""


class DefaultAzureCredential(_Credential):
    """Stands for any credential."""


class InteractiveBrowserCredential(_Credential):
    """Opens no browser here."""


class AzureCliCredential(_Credential):
    """Asks no command line here."""


class ManagedIdentityCredential(_Credential):
    """Asks no machine here."""


class EnvironmentCredential(_Credential):
    """Reads no variables here."""


class DeviceCodeCredential(_Credential):
    """Shows no code here."""


class ClientSecretCredential(_Credential):
    """Needs no secret here."""


class ChainedTokenCredential(_Credential):
    """Tries no other here."""


__all__ = [
    "AccessToken", "AzureCliCredential", "ChainedTokenCredential", "ClientSecretCredential", "DefaultAzureCredential",
    "DeviceCodeCredential", "EnvironmentCredential", "InteractiveBrowserCredential", "ManagedIdentityCredential",
]  # fmt: skip
