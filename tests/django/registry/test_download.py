"""The files of what is registered, as one zip."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from asgiref.sync import async_to_sync
from asset_client import Registry


def content_of(response: Any) -> bytes:
    async def read() -> bytes:
        return b"".join([chunk async for chunk in response.streaming_content])

    return async_to_sync(read)()


def test_a_model_comes_as_it_was_registered(registry: Registry) -> None:
    files = {"m.yml": "name: m\ntype: custom_model\npath: ./model\n", "model/MLmodel": "m", "model/a/b": "c"}
    assert registry.send_zip("models", files).status_code == 201
    response = registry.get("models/m/1/download", stored="true")
    archive = zipfile.ZipFile(io.BytesIO(content_of(response)))
    assert sorted(archive.namelist()) == ["MLmodel", "a/b"]
    assert response["Content-Disposition"] == 'attachment; filename="m-1.zip"'


def test_a_component_comes_with_its_code(registry: Registry) -> None:
    text = "name: c\nversion: 1\ntype: command\ncode: ./src\ncommand: python a.py\nenvironment: current\n"
    assert registry.send_zip("components", {"c.yml": text, "src/a.py": "1"}).status_code == 201
    archive = zipfile.ZipFile(io.BytesIO(content_of(registry.get("components/c/latest/download"))))
    assert sorted(archive.namelist()) == ["c.yml", "src/a.py"]


def test_data_that_lies_elsewhere_is_not_to_be_had(registry: Registry) -> None:
    assert registry.send("data", "name: d\ntype: uri_file\npath: https://host.example/x\n").status_code == 201
    found = registry.get("data/d/1/download")
    assert (found.status_code, found.json()["error"]["code"]) == (400, "lies_elsewhere")
    assert "https://host.example/x" in found.json()["error"]["message"]
    assert registry.get("data/unknown/1/download").status_code == 404
