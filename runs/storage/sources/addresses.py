"""What addresses mean: a path on this machine, a web address, a place in a datastore or in a storage. Touches no file
and no network."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

Store = Mapping[str, Any]
"""A datastore's document without its secrets; `name` is in it, and `type`."""

_DATASTORE = re.compile(
    r"azureml:/{1,2}(?:subscriptions/[^/\s]+/resource[gG]roups/[^/\s]+/(?:providers/[^/\s]+/)?"
    r"workspaces/[^/\s]+/)?datastores/(?P<name>[^/\s]+)(?:/paths(?:/(?P<path>.*))?|/)?\Z",
    re.S,
)
_ASSET = re.compile(r"azureml:|runs:/|models:/", re.I)
_SCHEME = re.compile(r"(?P<scheme>[a-z][a-z0-9+.\-]*)://", re.I)
AZURE = frozenset({"abfs", "abfss", "wasb", "wasbs", "az", "adl"})
TYPES = {"s3": "s3", "s3a": "s3", "gs": "gcs", "gcs": "gcs", "sftp": "sftp", "ssh": "sftp"}
UNREADABLE = {
    "azure_file": "mount the share on this machine and map the address to the mount, or use a datastore of type local",
    "azure_data_lake_gen1": "the service was retired; move the data, or map the address to a local path",
    "one_lake": "copy the data out, or map the address to a local path",
    "hdfs": "copy the data out, or map the address to a local path",
}


class Unusable(ValueError):
    """The address cannot be used; the message says why and what to do about it."""


@dataclass(frozen=True, slots=True)
class Location:
    """`kind`: local (`path` is absolute), web (`address` is read as it is), store (`path` below the root of `store`),
    other (any address that fsspec knows). `address` is for people: without what signs it."""

    kind: str
    address: str
    path: str = ""
    store: Store = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "address": self.address, "path": self.path, "store": dict(self.store)}


def shown(address: str) -> str:
    """An address for people: what signs it and passwords are no business of theirs."""
    plain = address.partition("?")[0] if "://" in address else address
    return re.sub(r"(://[^/@:\s]+):[^/\s]*@", r"\1:***@", plain)


def locate(address: str, stores: Iterable[Store], workspace: str) -> Location:
    """Raises Unusable. `stores` are the datastores of the workspace, by whose credentials storages are opened."""
    if match := _DATASTORE.match(address):
        return _in_datastore(address, match["name"], unquote(match["path"] or ""), list(stores), workspace)
    if address.startswith("file:") or address.startswith("/"):
        return Location("local", address, _local(address))
    scheme = found["scheme"].lower() if (found := _SCHEME.match(address)) else ""
    if not scheme or _ASSET.match(address):
        raise Unusable(_unknown(address))
    if scheme in AZURE or scheme in TYPES or scheme in ("http", "https"):
        store, path = _storage(address, scheme)
        known = next((one for one in stores if store and _is_same(store, one)), None)
        if known is not None:
            return _below(known, path, address, workspace, whole=True)
        if scheme in ("http", "https"):
            return Location("web", address)
        return _below(store, path, address, workspace, whole=True)
    return Location("other", address)


def _unknown(address: str) -> str:
    text = shown(address)
    if address.startswith("azureml:") and "://" not in address:
        return f"nothing is registered as {text}; register it with `penstock data create`, or map it to a local path"
    if address.startswith(("runs:/", "azureml:")):
        return f"no job of this workspace left {text}; run it here, or map the address to a local path"
    return f"{text} is no address that Penstock can read; use a path, https, s3, abfs, gs, sftp or a datastore"


def _in_datastore(address: str, name: str, path: str, stores: list[Store], workspace: str) -> Location:
    known = next((one for one in stores if one.get("name") == name), None)
    if known is None:
        names = ", ".join(sorted(str(one.get("name")) for one in stores)) or "none"
        raise Unusable(
            f"there is no datastore {name} here (there is: {names}). Create it with `penstock datastore create`, "
            "or map the address to a local path with `penstock workspace update --map`."
        )
    return _below(known, path, address, workspace)


def _below(store: Store, path: str, address: str, workspace: str, *, whole: bool = False) -> Location:
    """`whole`: the path is that in the bucket, not one below the datastore's own folder."""
    type_, text = str(store.get("type")), shown(address)
    if type_ in UNREADABLE:
        raise Unusable(f"{text}: data of type {type_} cannot be read here; {UNREADABLE[type_]}")
    path = path.lstrip("/") if type_ != "sftp" or not whole else path
    if not whole and ".." in path.split("/"):
        raise Unusable(f"{text} leads out of its datastore; write the path without `..`")
    if type_ == "local":
        root = os.path.join(workspace, os.path.expanduser(str(store.get("path") or "")))
        return Location("local", address, os.path.normpath(os.path.join(root, path)))
    prefix = str(store.get("prefix") or (store.get("path") if type_ == "sftp" else "") or "")
    inner = path if whole else posixpath.join(prefix if type_ == "sftp" else prefix.strip("/"), path)
    return Location("store", text, inner, store)


def _storage(address: str, scheme: str) -> tuple[dict[str, Any], str]:
    """The storage that an address names, as a datastore without a name would say it, and the path in it."""
    parts = urlsplit(address)
    path = unquote(parts.path).lstrip("/")
    if scheme in AZURE:
        account, container = parts.hostname or "", parts.username or ""
        if not container:  # abfs://container/path: the account is the datastore's
            return {"type": "azure_blob", "account_name": "", "container_name": parts.netloc}, path
        return {"type": "azure_blob", "account_name": account.split(".")[0], "container_name": container}, path
    if scheme in ("http", "https"):
        host = (parts.hostname or "").split(".")
        if parts.query or host[1:2] not in (["blob"], ["dfs"]):
            return {}, ""  # signed, or no storage account
        container, _, inner = path.partition("/")
        return {"type": "azure_blob", "account_name": host[0], "container_name": container}, inner
    if scheme in ("sftp", "ssh"):
        place = {"type": "sftp", "host": parts.hostname or "", "port": parts.port or 22}
        return {**place, **({"username": parts.username} if parts.username else {})}, unquote(parts.path) or "/"
    return {"type": TYPES[scheme], "bucket": parts.netloc}, path


def _is_same(wanted: Mapping[str, Any], store: Store) -> bool:
    """Whether a datastore holds what a storage's own address names."""
    type_ = "azure_blob" if store.get("type") == "azure_data_lake_gen2" else store.get("type")
    if type_ != wanted["type"]:
        return False
    if type_ == "azure_blob":
        container = store.get("container_name") or store.get("filesystem")
        account = wanted["account_name"] in ("", store.get("account_name"))
        return account and container == wanted["container_name"]
    if type_ == "sftp":
        user = wanted.get("username") in (None, store.get("username"))
        return user and wanted["host"] == store.get("host") and wanted["port"] == int(store.get("port") or 22)
    return bool(wanted["bucket"] == store.get("bucket"))


def _local(address: str) -> str:
    if address.startswith("file://"):
        return os.path.normpath(unquote(urlsplit(address).path))
    return os.path.normpath(address.removeprefix("file:"))
