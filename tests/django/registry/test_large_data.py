"""Data too large to be copied is registered where it lies, and used from there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from designer.models import AssetVersion
from designer.registry import find_asset
from designer.spec.ports import Stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_limit(settings: Any) -> None:
    settings.DATA_COPY_BYTES = 10


def register(api: Client, **body: Any) -> Any:
    return api.post("/api/v1/data", json.dumps(body), content_type="application/json")


def stored() -> int:
    return sum(file.stat().st_size for file in configured.WORKSPACE.store.rglob("big.csv"))


def test_a_large_folder_stays_where_it_is(api: Client, tmp_path: Path) -> None:
    (tmp_path / "big.csv").write_text("a\n" + "1\n" * 50)
    made = register(api, name="big", path=str(tmp_path))
    assert made.status_code == 201, made.content
    row = AssetVersion.objects.get(asset__name="big")
    assert (row.content, row.uri, row.type) == ("", tmp_path.resolve().as_uri(), "uri_folder")
    assert stored() == 0
    found = find_asset("data", "azureml:big:1")
    assert isinstance(found, Stored)
    assert found.uri == row.uri
    assert api.get("/api/v1/data/big/1").json()["files"] == [{"path": "big.csv", "size": 102}]
    assert api.get("/api/v1/data/big/1/preview?file=big.csv").json()["columns"][0]["name"] == "a"
    assert api.get("/api/v1/data/big/1/raw?file=big.csv").status_code == 200
    assert api.get("/api/v1/data/big/1/raw?file=../x").status_code == 404


def test_a_large_file_and_a_wrong_type(api: Client, tmp_path: Path) -> None:
    (tmp_path / "big.csv").write_text("a\n" + "1\n" * 50)
    assert register(api, name="one", path=str(tmp_path / "big.csv")).json()["type"] == "uri_file"
    assert register(api, name="bad", path=str(tmp_path / "big.csv"), type="uri_folder").status_code == 422
    assert register(api, name="table", path=str(tmp_path), type="mltable").status_code == 422


def test_small_data_is_copied_as_ever(api: Client, tmp_path: Path) -> None:
    (tmp_path / "small.csv").write_text("a\n1\n")
    register(api, name="small", path=str(tmp_path / "small.csv"))
    assert AssetVersion.objects.get(asset__name="small").content


def test_what_went_away_is_told(api: Client, tmp_path: Path) -> None:
    (tmp_path / "big.csv").write_text("a\n" + "1\n" * 50)
    register(api, name="gone", path=str(tmp_path / "big.csv"))
    (tmp_path / "big.csv").unlink()
    answer = api.get("/api/v1/data/gone/1/preview")
    assert answer.status_code == 502
    assert "does not exist" in answer.json()["error"]["message"]


def test_it_can_be_downloaded(api: Client, tmp_path: Path) -> None:
    (tmp_path / "big.csv").write_text("a\n" + "1\n" * 50)
    register(api, name="big", path=str(tmp_path))
    answer = api.get("/api/v1/data/big/1/download")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
