"""What a newer version changes: files, ports with what breaks, and everything else."""

from typing import Any

import pytest
from asset_client import Registry

COMPONENT = """\
name: fit
version: {version}
type: command
display_name: {title}
inputs:
  table: {{type: uri_folder}}
{inputs}
outputs:
  model: {{type: {output}}}
code: ./src
environment: azureml:current@latest
command: python fit.py ${{{{inputs.table}}}} ${{{{outputs.model}}}}
"""


def send(registry: Registry, version: int, inputs: str, output: str = "uri_folder", code: str = "a\nb\n") -> None:
    text = COMPONENT.format(version=version, inputs=inputs, output=output, title=f"Fit {version}")
    answer = registry.send_zip("components", {"component.yml": text, "src/fit.py": code})
    assert answer.status_code == 201, answer.content


def changed(registry: Registry, before: str, after: str) -> dict[str, Any]:
    """name -> (change, why) of the inputs."""
    send(registry, 1, before)
    send(registry, 2, after)
    found = registry.get("components/fit/2/diff", **{"with": "1"}).json()
    return {port["name"]: (port["change"], port["why"]) for port in found["inputs"]}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("  rate: {type: number}", "", ("removed", "removed")),
        ("", "  rate: {type: number}", ("added", "new_required")),
        ("", "  rate: {type: number, default: 1}", ("added", "")),
        ("", "  rate: {type: number, optional: true}", ("added", "")),
        ("  rate: {type: integer}", "  rate: {type: number}", ("changed", "")),
        ("  rate: {type: number}", "  rate: {type: integer}", ("changed", "type")),
        ("  rate: {type: number, default: 1}", "  rate: {type: number}", ("changed", "now_required")),
        ("  rate: {type: number, default: 1}", "  rate: {type: number, default: 2}", ("changed", "")),
        ("  rate: {type: string, enum: [a, b]}", "  rate: {type: string, enum: [a]}", ("changed", "enum")),
        ("  rate: {type: string, enum: [a]}", "  rate: {type: string, enum: [a, b]}", ("changed", "")),
        ("  rate: {type: number, max: 5}", "  rate: {type: number, max: 3}", ("changed", "range")),
        ("  rate: {type: number, max: 5}", "  rate: {type: number}", ("changed", "")),
    ],
)
def test_a_change_of_an_input_says_whether_it_breaks_nodes(
    registry: Registry, before: str, after: str, expected: tuple[str, str]
) -> None:
    assert changed(registry, before, after) == {"rate": expected}


def test_a_diff_shows_files_line_by_line_and_other_keys(registry: Registry) -> None:
    send(registry, 1, "")
    send(registry, 2, "", output="mltable", code="a\nc\n")
    found = registry.get("components/fit/latest/diff").json()
    assert (found["before"], found["after"], found["same"], found["breaking"]) == ("1", "2", False, True)
    files = {file["path"]: file for file in found["files"]}
    assert set(files) == {"component.yml", "src/fit.py"}
    assert files["src/fit.py"]["diff"] == "--- a/src/fit.py\n+++ b/src/fit.py\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"
    assert found["outputs"][0]["why"] == "type"
    assert found["other"] == [{"key": "display_name", "before": "Fit 1", "after": "Fit 2"}]
    assert found["yaml"]["before"].startswith("name: fit\nversion: 1\n")


def test_files_that_are_large_or_no_text_are_named_only(registry: Registry) -> None:
    for version, byte in ((1, b"\xff"), (2, b"\xfe")):
        document = f"name: rows\nversion: {version}\npath: ./d\n"
        files = {"a.yml": document, "d/x.bin": byte, "d/long.txt": b"line\n" * 5000 + byte}
        assert registry.send_zip("data", files, main="a.yml").status_code == 201
    files = registry.get("data/rows/2/diff", **{"with": "1"}).json()["files"]
    assert {file["path"]: file["diff"][:5] for file in files} == {"a.yml": "--- a", "x.bin": "", "long.txt": ""}


def test_a_table_of_registered_data_can_be_looked_at(registry: Registry) -> None:
    document = "name: rows\nversion: 1\npath: ./d\n"
    registry.send_zip("data", {"a.yml": document, "d/rows.csv": "a,b\n1,x\n2,y\n"})
    shown = registry.get("data/rows/1/preview", file="rows.csv", rows=1).json()
    assert (shown["kind"], shown["rows"], shown["total_rows"]) == ("table", [["1", "x"]], 2)
    raw = registry.get("data/rows/1/raw", file="rows.csv")
    assert raw["Content-Disposition"] == 'attachment; filename="rows.csv"'
    for path in ("../../manifest.json", "/etc/passwd", "", "a\0", "x" * 5000):
        assert registry.get("data/rows/1/preview", file=path).status_code == 404, path
