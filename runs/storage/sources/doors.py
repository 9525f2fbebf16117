"""Opens storages with fsspec. In the child process only: what it imports is heavy, and secrets are in its memory."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from penstock.vault import Vault, of_datastore
from penstock.workspace import Workspace
from runs.storage.sources.pulse import timeouts

FRESH = {"use_listings_cache": False, "skip_instance_cache": True}


class Misconfigured(Exception):
    """The datastore's document lacks something; the message says what."""


def secrets_of(store: Mapping[str, Any], workspace: str) -> dict[str, str]:
    """The credentials of a datastore: those in the vault."""
    name = store.get("name")
    found = Vault(Workspace(Path(workspace))).get(of_datastore(str(name))) if name else {}
    return {key: value for key, value in found.items() if value}


def open_store(store: Mapping[str, Any], workspace: str) -> tuple[Any, str]:
    """(file system, the path in it under which all of the store's own paths are). Raises Misconfigured."""
    type_, secrets = str(store.get("type")), secrets_of(store, workspace)
    if type_ == "sftp":
        return _sftp(store, secrets, workspace)
    opened = {"s3": _s3, "azure_blob": _azure, "azure_data_lake_gen2": _azure, "gcs": _gcs}.get(type_)
    if opened is None:
        raise Misconfigured(f"a datastore of type {type_} cannot be opened here")
    return opened(store, secrets)


def open_other(address: str) -> tuple[Any, str]:
    """Any other address that fsspec knows. Raises ValueError, ImportError."""
    import fsspec

    fs, path = fsspec.core.url_to_fs(address)
    return fs, str(path)


def _need(store: Mapping[str, Any], key: str) -> str:
    value = store.get(key)
    if not value:
        raise Misconfigured(f"the datastore {store.get('name') or ''} has no `{key}`")
    return str(value)


def _s3(store: Mapping[str, Any], secrets: Mapping[str, str]) -> tuple[Any, str]:
    from s3fs import S3FileSystem

    connect, idle = timeouts()
    key = secrets.get("access_key_id") or secrets.get("aws_access_key_id") or secrets.get("key")
    secret = secrets.get("secret_access_key") or secrets.get("aws_secret_access_key") or secrets.get("secret")
    endpoint = store.get("endpoint_url") or store.get("endpoint")
    config = {"connect_timeout": connect, "read_timeout": idle, "retries": {"total_max_attempts": 2}}
    fs = S3FileSystem(
        key=key,
        secret=secret,
        token=secrets.get("session_token"),
        anon=not key and not _has_aws_login(),
        endpoint_url=str(endpoint) if endpoint else None,
        client_kwargs={"region_name": str(store["region"])} if store.get("region") else {},
        config_kwargs=config,
        **FRESH,
    )
    fs.retries = 1
    return fs, _need(store, "bucket")


def _has_aws_login() -> bool:
    """Whether the user's own login would be found: without any, an open bucket is read as nobody."""
    known = (
        "AWS_ACCESS_KEY_ID",
        "AWS_PROFILE",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    )
    return any(os.environ.get(key) for key in known) or Path("~/.aws/credentials").expanduser().exists()


def _azure(store: Mapping[str, Any], secrets: Mapping[str, str]) -> tuple[Any, str]:
    from adlfs import AzureBlobFileSystem

    connect, idle = timeouts()
    account = _need(store, "account_name")
    container = str(store.get("container_name") or store.get("filesystem") or "")
    endpoint = str(store.get("endpoint") or "core.windows.net")
    login = {key: secrets[key] for key in ("account_key", "sas_token") if secrets.get(key)}
    for key in ("tenant_id", "client_id", "client_secret"):
        if secrets.get(key):
            login[key] = secrets[key]
    more: dict[str, Any] = {"connection_timeout": connect, "read_timeout": idle}
    if endpoint.startswith(("http://", "https://")):  # an emulator, or a service of one's own
        parts = [f"AccountName={account}", f"BlobEndpoint={endpoint.rstrip('/')}"]
        parts += [f"AccountKey={login['account_key']}"] if "account_key" in login else []
        parts += [f"SharedAccessSignature={login['sas_token'].lstrip('?')}"] if "sas_token" in login else []
        protocol = "DefaultEndpointsProtocol=" + endpoint.partition(":")[0]
        fs = AzureBlobFileSystem(connection_string=";".join([protocol, *parts]) + ";", **more, **FRESH)
        return fs, container or _need(store, "container_name")
    anonymous = {} if login else {"anon": True}
    host = {} if endpoint == "core.windows.net" else {"account_host": f"{account}.blob.{endpoint}"}
    fs = AzureBlobFileSystem(account_name=account, **login, **anonymous, **host, **more, **FRESH)
    return fs, container or _need(store, "container_name")


def _gcs(store: Mapping[str, Any], secrets: Mapping[str, str]) -> tuple[Any, str]:
    import json

    os.environ["GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT"] = "false"  # asks another service first, and waits for it
    from gcsfs import GCSFileSystem

    token: Any = secrets.get("token") or secrets.get("service_account_json") or "anon"
    if isinstance(token, str) and token.lstrip().startswith("{"):
        token = json.loads(token)
    endpoint = store.get("endpoint_url") or store.get("endpoint")
    fs = GCSFileSystem(
        project=str(store.get("project") or "") or None,
        token=token,
        endpoint_url=str(endpoint) if endpoint else None,
        timeout=timeouts()[1],
        **FRESH,
    )
    return fs, _need(store, "bucket")


def _sftp(store: Mapping[str, Any], secrets: Mapping[str, str], workspace: str) -> tuple[Any, str]:
    from runs.storage.sources.ssh import open_sftp

    return open_sftp(_need(store, "host"), int(store.get("port") or 22), store.get("username"), secrets, workspace), ""
