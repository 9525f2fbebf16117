"""Datastores by the API: what is kept of their credentials and where, whether they open, what is in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from designer.datastores import ensure_built_in
from penstock.vault import Vault, of_datastore

SECRET = "s3cret-of-the-account"
BLOB = {
    "name": "blobs",
    "type": "azure_blob",
    "account_name": "acc",
    "container_name": "box",
    "credentials": {"account_key": SECRET},
}
pytestmark = pytest.mark.django_db


def send(api: Client, path: str, body: Any, verb: str = "post") -> Any:
    return getattr(api, verb)(f"/api/v1/{path}", json.dumps(body), content_type="application/json")


def kept(name: str) -> dict[str, str]:
    return Vault(settings.WORKSPACE).get(of_datastore(name))


def test_credentials_are_sealed_and_told_by_nobody(api: Client, tmp_path: Path) -> None:
    made = send(api, "datastores", BLOB)
    assert made.status_code == 201, made.content
    assert made.json()["credentials"] == {"type": "account_key", "set": True, "keys": ["account_key"]}
    assert kept("blobs") == {"account_key": SECRET}
    for path in ("datastores/blobs", "datastores"):
        assert SECRET not in api.get(f"/api/v1/{path}").content.decode()
    call_command("dumpdata", output=str(tmp_path / "dump.json"))
    assert SECRET not in (tmp_path / "dump.json").read_text()
    for file in settings.WORKSPACE.root.rglob("*"):
        assert not file.is_file() or SECRET.encode() not in file.read_bytes(), file


def test_an_exported_document_registered_again_keeps_the_secret(api: Client) -> None:
    send(api, "datastores", BLOB)
    again = send(api, "datastores", api.get("/api/v1/datastores/blobs").json()["spec"])
    assert again.status_code == 200, again.content
    assert kept("blobs") == {"account_key": SECRET}


def test_credentials_do_not_go_along_to_another_server(api: Client) -> None:
    assert send(api, "datastores", BLOB).status_code == 201
    moved = {key: value for key, value in BLOB.items() if key != "credentials"} | {"endpoint": "elsewhere.example"}
    assert send(api, "datastores", moved).status_code == 200
    assert kept("blobs") == {}


def test_credentials_are_changed_one_by_one_and_forgotten(api: Client) -> None:
    send(api, "datastores", BLOB)
    changed = send(api, "datastores/blobs", {"credentials": {"sas_token": "?sig=another"}}, "patch")
    assert changed.json()["credentials"]["keys"] == ["account_key", "sas_token"]
    assert kept("blobs") == {"account_key": SECRET, "sas_token": "?sig=another"}
    gone = send(api, "datastores/blobs", {"credentials": None}, "patch")
    assert gone.json()["credentials"]["set"] is False
    assert kept("blobs") == {}


def test_a_datastore_takes_its_secrets_with_it(api: Client) -> None:
    send(api, "datastores", BLOB)
    assert api.delete("/api/v1/datastores/blobs").status_code == 204
    assert kept("blobs") == {}


@pytest.mark.parametrize("wrong", ["a text", ["a list"], {"account_key": {"a": "mapping"}}])
def test_credentials_of_another_shape_are_refused(api: Client, wrong: Any) -> None:
    assert send(api, "datastores", {**BLOB, "credentials": wrong}).status_code in (400, 422)
    assert kept("blobs") == {}


def test_every_workspace_has_two_of_its_own(api: Client) -> None:
    ensure_built_in()
    items = {item["name"]: item for item in api.get("/api/v1/datastores").json()["items"]}
    assert items["workspaceblobstore"]["is_default"]
    assert not items["workspaceartifactstore"]["is_default"]
    assert send(api, "datastores/workspaceblobstore/test", {}).json()["ok"]
    folder = settings.WORKSPACE.root / "datastores" / "workspaceblobstore"
    (folder / "sub").mkdir()
    (folder / "a.csv").write_text("x")
    found = api.get("/api/v1/datastores/workspaceblobstore/browse").json()
    assert [(one["name"], one["is_dir"], one["size"]) for one in found["entries"]] == [
        ("sub", True, 0),
        ("a.csv", False, 1),
    ]
    assert api.get("/api/v1/datastores/workspaceblobstore/browse?path=sub").json()["entries"] == []
    assert api.get("/api/v1/datastores/workspaceblobstore/browse?path=none").status_code == 404
    (folder / "50%20off").mkdir()
    assert api.get("/api/v1/datastores/workspaceblobstore/browse", {"path": "50%20off"}).json()["entries"] == []
    assert api.get("/api/v1/datastores/workspaceblobstore/browse?path=../..").status_code == 400


def test_a_folder_that_is_not_there_is_told_with_a_cure(api: Client, tmp_path: Path) -> None:
    send(api, "datastores", {"name": "near", "type": "local", "path": str(tmp_path / "none")})
    answer = send(api, "datastores/near/test", {}).json()
    assert not answer["ok"]
    assert "No such file" in answer["message"]
    assert answer["hint"]


def test_what_cannot_be_opened_here_is_told_with_a_cure(api: Client) -> None:
    share = {"name": "share", "type": "azure_file", "account_name": "a", "file_share_name": "s"}
    send(api, "datastores", share)
    answer = send(api, "datastores/share/test", {}).json()
    assert not answer["ok"]
    assert "mount the share" in answer["message"] + answer["hint"]
    assert send(api, "datastores/none/test", {}).status_code == 404


def test_the_path_map_is_replaced_as_a_whole(api: Client, tmp_path: Path) -> None:
    rows = [{"from": "https://h/", "to": str(tmp_path)}, {"from": "https://h/deeper/", "to": "/nowhere/x"}]
    assert send(api, "path-map", {"maps": rows}, "put").status_code == 200
    found = api.get("/api/v1/path-map").json()["maps"]
    assert [(row["from"], row["exists"]) for row in found] == [("https://h/deeper/", False), ("https://h/", True)]
    assert send(api, "path-map", {"maps": []}, "put").json() == {"maps": []}
    for wrong in ({"maps": "x"}, {"maps": [{"from": "", "to": "/x"}]}, {"maps": [{"from": "a", "to": "relative"}]}):
        assert send(api, "path-map", wrong, "put").status_code == 400
