"""The API of the registry as the command line and as a page asks it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

ROOT = "/api/v1"


class Registry:
    """Asks the API. `terminal` is the command line, which holds the token; pages have a session."""

    def __init__(self, terminal: Client, page: Client) -> None:
        self.terminal, self.page = terminal, page

    def send(self, kind: str, document: str | bytes, file: str = "asset.yml", /, **fields: Any) -> Any:
        """A document alone."""
        content = document.encode() if isinstance(document, str) else document
        return self.terminal.post(f"{ROOT}/{kind}", {"file": SimpleUploadedFile(file, content), **fields})

    def send_zip(self, kind: str, files: Mapping[str, str | bytes], **fields: Any) -> Any:
        return self.send(kind, zipped(files), "asset.zip", **fields)

    def get(self, address: str, /, **query: Any) -> Any:
        return self.terminal.get(f"{ROOT}/{address}", query)

    def post(self, path: str, body: Any = None) -> Any:
        return self.terminal.post(f"{ROOT}/{path}", body or {}, content_type="application/json")

    def patch(self, path: str, body: Any) -> Any:
        return self.terminal.patch(f"{ROOT}/{path}", json.dumps(body), content_type="application/json")

    def delete(self, path: str, **query: Any) -> Any:
        return self.terminal.delete(f"{ROOT}/{path}", query_params=query)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return out.getvalue()
