"""What `-o` and `--query` print: the conventions that scripts written for `az` rely on."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from penstock.cli.output import show

JOB: dict[str, Any] = {
    "name": "calm_river",
    "status": "Completed",
    "archived": False,
    "error": None,
    "tags": {"a": "1", "b": "2"},
    "warnings": ["one", "two"],
    "exit_code": 0,
    "note": "two\nlines",
}


def printed(capsys: pytest.CaptureFixture[str], answer: Any, output: str | None, query: str | None = None) -> str:
    show(answer, output, query)
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("name", "calm_river\n"),
        ("archived", "false\n"),
        ("`true`", "true\n"),
        ("exit_code", "0\n"),
        ("error", "\n"),
        ("nothing.at.all", "\n"),
        ("warnings", "one\ntwo\n"),
        ("`[]`", ""),
        ("tags", "1\t2\n"),
        ("[name, status]", "calm_river\nCompleted\n"),
        ("[[name, status], [error, archived]]", "calm_river\tCompleted\n\tfalse\n"),
        ("{s: status, n: name}", "Completed\tcalm_river\n"),
        ("[{n: name, w: warnings, t: tags}]", "calm_river\t2\t\n"),
        ("note", "two\nlines\n"),
    ],
)
def test_tsv_is_what_a_script_captures(capsys: pytest.CaptureFixture[str], query: str, line: str) -> None:
    assert printed(capsys, JOB, "tsv", query) == line


def test_json_is_the_answer_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(printed(capsys, JOB, None)) == JOB
    assert printed(capsys, {"name": "날씨"}, "json") == '{\n  "name": "날씨"\n}\n'


def test_coloured_json_is_plain_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, JOB, "jsonc") == printed(capsys, JOB, "json")
    assert printed(capsys, JOB, "yamlc") == printed(capsys, JOB, "yaml")


def test_yaml_can_be_read_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert yaml.safe_load(printed(capsys, JOB, "yaml")) == JOB
    assert printed(capsys, "text", "yaml") == "text\n"


def test_none_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, JOB, "none") == ""


def test_a_table_shows_what_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    items = [{"name": "a", "tags": {"x": 1}, "size": 12}, {"name": "b", "tags": {}, "size": None}]
    lines = printed(capsys, items, "table", "[].{name: name, size: size}").splitlines()
    assert [line.split() for line in (lines[0], *lines[2:])] == [["Name", "Size"], ["a", "12"], ["b"]]
    assert printed(capsys, items, "table", "[].name").splitlines()[0] == "Result"
    assert printed(capsys, items, "table", "[].[name, size]").splitlines()[0].split() == ["Column1", "Column2"]
    assert printed(capsys, [], "table") == ""


def test_a_table_in_a_pipe_has_no_colours_and_is_not_folded(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, [{"name": "n" * 300, "status": "[red]Completed[/red]"}], "table")
    assert "\x1b" not in text
    assert "n" * 300 in text
    assert "[red]Completed[/red]" in text
