"""What changes a datastore beside its row: its credentials, which go to the vault and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from designer.datastores import PROPERTIES
from designer.models import Datastore
from designer.services.sources import EVERYWHERE, Source
from designer.spec.assets import HIDDEN, without_secrets
from designer.spec.paths import local_path
from designer.uploads import refuse
from penstock.vault import Vault, of_datastore

WHERE = ("type", "account_name", "endpoint", "endpoint_url", "protocol", "host", "port")


def leads_elsewhere(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether the credentials of the one would be shown to another server by the other."""
    return any(before.get(key) != after.get(key) for key in WHERE)


def taken(body: Mapping[str, Any], source: Source) -> tuple[dict[str, Any], dict[str, str] | None]:
    """(the document without secrets, the secrets). None when the document says nothing of any."""
    found = body.get("credentials")
    shown: dict[str, Any] = without_secrets({**body, "credentials": None})
    if body.get("type") == "local":
        shown["path"] = _absolute(str(body.get("path") or ""), source)
    if found is None:
        del shown["credentials"]
        return shown, None
    secrets = checked(found)
    shown["credentials"] = dict.fromkeys(found, HIDDEN) | {key: found[key] for key in PROPERTIES if key in found}
    return shown, secrets


def _absolute(path: str, source: Source) -> str:
    """As it is meant where the document lies; one that was sent means folders of the workspace."""
    path = os.path.expanduser(local_path(path))
    if os.path.isabs(path) or source.root != EVERYWHERE:
        return path
    return os.path.normpath(os.path.join("/", os.path.dirname(source.main), path))


def checked(credentials: Any) -> dict[str, str]:
    """The texts of credentials that came with a request; blotted ones are those that are kept already."""
    if not isinstance(credentials, Mapping):
        raise refuse("wrong_type", "`credentials` is a mapping of texts", "", hint="as in `account_key: …`")
    found: dict[str, str] = {}
    for key, value in credentials.items():
        if key in PROPERTIES or value is None:
            continue
        if isinstance(value, Mapping | list):
            raise refuse("wrong_type", f"`credentials.{key}` is no text", "", hint="write it in one piece")
        if str(value) != HIDDEN and str(value):
            found[str(key)] = str(value)
    return found


def keep_credentials(name: str, secrets: Mapping[str, str], *, over: bool = False) -> None:
    """Seal them. `over` keeps those of the same datastore that are not named."""
    vault = Vault(settings.WORKSPACE)
    before = vault.get(of_datastore(name)) if over else {}
    vault.put(of_datastore(name), {**before, **secrets})


def change_credentials(row: Datastore, credentials: Any) -> None:
    """Set some of them anew, or with null forget all."""
    if credentials is None:
        forget_credentials(row.name)
        row.spec.pop("credentials", None)
    else:
        keep_credentials(row.name, secrets := checked(credentials), over=True)
        row.spec["credentials"] = {**(row.spec.get("credentials") or {}), **dict.fromkeys(secrets, HIDDEN)}
        if isinstance(credentials.get("type"), str):
            row.spec["credentials"]["type"] = credentials["type"]
    row.save(update_fields=["spec", "updated"])


def forget_credentials(name: str) -> None:
    """The datastore is gone, or nobody is to open it any more."""
    Vault(settings.WORKSPACE).put(of_datastore(name), {})
