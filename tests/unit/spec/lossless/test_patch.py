"""Patching shown on one file: each edit changes the lines it is about, in the style that stands there."""

import copy
import difflib
import time
from collections.abc import Callable
from typing import Any

import pytest

from designer.spec.document import read_text
from designer.spec.patch import means, patched
from designer.spec.scalars import resolve
from tests.unit.spec.lossless.writing import bare

TEXT = """# head
$schema: x   # s
type: pipeline

# about inputs
inputs:
  rate: 0.5  # the rate
  raw: {type: uri_folder, path: ./data}
jobs:
  # prep it
  prep:
    command: >-
      python a.py
      --x 1
      --y 2
    inputs:
      a: ${{parent.inputs.raw}}
      # b: commented out
  train:
    component: './t.yml'
    script: |
      one   \n      two
    list: [a, b]
    steps:
    - one  # 1
    - x: 1
      n: "2"
    # about two
    - two
outputs:
  m:   # null
"""


def change(text: str, edit: Callable[[Any], None]) -> list[str]:
    """The lines that go and come, as a diff shows them."""
    new = bare(read_text(text).root)
    edit(new)
    result = patched(text, new)
    assert means(result, new)
    before, after = text.splitlines(), result.splitlines()
    return [
        line.strip("\n")
        for line in difflib.unified_diff(before, after, n=0)
        if line[0] in "+-" and not line.startswith(("+++", "---"))
    ]


def at(path: str, value: Any) -> Callable[[Any], None]:
    def edit(body: Any) -> None:
        *way, last = path.split("/")
        for part in way:
            body = body[int(part) if isinstance(body, list) else part]
        body[int(last) if isinstance(body, list) else last] = value

    return edit


def without(path: str) -> Callable[[Any], None]:
    def edit(body: Any) -> None:
        *way, last = path.split("/")
        for part in way:
            body = body[int(part) if isinstance(body, list) else part]
        del body[int(last) if isinstance(body, list) else last]

    return edit


@pytest.mark.parametrize(
    ("edit", "lines"),
    [
        (at("inputs/rate", 0.7), ["-  rate: 0.5  # the rate", "+  rate: 0.7  # the rate"]),
        (at("inputs/rate", "01"), ["-  rate: 0.5  # the rate", "+  rate: '01'  # the rate"]),
        (at("inputs/rate", None), ["-  rate: 0.5  # the rate", "+  rate:  # the rate"]),
        (at("outputs/m", "x"), ["-  m:   # null", "+  m: x   # null"]),
        (at("outputs/m", {"mode": "upload"}), ["+    mode: upload"]),
        (at("jobs/train/component", "it's"), ["-    component: './t.yml'", "+    component: 'it''s'"]),
        (at("jobs/train/steps/1/n", "3"), ['-      n: "2"', '+      n: "3"']),
        (at("jobs/train/steps/1/n", 3), ['-      n: "2"', "+      n: 3"]),
        (at("jobs/prep/command", "python a.py --x 9 --y 2"), ["-      --x 1", "+      --x 9"]),
        (at("jobs/train/script", "one   \nthree\ntwo\n"), ["+      three"]),
        (at("jobs/train/script", "one   \ntwo"), ["-    script: |", "+    script: |-"]),
        (at("jobs/train/list", ["a", "c, d"]), ["-    list: [a, b]", '+    list: [a, "c, d"]'.replace('"', "'")]),
        (at("inputs/new", {"a": [1]}), ["+  new:", "+    a:", "+    - 1"]),
        (at("inputs/raw/mode", "download"), None),
        (without("inputs/raw/type"), ["-  raw: {type: uri_folder, path: ./data}", "+  raw: {path: ./data}"]),
        (without("jobs/train/steps/2"), ["-    # about two", "-    - two"]),
        (without("jobs/train/steps/1/x"), ["-    - x: 1", '-      n: "2"', '+    - n: "2"'.replace("\\", "")]),
        (without("outputs/m"), ["-outputs:", "-  m:   # null", "+outputs: {}"]),
    ],
)
def test_an_edit_changes_its_lines(edit: Callable[[Any], None], lines: list[str] | None) -> None:
    expected = lines or [
        "-  raw: {type: uri_folder, path: ./data}",
        "+  raw: {type: uri_folder, path: ./data, mode: download}",
    ]
    assert change(TEXT, edit) == expected


def test_a_deleted_node_takes_its_comments_along() -> None:
    gone = change(TEXT, without("jobs/prep"))
    assert gone[0] == "-  # prep it"
    assert gone[-1] == "-      # b: commented out"
    assert not any(line.startswith("+") for line in gone)


def test_a_renamed_node_is_renamed_where_it_stands() -> None:
    def edit(body: Any) -> None:
        body["jobs"] = {"clean" if name == "prep" else name: node for name, node in body["jobs"].items()}

    assert change(TEXT, edit) == ["-  prep:", "+  clean:"]


ALIASES = """base: &b
  image: x   # i
  size: 1
one:
  <<: *b
  k: 2
two: *b
five: {<<: *b, z: 1}
"""


@pytest.mark.parametrize(
    ("edit", "lines"),
    [
        (at("one/image", "v"), ["+  image: v"]),
        (at("two/image", "v"), ["-two: *b", "+two:", "+  image: v", "+  size: 1"]),
        (without("one/size"), ["-  <<: *b", "+  image: x"]),
    ],
)
def test_an_edit_behind_an_alias_leaves_the_anchor_alone(edit: Callable[[Any], None], lines: list[str]) -> None:
    assert change_unordered(ALIASES, edit) == lines


def test_an_edit_at_the_anchor_leaves_those_who_use_it_as_they_are() -> None:
    new = bare(read_text(ALIASES).root)
    new["base"]["image"] = "v"
    result = patched(ALIASES, new)
    assert means(result, new, ordered=False)
    assert "image: v   # i" in result


def change_unordered(text: str, edit: Callable[[Any], None]) -> list[str]:
    new = bare(read_text(text).root)
    edit(new)
    result = patched(text, new)
    assert means(result, new, ordered=False)
    diff = difflib.unified_diff(text.splitlines(), result.splitlines(), n=0)
    return [line for line in diff if line[0] in "+-" and not line.startswith(("+++", "---"))]


@pytest.mark.parametrize(
    ("text", "edit", "result"),
    [
        ("a: 1\r\nb: 2\r\n", at("c", [1]), "a: 1\r\nb: 2\r\nc:\r\n  - 1\r\n"),
        ("a: 1\rb: 2\r", at("c", 3), "a: 1\rb: 2\rc: 3\r"),
        ("a: 1\nb: 2", at("c", 3), "a: 1\nb: 2\nc: 3"),
        ("a: 1\nb: 2", without("b"), "a: 1"),
        ("a: |\n  x", at("c", 3), "a: |-\n  x\nc: 3"),
        ("%YAML 1.1\n--- # doc\na: 1\n...\n", at("b", 2), "%YAML 1.1\n--- # doc\na: 1\nb: 2\n...\n"),
        ("a:\t1\t# tab\n", at("a", 2), "a:\t2\t# tab\n"),
        ("a: {x: 1, y, z: }\n", at("a/y", "v"), "a: {x: 1, y: v, z: }\n"),
        ("a: [b: 1, c]\n", at("a/0/d", 2), "a: [{b: 1, d: 2}, c]\n"),
        ("a: {\n  x: 1,  # one\n  y: 2\n}\n", without("a/x"), "a: {\n  y: 2\n}\n"),
        ("? a\n: 1\nb: !!str 5\n", at("b", "x"), "? a\n: 1\nb: x\n"),
        ("a: {}\n", at("a/b", 1), "a:\n  b: 1\n"),
        ("- a: 1\n  # about b\n  b: 2\n", without("0/a"), "- \n  # about b\n  b: 2\n"),
        ('a: "x"\nb: "y"\n', at("c", "5"), 'a: "x"\nb: "y"\nc: "5"\n'),
        ("a: python x\n  --b c\n", at("a", "python"), "a: python\n"),
        ("{a: 1, b: [1, 2]}", at("b/1", "2"), "{a: 1, b: [1, '2']}"),
        ("&k a: 1\nb: *k\n", at("a", 2), "&k a: 2\nb: *k\n"),
        ("&k a: 1\nb: *k\n", without("a"), "b: a\n"),
        ("l:\n- a: 1\n  b: 2\nc: 3 # c\n", at("l/0", {"b": 2, "a": 1}), "l:\n- b: 2\n  a: 1\nc: 3 # c\n"),
        ("a: {x: }\n", at("a/w", 1), "a: {x: , w: 1}\n"),
        ("a: {x: , w: 1}\n", without("a/w"), "a: {x: }\n"),
        ("a: 1 # x\n", lambda body: body.clear(), "{}\n"),
        ("a: 1\na: 2\n", at("a", 3), "a: 1\na: 3\n"),
    ],
)
def test_line_ends_markers_and_odd_forms_are_kept(text: str, edit: Callable[[Any], None], result: str) -> None:
    new = bare(read_text(text).root)
    edit(new)
    assert patched(text, new) == result


@pytest.mark.parametrize(
    "value", ["5", "01", "True", "1e-3", "yes", "~", "0x1F", "1:30", "null", "", "2026-01-01", "="]
)
def test_texts_stay_texts_and_numbers_numbers(value: str) -> None:
    for new in ({"a": value}, {"a": resolve(value) if value else None}):
        assert means(patched("a: old\n", new), new)
        assert means(patched("a: 'old'\n", new), new)
        assert means(patched("b: [old]\n", new), new)


def test_a_number_keeps_the_way_it_is_written() -> None:
    assert patched("a: 007\nb: 1.10\n", {"a": 7, "b": 1.1}) == "a: 007\nb: 1.10\n"


@pytest.mark.parametrize("text", ["", "# only a comment\n", "[", "a: 1\n---\nb: 2\n", "\ud800", "5", "a: &a [*a]\n"])
def test_what_cannot_be_patched_is_written_whole(text: str) -> None:
    assert patched(text, {"a": 1}) == "a: 1\n"


def pipeline(nodes: int) -> str:
    lines = ["type: pipeline", "# c", "inputs:", "  rate: 0.5", "jobs:"]
    for i in range(nodes):
        bound = f"${{{{parent.jobs.node_{i - 1}.outputs.o}}}}" if i else "1"
        lines += [f"  node_{i}:  # note", "    type: command", "    component: ./train.yml", "    inputs:"]
        lines += [f"      a: {bound}", "      b: 0.5", '      c: "text"', "    outputs: {o: {mode: upload}}"]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("nodes", "seconds"), [(200, 0.15), (5000, 4)])
def test_large_pipelines_are_patched_at_once(nodes: int, seconds: float) -> None:
    text = pipeline(nodes)
    new = copy.deepcopy(bare(read_text(text).root))
    new["jobs"]["node_100"]["inputs"]["b"] = 7
    del new["jobs"]["node_50"]
    best = min(_time_of(text, new) for _ in range(3))
    assert best < seconds


def _time_of(text: str, new: Any) -> float:
    start = time.perf_counter()
    result = patched(text, new)
    assert len(result.splitlines()) == len(text.splitlines()) - 8
    return time.perf_counter() - start
