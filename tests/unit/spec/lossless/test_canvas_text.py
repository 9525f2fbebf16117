"""From text to canvas, through a browser, and back: the same text, or the text with the edit in it."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from designer.spec.canvas import to_canvas
from designer.spec.canvas_text import edited_text, source_of, with_source, write_canvas
from designer.spec.emit import dump
from designer.spec.patch import means, settled
from designer.spec.read import read_job
from tests.unit.spec.test_canvas import pipelines

GOLDEN = sorted((Path(__file__).parents[3] / "contract" / "canvas").glob("*.yml"))


def through_browser(value: Any) -> Any:
    """What JSON.parse and JSON.stringify of a browser leave of a document."""
    if isinstance(value, dict):
        return {key: through_browser(item) for key, item in value.items()}
    if isinstance(value, list):
        return [through_browser(item) for item in value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    number = float(value)
    return int(number) if math.isfinite(number) and number.is_integer() and abs(number) < 1e21 else number


def drawn(text: str) -> dict[str, Any]:
    job = read_job(text).job
    assert job is not None
    canvas: dict[str, Any] = through_browser(json.loads(json.dumps(to_canvas(job))))
    return canvas


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: file.stem)
def test_a_golden_file_comes_back_as_it_was(file: Path) -> None:
    text = file.read_bytes().decode()
    assert write_canvas(drawn(text), text).text == text
    assert source_of(with_source(drawn(text), text.encode())) == text.encode()


@settings(max_examples=150, deadline=None)
@given(pipelines())
def test_any_pipeline_comes_back_as_it_was(body: dict[str, Any]) -> None:
    text = "# mine\n" + dump(body)
    assert write_canvas(drawn(text), text).text == text


TEXT = """type: pipeline  # kind
version: 1.10
inputs:
  one: 1.0
  zeros: 007   # agent
  big: 12345678901234567890
settings: {slack: 2.0, n: 010}
jobs:
  # the first
  a:
    command: echo ${{inputs.x}}
    environment: {image: i}
    inputs:
      x: 1.50
      z: ${{parent.inputs.one}}
      y: 'two'
  b:
    component: ./b.yml
    inputs: {x: "${{parent.jobs.a.outputs.o}}", y: 3}
"""


def changed(text: str, result: str) -> list[str]:
    before, after = text.splitlines(), result.splitlines()
    return [f"-{line}" for line in before if line not in after] + [f"+{line}" for line in after if line not in before]


def test_nothing_is_lost_in_a_browser() -> None:
    assert write_canvas(drawn(TEXT), TEXT).text == TEXT


def test_connecting_a_parameter_changes_its_line() -> None:
    canvas = drawn(TEXT)
    node = canvas["nodes"][0]
    del node["inputs"]["y"]
    canvas["edges"].append({"from": {"node": None, "port": "zeros"}, "to": {"node": "a", "port": "y"}})
    assert changed(TEXT, write_canvas(canvas, TEXT).text) == ["-      y: 'two'", "+      y: '${{parent.inputs.zeros}}'"]


def test_renaming_a_node_changes_its_name_and_its_bindings() -> None:
    canvas = drawn(TEXT)
    canvas["nodes"][0]["name"] = "clean"
    for edge in canvas["edges"]:
        for end in (edge["from"], edge["to"]):
            end["node"] = "clean" if end["node"] == "a" else end["node"]
    assert changed(TEXT, write_canvas(canvas, TEXT).text) == [
        "-  a:",
        '-    inputs: {x: "${{parent.jobs.a.outputs.o}}", y: 3}',
        "+  clean:",
        '+    inputs: {x: "${{parent.jobs.clean.outputs.o}}", y: 3}',
    ]


def test_deleting_and_adding_nodes_leaves_the_others() -> None:
    canvas = drawn(TEXT)
    canvas["nodes"] = [canvas["nodes"][1], {"name": "c", "type": "command", "component": "azureml:c:1", "inputs": {}}]
    canvas["edges"] = []
    result = write_canvas(canvas, TEXT).text
    assert result.endswith(
        "  b:\n    component: ./b.yml\n    inputs: {y: 3}\n  c:\n    type: command\n    component: azureml:c:1\n"
    )
    assert "# the first" not in result
    assert result.startswith(TEXT[: TEXT.index("  # the first")])


def test_a_value_typed_anew_is_written_as_typed() -> None:
    canvas = drawn(TEXT)
    canvas["inputs"][1]["value"] = 8
    canvas["nodes"][1]["inputs"]["y"] = {"literal": "4"}
    assert changed(TEXT, write_canvas(canvas, TEXT).text) == [
        "-  zeros: 007   # agent",
        '-    inputs: {x: "${{parent.jobs.a.outputs.o}}", y: 3}',
        "+  zeros: 8   # agent",
        "+    inputs: {x: \"${{parent.jobs.a.outputs.o}}\", y: '4'}",
    ]


def test_an_input_declared_as_an_integer_is_one() -> None:
    canvas = drawn("type: pipeline\ninputs:\n  n: 2.0\njobs: {}\n")
    canvas["inputs"][0] |= {"type": "integer", "value": 2}
    assert "n: 2\n" in write_canvas(canvas, "type: pipeline\ninputs:\n  n: 2.0\njobs: {}\n").text


def test_a_text_that_cannot_be_read_is_replaced() -> None:
    assert means(edited_text("[", {"a": 1}), {"a": 1})


def test_order_inside_a_mapping_is_that_of_the_file() -> None:
    old = {"a": 1, "b": 2, "c": 3}
    assert list(settled(old, {"c": 3, "new": 0, "a": 1})) == ["a", "c", "new"]
    assert settled(old, {"c": 3, "a": 1, "b": 2}) is old


@pytest.mark.parametrize(
    "data", [b"a: 1\r\n", b"\xef\xbb\xbfa: 1\n", "\ufeffa: é\n".encode("utf-16-le"), b"\xfe\xff\0a"]
)
def test_a_canvas_carries_the_bytes_of_its_file(data: bytes) -> None:
    assert source_of(json.loads(json.dumps(with_source({}, data)))) == data
