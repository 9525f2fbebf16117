"""Which document of an upload is meant: one of the upload, never a file of this machine."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

pytestmark = pytest.mark.django_db
COMPONENT = "name: secret_reader\nversion: '1'\ntype: command\ncommand: echo hi\nenvironment: azureml:current@latest\n"


def archive() -> SimpleUploadedFile:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        target.writestr("inner/component.yml", COMPONENT)
    return SimpleUploadedFile("x.zip", packed.getvalue())


def test_a_component_file_of_this_machine_cannot_be_named(api: Client, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yml"
    outside.write_text(COMPONENT)
    for main in (str(outside), "../../../../../../etc/passwd", "/etc/passwd", "a\0b", "a" * 5000, "."):
        answer = api.post("/api/v1/components", {"file": archive(), "main": main})
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "no_main"), main[:50]
    assert api.post("/api/v1/components", {"file": archive(), "main": "component.yml"}).status_code == 201
