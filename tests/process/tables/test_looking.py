"""What is told of tables: first rows and columns of CSV, TSV, JSON lines, parquet and MLTable, read by pandas in the
built-in environment."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from penstock.environments import ensure_current

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def python() -> str:
    return str(ensure_current(settings.WORKSPACE.environments))


def register(api: Client, place: Path, type_: str, name: str = "table") -> str:
    body = {"name": name, "type": type_, "path": str(place)}
    made = api.post("/api/v1/data", json.dumps(body), content_type="application/json", REMOTE_ADDR="127.0.0.1")
    assert made.status_code in (200, 201), made.content
    return f"/api/v1/data/{name}/{made.json()['version']}"


def columns(api: Client, at: str, file: str = "") -> dict[str, Any]:
    answer = api.get(f"{at}/profile", {"file": file} if file else {})
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def by_name(profile: dict[str, Any]) -> dict[str, Any]:
    return {column["name"]: column for column in profile["columns"]}


CSV = "id,price,kind,day\n1,1.5,a,2026-01-01\n2,2.5,b,2026-01-02\n3,,a,2026-01-03\n4,10,a,\n"


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    file = tmp_path / "rows.csv"
    file.write_text(CSV)
    return file


def test_columns_of_a_csv_are_told(api: Client, csv: Path) -> None:
    found = columns(api, register(api, csv, "uri_file"))
    assert (found["rows"], found["rows_total"]) == (4, 4)
    named = by_name(found)
    assert {name: column["type"] for name, column in named.items()} == {
        "id": "integer",
        "price": "number",
        "kind": "string",
        "day": "string",
    }
    price = named["price"]
    assert (price["nulls"], price["min"], price["max"]) == (1, 1.5, 10)
    assert sum(one["count"] for one in price["histogram"]) == 3
    assert price["histogram"][0]["from"] == 1.5
    assert price["histogram"][-1]["to"] == pytest.approx(10)
    assert sum(one["count"] for one in named["id"]["histogram"]) == 4
    assert named["kind"]["top"] == [{"value": "a", "count": 3}, {"value": "b", "count": 1}]
    assert named["day"]["distinct"] == 3


@pytest.mark.parametrize("text", ["a\tb\n1\tx\n2\ty\n", "a;b\n1;x\n2;y\n", "a,b\n1,x\n2,y\n"])
def test_separators_are_found_out(api: Client, tmp_path: Path, text: str) -> None:
    (tmp_path / "t.csv").write_text(text)
    assert list(by_name(columns(api, register(api, tmp_path / "t.csv", "uri_file")))) == ["a", "b"]


def test_json_lines_and_parquet_are_read(api: Client, tmp_path: Path, python: str) -> None:
    (tmp_path / "rows.jsonl").write_text('{"a": 1, "b": [1, 2]}\n{"a": 2}\n')
    script = "import pandas, sys; pandas.DataFrame({'a': [1, 2, 3], 'b': ['x', None, 'y']}).to_parquet(sys.argv[1])"
    subprocess.run([python, "-c", script, str(tmp_path / "rows.parquet")], check=True)
    at = register(api, tmp_path, "uri_folder")
    assert by_name(columns(api, at, "rows.jsonl"))["a"]["max"] == 2
    found = columns(api, at, "rows.parquet")
    assert found["rows_total"] == 3
    assert by_name(found)["b"]["nulls"] == 1
    shown = api.get(f"{at}/preview", {"file": "rows.parquet"}).json()
    assert shown["kind"] == "table"
    assert shown["rows"] == [["1", "x"], ["2", ""], ["3", "y"]]


MLTABLE = """\
paths:
  - pattern: ./part*/*.csv
transformations:
  - read_delimited:
      delimiter: ';'
      encoding: latin1
      header: all_files_same_headers
  - extract_columns_from_partition_format: {partition_format: 'part{number}/'}
  - drop_columns: [left_out]
  - convert_column_types:
      - columns: price
        column_type: float
      - columns: [when]
        column_type: {datetime: {formats: ['%Y/%m/%d']}}
  - take: 3
"""


def test_an_mltable_is_read_through(api: Client, tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"part{number}").mkdir()
        rows = f"caf\xe9;price;when;left_out\nx;{number}.5;2026/01/0{number};z\ny;2;2026/01/03;z\n"
        (tmp_path / f"part{number}" / "a.csv").write_bytes(rows.encode("latin-1"))
    (tmp_path / "MLTable").write_text(MLTABLE)
    at = register(api, tmp_path, "mltable")
    found = columns(api, at)
    named = by_name(found)
    assert list(named) == ["caf\xe9", "price", "when", "number"]
    assert (found["rows"], found["rows_total"]) == (3, 3)
    assert named["when"]["type"] == "datetime"
    assert named["price"]["max"] == 2.5
    shown = api.get(f"{at}/preview", {"file": "MLTable"}).json()
    assert [row[0] for row in shown["rows"]] == ["x", "y", "x"]
    assert [row[3] for row in shown["rows"]] == ["1", "1", "2"]


def test_a_folder_of_files_of_one_kind_is_one_table(api: Client, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n1\n")
    (tmp_path / "b.csv").write_text("x\n2\n")
    assert columns(api, register(api, tmp_path, "uri_folder"))["rows"] == 2


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("notes.md", b"no table", "no CSV"),
        ("broken.parquet", b"PAR1 is not enough", "cannot be read as a table"),
        ("text.jsonl", b'"a text"\n', "no JSON objects"),
    ],
)
def test_what_is_no_table_is_told(api: Client, tmp_path: Path, name: str, content: bytes, why: str) -> None:
    (tmp_path / name).write_bytes(content)
    at = register(api, tmp_path / name, "uri_file")
    answer = api.get(f"{at}/profile")
    assert answer.status_code == 422
    assert why in answer.json()["error"]["message"]
    assert api.get(f"{at}/preview").status_code == 200


def test_a_transformation_that_is_not_known_is_named(api: Client, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n1\n")
    (tmp_path / "MLTable").write_text("paths: [{file: a.csv}]\ntransformations: [read_delimited, {fly: high}]\n")
    answer = api.get(f"{register(api, tmp_path, 'mltable')}/profile")
    assert answer.status_code == 422
    assert "`fly`" in answer.json()["error"]["message"]


def test_the_server_itself_has_no_pandas() -> None:
    with pytest.raises(ModuleNotFoundError):
        __import__("pandas")
