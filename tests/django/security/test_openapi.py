"""The OpenAPI document: complete, the same each time, and no burden on an idle server."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client


def written(*args: str) -> str:
    out = StringIO()
    call_command("spectacular", *args, stdout=out)
    return out.getvalue()


def test_the_document_is_the_same_each_time_and_served(api: Client, capfd: pytest.CaptureFixture[str]) -> None:
    text = written()
    assert text == written() == api.get("/api/schema/").content.decode()
    assert capfd.readouterr().err == ""  # every view says what it takes and gives


def test_every_operation_has_a_name_of_its_own_and_an_answer() -> None:
    names = []
    for path, methods in json.loads(written())["paths"].items():
        for operation in methods.values():
            names.append(operation["operationId"])
            good = [status for status in operation["responses"] if status.startswith("2")]
            assert good, path
            assert "default" in operation["responses"]
    assert len(names) == len(set(names))
    assert {"me", "get_draft", "save_draft", "import_draft", "list_components", "open_sample"} <= set(names)


def test_a_shape_names_its_members_and_which_of_them_are_required() -> None:
    shapes = json.loads(written())["components"]["schemas"]
    assert shapes["Draft"]["properties"]["problems"] == {
        "type": "array",
        "items": {"$ref": "#/components/schemas/Problem"},
    }
    assert "default" not in shapes["InterfaceInput"]["required"]
    assert shapes["Problem"]["properties"]["node"] == {"type": "string", "nullable": True}
    assert shapes["Problem"]["properties"]["severity"]["enum"] == ["error", "warning"]


def test_the_check_tells_of_drift_and_writing_heals_it(tmp_path: Path) -> None:
    path = tmp_path / "openapi.json"
    with pytest.raises(CommandError, match="out of date"):
        written("--check", "--file", str(path))
    written("--file", str(path))
    written("--check", "--file", str(path))
